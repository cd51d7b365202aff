"""The default answerer: choose the sentences that answer, or say why none does."""

import re
from collections.abc import Sequence

from bot.answer import Abstention, Citation, Hit, Statement
from bot.read import Candidate, Reader, lacks_kind
from bot.terms import exact_words, stem, stems
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.split import sentences

_MOST_STATEMENTS = 3
_NEARLY_AS_LIKELY = 0.85  # of the best probability: shown beside it
# Evidence this much less likely than a sentence that cannot be it answers another question.
_RIVAL = 0.75
# A sentence that leans on the one before it is quoted together with it.
_LEANS_BACK = re.compile(
    r"(?:In (?:his|her|its|their)|He|She|It|They|This|These|That|Those|Such|His|Her|Its|Their)\b"
)


def candidates(hits: Sequence[Hit], catalog: Catalog) -> list[Candidate]:
    """Return the sentences of the hits' passages, in the order of hits and text."""
    found: list[Candidate] = []
    for hit in hits:
        document = catalog.document(hit.passage.document_id)
        for span in sentences(
            document.text, language=document.metadata.language, within=hit.passage.span
        ):
            found.append(Candidate(hit=hit, span=span, text=span.of(document.text)))
    return found


def find_evidence(
    question: str, hits: Sequence[Hit], *, catalog: Catalog, reader: Reader, threshold: float
) -> tuple[list[Statement], Abstention | None, float]:
    """Return statements, or an abstention, and the probability of the best evidence.

    Evidence is never stated when its passage lacks a name, number or ordinal of the question, or
    when the sentence lacks the date, number or person that is asked for.
    """
    found = candidates(hits, catalog)
    scores = reader.read(question, found, catalog)
    ranked = sorted(zip(scores, range(len(found)), strict=True), key=lambda p: (-p[0], p[1]))
    if not ranked:
        return [], _abstention(question, None, catalog), 0.0
    # Once per passage: its document is read for it.
    lacking = {hit.passage.id: missing_words(question, hit, catalog) for hit in hits}
    allowed = [
        (p, i)
        for p, i in ranked
        if not lacking[found[i].hit.passage.id] and not lacks_kind(question, found[i].text)
    ]
    likely = allowed and allowed[0][0] >= max(threshold, _RIVAL * ranked[0][0])
    if not likely:
        confidence = allowed[0][0] if allowed else 0.0
        return [], _abstention(question, found[ranked[0][1]], catalog), confidence
    best_score = allowed[0][0]
    floor = max(threshold, _NEARLY_AS_LIKELY * best_score)
    chosen = [found[i] for p, i in allowed if p >= floor][:_MOST_STATEMENTS]
    return _statements(chosen, found, catalog), None, best_score


def missing_words(question: str, hit: Hit, catalog: Catalog) -> list[str]:
    """Return the names, numbers and ordinals of a question that a hit's passage lacks.

    The document's title, headings and dates count as part of the passage.
    """
    metadata = catalog.document(hit.passage.document_id).metadata
    dates = " ".join(filter(None, (metadata.date, metadata.event_date)))
    present = stems(f"{hit.passage.search_text} {dates}")
    return [word for word in exact_words(question) if stem(word) not in present]


def _statements(
    chosen: Sequence[Candidate], found: Sequence[Candidate], catalog: Catalog
) -> list[Statement]:
    spans: dict[str, list[Span]] = {}
    for candidate in chosen:
        span = candidate.span
        at = found.index(candidate)
        before = found[at - 1] if at else None
        leans = _LEANS_BACK.match(candidate.text)
        if leans and before and before.hit is candidate.hit:
            span = Span(start=before.span.start, end=span.end)
        known = spans.setdefault(candidate.hit.passage.document_id, [])
        if not any(other.holds(span) for other in known):
            known[:] = [other for other in known if not span.holds(other)] + [span]
    return [
        Statement(text=citation.quote, citations=(citation,))
        for document_id, places in spans.items()
        for citation in (
            Citation(document=catalog.document(document_id), span=span) for span in places
        )
    ]


def _abstention(question: str, nearest: Candidate | None, catalog: Catalog) -> Abstention:
    words = exact_words(question)
    frequency = catalog.document_frequency(word.casefold() for word in words)
    absent = tuple(word for word in words if not frequency[word.casefold()])
    if nearest is None:
        return Abstention(reason="No passage has anything in common with the question.")
    if absent:
        listed = ", ".join(f"“{word}”" for word in absent)
        return Abstention(reason=f"The documents never mention {listed}.", missing=absent)
    lacking = missing_words(question, nearest.hit, catalog)
    if lacking:
        listed = ", ".join(f"“{word}”" for word in lacking)
        return Abstention(
            reason=f"The nearest passages do not speak of {listed} in this connection.",
            missing=tuple(lacking),
        )
    if kind := lacks_kind(question, nearest.text):
        return Abstention(reason=f"The nearest sentence does not give {kind}, which is asked for.")
    return Abstention(reason="The documents do not say this; no sentence answers the question.")
