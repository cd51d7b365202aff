"""Two runs of the same questions, question by question: what changed, and whether it is chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.inference import Interval, interval, paired_p
from evals.metrics import PER_QUESTION
from evals.record import Outcome, Run
from ingest.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A metric in two runs, over the questions to which it applies in both.

    change is the mean of after minus before with its bootstrap interval; p is that of a paired
    permutation test. wins are the questions that got better, not those that got more.
    """

    before: float
    after: float
    change: Interval
    wins: int
    ties: int
    losses: int
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A question that is right in one run and wrong in the other."""

    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs from one run to another; setup names what they were made with differently."""

    before: Run
    after: Run
    differences: Mapping[str, Difference]
    flips: tuple[Flip, ...]
    setup: tuple[str, ...]


def compare(before: Run, after: Run) -> Comparison:
    """Return what differs. Raises UsageError when the questions are not the same."""
    check_same(before, after.sets)
    then = {outcome.key: outcome for outcome in before.outcomes}
    pairs = [(then[outcome.key], outcome) for outcome in after.outcomes]
    differences = {}
    for name in PER_QUESTION:
        found = difference(name, pairs)
        if found:
            differences[name] = found
    return Comparison(
        before=before,
        after=after,
        differences=differences,
        flips=tuple(Flip(before=a, after=b) for a, b in pairs if a.is_right != b.is_right),
        setup=tuple(_setup_changes(before, after)),
    )


def check_same(before: Run, sets: Mapping[str, str]) -> None:
    """Raise UsageError unless a run asked these sets: name and digest of each."""
    names = [
        name
        for name in sorted(before.sets.keys() | sets.keys())
        if before.sets.get(name) != sets.get(name)
    ]
    if names:
        raise UsageError(
            f"{before.id} did not ask the same questions ({', '.join(names)} differ); compare runs "
            "of the same sets"
        )


def difference(name: str, pairs: Sequence[tuple[Outcome, Outcome]]) -> Difference | None:
    """Return how a per-question metric differs; None when it applies to no pair."""
    values = [
        (a.scores[name], b.scores[name]) for a, b in pairs if name in a.scores and name in b.scores
    ]
    return paired(values, more_is_better=PER_QUESTION[name].more_is_better) if values else None


def paired(
    values: Sequence[tuple[float, float]], *, more_is_better: bool, alternative: str = "two-sided"
) -> Difference:
    """Return how the second of paired values differ from the first. values must not be empty.

    alternative is which way the test looks: "two-sided", "less" or "greater" than before.
    """
    changes = [after - before for before, after in values]
    better = [change if more_is_better else -change for change in changes]
    return Difference(
        before=sum(before for before, _ in values) / len(values),
        after=sum(after for _, after in values) / len(values),
        change=interval(changes),
        wins=sum(change > 0 for change in better),
        ties=sum(change == 0 for change in better),
        losses=sum(change < 0 for change in better),
        p=paired_p(changes, alternative=alternative),
    )


def _setup_changes(before: Run, after: Run) -> list[str]:
    """Return what the two runs were made with differently, one line each."""
    lines: dict[str, None] = {}
    for name, then in before.setups.items():
        now = after.setups[name]
        for field in ("program", "corpus", "index", "model", "answerer"):
            old, new = getattr(then, field), getattr(now, field)
            if old != new:
                lines[f"{field} of {name}: {old} → {new}"] = None
        for key in sorted(then.settings.keys() | now.settings.keys()):
            old, new = then.settings.get(key, "–"), now.settings.get(key, "–")
            if old != new:
                lines[f"{key}: {old} → {new}"] = None
    return list(lines)
