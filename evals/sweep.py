"""Try settings on one half of the questions, and report on the other what they are worth.

Only what needs no new index is tried: how much evidence is read, from how many candidates, and
with how little confidence it is shown. The best setting is chosen on the development half alone;
the held-out half, which played no part in that, says whether it is better than the present one.
"""

import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from evals.compare import Difference, difference
from evals.inference import Interval, interval
from evals.metrics import PER_QUESTION
from evals.questions import EvalQuestion, EvalSet
from evals.record import Run
from ingest.errors import UsageError
from ingest.settings import Settings

# Settings that a sweep may try; the others need a new index or change no answer.
KNOBS = tuple(
    field.name
    for field in fields(Settings)
    if field.name in ("threshold", "read", "candidates", "dense_share")
)
Knobs = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A setting and what it reaches on the development half. No knobs: the present setting."""

    knobs: Knobs
    score: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """All trials, best first, and the best and the present setting on the held-out half.

    change compares the two there, question by question; None when the present one is the best.
    """

    trials: tuple[Trial, ...]
    held_out: Interval
    held_out_now: Interval
    change: Difference | None


def parse_grid(given: Sequence[str]) -> dict[str, list[float]]:
    """Return the values to try of each knob, from texts like threshold=0.1,0.2.

    Raises UsageError for what is none. Nothing given: a few thresholds.
    """
    grid: dict[str, list[float]] = {}
    for text in given:
        name, _, values = text.partition("=")
        try:
            grid[name] = [float(value) for value in values.split(",")]
        except ValueError as exc:
            raise UsageError(f"{text}: give values as in threshold=0.1,0.2") from exc
        if name not in KNOBS:
            raise UsageError(f"{name} cannot be swept; these can: {', '.join(KNOBS)}")
    return grid or {"threshold": [0.05, 0.08, 0.15, 0.2, 0.3]}


def settings_grid(settings: Settings, grid: Mapping[str, Sequence[float]]) -> Iterator[Knobs]:
    """Yield the combinations of values that settings allow, without those that they do not."""
    for values in itertools.product(*grid.values()):
        knobs = dict(zip(grid, values, strict=True))
        if knobs.get("read", settings.read) <= knobs.get("candidates", settings.candidates):
            yield knobs


def with_knobs(settings: Settings, knobs: Knobs) -> Settings:
    """Return the settings with some of them changed. Raises UsageError for what may not be."""
    changed: dict[str, float] = {}
    for name, value in knobs.items():
        kind = type(getattr(settings, name))
        if kind(value) != value:
            raise UsageError(f"{name} must be a whole number, not {value:g}")
        changed[name] = kind(value)
    return replace(settings, **changed)  # type: ignore[arg-type]  # of the type of the default


def halves(sets: Sequence[EvalSet]) -> tuple[list[EvalSet], list[EvalSet]]:
    """Return the development and the held-out half of sets, always the same.

    A conversation is on one side as a whole, and so is a question that two sets have.
    """
    parts: tuple[list[EvalSet], list[EvalSet]] = ([], [])
    for each in sets:
        for side, part in enumerate(parts):
            kept = tuple(question for question in each.questions if _side(question) == side)
            if kept:
                part.append(replace(each, questions=kept))
    return parts


def _side(question: EvalQuestion) -> int:
    first = question.turns[0] if question.turns else question.question
    return hashlib.sha256(first.casefold().encode("utf-8", "surrogatepass")).digest()[0] % 2


def sweep(
    sets: Sequence[EvalSet],
    tried: Sequence[Knobs],
    ask: Callable[[Sequence[EvalSet], Knobs], Run],
    *,
    metric: str,
) -> Finding:
    """Return what settings are worth: chosen on one half of the sets, judged on the other.

    ask runs sets with some settings changed. Raises UsageError when a half is empty.
    """
    development, held_out = halves(sets)
    if not development or not held_out:
        raise UsageError("too few questions to hold some out; name more sets")
    present: Knobs = {}
    trials = [
        Trial(knobs=knobs, score=_score(ask(development, knobs), metric))
        for knobs in (present, *tried)
    ]
    sign = 1 if PER_QUESTION[metric].more_is_better else -1
    # The present setting comes first among equals: another one has to beat it.
    trials.sort(key=lambda trial: -sign * trial.score.mean)
    now = ask(held_out, present)
    best = ask(held_out, trials[0].knobs) if trials[0].knobs else now
    then = {outcome.key: outcome for outcome in now.outcomes}
    pairs = [(then[outcome.key], outcome) for outcome in best.outcomes]
    return Finding(
        trials=tuple(trials),
        held_out=_score(best, metric),
        held_out_now=_score(now, metric),
        change=difference(metric, pairs) if trials[0].knobs else None,
    )


def _score(run: Run, metric: str) -> Interval:
    values = [outcome.scores[metric] for outcome in run.outcomes if metric in outcome.scores]
    if not values:
        raise UsageError(f"{metric} applies to none of these questions; choose another --metric")
    return interval(values)
