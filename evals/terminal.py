"""Runs, comparisons, gates and sweeps as lines for a terminal, and as values for JSON."""

import sys
import time
from collections.abc import Iterator
from dataclasses import asdict

from evals.compare import Comparison, Difference
from evals.exporters import said, why_wrong
from evals.gate import Verdict
from evals.metrics import METRICS
from evals.record import Outcome, Run
from evals.summary import Summary, grouped, summarize
from evals.sweep import Finding, Knobs
from ingest.console import visible

_EVERY = 5.0  # seconds between two plain lines of progress


class AskedProgress:
    """Says how far a run is: on a terminal in one line, else in one every few seconds."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _EVERY

    def __call__(self, name: str, done: int, of: int) -> None:
        """Show that so many questions of a set are answered."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{name}: {done} of {of}\x1b[K" + ("\r\x1b[K" if done == of else ""))
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            sys.stderr.write(f"{name}: {done} of {of} questions\n")
        sys.stderr.flush()


def run_lines(run: Run) -> Iterator[str]:
    """Yield the summary of a run: what is wrong, the figures of each set, of categories."""
    for outcome in run.outcomes:
        if not outcome.is_right:
            yield f"wrong  {_named(outcome)}"
            yield f"       {why_wrong(outcome)}: {_short(said(outcome))}"
    for name in run.setups:
        yield ""
        yield from summary_lines(name, summarize(run.of_set(name)))
    if len(run.setups) > 1:
        yield ""
        yield from summary_lines("all sets", summarize(run.outcomes))
    for by in ("category", "language"):
        groups = grouped(run.outcomes, lambda outcome: str(getattr(outcome.question, by)))  # noqa: B023  # used at once
        if len(groups) > 1:
            yield ""
            yield f"right by {by}: " + ", ".join(
                f"{name or '–'} {sum(o.is_right for o in held)} of {len(held)}"
                for name, held in groups.items()
            )


def summary_lines(name: str, summary: Summary) -> Iterator[str]:
    """Yield the figures of a set, a metric a line, with its 95 % interval."""
    yield (
        f"{name}: {summary.questions} questions, {summary.answerable} answerable, "
        f"{summary.answered} answered"
    )
    for metric, found in summary.means.items():
        yield (
            f"  {METRICS[metric].label:<24} {found.mean:6.3f}   "
            f"{found.low:.3f} to {found.high:.3f}   n {found.n}"
        )
    for metric, value in summary.whole.items():
        yield f"  {METRICS[metric].label:<24} {value:6.3f}"


def summary_values(run: Run) -> dict[str, object]:
    """Return the figures of a run as values for JSON."""
    parts = {name: run.of_set(name) for name in run.setups}
    return {
        "id": run.id,
        "started": run.started,
        "seconds": run.seconds,
        "setups": {name: asdict(setup) for name, setup in run.setups.items()},
        "sets": {name: _values(summarize(held)) for name, held in parts.items()},
        "all": _values(summarize(run.outcomes)),
        "by_category": {name: _values(summarize(held)) for name, held in _by(run, "category")},
        "by_language": {name: _values(summarize(held)) for name, held in _by(run, "language")},
        "wrong": [f"{o.set}/{o.question.id}" for o in run.outcomes if not o.is_right],
    }


def _by(run: Run, name: str) -> list[tuple[str, list[Outcome]]]:
    return list(grouped(run.outcomes, lambda o: str(getattr(o.question, name))).items())


def _values(summary: Summary) -> dict[str, object]:
    return {
        "questions": summary.questions,
        "answerable": summary.answerable,
        "answered": summary.answered,
        **{name: asdict(found) for name, found in summary.means.items()},
        **summary.whole,
    }


def comparison_lines(found: Comparison) -> Iterator[str]:
    """Yield what changed: the setup, each metric, and the flipped questions, both sides."""
    yield f"{found.before.id} → {found.after.id}"
    yield from (
        f"  {line}"
        for line in found.setup or ["same program, corpus, index, model and configuration"]
    )
    yield ""
    yield f"  {'metric':<24} before  after   change (95 %)              better/same/worse      p"
    for name, each in found.differences.items():
        yield f"  {METRICS[name].label:<24} {difference_line(each)}"
    for flip in found.flips:
        yield ""
        yield f"{'now right' if flip.after.is_right else 'now wrong'}  {_named(flip.after)}"
        yield f"  before: {_short(said(flip.before))}"
        yield f"  after:  {_short(said(flip.after))}"


def difference_line(found: Difference) -> str:
    """Return a metric's difference in columns."""
    change = f"{found.change.mean:+.3f} ({found.change.low:+.3f} to {found.change.high:+.3f})"
    counts = f"{found.wins}/{found.ties}/{found.losses}"
    return f"{found.before:6.3f} {found.after:6.3f}   {change:<27} {counts:>16}  {found.p:.4f}"


def comparison_values(found: Comparison) -> dict[str, object]:
    """Return what changed as values for JSON."""
    return {
        "before": found.before.id,
        "after": found.after.id,
        "setup": list(found.setup),
        "metrics": {name: asdict(each) for name, each in found.differences.items()},
        "flips": [
            {
                "question": flip.after.question.question,
                "set": flip.after.set,
                "id": flip.after.question.id,
                "is_right": flip.after.is_right,
                "before": said(flip.before),
                "after": said(flip.after),
            }
            for flip in found.flips
        ],
    }


def gate_lines(found: Verdict) -> Iterator[str]:
    """Yield what the gate compared, what it notes, and why it is closed or that it is open."""
    yield f"  {'metric':<24} before  after   change (95 %)              better/same/worse      p"
    for name, each in found.compared.items():
        yield f"  {METRICS[name].label:<24} {difference_line(each)}"
    yield from (f"note: {line}" for line in found.notes)
    yield from (f"FAILED: {line}" for line in found.failures)
    yield "gate: " + ("closed" if found.failures else "open")


def sweep_lines(found: Finding, metric: str) -> Iterator[str]:
    """Yield the trials of the development half, best first, and the word of the held-out half."""
    yield f"{METRICS[metric].label} on the development half (n {found.trials[0].score.n})"
    for trial in found.trials:
        score = trial.score
        yield f"  {score.mean:.3f} ({score.low:.3f} to {score.high:.3f})  {_knobs(trial.knobs)}"
    yield f"on the held-out half (n {found.held_out.n})"
    best = found.trials[0].knobs
    yield f"  {found.held_out_now.mean:.3f}  {_knobs({})}"
    if found.change:
        yield f"  {found.held_out.mean:.3f}  {_knobs(best)}"
        change = found.change.change
        yield (
            f"  change {change.mean:+.3f} ({change.low:+.3f} to {change.high:+.3f}), "
            f"p {found.change.p:.4f}"
        )


def sweep_values(found: Finding) -> dict[str, object]:
    """Return what a sweep found as values for JSON."""
    return {
        "development": [
            {"knobs": dict(trial.knobs), "score": asdict(trial.score)} for trial in found.trials
        ],
        "held_out": {
            "now": asdict(found.held_out_now),
            "best": asdict(found.held_out),
            "change": found.change and asdict(found.change),
        },
    }


def _knobs(knobs: Knobs) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in knobs.items()) or "as it is set"


def _named(outcome: Outcome) -> str:
    return f"{outcome.set}/{outcome.question.id}  {visible(outcome.question.question)}"


def _short(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= 200 else line[:199] + "…"
