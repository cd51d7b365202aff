"""The default answerer: choose the sentences that answer, or say why none does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from bot.answer import Abstention, Considered, Hit, Notice, Statement
from bot.articles import LIKELY, MOST_UNDER, heading_asked_for, under_heading
from bot.central import central_sentences
from bot.compose import (
    MAY_BE_MORE,
    Differing,
    as_of,
    but_denied,
    cut_short,
    day_of,
    stated,
    with_differences,
    with_sources,
)
from bot.flaws import unmentioned
from bot.forms import formed
from bot.ledger import ledger
from bot.query import Kind, Query
from bot.read import Candidate, Reader
from bot.refuse import abstention, is_gap, says_it_lacks
from bot.rows import beside as rows_beside
from bot.rows import rows_read
from bot.section import is_whole, section_of
from bot.several import MOST, is_said, items, likelihood
from bot.terms import stems
from bot.values import Date
from bot.weigh import Weighed, weigh
from ingest.catalog import Catalog
from ingest.embed import Embedder

# At most so many statements, and what is shown beside the best: a share of its probability.
_MOST = {Kind.FACT: 3, Kind.LIST: MOST, Kind.SUMMARY: 4, Kind.COMPARISON: 4}
_NEARLY_AS_LIKELY = {Kind.FACT: 0.85, Kind.LIST: 0.6, Kind.SUMMARY: 0.6, Kind.COMPARISON: 0.85}
_LATER = 0.5  # likewise of what tells of a later day, asked about now
# Evidence this much less likely than a sentence that cannot be it answers another question.
_RIVAL = 0.75
_SAME_WORDS = 0.95  # of the words of the shorter of two passages: one is a copy of the other
_IN_PLACE = 4  # passages, at most, that are read since others cannot be evidence
_UNDATED = Date(year=0)
_LEAST_OF_END = 0.05  # probability of a sentence that tells of an end
_ENDED = re.compile(
    r"\b(?:end(?:s|ed)|cease[sd]|left|leaves|withdr(?:aw[sn]?|ew|awal)|suspended|expelled|excluded|denounced|"
    r"terminated|abolished|dissolved|closed|replaced|no longer|out of force|cancelled|repealed|"
    r"dismissed|resigned|succeeded)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Statements or an abstention, the probability of the best evidence, and the ledger.

    differing are citations of the statements that give different dates or numbers, and how.
    """

    statements: tuple[Statement, ...]
    abstention: Abstention | None
    confidence: float
    ledger: tuple[Considered, ...]
    notices: tuple[Notice, ...] = ()
    differing: tuple[Differing, ...] = ()


def find_evidence(
    query: Query,
    hits: Sequence[Hit],
    *,
    catalog: Catalog,
    reader: Reader,
    embedder: Embedder,
    threshold: float,
    read: int,
    besides: Sequence[Hit] = (),
) -> Evidence:
    """Return statements, or an abstention, from the best hits.

    Only the first `read` are read, and those besides. Passages that say what a better one says are
    passed over. Evidence is never stated when its document lacks a name, number or ordinal of the
    question.
    """
    known = {hit.passage.id for hit in hits}
    hits = [*hits, *(hit for hit in besides if hit.passage.id not in known)]
    copies = near_duplicates(hits)
    kept = [hit for hit in hits if hit.passage.id not in copies]
    first = [*kept[:read], *_in_place_of_others(query, kept, catalog, read=read)]
    heading = heading_asked_for(query.text)
    if heading:
        first += [hit for hit in kept if heading.place_in(hit.passage) is not None]
    wanted = {hit.passage.id for hit in (*first, *besides)}
    to_read = [hit for hit in kept if hit.passage.id in wanted]
    rows = rows_read(query, to_read, catalog)
    to_read += rows_beside(rows, to_read, catalog)
    weighed = weigh(query, to_read, catalog, reader, rows)
    ranked = sorted(weighed, key=lambda each: -each.probability)
    allowed = [each for each in ranked if not each.flaw]
    told = [each for each in allowed if not each.is_gap]
    if not query.is_question:  # keywords ask for what is known
        allowed = told
    is_list = query.kind == Kind.LIST and not query.is_about_now and bool(told)
    confidence = allowed[0].probability if allowed else 0.0
    # Of a follow-up read wrongly, several sentences are as wrong as one.
    if is_list and not (query.talk and query.talk.leans):
        confidence = max(confidence, likelihood(told))
    unflawed = [each for each in weighed if not each.flaw]
    article = under_heading(heading, unflawed) if heading else []
    if article:
        confidence = max(confidence, LIKELY)
    form = None if article else formed(query, kept, to_read, weighed, catalog, embedder)
    if form:
        confidence = max(confidence, form.likely)
    floor = max(threshold, _RIVAL * ranked[0].probability) if ranked else threshold
    chosen: list[Weighed] = []
    more: list[Notice] = []
    gap: Candidate | None = None
    statements: list[Statement] = []
    if confidence >= floor and form:
        statements, more = form.statements, form.notices
    elif confidence >= floor:
        says_gap = allowed[0].is_gap
        # To "is it still in force?" it is an answer that nothing tells of its end.
        asks_whether = query.asks_whether or is_gap(query.text)
        if article:
            chosen = article[:MOST_UNDER]
            more = cut_short(len(chosen), len(article), "sentences under this heading")
        elif query.is_question and says_gap and not asks_whether:
            gap = allowed[0].candidate
        elif is_list:
            floor = max(threshold, _NEARLY_AS_LIKELY[query.kind] * confidence)
            chosen = items(told)
            if section := section_of(query.expanded, told):
                rest = [h for h in kept if section.holds(h.passage) and h.passage.id not in wanted]
                weighed += weigh(query, rest, catalog, reader) if rest else []
                ranked = sorted(weighed, key=lambda each: -each.probability)
                chosen, more = section.completed(chosen, weighed)
            if not more and not any(is_whole(query.expanded, each) for each in chosen):
                more = [MAY_BE_MORE]
        else:
            floor = max(threshold, _NEARLY_AS_LIKELY[query.kind] * confidence)
            later = _LATER * confidence
            chosen = _choose(
                query, allowed, weighed, catalog, floor=floor, later=later, with_gaps=asks_whether
            )
    differing: list[Differing] = []
    if chosen:
        statements = with_sources(query, stated(query, chosen, weighed, catalog), catalog, embedder)
        statements = but_denied(query, statements)
        statements, differing = with_differences(query, statements, allowed, catalog, threshold)
    refusal = None
    if not statements:
        best_first = [each.candidate for each in ranked]
        if not gap and best_first and says_it_lacks(query, best_first[0]):
            gap = best_first[0]
        refusal = abstention(query, best_first, catalog, gap=gap)
    cited = [citation for statement in statements for citation in statement.citations]
    return Evidence(
        statements=tuple(statements),
        abstention=refusal,
        confidence=confidence,
        ledger=tuple(ledger(hits, ranked, copies, cited, floor=floor)),
        notices=(*as_of(query, statements), *more),
        differing=tuple(differing),
    )


