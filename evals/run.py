"""Ask every question of a set, and score each answer against its gold evidence."""

import platform
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.answer import Answer, Citation, Considered, Inquiry, Turn
from bot.render import citations, place
from evals.alce import Judge
from evals.bench import Bench, Chain
from evals.gold import Gold, Place, judged
from evals.metrics import answer_scores
from evals.questions import EvalQuestion, EvalSet
from evals.record import Outcome, Quoted, Ranked, Run, Setup
from evals.retrieval import retrieval_scores
from ingest.catalog import Catalog
from ingest.errors import IndexProblem

OnAsked = Callable[[str, int, int], None]  # set, how many are done, of how many

_KEPT = 10  # of a ledger's passages, beside those that are used or gold
_AROUND = 240  # code points of context kept on either side of a quote


def run_sets(
    sets: Sequence[EvalSet],
    bench: Callable[[EvalSet], Bench],
    *,
    judge: Judge | None = None,
    on_asked: OnAsked = lambda *_: None,
) -> Run:
    """Ask the questions of sets, each on the bench made for it, and return the run.

    Raises UsageError, before anything of a set is asked, for evidence that its index does not
    have, and IndexProblem when another index is published meanwhile.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    outcomes: list[Outcome] = []
    setups: dict[str, Setup] = {}
    texts: dict[str, str] = {}
    for each in sets:
        on = bench(each)
        asked = _ask(each, on, judge=judge, on_asked=on_asked)
        outcomes += asked.outcomes
        texts |= asked.texts
        setups[each.name] = replace(on.setup, answerer=asked.answerer)
    return Run(
        id=f"{started:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        started=started.isoformat(timespec="seconds"),
        seconds=round(time.perf_counter() - clock, 2),
        machine=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        setups=setups,
        outcomes=tuple(outcomes),
        texts=texts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    outcomes: list[Outcome]
    texts: dict[str, str]
    answerer: str


def _ask(each: EvalSet, on: Bench, *, judge: Judge | None, on_asked: OnAsked) -> _Asked:
    gold = Gold(on.generation.catalog)
    places = {question.id: gold.places(question) for question in each.questions}
    told: dict[tuple[str, ...], Answer] = {}
    answers: dict[str, Answer] = {}
    for done, question in enumerate(each.questions):
        on_asked(each.name, done, len(each.questions))
        answer = ask_in_turn((*question.turns, question.question), on.chain, told)
        if answer.generation != on.generation.number:
            raise IndexProblem("another index was published during the run; run it again")
        answers[question.id] = answer
    on_asked(each.name, len(each.questions), len(each.questions))
    graded = {
        question.id: gold.passages(places[question.id])
        for question in each.questions
        if question.answerable
    }
    found = _retrieval(answers, places, graded)
    marks_words = any(c.answer for answer in answers.values() for c in citations(answer))
    outcomes = [
        outcome_of(
            each.name,
            question,
            answers[question.id],
            places=places[question.id],
            passages=graded.get(question.id, {}),
            catalog=on.generation.catalog,
            retrieval=found.get(question.id, {}),
            marks_words=marks_words,
            judge=judge,
        )
        for question in each.questions
    ]
    kept = {ranked.passage for outcome in outcomes for ranked in outcome.ledger}
    ids = sorted(kept & on.generation.catalog.passage_ids())
    return _Asked(
        outcomes=outcomes,
        texts={passage.id: passage.text for passage in on.generation.catalog.passages(ids)},
        answerer=next(iter(answers.values())).answerer,
    )


def ask_in_turn(
    questions: Sequence[str], chain: Chain, told: dict[tuple[str, ...], Answer]
) -> Answer:
    """Return the answer to the last of some questions, asked in order as one conversation.

    told has the answers to conversations so far, so that what several questions begin with is
    asked once; it is added to.
    """
    turns: list[Turn] = []
    for number in range(1, len(questions) + 1):
        so_far = tuple(questions[:number])
        if so_far not in told:
            told[so_far] = chain.invoke(Inquiry(text=so_far[-1], turns=tuple(turns)))
        answer = told[so_far]
        turns.append(answer.as_turn)
    return answer


def _retrieval(
    answers: Mapping[str, Answer],
    places: Mapping[str, Sequence[Place]],
    graded: Mapping[str, Mapping[str, int]],
) -> dict[str, dict[str, float]]:
    rankings: dict[str, Sequence[str]] = {}
    wanted: dict[str, Mapping[str, int]] = {}
    for name, passages in graded.items():
        ranking = [(c.hit.passage.id, c.hit.passage.document_id) for c in answers[name].ledger]
        rankings[name], wanted[name] = judged(places[name], passages, ranking)
    return retrieval_scores(rankings, wanted)


def outcome_of(
    name: str,
    question: EvalQuestion,
    answer: Answer,
    *,
    places: Sequence[Place],
    passages: Mapping[str, int],
    catalog: Catalog,
    retrieval: Mapping[str, float],
    marks_words: bool,
    judge: Judge | None = None,
) -> Outcome:
    """Return what came of a question of the set called name, scored.

    places are those of its evidence, passages those with gold evidence, retrieval its metrics;
    marks_words as for `answer_scores`.
    """
    statements = tuple(statement.text for statement in answer.statements)
    quotes = tuple(
        _quoted(citation, number, places, catalog)
        for number, statement in enumerate(answer.statements)
        for citation in statement.citations
    )
    is_phrased = answer.answerer.startswith("generated")
    scores = answer_scores(
        question,
        statements,
        quotes,
        is_phrased=is_phrased,
        marks_words=marks_words,
        judge=judge,
    )
    gold_ranks = (each.rank for each in answer.ledger if each.hit.passage.id in passages)
    return Outcome(
        set=name,
        question=question,
        query=answer.query,
        statements=statements,
        quotes=quotes,
        reason=answer.abstention.reason if answer.abstention else None,
        notices=tuple(notice.text for notice in answer.notices),
        confidence=answer.confidence,
        threshold=answer.threshold,
        seconds=answer.seconds,
        gold_rank=min(gold_ranks, default=None),
        ledger=tuple(_kept(answer.ledger, passages, catalog)),
        scores=scores | dict(retrieval),
    )


def _quoted(
    citation: Citation, statement: int, places: Sequence[Place], catalog: Catalog
) -> Quoted:
    document, span = citation.document, citation.span
    indexed = catalog.document(document.id).text if document.id in catalog else ""
    text = document.text
    return Quoted(
        statement=statement,
        document=document.id,
        source=document.source,
        title=document.metadata.title,
        place=place(citation),
        start=span.start,
        end=span.end,
        quote=citation.quote,
        before=text[max(0, span.start - _AROUND) : span.start],
        after=text[span.end : span.end + _AROUND],
        answer=citation.answer.of(text) if citation.answer else None,
        is_exact=span.of(indexed) == citation.quote,
        gold=tuple(sorted({p.part for p in places if p.is_cited_by(citation)})),
    )


def _kept(
    ledger: Iterable[Considered], passages: Mapping[str, int], catalog: Catalog
) -> Iterable[Ranked]:
    for each in ledger:
        passage = each.hit.passage
        if each.rank <= _KEPT or each.verdict == "used" or passage.id in passages:
            yield Ranked(
                passage=passage.id,
                source=catalog.document(passage.document_id).source,
                rank=each.rank,
                dense_rank=each.hit.dense_rank,
                lexical_rank=each.hit.lexical_rank,
                score=each.score,
                verdict=each.verdict,
                is_gold=passage.id in passages,
            )
