"""Chosen sentences as statements: quoted with what they lean on, their sources, and notices."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from bot.answer import Citation, Notice, NoticeKind, Statement
from bot.differ import difference
from bot.firsthand import first_hand
from bot.items import leading_up_to, lines_led_by
from bot.query import Kind, Query
from bot.refuse import is_gap
from bot.terms import content_words, stem, stems
from bot.values import Date, dates
from bot.weigh import SECONDARY, Weighed
from ingest.catalog import Catalog
from ingest.document import Document, Span
from ingest.embed import Embedder

Differing = tuple[Citation, Citation, str]  # two that give different dates or numbers, and how
MAY_BE_MORE = Notice(
    kind=NoticeKind.MAY_BE_MORE, text="The documents may name more than these sentences do."
)
_DIFFERING = 0.5  # of the best probability: enough to show that another document disagrees
_BORNE_OUT = 0.6  # of the words that answer in a note, that its source must have
# What is denied, up to the end of a text, unless another clause follows: "not here but there".
_DENIED = re.compile(r"\b(?:not|never) ((?:(?!\b(?:but|and)\b)[^.;:])*)$", re.IGNORECASE)
# A sentence that leans on the one before it is quoted together with it.
LEANS_BACK = re.compile(
    r"(?:In (?:his|her|its|their)|(?:Of|Among) (?:them|these|those|which)|"
    r"He|She|It|They|This|These|That|Those|Such|His|Her|Its|Their)\b"
)


def stated(
    query: Query, chosen: Sequence[Weighed], weighed: Sequence[Weighed], catalog: Catalog
) -> list[Statement]:
    """Return a statement per run of sentences; what several documents say alike is said once.

    What leads up to a list is quoted with its lines, and a line with the others where it is not
    singled out.
    """
    read = [each.candidate for each in weighed]
    asked = frozenset(stem(word) for word in content_words(query.expanded))
    places: list[tuple[str, Span, Span | None]] = []
    for each in chosen:
        at = next(i for i, other in enumerate(weighed) if other is each)
        at = leading_up_to(at, asked, read)
        candidate, span = read[at], read[at].span
        before = weighed[at - 1].candidate if at else None
        if LEANS_BACK.match(candidate.text) and before and before.hit is candidate.hit:
            span = Span(start=before.span.start, end=span.end)
        if led := lines_led_by(at, read):
            span = Span(start=span.start, end=led[-1].span.end)
        document_id = candidate.hit.passage.document_id
        if any(key == document_id and other.holds(span) for key, other, _ in places):
            continue
        places = [p for p in places if not (p[0] == document_id and span.holds(p[1]))]
        places.append((document_id, span, each.answer))
    said: dict[str, list[Citation]] = {}
    for document_id, span, answer in places:
        citation = Citation(document=catalog.document(document_id), span=span, answer=answer)
        said.setdefault(" ".join(citation.quote.split()), []).append(citation)
    return [Statement(text=cited[0].quote, citations=tuple(cited)) for cited in said.values()]


def but_denied(query: Query, statements: Sequence[Statement]) -> list[Statement]:
    """Return statements without the mark of an answer where what is asked about is denied.

    "Russia was not expelled in March 2022" corrects the question when it was; it gives no date.
    """
    asked = {stem(word) for word in content_words(query.text) if word.islower()}

    def told(citation: Citation) -> Citation:
        answer = citation.answer
        before = citation.quote[: answer.start - citation.span.start] if answer else ""
        denied = _DENIED.search(before)
        return replace(citation, answer=None) if denied and asked & stems(denied[1]) else citation

    return [replace(each, citations=tuple(map(told, each.citations))) for each in statements]


def with_sources(
    query: Query, statements: Sequence[Statement], catalog: Catalog, embedder: Embedder
) -> list[Statement]:
    """Put before the first note's sentence the one of a source that it rests on, if it is here.

    The source must have the words that answer, and the names of the question.
    """
    for statement in statements:
        citation = statement.citations[0]
        if citation.document.metadata.kind != SECONDARY:
            break
        if is_gap(citation.quote):  # no sentence of a source says what it does not say
            continue
        source = first_hand(citation, catalog, embedder)
        if source and _bears_out(source, citation, query):
            own = Statement(text=source.quote, citations=(source,))
            others = [s for s in statements if not s.citations[0].overlaps(source)]
            return [own, *others]
    return list(statements)


def _bears_out(source: Citation, note: Citation, query: Query) -> bool:
    """Tell whether a source's sentence has what answers in a note's, and its document the names."""
    known = stems(f"{source.document.metadata.title} {source.document.text}")
    if not all(each.is_in(known) for each in query.required):
        return False
    if note.answer is None:
        return True
    answer = {stem(word) for word in content_words(note.answer.of(note.document.text))}
    here = stems(" ".join([source.quote, source.document.metadata.event_date or ""]))
    return len(answer & here) >= _BORNE_OUT * len(answer)


def with_differences(
    query: Query,
    statements: Sequence[Statement],
    allowed: Sequence[Weighed],
    catalog: Catalog,
    threshold: float,
) -> tuple[list[Statement], list[Differing]]:
    """Add the sentence of another document that gives another date or number; say which differ."""
    found = list(statements)
    if not found or query.kind == Kind.SUMMARY:
        return found, []
    floor = max(threshold, _DIFFERING * allowed[0].probability)
    first = found[0].citations[0]
    for each in allowed:
        document_id = each.candidate.hit.passage.document_id
        if each.probability < floor or document_id == first.document.id:
            continue
        other = Citation(
            document=catalog.document(document_id), span=each.candidate.span, answer=each.answer
        )
        known = [c for s in found for c in s.citations]
        if difference(query.text, first, other) and not any(
            c.document.id == document_id and c.span.holds(other.span) for c in known
        ):
            found.append(Statement(text=other.quote, citations=(other,)))
            break
    cited = [citation for statement in found for citation in statement.citations]
    differing = [
        (one, other, how)
        for one, other in combinations(cited, 2)
        if (how := difference(query.text, one, other))
    ]
    return found, differing


def differ_notices(statements: Sequence[Statement], differing: Sequence[Differing]) -> list[Notice]:
    """Say which of the citations of an answer differ, by their numbers in it."""
    cited = [citation for statement in statements for citation in statement.citations]
    return [
        Notice(
            kind=NoticeKind.DIFFERS,
            text=f"[{cited.index(one) + 1}] and [{cited.index(other) + 1}] differ: {how}.",
        )
        for one, other, how in differing
        if one in cited and other in cited
    ]


def as_of(query: Query, statements: Sequence[Statement]) -> list[Notice]:
    """Say of what day the evidence speaks, when the question is about now."""
    if not query.is_about_now or not statements:
        return []
    best = statements[0].citations[0]
    day = day_of(best.quote, best.document)
    if day is None:
        return [Notice(kind=NoticeKind.AS_OF, text="The evidence does not say of what date it is.")]
    text = f"The evidence speaks of {day}; what holds today may differ."
    return [Notice(kind=NoticeKind.AS_OF, text=text)]


def cut_short(quoted: int, found: int, what: str) -> list[Notice]:
    """Say how many sentences of a kind were found, where only some are quoted."""
    if found <= quoted:
        return []
    return [Notice(kind=NoticeKind.CUT_SHORT, text=f"Quoted are {quoted} of {found} {what}.")]


def day_of(text: str, document: Document) -> Date | None:
    """Return the day that a sentence speaks of when it says what is, if that can be told.

    It is its document's: an interview of 2018 that says "since 2013" speaks of 2018. The day of a
    note is that of its writing, so there it is the latest before it that the sentence names.
    """
    metadata = document.metadata
    written = metadata.event_date or metadata.date
    if metadata.kind != SECONDARY and written:
        return max(dates(written), default=None)
    named = [day for day in dates(text) or dates(metadata.title) if str(day) <= (written or "9")]
    return max(named, default=None)
