"""The default answerer: choose the sentences that answer, or say why none does."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.answer import Abstention, Citation, Considered, Hit, Statement
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Statements or an abstention, the probability of the best evidence, and the ledger."""

    statements: tuple[Statement, ...]
    abstention: Abstention | None
    confidence: float
    ledger: tuple[Considered, ...]


def find_evidence(
    question: str,
    hits: Sequence[Hit],
    *,
    catalog: Catalog,
    reader: Reader,
    threshold: float,
    read: int,
) -> Evidence:
    """Return statements, or an abstention, from the best hits; only the first `read` are read.

    Evidence is never stated when its passage lacks a name, number or ordinal of the question, or
    when the sentence lacks the date, number or person that is asked for.
    """
    found = candidates(hits[:read], catalog)
    readings = reader.read(question, found, catalog)
    scores = [reading.probability for reading in readings]
    ranked = sorted(zip(scores, range(len(found)), strict=True), key=lambda p: (-p[0], p[1]))
    # Once per passage: its document is read for it.
    lacking = {hit.passage.id: missing_words(question, hit, catalog) for hit in hits[:read]}
    allowed = [
        (p, i)
        for p, i in ranked
        if not lacking[found[i].hit.passage.id] and not lacks_kind(question, found[i].text)
    ]
    floor = max(threshold, _RIVAL * ranked[0][0]) if ranked else threshold
    confidence = allowed[0][0] if allowed else 0.0
    chosen: list[Candidate] = []
    if confidence >= floor:
        floor = max(threshold, _NEARLY_AS_LIKELY * confidence)
        chosen = [found[i] for p, i in allowed if p >= floor][:_MOST_STATEMENTS]
    best = {hit.passage.id: (0.0, "has no sentence") for hit in hits[:read]}
    for p, i in reversed(ranked):  # the likeliest last, so that it stays
        candidate = found[i]
        why = _why_not(question, candidate, p, floor=floor, lacking=lacking)
        best[candidate.hit.passage.id] = (p, why)
    used = {candidate.hit.passage.id for candidate in chosen}
    ledger = [
        _considered(hit, rank, best=best, used=used, read=read)
        for rank, hit in enumerate(hits, start=1)
    ]
    nearest = found[ranked[0][1]] if ranked else None
    return Evidence(
        statements=tuple(_statements(chosen, found, catalog)),
        abstention=None if chosen else _abstention(question, nearest, catalog),
        confidence=confidence,
        ledger=tuple(ledger),
    )


def _why_not(
    question: str,
    candidate: Candidate,
    score: float,
    *,
    floor: float,
    lacking: Mapping[str, Sequence[str]],
) -> str:
    """Return why a sentence is not evidence, if it is not."""
    if missing := lacking[candidate.hit.passage.id]:
        return f"lacks {', '.join(f'“{word}”' for word in missing)}"
    if kind := lacks_kind(question, candidate.text):
        return f"its likeliest sentence gives no {kind.removeprefix('a ')}"
    if score < floor:
        return f"{score:.3f} is below {floor:.3f}, what evidence for this question needs"
    return f"the {_MOST_STATEMENTS} likeliest sentences stand elsewhere"


def _considered(
    hit: Hit,
    rank: int,
    *,
    best: Mapping[str, tuple[float, str]],
    used: Collection[str],
    read: int,
) -> Considered:
    if hit.passage.id not in best:
        verdict = f"not read: only the first {read} are"
        return Considered(hit=hit, rank=rank, score=None, verdict=verdict)
    score, why_not = best[hit.passage.id]
    verdict = "used" if hit.passage.id in used else why_not
    return Considered(hit=hit, rank=rank, score=round(score, 6), verdict=verdict)


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
    said: dict[str, list[Citation]] = {}
    for document_id, places in spans.items():
        for span in places:
            citation = Citation(document=catalog.document(document_id), span=span)
            said.setdefault(" ".join(citation.quote.split()), []).append(citation)
    # What several documents say in the same words is stated once, and cited to each.
    return [Statement(text=cited[0].quote, citations=tuple(cited)) for cited in said.values()]


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
