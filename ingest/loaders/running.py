"""Running headers, footers and page numbers: what stands at the edges of page after page.

They are left out so that they never stand in the middle of a sentence. A row goes only if its text
repeats at the same height on three pages, or is the page's own number, and every row between it
and the edge goes too. Where figures differ from page to page, they must count up with the pages:
"Article 12" at the top of a page is text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.loaders.layout import Line, Row, rows

_PAGES = 3  # pages on which a running line stands at least
_DEEPEST = 4  # rows from the edge
_SAME_HEIGHT = 6.0  # points
_LONGEST = 200
_LARGEST = 1.25  # of the page's usual size
_SLOT_SHARE = 0.25  # of the pages: odd and even pages may differ, and chapters begin without
_NUMBER = re.compile(r"(?<![\w.,])(\d{1,4}|[ivxlc]{1,8}|[IVXLC]{1,8})(?![\w])")
_PAGE_WORD = r"(?:page|pages|p|pp|pg|стр|страница|с|sivu|s|side|sida|seite|str)\.?"
_OF = r"(?:/|of|из|/|av|von|\|)"
_PAGE_NUMBER = re.compile(
    rf"[-–—|\[(\s]*(?:{_PAGE_WORD}\s*)?(\d{{1,4}}|[ivxlc]+)(?:\s*{_OF}\s*\d{{1,4}})?[-–—|\])\s]*",
    re.IGNORECASE,
)
_SAID_NUMBER = re.compile(
    rf"[-–—|\[(\s]*(?:{_PAGE_WORD}\s*\d+(?:\s*{_OF}\s*\d+)?|\d+\s*{_OF}\s*\d+)[-–—|\])\s]*",
    re.IGNORECASE,
)
_ONLY_PAGE_WORDS = re.compile(rf"\W*(?:{_PAGE_WORD})?\W*#?\W*(?:{_OF})?\W*\d*\W*", re.IGNORECASE)
# A word of structure by itself stands at the head of a chapter, not of a page.
_STRUCTURE = re.compile(
    r"(?:chapter|part|section|article|annex|appendix|глава|часть|раздел|статья|приложение|luku|osa"
    r"|artikla|liite|kapittel|kapitel|artikkel|artikel|del|vedlegg|bilaga|avsnitt|§)\W*\d*\W*",
    re.IGNORECASE,
)
_OFTEN = 0.2  # of the pages: a line on fewer, close to the text, may be a table's head
_APART = 1.9  # font sizes from a running line's baseline to the text's
_ENOUGH = 12  # letters beside a number that say that the line is no numbered heading
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row near the edge of a page: rows and points from the edge, and if text is not near."""

    page: int
    depth: int
    row: Row
    height: float
    apart: bool


def without_running(
    pages: Sequence[Sequence[Line]], *, labels: Sequence[str | None], heights: Sequence[float]
) -> list[list[Line]]:
    """Return the lines of each page without its running headers and footers.

    labels are the printed page numbers, where they differ from the count; heights are the pages'.
    """
    grouped = [rows(page) for page in pages]
    dropped: list[set[int]] = [set() for _ in pages]
    for at_top in (True, False):
        edge = list(_edge_rows(grouped, heights, at_top))
        repeated = _repeated(edge) if len(pages) >= _PAGES else set()
        reached = dict.fromkeys(range(len(pages)), 0)
        for place in edge:
            page, row = place.page, place.row
            is_number = is_page_number(row.text, page + 1, labels[page])
            if reached[page] == place.depth and (is_number or place in repeated):
                reached[page] += 1
                dropped[page] |= {id(line) for line in _lines_of(row, pages[page])}
    return [
        [line for line in page if id(line) not in gone]
        for page, gone in zip(pages, dropped, strict=True)
    ]


def _edge_rows(
    pages: Sequence[list[Row]], heights: Sequence[float], at_top: bool
) -> Iterator[Place]:
    for number, page in enumerate(pages):
        usual = median(row.size for row in page) if page else 0.0
        inwards = page if at_top else page[::-1]
        for depth, (row, after) in enumerate(pairwise([*inwards[: _DEEPEST + 1], None])):
            if depth == _DEEPEST or row is None:
                break
            if len(row.text) > _LONGEST or row.size > _LARGEST * usual:
                break
            yield Place(
                page=number,
                depth=depth,
                row=row,
                height=heights[number] - row.bottom if at_top else row.bottom,
                apart=after is None or abs(row.bottom - after.bottom) > _APART * row.size,
            )


def _lines_of(row: Row, lines: Sequence[Line]) -> list[Line]:
    """Return the lines that the row was made of: those that overlap it in height."""
    return [
        line
        for line in lines
        if row.left <= line.left
        and line.right <= row.right
        and min(line.top, row.top) - max(line.bottom, row.bottom) >= 0.5 * min(line.size, row.size)
    ]


def _repeated(edge: Sequence[Place]) -> set[Place]:
    """Return the rows whose text repeats at their height."""
    total = len({place.page for place in edge})
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for place in edge:
        for key in _keys(place.row, place.page):
            places[key].append(place)
    found: set[Place] = set()
    for same in places.values():
        same.sort(key=lambda place: place.height)
        for i in range(len(same) - _PAGES + 1):
            near = [place for place in same[i:] if place.height - same[i].height <= _SAME_HEIGHT]
            count = len({place.page for place in near})
            if count >= _PAGES:
                found |= {place for place in near if place.apart or count >= _OFTEN * total}
    return found | _in_same_slot(edge, found, total)


def _in_same_slot(edge: Sequence[Place], running: set[Place], total: int) -> set[Place]:
    """Return rows that stand just where many pages have a running line.

    A chapter of two pages has a header that repeats nowhere else.
    """
    slots = Counter(_slot(place) for place in running)
    often = {slot for slot, count in slots.items() if count >= max(_PAGES, _SLOT_SHARE * total)}
    return {p for p in edge if p.depth == 0 and p.apart and _slot(p) in often}


def _slot(place: Place) -> tuple[int, int]:
    return round(place.height), round(place.row.size)


def _keys(row: Row, page: int) -> Iterator[str]:
    """Yield the text as it is, and with each number that may be the page's as its distance.

    A long cell, or a page number in a cell of its own, is enough to tell the whole row.
    """
    text = " ".join(row.text.casefold().split())
    if _STRUCTURE.fullmatch(text):
        return
    if sum(character.isalnum() for character in text) > 1 and not text.isdigit():
        yield text
    for cell in row.cells if len(row.cells) > 1 else ():
        name = " ".join(cell.text.casefold().split())
        if sum(character.isalpha() for character in name) >= _ENOUGH:
            yield f"cell {name}"
    for cell in (row.cells[0], row.cells[-1]) if len(row.cells) > 1 else ():
        number = cell.text.strip(" -–—|")
        if _NUMBER.fullmatch(number):
            yield f"{_value(number) - page}:number"
    for match in _NUMBER.finditer(text):
        rest = text[: match.start()] + "#" + text[match.end() :]
        letters = sum(character.isalpha() for character in rest)
        if letters >= _ENOUGH or _ONLY_PAGE_WORDS.fullmatch(rest):
            yield f"{_value(match[1]) - page}:{rest}"


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    values = [_ROMAN[letter] for letter in number.casefold()]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))


def is_page_number(text: str, number: int, label: str | None) -> bool:
    """Tell whether a text is no more than the number of its page."""
    match = _PAGE_NUMBER.fullmatch(text.strip())
    if not match:
        return False
    return match[1].casefold() in (str(number), (label or "").casefold()) or bool(
        _SAID_NUMBER.fullmatch(text.strip())
    )
