r"""The values that ingest makes: Span, Page, Heading, Document, Passage, and their builder.

`Document.text` (NFC, line ends as \\n) is the only coordinate system. A span is a half-open
range of code points in it.
"""

import hashlib
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Half-open range of code points: text[start:end]."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}:{self.end}")

    def of(self, text: str) -> str:
        """Return the part of a text that the span covers."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Tell whether another span lies inside this one."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, offset: int) -> "Span":
        """Return the span moved by an offset."""
        return Span(start=self.start + offset, end=self.end + offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a document: its physical number from 1, and its printed label if it has one."""

    number: int
    label: str | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading: its level (1 is highest), its text, and where it stands."""

    level: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known about a document beside its text. Dates are ISO 8601, language is ISO 639-1.

    source is whose account it is, when that is not the publisher.
    """

    title: str
    publisher: str | None = None
    source: str | None = None
    event_date: str | None = None
    date: str | None = None
    language: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source document. `source` is its path relative to the folder that was ingested."""

    source: str
    media_type: str
    metadata: Metadata
    text: str
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()

    @property
    def id(self) -> str:
        """Return 16 hexadecimal digits of the SHA-256 of the text: same text, same id."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def heading_path(self, offset: int) -> tuple[str, ...]:
        """Return the headings that an offset stands under, outermost first."""
        path: list[Heading] = []
        for heading in self.headings:
            if heading.span.start > offset:
                break
            path = [outer for outer in path if outer.level < heading.level] + [heading]
        return tuple(heading.text for heading in path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences of one document; `text` is the document's text at `span`."""

    document_id: str
    title: str
    heading: tuple[str, ...]
    span: Span
    text: str

    def __post_init__(self) -> None:
        if len(self.text) != self.span.end - self.span.start:
            raise ValueError("a passage's text must be as long as its span")

    @property
    def id(self) -> str:
        """Return the stable anchor of the passage: document id and span."""
        return f"{self.document_id}:{self.span.start}-{self.span.end}"

    @property
    def search_text(self) -> str:
        """Return what is embedded and ranked: title, headings, text. Never quoted."""
        return "\n".join([self.title, *self.heading, self.text])


def normalize(text: str) -> str:
    r"""Return a text with line ends as \\n and in Unicode normalization form C."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


class TextBuilder:
    """Append blocks of text and note where headings and pages fall while appending.

    Every block ends in a line break of its own. Nothing composes with a line break, so blocks that
    are each in NFC stay in NFC when joined, and no offset moves.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[Page] = []
        self._headings: list[Heading] = []

    def append(self, text: str) -> Span:
        """Append a block and return where it stands, without its line break."""
        block = normalize(text)
        span = Span(start=self._length, end=self._length + len(block))
        self._parts.append(block + "\n")
        self._length = span.end + 1
        return span

    def heading(self, level: int, text: str) -> Span:
        """Append a heading as a block of its own."""
        span = self.append(text.strip())
        self._headings.append(Heading(level=level, text=text.strip(), span=span))
        return span

    def page(self, text: str, *, label: str | None = None) -> Span:
        """Append a page's text and note it as the next physical page."""
        span = self.append(text)
        self._pages.append(Page(number=len(self._pages) + 1, label=label, span=span))
        return span

    def build(self, *, source: str, media_type: str, metadata: Metadata) -> Document:
        """Return the document made of the blocks appended so far."""
        return Document(
            source=source,
            media_type=media_type,
            metadata=metadata,
            text="".join(self._parts)[:-1],
            pages=tuple(self._pages),
            headings=tuple(self._headings),
        )