def _in_place_of_others(
    query: Query, hits: Sequence[Hit], catalog: Catalog, *, read: int
) -> Sequence[Hit]:
    """Return the next hits after the first, for those of them whose document lacks a name."""
    lacking = sum(bool(unmentioned(query, hit, catalog)) for hit in hits[:read])
    may_be = (hit for hit in hits[read:] if not unmentioned(query, hit, catalog))
    return list(islice(may_be, min(lacking, _IN_PLACE)))


def near_duplicates(hits: Sequence[Hit]) -> dict[str, str]:
    """Return the passages with nearly the words of a better one, and the title of that one."""
    copies: dict[str, str] = {}
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        own = stems(hit.passage.text)
        for other, theirs in kept:
            least = _SAME_WORDS * max(len(own), len(theirs))
            if min(len(own), len(theirs)) >= least and len(own & theirs) >= least:
                copies[hit.passage.id] = other.passage.title
                break
        else:
            kept.append((hit, own))
    return copies


def _choose(
    query: Query,
    allowed: Sequence[Weighed],
    weighed: Sequence[Weighed],
    catalog: Catalog,
    *,
    floor: float,
    later: float,
    with_gaps: bool,
) -> list[Weighed]:
    """Return the sentences to state: the likeliest, or for a summary the central ones.

    floor is the least probability, later that of a sentence that speaks of a later day than the
    likeliest where the question is about now. with_gaps: also those that say that something is
    not known.
    """
    most = _MOST[query.kind]
    if query.kind == Kind.SUMMARY:
        weight: dict[str, float] = {}
        for each in allowed:
            key = each.candidate.hit.passage.document_id
            weight[key] = weight.get(key, 0.0) + each.probability
        document_id = max(weight, key=lambda key: weight[key])
        own = [e for e in weighed if e.candidate.hit.passage.document_id == document_id]
        usable = [e for e in own if not e.flaw and not e.is_gap]
        best = central_sentences([e.candidate.text for e in usable], query.expanded, most=most)
        return sorted((usable[i] for i in best), key=lambda e: e.candidate.span)

    def day(each: Weighed) -> Date:
        document = catalog.document(each.candidate.hit.passage.document_id)
        return day_of(each.candidate.text, document) or _UNDATED

    chosen: list[Weighed] = []
    for each in allowed:
        text = each.candidate.text
        may_be = with_gaps or not each.is_gap
        if may_be and each.probability >= floor and not is_said(text, chosen):
            chosen.append(each)
    if query.is_about_now and chosen:  # the latest account first
        newest = max(map(day, chosen))
        newer = [e for e in allowed if e.probability >= later and not e.is_gap and day(e) > newest]
        chosen += [max(newer, key=day)] if newer else []
        if query.asks_whether:
            chosen += _ends(query, [e for e in allowed if day(e) > day(chosen[0])], chosen)
        chosen.sort(key=day, reverse=True)
    return chosen[:most]


def _ends(query: Query, later: Sequence[Weighed], chosen: Sequence[Weighed]) -> Sequence[Weighed]:
    """Return the likeliest later sentence that tells of an end, where no chosen one does.

    That Russia joined a body in 1999 is no answer to whether it is a member, when it left.
    """
    if any(_ENDED.search(each.candidate.text) for each in chosen):
        return []
    for each in later:
        own = stems(each.candidate.text)
        names_all = all(word.is_in(own) for word in query.required)
        if each.probability >= _LEAST_OF_END and names_all and _ENDED.search(each.candidate.text):
            return [each]
    return []
