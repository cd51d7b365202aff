"""The default answerer: choose the sentences that answer, or say why none does."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from bot.answer import Abstention, Citation, Considered, Hit, Notice, NoticeKind, Statement
from bot.central import central_sentences
from bot.differ import difference
from bot.firsthand import first_hand
from bot.gate import lacks_kind, missing_words, speaks_of_another, unnamed
from bot.query import Kind, Query
from bot.read import Candidate, Reader
from bot.refuse import abstention, is_gap, surroundings
from bot.terms import stems
from bot.values import Date, dates
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.embed import Embedder
from ingest.split import sentences

# At most so many statements, and what is shown beside the best: a share of its probability.
_MOST = {Kind.FACT: 3, Kind.LIST: 5, Kind.SUMMARY: 4, Kind.COMPARISON: 4}
_NEARLY_AS_LIKELY = {Kind.FACT: 0.85, Kind.LIST: 0.6, Kind.SUMMARY: 0.6, Kind.COMPARISON: 0.85}
# Evidence this much less likely than a sentence that cannot be it answers another question.
_RIVAL = 0.75
_DIFFERING = 0.5  # of the best probability: enough to show that another document disagrees
_DEFINES = r"(?:is|are|was|were|means?|lets?|allows?|refers?|denotes?|consists?)\b"
# Times likelier than a reader finds a sentence: "X is …", when the question is what X is; one of
# the document that the question is taken to be about; one that lacks a name asked for, as do the
# sentences before it and its headings; one of a note, which speaks for its sources.
_DEFINITION_ODDS = 6.0
_ANCHOR_ODDS = 3.0
_UNNAMED_ODDS = 0.25
_NOTE_ODDS = 0.7
_GAP_ODDS = 0.4  # that something is not known is said only where nothing else is
_ASIDE_ODDS = 0.3  # what a thing is not is said only where it is asked
_SECONDARY = "note"  # the kind of document that is drawn from others
_LOOKS_BACK = 2  # sentences
_SAME_SENTENCE = 0.7  # of the words of two sentences in common: one says what the other says
_SAME_WORDS = 0.95  # of the words of the shorter of two passages: one is a copy of the other
_IS_NOT = re.compile(
    r"\b(?:is|are|was|were|and) (?:\w+ (?:and|but) )?(?:is |was )?not (?:the|an?)\b"
)
_UNDATED = Date(year=0)
# A sentence that leans on the one before it is quoted together with it.
_LEANS_BACK = re.compile(
    r"(?:In (?:his|her|its|their)|He|She|It|They|This|These|That|Those|Such|His|Her|Its|Their)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Statements or an abstention, the probability of the best evidence, and the ledger."""

    statements: tuple[Statement, ...]
    abstention: Abstention | None
    confidence: float
    ledger: tuple[Considered, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """A candidate with its reading and what keeps it from being evidence, if anything."""

    candidate: Candidate
    probability: float
    answer: Span | None
    flaw: str


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
    query: Query,
    hits: Sequence[Hit],
    *,
    catalog: Catalog,
    reader: Reader,
    embedder: Embedder,
    threshold: float,
    read: int,
) -> Evidence:
    """Return statements, or an abstention, from the best hits; only the first `read` are read.

    Passages that say what a better one says are passed over. Evidence is never stated when its
    passage lacks a name, number or ordinal of the question, when the sentence speaks of another
    year or country, or lacks the date, number or person that is asked for.
    """
    copies = near_duplicates(hits)
    to_read = [hit for hit in hits if hit.passage.id not in copies][:read]
    weighed = _weigh(query, to_read, catalog, reader)
    ranked = sorted(weighed, key=lambda each: -each.probability)
    allowed = [each for each in ranked if not each.flaw]
    if not query.is_question:  # keywords ask for what is known
        allowed = [each for each in allowed if not is_gap(each.candidate.text)]
    confidence = allowed[0].probability if allowed else 0.0
    floor = max(threshold, _RIVAL * ranked[0].probability) if ranked else threshold
    chosen: list[_Weighed] = []
    gap: Candidate | None = None
    if confidence >= floor:
        if query.is_question and is_gap(allowed[0].candidate.text) and not is_gap(query.text):
            gap = allowed[0].candidate
        else:
            floor = max(threshold, _NEARLY_AS_LIKELY[query.kind] * confidence)
            chosen = _choose(query, allowed, weighed, floor=floor)
    statements = _with_sources(_statements(chosen, weighed, catalog), catalog, embedder)
    statements, notices = _with_differences(query, statements, allowed, catalog, threshold)
    refusal = None
    if not statements:
        best_first = [each.candidate for each in ranked]
        refusal = abstention(query, best_first, catalog, gap=gap)
    cited = [citation for statement in statements for citation in statement.citations]
    return Evidence(
        statements=tuple(statements),
        abstention=refusal,
        confidence=confidence,
        ledger=tuple(_ledger(hits, ranked, copies, cited, floor=floor)),
        notices=(*notices, *_as_of(query, statements)),
    )


