"""From the outcomes of questions to the figures of a set: means, refusals, calibration, time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.inference import Interval, interval
from evals.metrics import PER_QUESTION
from evals.record import Outcome

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The figures of some outcomes: means of per-question metrics, and metrics of the whole.

    A metric that applies to none of them is absent.
    """

    questions: int
    answerable: int
    answered: int
    means: Mapping[str, Interval]
    whole: Mapping[str, float]


def summarize(outcomes: Sequence[Outcome]) -> Summary:
    """Return the figures of outcomes. Raises ValueError when there are none."""
    if not outcomes:
        raise ValueError("no outcomes to summarize")
    means = {}
    for name in PER_QUESTION:
        values = [outcome.scores[name] for outcome in outcomes if name in outcome.scores]
        if values:
            means[name] = interval(values)
    return Summary(
        questions=len(outcomes),
        answerable=sum(outcome.question.answerable for outcome in outcomes),
        answered=sum(outcome.is_answered for outcome in outcomes),
        means=means,
        whole={**abstention(outcomes), **calibration(outcomes), **latency(outcomes)},
    )


def grouped(
    outcomes: Iterable[Outcome], name: Callable[[Outcome], str]
) -> dict[str, list[Outcome]]:
    """Return outcomes by a name they have, such as their category, in order of the names."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(name(outcome), []).append(outcome)
    return dict(sorted(groups.items()))


def abstention(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return precision and recall of refusals, and AUROC of confidence for being answerable.

    Source of AUROC: Fawcett, Pattern Recognition Letters 27, 2006; computed by scikit-learn.
    """
    from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

    answerable = np.array([outcome.question.answerable for outcome in outcomes])
    refused = np.array([not outcome.is_answered for outcome in outcomes])
    found: dict[str, float] = {}
    if refused.any():
        found["abstention_precision"] = float((~answerable[refused]).mean())
    if not answerable.all():
        found["abstention_recall"] = float(refused[~answerable].mean())
        if answerable.any():
            confidence = [outcome.confidence for outcome in outcomes]
            found["auroc"] = float(roc_auc_score(answerable, confidence))
    return found


def risk_coverage(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """Return (coverage, risk) for the 1, 2, … most confident answers; nothing for no answers.

    Coverage is the share of all questions, risk the share of these answers that are wrong. Of
    equally confident answers each has the risk that they have on average, in any order.
    Source: Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks", 2017.
    """
    answered = [outcome for outcome in outcomes if outcome.is_answered]
    wrong: dict[float, list[bool]] = {}
    for outcome in answered:
        wrong.setdefault(outcome.confidence, []).append(not outcome.is_right)
    costs: list[float] = []
    for confidence in sorted(wrong, reverse=True):
        same = wrong[confidence]
        costs += [sum(same) / len(same)] * len(same)
    risks = np.cumsum(costs) / np.arange(1, len(costs) + 1)
    return [(k / len(outcomes), float(risk)) for k, risk in enumerate(risks, 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Answers of like confidence: how many, their mean confidence, the share that is right."""

    count: int
    confidence: float
    right: float


def reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Return the answers in bins of equal width, without empty bins; a bin holds its lower edge."""
    bins: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.is_answered:
            bins.setdefault(min(int(outcome.confidence * BINS), BINS - 1), []).append(outcome)
    return [
        Bin(
            count=len(held),
            confidence=sum(outcome.confidence for outcome in held) / len(held),
            right=sum(outcome.is_right for outcome in held) / len(held),
        )
        for _, held in sorted(bins.items())
    ]


def calibration(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return risk–coverage area, calibration error and Brier score; nothing for no answers.

    Sources: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017; Brier, 1950.
    """
    answered = [outcome for outcome in outcomes if outcome.is_answered]
    if not answered:
        return {}
    bins = reliability(answered)
    risks = [risk for _, risk in risk_coverage(answered)]
    distances = [(outcome.confidence - outcome.is_right) ** 2 for outcome in answered]
    return {
        "aurc": sum(risks) / len(risks),
        "ece": sum(b.count * abs(b.confidence - b.right) for b in bins) / len(answered),
        "brier": sum(distances) / len(distances),
    }


def latency(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the median and the 95th percentile of the seconds."""
    seconds = [outcome.seconds for outcome in outcomes]
    median, p95 = np.percentile(seconds, [50, 95])
    return {"seconds_median": float(median), "seconds_p95": float(p95)}
