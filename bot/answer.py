"""The values of an answer. What cannot be shown cannot be built.

A citation holds a document and a span, and its quote is read from the document: it cannot differ
from the source. A statement cannot lack a citation; an answer cannot both answer and abstain.
"""

import re
from dataclasses import dataclass

from ingest.document import Document, Page, Passage, Reference, Span
from ingest.errors import UnlocatedQuote

_MARK = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A retrieved passage. Ranks count from 1; None: that ranking did not find it.

    score is the fused one; similarity is the cosine of the question and the passage.
    """

    passage: Passage
    score: float
    similarity: float
    dense_rank: int | None
    lexical_rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in a document. Raises UnlocatedQuote when the document has no text there."""

    document: Document
    span: Span

    def __post_init__(self) -> None:
        if self.span.end > len(self.document.text) or not self.quote.strip():
            raise UnlocatedQuote(
                f"{self.document.source} has no text at {self.span.start}:{self.span.end}"
            )

    @property
    def quote(self) -> str:
        """Return the words of the document at the span, verbatim."""
        return self.span.of(self.document.text)

    @property
    def references(self) -> tuple[Reference, ...]:
        """Return what the source marks in the quote, such as [2], stand for in its document."""
        marks = set(_MARK.findall(self.quote))
        return tuple(each for each in self.document.metadata.references if each.mark in marks)

    @property
    def heading(self) -> tuple[str, ...]:
        """Return the headings the quote stands under, outermost first."""
        return self.document.heading_path(self.span.start)

    @property
    def page(self) -> Page | None:
        """Return the page on which the quote begins, if the document has pages."""
        pages = (page for page in self.document.pages if page.span.end > self.span.start)
        return next(pages, None)

    @property
    def paragraph(self) -> int:
        """Return the number of the paragraph the quote begins in, from 1."""
        before = self.document.text[: self.span.start]
        return sum(1 for block in before.split("\n\n")[:-1] if block.strip()) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence of an answer and the places it rests on."""

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a statement needs a citation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """Why nothing is answered: the reason, and the question's terms that no passage holds."""

    reason: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A passage that was considered: its rank after fusion, from 1, and what became of it.

    score is the reader's probability for its likeliest sentence, absent if it was not read.
    verdict says that it is used, or why not.
    """

    hit: Hit
    rank: int
    score: float | None
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer or an abstention. confidence is the probability given to the best evidence.

    query is how the question was read; corrections are (typed, read as) words of it. hits are
    the passages that were read; ledger has all that were considered, best first.
    """

    question: str
    query: str
    corrections: tuple[tuple[str, str], ...]
    statements: tuple[Statement, ...]
    abstention: Abstention | None
    confidence: float
    hits: tuple[Hit, ...]
    ledger: tuple[Considered, ...]
    answerer: str
    seconds: float

    def __post_init__(self) -> None:
        if bool(self.statements) == bool(self.abstention):
            raise ValueError("an answer either states or abstains")
