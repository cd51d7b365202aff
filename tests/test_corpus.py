"""The reference notes: each sentence has its source, and no date contradicts the chronology."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ingest.settings import Settings
from ingest.sync import sync
from tests.conftest import ROOT, SEED
from tests.fakes import HashingEmbedder
from tests.notes import Event, Note, contradictions, dates, read_events, read_note

FOLDER = ROOT / "corpus"
PATHS = sorted((FOLDER / "notes").glob("*.md"))
MARKS = re.compile(r"(?:\[\d{1,3}\])+\.$")
LONGEST = 40  # words


@pytest.fixture(scope="module")
def notes() -> list[Note]:
    return [read_note(path) for path in PATHS]


def test_there_are_at_least_forty_notes() -> None:
    assert len(PATHS) >= 40


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_note_has_its_front_matter_and_a_source_for_every_sentence(path: Path) -> None:
    note = read_note(path)
    metadata = note.document.metadata
    assert not note.document.warnings
    assert (metadata.language, metadata.kind) == ("en", "note")
    assert metadata.date
    assert metadata.subjects
    assert metadata.title == note.document.headings[0].text
    known = [reference.mark for reference in metadata.references]
    assert known == [str(number) for number in range(1, len(known) + 1)]
    used = set()
    for sentence in note.sentences:
        assert MARKS.search(sentence), f"no source mark at the end: {sentence}"
        marks = re.findall(r"\[(\d{1,3})\]", sentence)
        assert set(marks) <= set(known), f"a mark that stands for nothing: {sentence}"
        used |= set(marks)
        words = re.sub(r"\[\d{1,3}\]", "", sentence).split()
        assert len(words) <= LONGEST, f"{len(words)} words: {sentence}"
    assert used == set(known), f"never used: {sorted(set(known) - used)}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_addresses_are_well_formed_and_say_when_they_were_read(path: Path) -> None:
    for reference in read_note(path).document.metadata.references:
        parts = urlsplit(reference.url)
        assert parts.scheme in ("http", "https")
        assert re.fullmatch(r"[\w.-]+\.[a-z]{2,}\.?(?::\d+)?", parts.netloc), reference.url
        assert reference.read


def test_no_note_contradicts_the_chronology(notes: list[Note]) -> None:
    assert list(contradictions(read_events(FOLDER / "chronology.toml"), notes)) == []


def test_each_sentence_of_the_chronology_is_an_event_of_its_table(notes: list[Note]) -> None:
    (chronology,) = [note for note in notes if note.name == "chronology"]
    events = read_events(FOLDER / "chronology.toml")
    assert len(chronology.sentences) == len(events)
    for event, sentence in zip(events, chronology.sentences, strict=True):
        assert dates(event.date) <= dates(sentence), f"{event.key}: {sentence}"


def told(text: str) -> Note:
    """Return a note of these sentences."""
    note = read_note(PATHS[0])
    sentences = tuple(f"{sentence}." for sentence in text.rstrip(".").split(". "))
    return Note(name="made-up", document=note.document, sentences=sentences)


FOUNDING = Event(
    key="founded", date="4 May 1996", see=("made-up",), words=("Task Force", "created|founded")
)


def test_a_note_with_the_date_agrees_and_so_do_coarser_dates_and_other_events() -> None:
    agreeing = told(
        "The Task Force was created on 4 May 1996 [1]. The Task Force, founded in 1996, met [1]. "
        "The Task Force met on 2 May 2006 [1]. The Council was founded on 6 March 1992 [1]. "
        "One source says the Task Force was created on 3 May 1996 and one on 4 May 1996 [1]."
    )
    assert list(contradictions([FOUNDING], [agreeing])) == []


@pytest.mark.parametrize("date", ["5 May 1996", "June 1996", "1998", "22–23 January 1998"])
def test_a_note_with_another_date_for_the_same_event_is_found(date: str) -> None:
    opposing = told(
        f"The Task Force was created on 4 May 1996 [1]. As a Task Force it was founded {date} [1]."
    )
    (line,) = contradictions([FOUNDING], [opposing])
    assert line.startswith("founded: made-up gives another date than 4 May 1996: As a Task")


def test_a_note_that_the_chronology_names_must_tell_the_event_with_its_date() -> None:
    silent = told("The Task Force was created in 1996 [1].")
    (line,) = contradictions([FOUNDING], [silent])
    assert line == "founded: made-up does not tell it with the date 4 May 1996"
    assert list(contradictions([FOUNDING], []))


def test_the_whole_corpus_is_indexed_and_only_documents_are(
    tmp_path: Path, embedder: HashingEmbedder
) -> None:
    settings = Settings(index=tmp_path / "index", corpus=FOLDER)
    report = sync([FOLDER], settings=settings, embedder=embedder)
    sources = {outcome.source for outcome in report.outcomes}
    assert not report.failed
    assert SEED in sources
    assert {f"notes/{path.name}" for path in PATHS} <= sources
    assert not {"README.md", "sources.toml", "chronology.toml"} & sources