def joined(parts: Sequence[Evidence]) -> Evidence:
    """Return the evidence for a question as a whole and for its sides, if it has any.

    Of each side the likeliest statement is shown; without one for each the whole must do.
    """
    whole, *each_side = parts
    if not each_side or (not whole.statements and not all(side.statements for side in each_side)):
        missing = next((side for side in each_side if not side.statements), whole)
        return replace(whole, abstention=missing.abstention)
    firsts = [side.statements[0] for side in each_side if side.statements]
    statements = list(dict.fromkeys([*whole.statements, *firsts]))
    return Evidence(
        statements=tuple(statements),
        abstention=None,
        confidence=min(part.confidence for part in parts if part.statements),
        ledger=tuple(row for part in parts for row in part.ledger),
        notices=whole.notices,
    )


def near_duplicates(hits: Sequence[Hit]) -> dict[str, str]:
    """Return the passages with nearly the words of a better one, and the title of that one."""
    copies: dict[str, str] = {}
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        own = stems(hit.passage.text)
        for other, theirs in kept:
            if len(own & theirs) >= _SAME_WORDS * max(len(own), len(theirs)):
                copies[hit.passage.id] = other.passage.title
                break
        else:
            kept.append((hit, own))
    return copies


def _weigh(query: Query, hits: Sequence[Hit], catalog: Catalog, reader: Reader) -> list[_Weighed]:
    found = candidates(hits, catalog)
    readings = reader.read(query.expanded, found, catalog)
    # Once per passage: its document is read for it.
    lacking = {hit.passage.id: missing_words(query, hit, catalog) for hit in hits}
    kinds = {
        hit.passage.document_id: catalog.document(hit.passage.document_id).metadata.kind
        for hit in hits
    }
    weighed = []
    for at, (candidate, reading) in enumerate(zip(found, readings, strict=True)):
        before = [
            other.text
            for other in found[max(0, at - _LOOKS_BACK) : at]
            if other.hit is candidate.hit
        ]
        nearby = " ".join([*surroundings(candidate), *before, candidate.text])
        document_id = candidate.hit.passage.document_id
        odds = _UNNAMED_ODDS if unnamed(query, nearby) else 1.0
        odds *= _DEFINITION_ODDS if _is_definition(query, candidate.text) else 1.0
        odds *= _ANCHOR_ODDS if document_id == query.anchor else 1.0
        odds *= _NOTE_ODDS if kinds[document_id] == _SECONDARY else 1.0
        odds *= _GAP_ODDS if is_gap(candidate.text) else 1.0
        odds *= _ASIDE_ODDS if query.kind != Kind.COMPARISON and _is_aside(candidate) else 1.0
        weighed.append(
            _Weighed(
                candidate=candidate,
                probability=_likelier(reading.probability, odds),
                answer=reading.answer,
                flaw=_flaw(query, candidate, lacking[candidate.hit.passage.id]),
            )
        )
    return weighed


def _likelier(probability: float, times: float) -> float:
    """Return a probability whose odds are so many times as high."""
    odds = times * probability / max(1.0 - probability, 1e-9)
    return odds / (1.0 + odds)


def _is_definition(query: Query, text: str) -> bool:
    subject = rf"(?:the |an? )?{re.escape(query.defines)}s?(?: \([^)]+\))? "
    return bool(query.defines and re.match(subject + _DEFINES, text, re.IGNORECASE))


def _is_aside(candidate: Candidate) -> bool:
    """Tell whether a sentence only says what its subject is not, to keep two things apart."""
    headings = " ".join(candidate.hit.passage.heading).casefold()
    return "confus" in headings or bool(_IS_NOT.search(candidate.text))


def _flaw(query: Query, candidate: Candidate, lacking: Sequence[str]) -> str:
    """Return why a sentence cannot be evidence, however likely, or nothing."""
    if lacking:
        return f"lacks {', '.join(f'“{word}”' for word in lacking)}"
    if other := speaks_of_another(query, candidate.text, surroundings(candidate)):
        return f"speaks of {other}"
    kind = lacks_kind(query.text, candidate.text)
    if kind and not is_gap(candidate.text):
        return f"its likeliest sentence gives no {kind.removeprefix('a ')}"
    return ""


