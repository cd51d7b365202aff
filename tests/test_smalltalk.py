import tomllib
from importlib.resources import files

import pytest

from bot.answer import Inquiry, Turn
from bot.chain import answer_chain
from bot.page import answer_html
from bot.render import to_text
from bot.smalltalk import is_small_talk, reply
from bot.strings import LANGUAGES
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import EagerReader, HashingEmbedder


def _indexed(settings: Settings, *titles: str) -> None:
    for title in titles:
        (settings.corpus / f"{title}.md").write_text(f"# {title}\n\nWolves howl in {title}.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Hello!", "Hello."),
        ("  thank you. ", "That asks nothing"),
        ("What can you do?", "A program that quotes"),
        ("Кто ты?", "Программа"),
        ("Hva kan du?", "Et program"),
    ],
)
def test_small_talk_is_answered_in_its_language(settings: Settings, typed: str, said: str) -> None:
    _indexed(settings, "Oslo")
    answer = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader()).invoke(typed)
    assert answer.abstention
    assert answer.abstention.reason.startswith(said)
    assert not answer.hits
    assert not answer.abstention.nearest
    assert to_text(answer) == answer.abstention.reason
    page = answer_html(answer, key="k", number=0, language="en", ideas=[])
    assert "refusal" not in page
    assert said in page


@pytest.mark.parametrize(
    "question",
    ["Hello, who opened the meeting?", "Who are the members?", "What can Interpol do?", "Hei Oslo"],
)
def test_a_question_is_no_small_talk(settings: Settings, question: str) -> None:
    _indexed(settings, "Oslo")
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    assert reply(question, catalog, begins=True) is None
    assert not is_small_talk(question)


def test_what_this_is_about_asks_about_the_chat_only_at_the_beginning(settings: Settings) -> None:
    _indexed(settings, "Aa", "Bb", "Cc", "Dd")
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    said = reply("What is this about?", catalog, begins=True)
    assert said
    assert "and 1 more" in said
    assert reply("What is this about?", catalog, begins=False) is None


def test_the_conversation_goes_on_over_small_talk(settings: Settings) -> None:
    _indexed(settings, "Oslo")
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    before = Turn(query="Who opened the meeting in Oslo?")
    after_thanks = chain.invoke(
        Inquiry(text="And who closed it?", turns=(before, Turn(query="Thanks!")))
    )
    at_once = chain.invoke(Inquiry(text="And who closed it?", turns=(before,)))
    assert after_thanks.query == at_once.query != "And who closed it?"


def test_all_small_talk_is_known_in_each_language() -> None:
    source = files("bot").joinpath("smalltalk.toml").read_text(encoding="utf-8")
    kinds = tomllib.loads(source)
    assert all(by_language.keys() == LANGUAGES.keys() for by_language in kinds.values())


def test_what_is_said_in_two_languages_is_answered_in_that_of_the_page(settings: Settings) -> None:
    _indexed(settings, "Oslo")
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    for page, said in (("nb", "Her gis"), ("fi", "Täällä"), ("ru", "Täällä")):
        answer = chain.invoke(Inquiry(text="hei", language=page))
        assert answer.abstention
        assert said in answer.abstention.reason
