"""Answers by their form: timelines, labelled lines, tables, summaries, what a question is over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answer import Hit, Notice, Statement
from bot.compose import cut_short
from bot.labelled import labelled
from bot.most import LIKELY as MOST_LIKELY
from bot.most import row_with_most
from bot.posed import LIKELY, NEARLY, answered_above, answered_below
from bot.query import Query
from bot.summary import LIKELY as ABOUT_IT
from bot.summary import document_asked_for, summed_up
from bot.timeline import timeline
from bot.weigh import Weighed
from ingest.catalog import Catalog
from ingest.embed import Embedder

_LEAST = 0.2  # probability of a sentence below a question that asks nearly the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What answers by its form, and how likely it does."""

    statements: list[Statement]
    notices: list[Notice]
    likely: float


def formed(
    query: Query,
    found: Sequence[Hit],
    read: Sequence[Hit],
    weighed: Sequence[Weighed],
    catalog: Catalog,
    embedder: Embedder,
) -> Form | None:
    """Return the first form that answers, if any does.

    found are the hits, best first; weighed are the sentences of those that were read.
    """
    dated, count = timeline(query, found, weighed, catalog)
    if dated:
        left = cut_short(len(dated), count, "dated sentences that were found")
        return Form(statements=dated, notices=left, likely=ABOUT_IT)
    lines, count = labelled(query, found, catalog)
    if lines:
        left = cut_short(len(lines), count, "lines with this label")
        return Form(statements=lines, notices=left, likely=ABOUT_IT)
    if whole := row_with_most(query, read, catalog):
        return Form(statements=[whole], notices=[], likely=MOST_LIKELY)
    ranked = [e for e in sorted(weighed, key=lambda e: -e.probability) if not e.flaw]
    told = [each for each in ranked if not each.is_gap]
    about = document_asked_for(query, told, catalog)
    if about and (central := summed_up(about, weighed, catalog)):
        return Form(statements=central, notices=[], likely=ABOUT_IT)
    return _below(query, read, ranked, catalog, embedder)


def _below(
    query: Query,
    hits: Sequence[Hit],
    ranked: Sequence[Weighed],
    catalog: Catalog,
    embedder: Embedder,
) -> Form | None:
    """Return what stands below the same question in a document, unless a likelier answer does not.

    ranked are the sentences that may answer, likeliest first.
    """
    best = ranked[0] if ranked else None
    below, likely = answered_below(query, hits, catalog), LIKELY
    if not below and best and _LEAST <= best.probability < NEARLY:
        hit, span = best.candidate.hit, best.candidate.span
        below, likely = answered_above(query, hit, span, catalog, embedder), NEARLY
    if not below:
        return None
    [cited] = below.citations
    if best and best.probability >= likely:
        candidate = best.candidate
        is_here = candidate.hit.passage.document_id == cited.document.id
        if not is_here or not cited.span.holds(candidate.span):
            return None
        below = replace(below, citations=(replace(cited, answer=best.answer),))
    return Form(statements=[below], notices=[], likely=likely)