def _choose(
    query: Query,
    allowed: Sequence[_Weighed],
    weighed: Sequence[_Weighed],
    *,
    floor: float,
) -> list[_Weighed]:
    """Return the sentences to state: the likeliest, or for a summary the central ones."""
    most = _MOST[query.kind]
    if query.kind == Kind.SUMMARY:
        weight: dict[str, float] = {}
        for each in allowed:
            key = each.candidate.hit.passage.document_id
            weight[key] = weight.get(key, 0.0) + each.probability
        document_id = max(weight, key=lambda key: weight[key])
        own = [e for e in weighed if e.candidate.hit.passage.document_id == document_id]
        usable = [e for e in own if not is_gap(e.candidate.text)]
        best = central_sentences([e.candidate.text for e in usable], query.expanded, most=most)
        return sorted((usable[i] for i in best), key=lambda e: e.candidate.span)
    chosen: list[_Weighed] = []
    for each in allowed:
        text = each.candidate.text
        if each.probability >= floor and not is_gap(text) and not _is_said(text, chosen):
            chosen.append(each)
    if query.is_about_now:  # the latest account first
        chosen.sort(
            key=lambda each: max(dates(each.candidate.text), default=_UNDATED), reverse=True
        )
    return chosen[:most]


def _is_said(text: str, chosen: Sequence[_Weighed]) -> bool:
    """Tell whether a sentence says in nearly the same words what a chosen one says.

    What is said in exactly the same words is cited to each of its documents.
    """
    own = stems(text)
    return any(
        text != each.candidate.text and len(own & theirs) >= _SAME_SENTENCE * len(own | theirs)
        for each in chosen
        for theirs in [stems(each.candidate.text)]
    )


def _ledger(
    hits: Sequence[Hit],
    ranked: Sequence[_Weighed],
    copies: Mapping[str, str],
    cited: Sequence[Citation],
    *,
    floor: float,
) -> list[Considered]:
    best: dict[str, _Weighed] = {}
    for each in ranked:
        best.setdefault(each.candidate.hit.passage.id, each)
    used = {
        hit.passage.id
        for hit in hits
        for citation in cited
        if citation.document.id == hit.passage.document_id and hit.passage.span.holds(citation.span)
    }
    rows = []
    for rank, hit in enumerate(hits, start=1):
        found = best.get(hit.passage.id)
        if found:
            verdict = "used" if hit.passage.id in used else _why_not(found, floor)
        elif title := copies.get(hit.passage.id):
            verdict = f"not read: says what a better passage of “{title}” says"
        else:
            verdict = "not read: others rank higher"
        score = round(found.probability, 6) if found else None
        rows.append(Considered(hit=hit, rank=rank, score=score, verdict=verdict))
    return rows


def _why_not(found: _Weighed, floor: float) -> str:
    if found.flaw:
        return found.flaw
    if found.probability < floor:
        return f"{found.probability:.3f} is below {floor:.3f}, what this question needs"
    return "likelier sentences stand elsewhere"


def _statements(
    chosen: Sequence[_Weighed], weighed: Sequence[_Weighed], catalog: Catalog
) -> list[Statement]:
    """Return a statement per run of sentences; what several documents say alike is said once."""
    places: list[tuple[str, Span, Span | None]] = []
    for each in chosen:
        candidate, span = each.candidate, each.candidate.span
        at = next(i for i, other in enumerate(weighed) if other is each)
        before = weighed[at - 1].candidate if at else None
        if _LEANS_BACK.match(candidate.text) and before and before.hit is candidate.hit:
            span = Span(start=before.span.start, end=span.end)
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


def _with_sources(
    statements: Sequence[Statement], catalog: Catalog, embedder: Embedder
) -> list[Statement]:
    """Put before the first note's sentence the one of a source that it rests on, if it is here."""
    for statement in statements:
        citation = statement.citations[0]
        if citation.document.metadata.kind != _SECONDARY:
            break
        if source := first_hand(citation, catalog, embedder):
            own = Statement(text=source.quote, citations=(source,))
            others = [s for s in statements if not s.citations[0].overlaps(source)]
            return [own, *others]
    return list(statements)


def _with_differences(
    query: Query,
    statements: Sequence[Statement],
    allowed: Sequence[_Weighed],
    catalog: Catalog,
    threshold: float,
) -> tuple[list[Statement], list[Notice]]:
    """Add the sentence of another document that gives another date or number, and say so."""
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
    cited = [(i, c) for i, c in enumerate((c for s in found for c in s.citations), start=1)]
    notices = [
        Notice(kind=NoticeKind.DIFFERS, text=f"[{i}] and [{j}] differ: {how}.")
        for (i, one), (j, other) in combinations(cited, 2)
        if (how := difference(query.text, one, other))
    ]
    return found, notices


def _as_of(query: Query, statements: Sequence[Statement]) -> list[Notice]:
    """Say of what day the evidence speaks, when the question is about now."""
    if not query.is_about_now or not statements:
        return []
    best = statements[0].citations[0]
    spoken = dates(best.quote)
    metadata = best.document.metadata
    day = str(max(spoken)) if spoken else metadata.event_date or metadata.date
    if not day:
        return [Notice(kind=NoticeKind.AS_OF, text="The evidence does not say of what date it is.")]
    text = f"The evidence speaks of {day}; what holds today may differ."
    return [Notice(kind=NoticeKind.AS_OF, text=text)]
