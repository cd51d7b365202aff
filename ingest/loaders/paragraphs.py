"""Paragraphs, headings and tables from the rows of a column, by gaps, indents and line lengths."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.loaders.layout import Row, is_marker, leading

_WIDE_STEP = 1.3  # leadings; a wider step to the next row ends a paragraph
_WIDEST_STEP = 1.9  # the same in the middle of a sentence
_INDENT = 0.7  # font sizes
_NOTE = re.compile(r"(?:\d{1,3}\b|[*†‡§]|\[\d{1,3}\]|[¹²³⁴-⁹])")
_SMALL = 0.93  # of the body's size: notes, captions, tables
_LEADERS = re.compile(r"(?:\.\s?){5,}|…{2,}|_{5,}")
_STOP = re.compile(r"[.!?:;…]['\"’”»)\]]*\d{0,3}$")
_BROKEN = re.compile(r"\w[-\u2010\u00ad]")
_BULLET = tuple("•‣◦▪●○■□✓➢")
_WIDEST_SPACE = 5.0  # font sizes, between words
_ALIGNED = 2.0  # points


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading or table: its lines, to be joined, and how it begins and ends.

    A line that ends in a line break keeps it. full is true when the last line reaches the margin,
    so that the paragraph may run on. An aside is no part of the running text: a note, a caption,
    a table.
    """

    lines: tuple[str, ...]
    size: float = 0.0
    heading: int = 0
    is_item: bool = False
    is_aside: bool = False
    is_note: bool = False
    full: bool = True


def stops(text: str) -> bool:
    """Tell whether a text ends as a sentence or an item of a list does."""
    return bool(_STOP.search(text.rstrip()[-12:]))


def from_lines(lines: Sequence[str]) -> Block:
    """Return a paragraph of lines without places; items of a list keep their line breaks."""
    following = [*lines[1:], ""]
    kept = [line + "\n" * is_marker(after) for line, after in zip(lines, following, strict=True)]
    return Block(lines=tuple(kept), is_item=is_marker(lines[0]))


def begins_small(text: str) -> bool:
    """Tell whether a text goes on in mid-sentence: its first letter is small."""
    return text.lstrip("(«“„\"'")[:1].islower()


def blocks(column: Sequence[Row], *, body: float) -> list[Block]:
    """Return the blocks of one column in order. body is the font size of most of the text."""
    notes_from = _notes_start(column, body)
    margins = _Margins(column)
    found: list[Block] = []
    start = 0
    for end in _ends(column, margins, notes_from):
        part = column[start:end]
        found.append(_block(part, column[end : end + 1], margins, body, start >= notes_from))
        start = end
    return found


