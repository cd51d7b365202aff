"""Runs as HTML pages that need nothing else: no server, no network, no other file.

Every text of a question or a document is escaped by Jinja (BSD); the only script is the filter's,
and the page's own policy lets no other one run.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from evals import plots
from evals.compare import Comparison
from evals.exporters import why_wrong
from evals.inference import interval
from evals.metrics import METRICS, OF_SETS, PER_QUESTION
from evals.record import Outcome, Run
from evals.summary import Summary, grouped, reliability, risk_coverage, summarize

HEADLINE = (
    "right", "evidence_hit", "false_answer", "over_refusal", "citation_precision",
    "citation_exact", "follow_up", "recall@5", "f1", "auroc", "seconds_median",
)  # fmt: skip
# Shows the questions that every filter keeps. Works on a file opened from disk.
_SCRIPT = """
const all = selector => [...document.querySelectorAll(selector)];
const items = all('.q'), buttons = all('[data-filter]'), choices = all('[data-choice]');
const search = document.querySelector('[type=search]');
const show = () => {
  const kind = buttons.find(b => b.ariaPressed === 'true').dataset.filter;
  const words = search.value.toLowerCase();
  let shown = 0;
  for (const item of items) {
    const kept = item.dataset.is.split(' ').includes(kind)
      && choices.every(c => !c.value || item.dataset[c.dataset.choice] === c.value)
      && (!words || item.textContent.toLowerCase().includes(words));
    item.hidden = !kept; shown += kept;
  }
  document.getElementById('shown').textContent = shown + ' shown';
};
for (const b of buttons) b.addEventListener('click', () => {
  for (const other of buttons) other.ariaPressed = String(other === b);
  show();
});
for (const c of choices) c.addEventListener('input', show);
if (search) { search.addEventListener('input', show); show(); }
"""


def report_page(run: Run, comparison: Comparison | None = None) -> str:
    """Return the page of a run, and of what changed since another one if that is given."""
    by_set = {name: summarize(run.of_set(name)) for name in run.setups}
    summary = summarize(run.outcomes)
    if len(by_set) > 1:
        by_set["all"] = summary
    flips = {flip.after.key: flip.before for flip in comparison.flips} if comparison else {}
    return (
        _pages()
        .get_template("report.html")
        .render(
            run=run,
            comparison=comparison,
            summary=summary,
            by_set=by_set,
            headline=[name for name in HEADLINE if _has(summary, name)],
            metrics=METRICS,
            rows={name: any(_has(of, name) for of in by_set.values()) for name in METRICS},
            plots=_plots(run.outcomes),
            grouped={
                "category": _right(run.outcomes, by="category"),
                "language": _right(run.outcomes, by="language"),
            },
            flips=flips,
            filters=_filters(run.outcomes, len(flips) if comparison else None),
            choices=_choices(run.outcomes),
            why_wrong=why_wrong,
        )
    )


def runs_page(
    runs: Sequence[tuple[Run, Summary, Run | None]], *, folder: Path, problems: Sequence[str]
) -> str:
    """Return the list of runs, newest first, each with the one to compare it with, and trends.

    Trends are of the newest run's questions: runs of other questions are not joined with a line.
    """
    oldest_first = [s for run, s, _ in reversed(runs) if run.sets == runs[0][0].sets]
    drawn = []
    for name, metric in METRICS.items():
        values = _trend(oldest_first, name) if name in HEADLINE else []
        if len(values) > 1:
            svg = plots.trend_plot(values, title=metric.label)
            drawn.append((f"{metric.label}: {metric.definition}", Markup(svg)))  # noqa: S704  # numbers
    return (
        _pages()
        .get_template("runs.html")
        .render(
            runs=runs, folder=folder, problems=problems, plots=drawn, metrics=METRICS,
            headline=[n for n in HEADLINE if any(_has(summary, n) for _, summary, _ in runs)],
        )
    )  # fmt: skip


@cache
def _pages() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"),
        autoescape=select_autoescape(["html"], default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    environment.globals["script"] = Markup(_SCRIPT)  # noqa: S704  # ours, and no input in it
    environment.globals["script_hash"] = f"sha256-{digest}"
    return environment


def _has(summary: Summary, name: str) -> bool:
    return name in summary.means or name in summary.whole


def _trend(summaries: Sequence[Summary], name: str) -> list[float]:
    if name in OF_SETS:
        return [summary.whole[name] for summary in summaries if name in summary.whole]
    return [summary.means[name].mean for summary in summaries if name in summary.means]


def _plots(outcomes: Sequence[Outcome]) -> list[tuple[str, Markup]]:
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    drawn = []
    if any(outcome.is_answered for outcome in outcomes):
        drawn += [
            (
                "Risk and coverage: how many of the most confident answers are wrong",
                plots.risk_coverage_plot(risk_coverage(outcomes)),
            ),
            (
                "Reliability: a bar on the line means that confidence is what it says",
                plots.reliability_plot(reliability(outcomes)),
            ),
        ]
    if answerable:
        ranks = [outcome.gold_rank for outcome in answerable]
        drawn.append(("Where the first gold passage was ranked", plots.rank_plot(ranks)))
    drawn.append(
        ("Time to the answer", plots.latency_plot([outcome.seconds for outcome in outcomes]))
    )
    return [(caption, Markup(svg)) for caption, svg in drawn]  # noqa: S704  # made of numbers only


def _right(outcomes: Sequence[Outcome], *, by: str) -> dict[str, object]:
    groups = grouped(outcomes, lambda outcome: str(getattr(outcome.question, by)))
    return {
        name: interval([float(outcome.is_right) for outcome in held])
        for name, held in groups.items()
    }


def _filters(outcomes: Sequence[Outcome], flipped: int | None) -> list[tuple[str, str, int]]:
    found = [
        ("all", "All", len(outcomes)),
        ("failures", "Failures", sum(not outcome.is_right for outcome in outcomes)),
        ("refused", "Refused", sum(not outcome.is_answered for outcome in outcomes)),
    ]
    return found if flipped is None else [*found, ("flipped", "Flipped", flipped)]


def _choices(outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    names = {
        "set": {outcome.set for outcome in outcomes},
        "category": {outcome.question.category for outcome in outcomes},
        "language": {outcome.question.language for outcome in outcomes},
    }
    return {key: sorted(found - {""}) for key, found in names.items() if len(found) > 1}


__all__ = ["HEADLINE", "PER_QUESTION", "report_page", "runs_page"]
