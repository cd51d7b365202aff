"""Headings of a PDF: by its outline, or by type that is larger or bolder than the text.

Only rows that stand alone become headings; what is doubtful stays text, as a wrong heading would
be shown as the place of a quote.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.loaders.layout import Row, is_marker, leading

_LEVELS = 3
_ROWS = 3  # rows of one heading at most
_LONGEST = 120
_LARGER = 1.12
_MOST = 0.12  # of all rows: a style in more of them is text
_NUMBER = re.compile(
    r"^(?:(?:chapter|appendix|annex|part|section|глава|часть|раздел|приложение|luku|liite|osa"
    r"|kapittel|kapitel|vedlegg|bilaga|del|avsnitt)\s+)?(?:[\divxlc]+(?:\.[\da-z]+)*|[a-z])[.):]?\s+",
    re.IGNORECASE,
)
_NO_END = (".", ",", ";", ":", "-", "–", "?!")

Column = list[Row]
Style = tuple[float, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """An entry of the outline: the index of its page, and how high on it if known, in points."""

    title: str
    level: int
    page: int
    top: float | None = None


def body_size(pages: Sequence[Sequence[Column]]) -> float:
    """Return the font size of most letters, to half a point; 0 when there are none."""
    letters: Counter[float] = Counter()
    for row in _every_row(pages):
        letters[round(2 * row.size) / 2] += len(row.text)
    return max(letters, key=lambda size: (letters[size], size), default=0.0)


def _every_row(pages: Sequence[Sequence[Column]]) -> Iterator[Row]:
    return (row for page in pages for column in page for row in column)


def mark_outline(pages: Sequence[Sequence[Column]], bookmarks: Sequence[Bookmark]) -> None:
    """Mark in place the rows that the bookmarks name."""
    wanted: defaultdict[int, list[Bookmark]] = defaultdict(list)
    for bookmark in bookmarks:
        wanted[bookmark.page].append(bookmark)
    for number, marks in wanted.items():
        if not 0 <= number < len(pages):
            continue
        for bookmark in marks:
            _mark_bookmark(pages[number], bookmark)


def _mark_bookmark(page: Sequence[Column], bookmark: Bookmark) -> None:
    places = []
    for column in page:
        for start in range(len(column)):
            end = _titled(column, start, bookmark.title)
            if end:
                top = column[start].top
                far = 0.0 if bookmark.top is None else abs(bookmark.top - top)
                # A destination is set at or a little above its heading.
                places.append((far, -top, column, start, end))
    if places:
        _, _, column, start, end = min(places, key=lambda place: place[:2])
        _mark(column, start, end, bookmark.level)


def _titled(column: Column, start: int, title: str) -> int | None:
    """Return the end of the rows from start that are the title, or None."""
    wanted, bare = _key(title), _bare(title)
    text = ""
    for end in range(start + 1, min(start + _ROWS, len(column)) + 1):
        row = column[end - 1]
        if row.heading:
            return None
        text = f"{text.removesuffix('-')}{'' if text.endswith('-') else ' '}{row.text}".strip()
        found = _key(text)
        if found == wanted or (bare and found == bare):
            return end
        # The heading may have a number that the outline leaves out, but no other one.
        if wanted == bare and _bare(text) == wanted:
            return end
        if len(found) > len(wanted) + 20:
            return None
    return None


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return _key(_NUMBER.sub("", text))


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    """Return the letters and figures of a text, by which titles are compared."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _mark(column: Column, start: int, end: int, level: int) -> None:
    for i in range(start, end):
        column[i] = replace(column[i], heading=level, follows=i > start)


def mark_type(pages: Sequence[Sequence[Column]], *, body: float) -> None:
    """Mark in place the rows in larger or bold type, up to three levels by size."""
    total = sum(1 for _ in _every_row(pages))
    bold = sum(row.bold for row in _every_row(pages))
    found: defaultdict[Style, list[tuple[int, Column, int, int]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for column in page:
            for style, start, end in _standing_out(column, body, may_be_bold=bold < total / 3):
                found[style].append((number, column, start, end))
    styles = [
        style
        for style, places in found.items()
        if len(places) <= max(_MOST * total, 2)
        # What only the first of several pages has is the document's title, not a heading in it.
        and (len(pages) < _LEVELS or any(number for number, *_ in places))
    ]
    for level, style in enumerate(sorted(styles, reverse=True)[:_LEVELS], start=1):
        for _, column, start, end in found[style]:
            _mark(column, start, end, level)


def _standing_out(
    column: Column, body: float, *, may_be_bold: bool
) -> Iterator[tuple[Style, int, int]]:
    """Yield the style and the rows of what may be a heading."""
    usual = leading(column)
    start = below_heading = 0
    while start < len(column):
        style = _style(column[start])
        end = start + 1
        while end < len(column) and _goes_on(column[end - 1], column[end]):
            end += 1
        stands_out = style[0] >= _LARGER * body or (
            may_be_bold and style[1] and style[0] >= 0.97 * body
        )
        apart = start == below_heading or _is_apart(column, start, usual)
        if stands_out and apart and _is_title(column[start:end]) and end < len(column):
            yield style, start, end
            below_heading = end
        start = end


def _style(row: Row) -> Style:
    return round(2 * row.size) / 2, row.bold


def _goes_on(row: Row, below: Row) -> bool:
    step = row.bottom - below.bottom
    return _style(row) == _style(below) and 0 < step < 1.5 * row.size


def _is_title(rows: Sequence[Row]) -> bool:
    text = " ".join(row.text for row in rows)
    letters = sum(character.isalpha() for character in text)
    return (
        len(rows) <= _ROWS
        and 3 <= letters <= len(text) <= _LONGEST
        and letters > 0.5 * len(text)
        and not text.endswith(_NO_END)
        and not text[0].islower()
        and all(len(row.cells) == 1 for row in rows)
        and (not is_marker(text) or text[0].isdigit() or text[0].isupper())
    )


def _is_apart(column: Column, start: int, usual: float) -> bool:
    """Tell whether there is more room above a row than between lines."""
    before, row = column[start - 1], column[start]
    return before.bottom - row.bottom > 1.15 * max(usual, row.size)
