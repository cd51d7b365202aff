"""The order of reading of a page: rows of text in columns, from where the text stands.

Pure geometry, in points with y upwards; a line's bottom is its baseline and its top is its font
size above. Columns are found by the empty strip between them. A page whose strip cannot be told
from the gaps of a table is read row by row.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median

GAP = 1.1  # in font sizes; wider than this is no space between words
_TOUCHING = 0.12  # in font sizes; narrower than this is no space at all
_BIN = 3.0  # points; columns stand at least two of these apart
_SMALL_SHARE = 0.2  # of a page's letters
_MOSTLY_ACROSS = 3
_FEWEST = 4  # lines that make a column
_MARKER = re.compile(
    r"(?:[•‣◦▪●○■□✓➢*·–—-]|\(?(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,3})+\.?)"
)
_LETTERS = {0xF0B7: "•", 0xF0A7: "•", 0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl"}
_LETTERS |= {0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st", 0x09: " ", 0x0A: " "}
_DROPPED = dict.fromkeys((*range(32), 173, *range(127, 160), 65279, 65534, 65535))
_CLEAN = _DROPPED | _LETTERS


def clean(text: str) -> str:
    """Return a text without control characters and soft hyphens, its ligatures as letters."""
    return text.translate(_CLEAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words that stand beside each other without a large gap."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The lines of one column that stand beside each other: one, or the cells of a table's row.

    heading is the level of the heading that the row is, or 0; follows is true of the second and
    later rows of a heading.
    """

    text: str
    cells: tuple[Line, ...]
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    heading: int = 0
    follows: bool = False

    @property
    def width(self) -> float:
        """Return the distance from the first letter to the last."""
        return self.right - self.left


def upright(found: Sequence[tuple[Line, tuple[float, float]]]) -> list[Line]:
    """Return the lines that run in the page's main direction, and others if they are many.

    found gives each line, its place already turned upright, with the cosine and sine of its
    direction. A few turned lines are a watermark or a note in the margin.
    """
    groups: defaultdict[tuple[int, int], list[Line]] = defaultdict(list)
    for line, (cosine, sine) in found:
        groups[round(10 * cosine), round(10 * sine)].append(line)
    counts = {turn: sum(len(line.text) for line in same) for turn, same in groups.items()}
    kept: list[Line] = []
    for turn in sorted(counts, key=lambda turn: -counts[turn]):
        if kept and counts[turn] < _SMALL_SHARE * sum(counts.values()):
            break
        # Turned upright, a second direction would lie over the first: it goes below.
        floor = min((line.bottom for line in kept), default=None)
        drop = 0.0 if floor is None else max(line.top for line in groups[turn]) - floor + 20.0
        kept += [replace(x, top=x.top - drop, bottom=x.bottom - drop) for x in groups[turn]]
    return kept


def is_marker(text: str) -> bool:
    """Tell whether a text begins as an item of a list does."""
    first = text.split(" ", 1)[0]
    return first != text and bool(_MARKER.fullmatch(first))


