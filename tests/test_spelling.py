import pytest

from bot.chain import answer_chain
from bot.page import answer_html
from bot.render import to_text
from bot.spelling import corrected, corrections, sounding_like
from bot.terms import word_keys
from ingest.embed import MiniLM
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import EagerReader, HashingEmbedder

TEXT = (
    "The group met in Murmansk. Kolokoltsev spoke. Popov came from Norway. "
    "Delivery of goods was discussed. Marten and Martin left. Prize."
)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Who spoke for the Finish police?", {"Finish": "Finnish"}),
        ("what does the finish customs do", {"finish": "Finnish"}),
        ("When did they finish the talks?", {}),
        ("How to finish work?", {}),
        ("When does the meeting finish?", {}),
    ],
)
def test_finish_is_a_slip_where_it_stands_as_an_adjective(
    settings: Settings, question: str, meant: dict[str, str]
) -> None:
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    assert corrections(question, catalog, is_word=HashingEmbedder().knows) == meant


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Were is the office?", {"Were": "Where"}),
        ("were was it signed", {"were": "where"}),
        ("Were they there?", {}),
        ("Were Finns there?", {}),
        ("Wich country signed?", {"Wich": "Which"}),
        ("and whne was that", {"whne": "when"}),
        ("Wher was it?", {}),  # where or when
        ("Who signed?", {}),
        ("Two signed?", {}),
    ],
)
def test_a_slip_in_the_word_that_asks_is_mended(
    minilm: MiniLM, settings: Settings, question: str, meant: dict[str, str]
) -> None:
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    assert corrections(question, catalog, is_word=minilm.knows) == meant


def test_a_word_that_begins_like_a_mistyped_one_stays() -> None:
    asked = "When had the finish police finished?"
    assert corrected(asked, {"finish": "Finnish"}) == "When had the Finnish police finished?"


def test_a_slip_is_read_as_the_same_form_each_time(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_text("AGREEMENT. The Agreement. This agreement. aGreement.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    found = corrections("the agrement", catalog, is_word=HashingEmbedder().knows)
    assert found == {"agrement": "agreement"}


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Who met in Murmnask?", {"Murmnask": "Murmansk"}),
        ("What did Kolokoltsov say?", {"Kolokoltsov": "Kolokoltsev"}),
        ("Who came from Norwey?", {"Norwey": "Norway"}),
        ("What about the delivrey?", {"delivrey": "Delivery"}),
        ("Who met in Murmansk?", {}),
        ("Who is Popova?", {}),  # another person's name
        ("Who is Martyn?", {}),  # two words are as near
        ("Who met in Rovaniemi in 20199?", {}),
        ("Was it in Norma?", {}),
        ("What did Popvo say?", {"Popvo": "Popov"}),  # two letters swapped
        ("What was the price?", {}),  # a word, if not one of the documents
    ],
)
def test_only_a_clear_slip_is_read_as_the_word_meant(
    settings: Settings, question: str, meant: dict[str, str]
) -> None:
    (settings.corpus / "a.txt").write_text(TEXT)
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    assert corrections(question, catalog, is_word=HashingEmbedder().knows) == meant


def test_the_answer_says_how_a_mistyped_word_was_read(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_text(TEXT)
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    answer = chain.invoke("What met in Murmnask?")
    assert answer.question == "What met in Murmnask?"
    assert answer.query == "What met in Murmansk?"
    assert answer.statements
    assert to_text(answer).startswith("Read “Murmnask” as “Murmansk”.\n")
    shown = answer_html(answer, key="k", number=0, language="en", ideas=[])
    assert "as “Murmansk”" in shown


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Heikkinen", "Хейккинена"),
        ("Paz", "Паз"),
        ("Børmer", "Бёрмер"),
        ("Hämäläinen", "Хямяляйнен"),
        ("Johansen", "Йохансен"),
        ("Terentyev", "Терентьев"),
        ("Savelyeva", "Савельевой"),
    ],
)
def test_a_name_is_known_by_its_sound_in_cyrillic(
    settings: Settings, typed: str, written: str
) -> None:
    text = f"Слово взял господин {written}, а потом Маслов."
    (settings.corpus / "a.txt").write_text(text, encoding="utf-8")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    found = sounding_like(typed, catalog)
    assert set(found) & word_keys(written, "ru")
    assert set(found) <= word_keys(written, "ru") | {written.casefold()}
    assert sounding_like("Larsen", catalog) == ()