class _Margins:
    """Where the rows of a column end when they are full."""

    def __init__(self, column: Sequence[Row]) -> None:
        rights = sorted(row.right for row in column)
        self.right = rights[-1 - len(rights) // 20] if rights else 0.0
        self.leading = leading(column)
        lefts: dict[int, list[float]] = {}
        for row in column:
            lefts.setdefault(round(row.left / 4), []).append(row.right)
        # A quotation set narrower than the text has an edge of its own, where rows agree on it.
        self._edges = {
            left: max(same)
            for left, same in lefts.items()
            if sum(right > max(same) - 2 for right in same) >= 3
        }

    def is_full(self, row: Row, following: Row | None) -> bool:
        """Tell whether the next row's first word did not fit on this row any more."""
        edge = self._edges.get(round(row.left / 4), self.right)
        word = following.text.split(" ", 1)[0] if following else "middling"
        letter = row.width / max(len(row.text), 1)
        return row.right + (len(word) + 1) * letter * 0.95 > edge


def _ends(column: Sequence[Row], margins: _Margins, notes_from: int) -> Iterator[int]:
    """Yield the index after the last row of each block."""
    tabular = _tabular(column)
    start = 0
    for i in range(1, len(column)):
        row, before = column[i], column[i - 1]
        if row.heading or before.heading:
            ends = not row.follows
        elif i > notes_from:
            ends = bool(_NOTE.match(row.text)) and row.left < column[notes_from].right
        elif tabular[i] or tabular[i - 1]:
            wraps = _LEADERS.search(row.text) and begins_small(row.text)
            ends = tabular[i] != tabular[i - 1] and not wraps
        else:
            ends = i == notes_from or _parts(column, start, i, margins)
        if ends:
            yield i
            start = i
    if column:
        yield len(column)


def _parts(column: Sequence[Row], start: int, i: int, margins: _Margins) -> bool:
    """Tell whether a paragraph that began at start ends before row i."""
    before, row = column[i - 1], column[i]
    step = before.bottom - row.bottom
    usual = margins.leading if row.size < 1.15 * margins.leading else 1.2 * row.size
    mid_sentence = begins_small(row.text) and not stops(before.text)
    alike = abs(row.left - before.left) < 2 and abs(row.size - before.size) < 0.5
    # A formula or a raised letter pushes lines apart; it does not end a sentence.
    widest = _WIDEST_STEP if mid_sentence and alike else _WIDE_STEP
    if step > widest * usual or step < 0:
        return True
    if abs(row.size - before.size) > 0.08 * row.size or _turns_bold(column, start, i):
        return True
    if is_marker(row.text) and _begins_item(column[start], before, row, margins):
        return True
    if _is_indented(column, start, i):
        return True
    full = margins.is_full(before, row)
    return not full and not begins_small(row.text)


def _turns_bold(column: Sequence[Row], start: int, i: int) -> bool:
    before, row = column[i - 1], column[i]
    if before.bold == row.bold:
        return False
    return all(part.bold == before.bold for part in column[start:i]) and not row.text[0].islower()


def _begins_item(first: Row, before: Row, row: Row, margins: _Margins) -> bool:
    if row.text.startswith(_BULLET) or stops(before.text):
        return True
    beside = is_marker(first.text) and abs(first.left - row.left) < 2
    return beside or not margins.is_full(before, row)


def _is_indented(column: Sequence[Row], start: int, i: int) -> bool:
    """Tell whether the left edge of row i, against the rows around it, begins a paragraph."""
    before, row = column[i - 1], column[i]
    shift = row.left - before.left
    far = _INDENT * row.size
    if abs(shift) <= far:
        return False
    edge = min(other.left for other in column) + 2
    if abs(shift + row.right - before.right) < 4 and min(row.left, before.left) > edge:
        return False  # centred on the same middle
    if shift < 0:
        # Back from the indent of a first line; or out of a hanging item to the next.
        return i - 1 != start or is_marker(row.text)
    if i - 1 == start and (is_marker(before.text) or _hangs(column, i)):
        return False
    returns = i + 1 < len(column) and column[i + 1].left < row.left - far
    return returns or stops(before.text) or is_marker(row.text)


def _hangs(column: Sequence[Row], i: int) -> bool:
    """Tell whether row i goes on under a first line that stands further left: it is small."""
    return begins_small(column[i].text)


def _tabular(column: Sequence[Row]) -> list[bool]:
    """Tell of each row whether it belongs to a table or to a list with leaders."""
    found = [bool(_LEADERS.search(row.text)) for row in column]
    run: list[int] = []
    for i, row in enumerate(column):
        has_cells = len(row.cells) > 1 and not _is_stretched(row)
        if run and has_cells and _aligns(column[run[-1]], row):
            run.append(i)
            continue
        if run and len(row.cells) == 1 and _is_wrapped_cell(column[run[-1]], row):
            continue
        _mark(found, run, column)
        run = [i] if has_cells else []
    _mark(found, run, column)
    return found


def _mark(found: list[bool], run: list[int], column: Sequence[Row]) -> None:
    wide = run and min(len(column[i].cells) for i in run) >= 3
    if len(run) >= (2 if wide else 3):
        found[run[0] : run[-1] + 1] = [True] * (run[-1] + 1 - run[0])


def _aligns(row: Row, other: Row) -> bool:
    """Tell whether a cell after the first begins or ends where one of the other row does."""
    return any(
        abs(a.left - b.left) < _ALIGNED or abs(a.right - b.right) < _ALIGNED
        for a in row.cells[1:]
        for b in other.cells[1:]
    )


def _is_stretched(row: Row) -> bool:
    """Tell a row set wide to reach both margins: the same space after every word."""
    gaps = [b.left - a.right for a, b in pairwise(row.cells)]
    words = len(row.text.split())
    even = max(gaps) - min(gaps) < 0.2 * row.size
    return len(row.cells) == words and even and max(gaps) < _WIDEST_SPACE * row.size


def _is_wrapped_cell(above: Row, row: Row) -> bool:
    step = above.bottom - row.bottom
    beside = any(abs(cell.left - row.left) < _ALIGNED for cell in above.cells[1:])
    return beside and 0 < step < 4 * row.size


def _notes_start(column: Sequence[Row], body: float) -> int:
    """Return the index of the first row of the notes at the foot of the column."""
    first = len(column)
    for i in range(len(column) - 1, -1, -1):
        if column[i].size > _SMALL * body or column[i].heading:
            break
        if _NOTE.match(column[i].text):
            first = i
    return first


def _block(
    part: Sequence[Row], following: Sequence[Row], margins: _Margins, body: float, is_note: bool
) -> Block:
    first, last = part[0], part[-1]
    is_table = not first.heading and not is_note and _is_table(part)
    lines = []
    for row, after in zip(part, [*part[1:], None], strict=True):
        cells = " | ".join(cell.text for cell in row.cells)
        clear = is_table and not _LEADERS.search(row.text)
        broken = bool(_BROKEN.fullmatch(row.text[-2:])) and bool(after and after.text[0].islower())
        kept = after and not broken and (is_table or not margins.is_full(row, after))
        lines.append((cells if clear else row.text) + ("\n" if kept else ""))
    return Block(
        lines=tuple(lines),
        size=last.size,
        heading=first.heading,
        is_item=is_marker(first.text),
        is_aside=is_note or is_table or last.size < _SMALL * body,
        is_note=is_note,
        full=margins.is_full(last, following[0] if following else None),
    )


def _is_table(part: Sequence[Row]) -> bool:
    return any(_tabular(part))
