import pytest

from bot.query import understand
from bot.signatures import asks_for_signatures, is_signature, leads_up_to_name
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import HashingEmbedder
from tests.test_kinds import ask, quotes

DONE = "Done at Oslo on 14 June 2012 in three originals, all texts being equally authentic."
NORWAY = "For the Government of the Kingdom of Norway: Grethe Falkum, Minister of Justice"


@pytest.mark.parametrize(
    ("question", "sentence", "is_asked_for"),
    [
        ("Who signed the agreement for Norway?", NORWAY, True),
        ("Who signed the agreement?", NORWAY, True),
        ("Who signed the agreement for Russia?", NORWAY, False),
        ("Who signed the agreement?", DONE, False),
        ("Who signed it?", "For the Government of Norway this is new. It said so.", False),
        ("When was the agreement signed?", DONE, True),
        ("Where and when was it signed?", DONE, True),
        ("When was it signed?", "Done at once by the police of Oslo.", False),
        ("When was the agreement published?", DONE, False),
    ],
)
def test_how_an_agreement_ends_tells_who_signed_it_when_and_where(
    question: str, sentence: str, is_asked_for: bool
) -> None:
    assert is_signature(question, sentence) == is_asked_for


def test_only_questions_about_signing_look_for_it() -> None:
    assert asks_for_signatures("Who were the signatories?")
    assert not asks_for_signatures("Who opened the meeting?")


def test_ends_of_agreements_are_looked_up_only_where_there_are_any(settings: Settings) -> None:
    asked = "Who signed the agreement?"
    for name, text, searched in (
        ("a", "The agreement was signed by the ministers.", asked),
        ("b", DONE, f"{asked} (done at)"),
    ):
        (settings.corpus / f"{name}.txt").write_text(text)
        sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
        catalog = index_folder(settings, HashingEmbedder()).open().catalog
        assert understand(asked, catalog, is_word=str.islower).search == searched


def test_the_name_below_is_of_who_signs() -> None:
    assert leads_up_to_name("For the Government of Norway", "Knut Storhaug")
    assert not leads_up_to_name("For the Government of Norway", "The parties met in Oslo again.")
    assert not leads_up_to_name("The parties met", "Knut Storhaug")


def test_a_name_on_the_line_below_is_quoted_with_the_government(settings: Settings) -> None:
    text = "# Agreement\n\nThe parties agree.\n\nFor the Government of Norway\n\nKnut Storhaug\n"
    (settings.corpus / "a.md").write_text(text)
    answer = ask(settings, "For the Government of Norway who signed the agreement?")
    assert "For the Government of Norway\n\nKnut Storhaug" in quotes(answer)