def rows(lines: Iterable[Line]) -> list[Row]:
    """Return the rows of one column, from top to bottom, each from left to right."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.top):
        # A raised figure or an initial reaches into one row; what it stands above is another.
        if groups and all(_is_beside(line, other) for other in groups[-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_row(sorted(group, key=lambda line: line.left)) for group in groups]


def _is_beside(line: Line, other: Line) -> bool:
    height = min(line.top, other.top) - max(line.bottom, other.bottom)
    if height < 0.5 * min(line.size, other.size):
        return False
    shared = min(line.right, other.right) - max(line.left, other.left)
    return shared <= 0.5 * min(line.right - line.left, other.right - other.left)


def _row(group: list[Line]) -> Row:
    main = max(group, key=lambda line: len(line.text))
    cells = [group[0]]
    for line in group[1:]:
        before = cells[-1]
        size = max(before.size, line.size)
        gap = line.left - before.right
        if gap < GAP * size or (len(cells) == 1 and _MARKER.fullmatch(before.text)):
            is_note_figure = before.text.isdigit() and before.size < 0.85 * line.size
            touching = -size < gap < _TOUCHING * size and not is_note_figure
            space = "" if touching else " "
            cells[-1] = _joined(before, line, space)
        else:
            cells.append(line)
    return Row(
        text=" ".join(cell.text for cell in cells),
        cells=tuple(cells),
        left=group[0].left,
        right=max(line.right for line in group),
        top=main.top,
        bottom=main.bottom,
        size=main.size,
        bold=all(line.bold for line in group),
    )


def _joined(line: Line, other: Line, space: str) -> Line:
    return Line(
        text=line.text + space + other.text,
        left=line.left,
        right=max(line.right, other.right),
        top=max(line.top, other.top),
        bottom=min(line.bottom, other.bottom),
        size=max(line.size, other.size),
        bold=line.bold and other.bold,
    )


def columns(lines: Sequence[Line]) -> list[list[Row]]:
    """Return the columns of a page in reading order, each as its rows.

    A line that runs across the strip between two columns, such as a title, is read after the
    columns above it and before those below it.
    """
    strip = _strip(lines)
    if strip is None:
        return [rows(lines)] if lines else []
    across = sorted((x for x in lines if _side(x, strip) == 0), key=lambda x: -x.bottom)
    edges = [-x.bottom for x in across]
    bands: list[tuple[list[Line], list[Line]]] = [([], []) for _ in range(len(across) + 1)]
    for line in lines:
        if side := _side(line, strip):
            bands[bisect_left(edges, -line.bottom)][side > 0].append(line)
    found: list[list[Row]] = []
    spanning: list[Line] = []
    for i, (left, right) in enumerate(bands):
        if left or right:
            found += [rows(spanning)] if spanning else []
            found += [*columns(left), *columns(right)]
            spanning = []
        spanning += across[i : i + 1]
    return found + ([rows(spanning)] if spanning else [])


def _side(line: Line, strip: float) -> int:
    """Return -1 or 1 for a line left or right of the strip, 0 for one that runs across it."""
    if line.left < strip - line.size and line.right > strip + line.size:
        return 0
    return -1 if line.left + line.right < 2 * strip else 1


def _strip(lines: Sequence[Line]) -> float | None:
    """Return the middle of the strip between two columns of running text, if there are two."""
    if len(lines) < 2 * _FEWEST:
        return None
    start = min(line.left for line in lines)
    end = max(line.right for line in lines)
    count = int((end - start) / _BIN) + 2
    changes = [0] * (count + 1)
    for line in lines:
        changes[int((line.left - start) / _BIN)] += 1
        changes[int((line.right - start) / _BIN) + 1] -= 1
    cover = list(accumulate(changes))[count // 5 : count - count // 5]
    if not cover:
        return None
    few = min(cover) + 1
    runs = [0, *accumulate(cover, lambda run, n: run + 1 if n <= few else 0, initial=0)][1:]
    longest = max(runs)
    if longest * _BIN < 0.6 * median(line.size for line in lines):
        return None
    last = runs.index(longest) + count // 5
    strip = start + (last - longest / 2) * _BIN
    halves = [[line for line in lines if _side(line, strip) == side] for side in (-1, 1)]
    fewest = min(map(len, halves))
    if len(lines) - len(halves[0]) - len(halves[1]) > _MOSTLY_ACROSS * fewest:
        return None  # a few rows with a gap on a page of full lines
    return strip if all(_is_running_text(half, end - start) for half in halves) else None


def _is_running_text(lines: list[Line], page_width: float) -> bool:
    """Tell a column of sentences from a column of a table: full rows that begin in mid-sentence.

    The bounds let a half that itself holds two columns pass.
    """
    column = rows(lines)
    if len(column) < _FEWEST:
        return False
    width = max(row.right for row in column) - min(row.left for row in column)
    filled = sum(row.width for row in column) / len(column)
    letters = sum(len(row.text) for row in column) / len(column)
    small = sum(row.text[:1].islower() for row in column)
    return (
        width > 0.2 * page_width
        and filled > 0.5 * width
        and letters > 15
        and small > 0.25 * len(column)
    )


def leading(page: Sequence[Row]) -> float:
    """Return the usual distance from a baseline to the next: the lower quartile."""
    steps = sorted(
        a.bottom - b.bottom
        for a, b in pairwise(page)
        if abs(a.size - b.size) < 0.5 and 0.5 * a.size < a.bottom - b.bottom < 3 * a.size
    )
    return steps[len(steps) // 4] if steps else 1.3 * (page[0].size if page else 10.0)
