import pytest

from bot.typed import led_up_to, plainly, with_capitals
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import HashingEmbedder


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("is storskog in norway?", "is Storskog in Norway?"),
        ("may finnish police enter?", "may Finnish police enter?"),
        ("who leads the cbss", "who leads the CBSS"),
        (
            "who leads the office in Oslo and storskog?",
            "who leads the office in Oslo and storskog?",
        ),
    ],
)
def test_names_get_the_capitals_that_documents_write_them_with(
    settings: Settings, typed: str, written: str
) -> None:
    text = "Storskog is open. The Council of the Baltic Sea States (CBSS) has an office. May ends."
    (settings.corpus / "a.txt").write_text(f"{text} At Storskog police may enter.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    known = {"leads", "police", "enter", "office", "may"}
    assert with_capitals(typed, catalog, is_word=known.__contains__) == written


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("WHO OPENED THE MEETING?", "who opened the meeting?"),
        ("BSTF NCB", "BSTF NCB"),
        ("BSTF NCB EU", "BSTF NCB EU"),
        ("Who leads the BSTF?", "Who leads the BSTF?"),
        ("whos Popov", "who is Popov"),
        ("Whats new?", "What is new?"),
    ],
)
def test_capitals_and_contractions_are_read_plainly(typed: str, plain: str) -> None:
    assert plainly(typed) == plain


@pytest.mark.parametrize(
    ("typed", "asked", "said"),
    [
        ("I write about Interpol. Who leads it?", "Who leads it?", ("I write about Interpol.",)),
        ("Hello! Who opened the meeting? Many thanks.", "Who opened the meeting?", ()),
        ("Who opened it? When was it?", "Who opened it? When was it?", ()),
        ("The meeting was in Oslo.", "The meeting was in Oslo.", ()),
        ("What did Mr. Popov say?", "What did Mr. Popov say?", ()),
    ],
)
def test_a_question_is_told_from_what_leads_up_to_it(
    typed: str, asked: str, said: tuple[str, ...]
) -> None:
    assert led_up_to(typed) == (asked, said)
