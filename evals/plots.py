"""Small plots as inline SVG. Colours are the page's, so they follow light and dark.

Numbers only: no text of a question or document comes here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evals.summary import Bin

_WIDTH, _HEIGHT = 340, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 14, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Axes from 0 to the given ends, and how values become places in the picture."""

    x_end: float
    y_end: float

    def x(self, value: float) -> float:
        return _LEFT + value / self.x_end * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - value / self.y_end * (_HEIGHT - _TOP - _BOTTOM)


def risk_coverage_plot(points: Sequence[tuple[float, float]]) -> str:
    """Return the curve of (coverage, risk): how wrong the most confident answers are."""
    top = max([risk for _, risk in points] + [0.1])
    frame = _Frame(x_end=1.0, y_end=math.ceil(top * 10 - 1e-9) / 10)
    line = " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in points)
    return _svg(
        "Share of wrong answers among the most confident ones, by the share that is answered",
        frame,
        f'<polyline class="line" points="{line}"/>',
        x_name="share of questions answered",
        y_name="share wrong",
    )


def reliability_plot(bins: Sequence[Bin]) -> str:
    """Return bars of the share that is right by confidence, beside the diagonal."""
    frame = _Frame(x_end=1.0, y_end=1.0)
    bars = "".join(
        _bar(
            frame, min(int(b.confidence * 10), 9) / 10, 0.1, b.right, f"{b.right:.2f} of {b.count}"
        )
        for b in bins
    )
    diagonal = (
        f'<line class="guide" x1="{frame.x(0):.1f}" y1="{frame.y(0):.1f}" '
        f'x2="{frame.x(1):.1f}" y2="{frame.y(1):.1f}"/>'
    )
    return _svg(
        "Share of right answers by confidence; on the line, confidence is what it says",
        frame,
        bars + diagonal,
        x_name="confidence",
        y_name="share right",
    )


def histogram(
    counts: Sequence[int],
    *,
    edges: Sequence[float],
    title: str,
    x_name: str,
    labels: Sequence[str],
    is_named: bool = True,
) -> str:
    """Return bars of counts; edges has one number more than counts, labels one for each bar.

    Bars stand over their labels if is_named, else over a numbered axis; edges then begin at 0.
    """
    # A multiple of the four steps of the axis, so that it is numbered in whole questions.
    frame = _Frame(x_end=edges[-1] - edges[0], y_end=float(-(-max([*counts, 1]) // 4) * 4))
    bars = "".join(
        _bar(frame, low - edges[0], high - low, count, f"{label}: {count}")
        for count, low, high, label in zip(counts, edges, edges[1:], labels, strict=False)
    )
    named = labels if is_named else None
    return _svg(title, frame, bars, x_name=x_name, y_name="questions", labels=named)


def rank_plot(ranks: Sequence[int | None], *, last: int = 10) -> str:
    """Return how many questions have their first gold passage at which rank."""
    names = [*map(str, range(1, last + 1)), f"&gt;{last}", "–"]
    counts = [sum(rank == number for rank in ranks) for number in range(1, last + 1)]
    counts.append(sum(rank is not None and rank > last for rank in ranks))
    counts.append(sum(rank is None for rank in ranks))
    return histogram(
        counts,
        edges=[float(each) for each in range(len(counts) + 1)],
        title="Rank of the first gold passage",
        x_name="rank (–: not considered)",
        labels=names,
    )


def latency_plot(seconds: Sequence[float], *, bars: int = 12) -> str:
    """Return how many questions took how long."""
    end = max([*seconds, 1e-6])
    counts = [0] * bars
    for each in seconds:
        counts[min(int(each / end * bars), bars - 1)] += 1
    edges = [end * number / bars for number in range(bars + 1)]
    return histogram(
        counts,
        edges=edges,
        title="Time to the answer",
        x_name="seconds",
        labels=[f"up to {edge:.2g} s" for edge in edges[1:]],
        is_named=False,
    )


def trend_plot(values: Sequence[float], *, title: str) -> str:
    """Return a line of a metric over runs, oldest first."""
    frame = _Frame(x_end=max(len(values) - 1, 1), y_end=max([*values, 1e-9]) * 1.1)
    points = [(frame.x(number), frame.y(value)) for number, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{value:.3f}</title></circle>'
        for (x, y), value in zip(points, values, strict=True)
    )
    return _svg(
        title,
        frame,
        f'<polyline class="line" points="{line}"/>{dots}',
        x_name="runs, oldest first",
        y_name="",
        labels=[""],
    )


def _bar(frame: _Frame, start: float, width: float, value: float, note: str) -> str:
    x, y = frame.x(start), frame.y(value)
    wide = max(frame.x(start + width) - x - 2, 1)
    return (
        f'<rect class="bar" x="{x + 1:.1f}" y="{y:.1f}" width="{wide:.1f}" '
        f'height="{frame.y(0) - y:.1f}"><title>{note}</title></rect>'
    )


def _svg(
    title: str,
    frame: _Frame,
    content: str,
    *,
    x_name: str,
    y_name: str,
    labels: Sequence[str] | None = None,
) -> str:
    """Return a picture with axes. labels stand under bars; without them the x axis is numbered."""
    parts = []
    for step in range(5):
        value = frame.y_end * step / 4
        at = frame.y(value)
        parts.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
        )
        parts.append(f'<text x="{_LEFT - 5}" y="{at + 4:.1f}" text-anchor="end">{value:.3g}</text>')
    if labels is None:
        marks = [
            (frame.x(frame.x_end * step / 4), f"{frame.x_end * step / 4:.2g}") for step in range(5)
        ]
    else:
        wide = (_WIDTH - _LEFT - _RIGHT) / len(labels)
        marks = [(_LEFT + wide * (number + 0.5), label) for number, label in enumerate(labels)]
    below = _HEIGHT - _BOTTOM + 14
    parts += [
        f'<text x="{x:.1f}" y="{below}" text-anchor="middle">{label}</text>' for x, label in marks
    ]
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 6}" text-anchor="middle">{x_name}</text>')
    parts.append(
        f'<text transform="translate(11 {_HEIGHT / 2 - 10:.0f}) rotate(-90)" '
        f'text-anchor="middle">{y_name}</text>'
    )
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">'
        f"<title>{title}</title>{''.join(parts)}{content}</svg>"
    )
