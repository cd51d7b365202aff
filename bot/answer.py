"""The values of an answer. What cannot be shown cannot be built.

A citation holds a document and a span, and its quote is read from the document: it cannot differ
from the source. A statement cannot lack a citation; an answer cannot both answer and abstain.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.document import Document, Page, Passage, Reference, Span
from ingest.errors import UnlocatedQuote, UsageError
from ingest.metadata import to_day

_MARK = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question of the conversation, as it was read, and what was quoted for it.

    documents are the ids of those that were quoted.
    """

    query: str
    quotes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which documents may answer. What is empty or None does not limit.

    documents are ids or sources; publishers match whose account it is as well; languages are
    ISO 639-1; since and until are ISO dates, compared with the date of the event if there is one
    and else of publication. A document without a date is outside every range. Raises UsageError
    for a date that is none, and for since later than until.
    """

    documents: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for day in filter(None, (self.since, self.until)):
            try:
                to_day(day)
            except ValueError as exc:
                raise UsageError(f"{day!r} is not a date; write it as YYYY-MM-DD") from exc
        if self.since and self.until and self.since > self.until:
            raise UsageError(
                f"since {self.since} is later than until {self.until}; exchange the two"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A question as a person asks it: its words, the turns before it, oldest first, filters.

    language is that of the page it is asked on, for words that are said in several.
    """

    text: str
    turns: tuple[Turn, ...] = ()
    filters: Filters = Filters()
    language: str = "en"


class NoticeKind(StrEnum):
    """What a notice is about."""

    CORRECTED = "corrected"  # a mistyped word was read as another
    EXPANDED = "expanded"  # an abbreviation was read as what it stands for
    NARROWED = "narrowed"  # only some documents were asked, as the filters say
    TAKEN_AS = "taken as"  # "the meeting" was taken to be a certain one
    FOLLOW_UP = "follow-up"  # the question was completed from the ones before
    TRANSLATED = "translated"  # the question was read in the language of the documents
    AS_OF = "as of"  # the question is about now, the evidence of an earlier day
    UNANSWERED = "unanswered"  # one of the questions asked in one has no answer
    CUT_SHORT = "cut short"  # there is more of the kind asked for than is quoted
    MAY_BE_MORE = "may be more"  # a list is drawn from sentences, none of which is the whole list
    DIFFERS = "differs"  # two documents give different dates, numbers or names


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a reader of the answer should know about how it came about."""

    kind: NoticeKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A retrieved passage. Ranks count from 1; None: that ranking did not find it.

    score is the final one; similarity is the cosine of the question and the passage, alignment
    how well the passage's words match the question's one by one.
    """

    passage: Passage
    score: float
    similarity: float
    alignment: float
    dense_rank: int | None
    lexical_rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in a document, and within it the very words that answer, if they are marked.

    Raises UnlocatedQuote when the document has no text there, or the answer lies outside.
    """

    document: Document
    span: Span
    answer: Span | None = None

    def __post_init__(self) -> None:
        if self.span.end > len(self.document.text) or not self.quote.strip():
            raise UnlocatedQuote(
                f"{self.document.source} has no text at {self.span.start}:{self.span.end}"
            )
        if self.answer and not self.span.holds(self.answer):
            raise UnlocatedQuote(f"{self.document.source}: an answer lies outside its quote")

    @property
    def quote(self) -> str:
        """Return the words of the document at the span, verbatim."""
        return self.span.of(self.document.text)

    @property
    def references(self) -> tuple[Reference, ...]:
        """Return what the source marks in the quote, such as [2], stand for in its document."""
        marks = set(_MARK.findall(self.quote))
        return tuple(each for each in self.document.metadata.references if each.mark in marks)

    def overlaps(self, other: "Citation") -> bool:
        """Tell whether two citations quote some of the same words."""
        return self.document.id == other.document.id and self.span.overlaps(other.span)

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
    """Why nothing is answered: the reason, and the question's terms that no passage holds.

    nearest are the sentences that come nearest to an answer without being one.
    """

    reason: str
    missing: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()


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

    For a list it is that any of the evidence answers. query is how the question was read; notices
    say where that or the evidence needs a word. Nothing is shown with less confidence than
    threshold. hits are the passages that were read; ledger has all that were considered, best
    first. generation is the index's number.
    """

    question: str
    query: str
    notices: tuple[Notice, ...]
    statements: tuple[Statement, ...]
    abstention: Abstention | None
    confidence: float
    threshold: float
    hits: tuple[Hit, ...]
    ledger: tuple[Considered, ...]
    answerer: str
    generation: int
    seconds: float

    def __post_init__(self) -> None:
        if bool(self.statements) == bool(self.abstention):
            raise ValueError("an answer either states or abstains")

    @property
    def as_turn(self) -> Turn:
        """Return what the next question of the conversation may lean on."""
        cited = [citation for statement in self.statements for citation in statement.citations]
        return Turn(
            query=self.query,
            quotes=tuple(statement.text for statement in self.statements),
            documents=tuple(dict.fromkeys(citation.document.id for citation in cited)),
        )
