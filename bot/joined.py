"""Evidence of several questions: ways to read one, the sides it compares, what it asks in one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from bot.answer import Considered, Notice, NoticeKind, Statement
from bot.evidence import Evidence
from bot.ledger import USED
from bot.query import Kind, Query
from bot.terms import stems

_ANSWERED_ELSEWHERE = "documents in another language answer better"
_NEARLY = 0.8  # of the best confidence: enough for a likelier reading of a follow-up
_WORTH_A_LOOK = 0.2  # confidence of evidence that is no answer, but may be shown as near
_ONE_SIDED = "not used: another side of the comparison has no evidence"
Parts = Sequence[tuple[Query, Evidence]]


def joined(query: Query, whole: Callable[[], Evidence], parts: Parts) -> Evidence:
    """Return the evidence for a question from that for its parts, if it has any.

    whole finds that for the question itself, which is read only where it counts: not where one of
    the questions that it asks in one has an answer.
    """
    if parts and query.kind == Kind.COMPARISON:
        return _compared(whole(), parts)
    return _answered(parts) or whole()


def _compared(whole: Evidence, each_side: Parts) -> Evidence:
    """Return the evidence for a comparison.

    Of each side the likeliest statement is shown. Without one, something that is stated for the
    whole must speak of that side; else the question is not answered.
    """
    told = [stems(statement.text) for statement in whole.statements]
    missing = [
        side
        for query, side in each_side
        if not side.statements and not any(_speaks_of(query, words) for words in told)
    ]
    if missing:
        unused = (
            replace(row, verdict=_ONE_SIDED) if row.verdict == USED else row for row in whole.ledger
        )
        return replace(
            whole,
            statements=(),
            abstention=missing[0].abstention,
            confidence=min(whole.confidence, missing[0].confidence),
            ledger=tuple(unused),
            notices=(),
            differing=(),
        )
    shown = [whole, *(side for _, side in each_side if side.statements)]
    firsts = [side.statements[0] for side in shown[1:]]
    return Evidence(
        statements=_once((*whole.statements, *firsts)),
        abstention=None,
        confidence=min(part.confidence for part in shown if part.statements),
        ledger=(*whole.ledger, *(row for _, side in each_side for row in side.ledger)),
        notices=whole.notices,
        differing=whole.differing,
    )


def _answered(asked: Parts) -> Evidence | None:
    """Return the evidence for questions asked in one: what answers each, and which have no answer.

    None where no question has one.
    """
    found = [part for _, part in asked if part.statements]
    if not found:
        return None
    unanswered = [
        Notice(
            kind=NoticeKind.UNANSWERED,
            text=f"Nothing is quoted for “{query.text}” {part.abstention.reason}",
        )
        for query, part in asked
        if part.abstention
    ]
    return Evidence(
        statements=_once(statement for part in found for statement in part.statements),
        abstention=None,
        confidence=min(part.confidence for part in found),
        ledger=tuple(row for _, part in asked for row in part.ledger),
        notices=(*unanswered, *dict.fromkeys(notice for part in found for notice in part.notices)),
        differing=tuple(pair for part in found for pair in part.differing),
    )


def _once(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements without those that quote what one before them quotes."""
    kept: list[Statement] = []
    for statement in statements:
        cited = [citation for other in kept for citation in other.citations]
        if not any(one.overlaps(other) for one in statement.citations for other in cited):
            kept.append(statement)
    return tuple(kept)


def _speaks_of(query: Query, words: frozenset[str]) -> bool:
    """Tell whether what has these stems has each name of a question, or else most of its words."""
    if query.required:
        return all(each.is_in(words) for each in query.required)
    asked = stems(query.text)
    return 2 * len(asked & words) >= len(asked)


def likeliest(readings: Parts) -> tuple[Query, Evidence]:
    """Return the first reading that the documents answer nearly as well as any, if they do.

    Documents in the question's own language come first. Without an answer it is the first reading
    with evidence nearly as likely as any, if that is likely enough to be worth a look, or else the
    first in the question's own language that found anything.
    """
    first = sorted(readings, key=lambda each: each[0].language != each[0].asked_in)
    found = [reading for reading in first if reading[1].ledger]
    answered = [reading for reading in first if reading[1].statements]
    near = [reading for reading in found if reading[1].confidence >= _WORTH_A_LOOK]
    if best := answered or near:
        most = max(each.confidence for _, each in best)
        return next(reading for reading in best if reading[1].confidence >= _NEARLY * most)
    own = [reading for reading in found if reading[0].language == reading[0].asked_in]
    return (own or found or first)[0]


def elsewhere(chosen: Query, readings: Parts) -> Iterator[Considered]:
    """Yield the passages of other languages that were considered as well."""
    seen = {chosen.language}
    for query, evidence in readings:
        if query.language not in seen:
            seen.add(query.language)
            for row in evidence.ledger:
                verdict = _ANSWERED_ELSEWHERE if row.verdict == USED else row.verdict
                yield replace(row, verdict=verdict)
