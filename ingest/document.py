r"""The values that ingest makes: Span, Page, Heading, Document, Passage, and their builder.

`Document.text` (NFC, line ends as \\n) is the only coordinate system. A span is a half-open
range of code points in it.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingest.errors import UnreadableFile

MAX_TEXT = 20_000_000  # code points of one document: some 7,000 pages


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

    def overlaps(self, other: "Span") -> bool:
        """Tell whether two spans share a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a document: its physical number from 1, and its printed label if it has one."""

    number: int
    label: str | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading: its level (1 is highest), its text, and where it stands.

    One without text ends those of its level: what follows a table is not under its header.
    """

    level: int
    text: str
    span: Span


def names_of(path: Iterable[Heading]) -> tuple[str, ...]:
    """Return the texts of headings, but of those that have none."""
    return tuple(heading.text for heading in path if heading.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a mark such as [2] in a text stands for: an address, and when it was read (ISO)."""

    mark: str
    url: str
    read: str | None = None

    @property
    def text(self) -> str:
        """Return the reference as a person reads it."""
        return self.url + (f" (read {self.read})" if self.read else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known about a document beside its text. Dates are ISO 8601, language is ISO 639-1.

    date is when it was published, created when its file was made, which may be much later.
    source is whose account it is, when that is not the publisher. retrieved is when a snapshot
    of url was taken. kind says what sort of document it is; subjects are words that it is to be
    found by; references are what the marks in its text stand for. called lists, with commas, what
    a question may call it by without naming it, such as "the meeting".
    """

    title: str
    author: str | None = None
    publisher: str | None = None
    source: str | None = None
    event_date: str | None = None
    date: str | None = None
    created: str | None = None
    language: str | None = None
    url: str | None = None
    retrieved: str | None = None
    kind: str | None = None
    subjects: str | None = None
    called: str | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source document. `source` is its path relative to the folder that was ingested.

    Records are spans that are passages of their own, such as the rows of a table.
    """

    source: str
    media_type: str
    metadata: Metadata
    text: str
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    records: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()

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
        return names_of(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences of one document; `text` is the document's text at `span`.

    subjects are its document's.
    """

    document_id: str
    title: str
    heading: tuple[str, ...]
    span: Span
    text: str
    subjects: str = ""

    def __post_init__(self) -> None:
        if len(self.text) != self.span.end - self.span.start:
            raise ValueError("a passage's text must be as long as its span")

    @property
    def id(self) -> str:
        """Return the stable anchor of the passage: document id and span."""
        return f"{self.document_id}:{self.span.start}-{self.span.end}"

    @property
    def search_text(self) -> str:
        """Return what is embedded and ranked: title, subjects, headings, text. Never quoted."""
        return "\n".join(filter(None, (self.title, self.subjects, *self.heading, self.text)))


def normalize(text: str) -> str:
    r"""Return a text with line ends as \\n and in Unicode normalization form C."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


class TextBuilder:
    """Append blocks of text and note where headings, pages and records fall while appending.

    Every block ends in a line break of its own. Nothing composes with a line break, so blocks that
    are each in NFC stay in NFC when joined, and no offset moves.
    """

    def __init__(self, *, on_page: Callable[[int, int], None] | None = None) -> None:
        """Tell on_page, if given, how many pages of how many were read.

        last is the last block of running text, until a heading or record comes.
        """
        self._parts: list[str] = []
        self._length = 0
        self._end = 0
        self.last = ""
        self._page_starts: list[tuple[int, str | None]] = []
        self._headings: list[Heading] = []
        self._records: list[Span] = []
        self._on_page = on_page
        self.found: dict[str, str] = {}
        self.warnings: list[str] = []
        self.attachments: list[tuple[str, bytes]] = []
        self.unread_pages: list[int] = []

    @property
    def length(self) -> int:
        """Return the number of code points appended so far."""
        return self._length

    def append(self, text: str) -> Span:
        """Append a block and return where it stands, without its line break.

        The next block goes on in the same paragraph. Raises UnreadableFile when the whole text
        gets longer than MAX_TEXT.
        """
        block = normalize(text)
        span = Span(start=self._length, end=self._length + len(block))
        if span.end > MAX_TEXT:
            raise UnreadableFile(f"more than {MAX_TEXT:,} characters of text; split the file")
        self._parts.append(block + "\n")
        self._end, self._length = span.end if block else self._end, span.end + 1
        self.last = block or self.last
        return span

    def paragraph(self, text: str) -> Span:
        """Append a block that ends its paragraph: a blank line follows."""
        span = self.append(text)
        self._parts.append("\n")
        self._length += 1
        return span

    def heading(self, level: int, text: str) -> Span:
        """Append a heading, white space made single, as a paragraph of its own."""
        title = " ".join(text.split())
        span = self.paragraph(title)
        self.last = ""
        self._headings.append(Heading(level=level, text=normalize(title), span=span))
        return span

    def label(self, level: int, name: str) -> None:
        """Let what follows stand under a heading that the text itself does not have."""
        here = Span(start=self._length, end=self._length)
        self._headings.append(Heading(level=level, text=name, span=here))

    def header(self, level: int, name: str, text: str) -> None:
        """Append the header of a table as it is written; what follows stands under its name."""
        self._headings.append(Heading(level=level, text=normalize(name), span=self.append(text)))

    def record(self, text: str) -> Span:
        """Append a block that is a passage of its own, such as a row of a table."""
        span = self.append(text)
        self._records.append(span)
        self.last = ""
        return span

    def begin_page(self, label: str | None = None) -> None:
        """Let what is appended from here on stand on the next physical page."""
        self._page_starts.append((self._length, label))

    def report_page(self, done: int, total: int) -> None:
        """Say that a page is finished, on long work: the time limit counts from there."""
        if self._on_page:
            self._on_page(done, total)

    def describe(self, **found: str | None) -> None:
        """Note metadata that the file itself gives; the first value of a field counts."""
        for name, value in found.items():
            text = " ".join((value or "").split())
            if text:
                self.found.setdefault(name, normalize(text))

    def warn(self, message: str) -> None:
        """Note what a person should know about how the file was read."""
        self.warnings.append(message)

    def lose_page(self, number: int) -> None:
        """Note a page on which there is something to see, but of which no text could be had."""
        self.unread_pages.append(number)

    def attach(self, name: str, data: bytes) -> None:
        """Hand over a file found inside this one, to become a document of its own."""
        self.attachments.append((name, data))

    def build(self, *, source: str, media_type: str, metadata: Metadata) -> Document:
        """Return the document made of the blocks appended so far."""
        text = "".join(self._parts)[: self._end]
        edges = [min(start, len(text)) for start, _ in self._page_starts] + [len(text) + 1]
        pages = [
            Page(
                number=i + 1, label=label, span=Span(start=edges[i], end=max(edges[i : i + 2]) - 1)
            )
            if edges[i] < edges[i + 1]
            else Page(number=i + 1, label=label, span=Span(start=edges[i], end=edges[i]))
            for i, (_, label) in enumerate(self._page_starts)
        ]
        return Document(
            source=source,
            media_type=media_type,
            metadata=metadata,
            text=text,
            pages=tuple(pages),
            headings=tuple(self._headings),
            records=tuple(self._records),
            warnings=tuple(self.warnings),
        )
