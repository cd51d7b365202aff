"""The reference notes of the corpus as the program reads them, and the dates they give."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.document import Document
from ingest.files import SourceFile
from ingest.parse import parse
from ingest.split import sentences

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
# 5 March 1993; 22–23 January 1998; 26 and 27 February; March 1993; 1993
_DATE = re.compile(
    rf"(?:(?P<first>\d{{1,2}})(?:(?: ?[–-] ?| and | to )(?P<last>\d{{1,2}}))? )?"
    rf"\b(?P<month>{_MONTH})\b(?: (?P<year>[12]\d{{3}})\b)?"
    r"|(?<![\d/.])(?P<alone>[12]\d{3})(?![\d/])"
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class When:
    """A date as far as it is given."""

    day: int | None
    month: str | None
    year: int | None

    def contradicts(self, other: "When") -> bool:
        """Tell whether two dates cannot be the same."""
        pairs = ((self.day, other.day), (self.month, other.month), (self.year, other.year))
        return any(mine and its and mine != its for mine, its in pairs)


def dates(text: str) -> set[When]:
    """Return the dates that a text gives; a range counts as its first and its last day."""
    found = set()
    for match in _DATE.finditer(text):
        year = match["year"] or match["alone"]
        days: list[int | None] = [int(day) for day in (match["first"], match["last"]) if day]
        for day in days or [None]:
            found.add(When(day=day, month=match["month"], year=int(year) if year else None))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note: its name without .md, its document, its sentences without the headings."""

    name: str
    document: Document
    sentences: tuple[str, ...]


def read_note(path: Path) -> Note:
    """Return a note. Raises UnreadableFile when the program cannot read it."""
    source = SourceFile(path=path, source=f"notes/{path.name}")
    ((_, document),) = parse(source).parts
    headings = [heading.span for heading in document.headings]
    spans = sentences(document.text, language=document.metadata.language)
    texts = [
        span.of(document.text)
        for span in spans
        if not any(heading.holds(span) for heading in headings)
    ]
    return Note(name=PurePath(path).stem, document=document, sentences=tuple(texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of the chronology; see chronology.toml for what its fields mean."""

    key: str
    date: str
    see: tuple[str, ...]
    words: tuple[str, ...]

    def is_told_by(self, sentence: str) -> bool:
        """Tell whether a sentence is about the event."""
        return all(
            any(word in sentence for word in alternatives.split("|")) for alternatives in self.words
        )


def read_events(path: Path) -> list[Event]:
    """Return the events of a chronology.toml."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Event(key=key, date=table["date"], see=tuple(table["see"]), words=tuple(table["words"]))
        for key, table in tables.items()
    ]


def contradictions(events: Sequence[Event], notes: Sequence[Note]) -> Iterator[str]:
    """Yield a line for each note that contradicts an event, or that it rests on in vain."""
    named = {note.name: note for note in notes}
    for event in events:
        right = dates(event.date)
        for name in event.see:
            told = named[name].sentences if name in named else ()
            if not any(event.is_told_by(text) and right & dates(text) for text in told):
                yield f"{event.key}: {name} does not tell it with the date {event.date}"
        for note in notes:
            for text in note.sentences:
                given = dates(text) if event.is_told_by(text) else set()
                if given and all(mine.contradicts(its) for mine in given for its in right):
                    yield f"{event.key}: {note.name} gives another date than {event.date}: {text}"
