"""The gate: a change may not make answers significantly worse, nor worse than they may be at all.

The baseline is committed with the code: the scores of every question of the own sets, so that a
paired test tells a real drop from chance. A change that is worth a drop updates it on purpose.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.compare import Difference, paired
from evals.metrics import METRICS, PER_QUESTION
from evals.record import Outcome, Run
from evals.summary import summarize
from ingest.disk import replace
from ingest.errors import UsageError

BASELINE = Path(__file__).parent / "baseline.json"
ALPHA = 0.05
# Compared with the baseline, over all own sets together.
COMPARED = (
    "right",
    "evidence_hit",
    "citation_precision",
    "false_answer",
    "rr",
    "recall@5",
    "ndcg@10",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A metric that a set must reach, or may not exceed where less is better."""

    set: str
    metric: str
    bound: float


# What no change may fall below, whatever it was before.
FLOORS = (
    Floor(set="*", metric="citation_exact", bound=1.0),
    Floor(set="acceptance", metric="right", bound=1.0),
    Floor(set="seed", metric="evidence_hit", bound=0.75),
    Floor(set="seed", metric="citation_precision", bound=0.8),
    Floor(set="seed", metric="false_answer", bound=0.35),
    Floor(set="seed", metric="rr", bound=0.7),
    Floor(set="fresh", metric="evidence_hit", bound=0.7),
    Floor(set="fresh", metric="false_answer", bound=0.4),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate found: failures close it, notes do not; compared has what was tested."""

    failures: tuple[str, ...]
    notes: tuple[str, ...]
    compared: Mapping[str, Difference]


Baseline = Mapping[tuple[str, str], tuple[str, Mapping[str, float]]]


def judge(run: Run, baseline: Baseline, *, floors: Sequence[Floor] = FLOORS) -> Verdict:
    """Return whether a run may pass, against a baseline and the floors of its sets.

    Only questions that are in both, and unchanged, are compared; a metric drops significantly
    when a one-sided paired permutation test says p < 0.05.
    """
    known = [
        outcome
        for outcome in run.outcomes
        if outcome.key in baseline and baseline[outcome.key][0] == outcome.question.digest
    ]
    compared: dict[str, Difference] = {}
    failures = list(_below(run, floors))
    if not known:
        failures.append("the baseline has none of these questions: gate --update")
    for name in COMPARED:
        pairs = [(baseline[outcome.key][1], _scores(outcome)) for outcome in known]
        values = [(old[name], new[name]) for old, new in pairs if name in old and name in new]
        if not values:
            continue
        better = PER_QUESTION[name].more_is_better
        compared[name] = paired(
            values, more_is_better=better, alternative="less" if better else "greater"
        )
        if compared[name].p < ALPHA:
            failures.append(
                f"{METRICS[name].label} went from {compared[name].before:.3f} to "
                f"{compared[name].after:.3f} on {len(values)} questions (p = "
                f"{compared[name].p:.4f})"
            )
    return Verdict(
        failures=tuple(failures),
        notes=tuple(_notes(run, baseline, known)),
        compared=compared,
    )


def _below(run: Run, floors: Sequence[Floor]) -> Iterator[str]:
    for floor in floors:
        for name in run.setups if floor.set == "*" else (floor.set,):
            outcomes = run.of_set(name)
            if not outcomes:
                yield f"{name}: the set is missing, though a floor is set for it"
                continue
            found = summarize(outcomes).means.get(floor.metric)
            metric = METRICS[floor.metric]
            if found is None:
                if floor.set != "*":
                    yield f"{name}: {metric.label} does not apply to any question any more"
            elif metric.more_is_better and found.mean < floor.bound:
                yield f"{name}: {metric.label} is {found.mean:.3f}, the floor is {floor.bound:g}"
            elif not metric.more_is_better and found.mean > floor.bound:
                yield f"{name}: {metric.label} is {found.mean:.3f}, at most {floor.bound:g} may be"


def _notes(run: Run, baseline: Baseline, known: Sequence[Outcome]) -> Iterator[str]:
    new = len(run.outcomes) - len(known)
    gone = len(baseline.keys() - {outcome.key for outcome in run.outcomes})
    if new:
        yield f"{new} questions are new or changed since the baseline and were not compared"
    if gone:
        yield f"{gone} questions of the baseline are not in the sets any more"
    if new or gone:
        yield "once the sets are as meant, take this run as the baseline: gate --update"


def load_baseline(path: Path = BASELINE) -> Baseline:
    """Return the baseline of a file. Raises UsageError."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return {
            (name, question): (row["digest"], row["scores"])
            for name, rows in values["sets"].items()
            for question, row in rows.items()
        }
    except OSError as exc:
        raise UsageError(
            f"{path}: {exc.strerror}; make it with: python -m evals gate --update"
        ) from exc
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise UsageError(
            f"{path} is not a baseline ({exc}); make it anew with: python -m evals gate --update"
        ) from exc


def save_baseline(run: Run, path: Path = BASELINE) -> None:
    """Take a run as the baseline."""
    lines = []
    for name in run.setups:
        rows = [_row(outcome) for outcome in run.of_set(name)]
        lines.append(f"{json.dumps(name)}: {{\n" + ",\n".join(rows) + "\n}")
    replace(path, '{"sets": {\n' + ",\n".join(lines) + "\n}}\n")


def _row(outcome: Outcome) -> str:
    """Return a question's line: a change of its scores is one line of a diff."""
    row = {"digest": outcome.question.digest, "scores": _scores(outcome)}
    return f"{json.dumps(outcome.question.id, ensure_ascii=False)}: {json.dumps(row)}"


def _scores(outcome: Outcome) -> dict[str, float]:
    """Return the scores that are compared, rounded as the baseline keeps them.

    Digits that only one side has would make a drop of every question.
    """
    return {name: round(outcome.scores[name], 6) for name in COMPARED if name in outcome.scores}
