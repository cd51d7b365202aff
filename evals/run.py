"""Ask every question of a set and score each answer against its gold evidence."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from langchain_core.runnables import Runnable

from bot.answer import Answer
from bot.render import citations
from evals.questions import EvalQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A question and its answer, scored."""

    question: EvalQuestion
    answer: Answer

    @property
    def is_right(self) -> bool:
        """Tell whether a citation holds gold evidence, or the unanswerable was refused."""
        if not self.question.evidence:
            return self.answer.abstention is not None
        return any(
            evidence.source == citation.document.source and evidence.quote in citation.quote
            for evidence in self.question.evidence
            for citation in citations(self.answer)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Shares of a set. A share of no questions is None."""

    answerable: int
    unanswerable: int
    right_sentence: float | None
    over_refusal: float | None
    citation_precision: float | None
    false_answers: float | None
    median_seconds: float


def run(questions: Iterable[EvalQuestion], chain: Runnable[str, Answer]) -> list[Result]:
    """Return a result per question, in order."""
    return [
        Result(question=question, answer=chain.invoke(question.question)) for question in questions
    ]


def score(results: Sequence[Result]) -> Score:
    """Return the shares of a set of results. Raises ValueError for an empty set.

    right_sentence, over_refusal: of answerable questions. citation_precision: of all citations
    given to answerable questions, those that hold gold evidence. false_answers: of unanswerable.
    """
    if not results:
        raise ValueError("no results to score")
    answerable = [result for result in results if result.question.evidence]
    unanswerable = [result for result in results if not result.question.evidence]
    shown = [
        any(evidence.quote in citation.quote for evidence in result.question.evidence)
        for result in answerable
        for citation in citations(result.answer)
    ]
    return Score(
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        right_sentence=_share([result.is_right for result in answerable]),
        over_refusal=_share([result.answer.abstention is not None for result in answerable]),
        citation_precision=_share(shown),
        false_answers=_share([not result.is_right for result in unanswerable]),
        median_seconds=statistics.median(result.answer.seconds for result in results),
    )


def _share(flags: Sequence[bool]) -> float | None:
    return round(sum(flags) / len(flags), 4) if flags else None
