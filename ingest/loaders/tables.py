"""Tables as text: one record to a row, each cell with the header of its column.

What stands above a table as its caption is part of the place of each row.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Document, Span, TextBuilder

CAPTIONS = 98  # the level of captions: below all headings
COLUMNS = 99  # the level of the names of a table's columns, where they have a line of their own
RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BAR = re.compile(r"(?<!\\)\|")
_LONGEST_HEADER = 60
_LONGEST_CAPTION = 160
_LONGEST_HEAD = 2_000  # code points of the names of columns
_MOST_ROWS = 500  # of a table, before and after one, that are looked at with it
_CAPTION = re.compile(r"\b(?:table|taulukko|tabell|tabelle|tableau|таблица)\b", re.IGNORECASE)
# Cells that hold a value, and so are no names of columns; a year may be one.
_VALUE = re.compile(r"\W*\d[\d\s.,:;/'’–-]*(?:%|[^\W\d]{1,3})?\W*$|\S+@\S+$|\+?[\d ()-]{6,}$")
_YEARS = re.compile(r"\D{0,8}(?:1[89]|20)\d\d(?:\s?[–/-]\s?(?:\d\d){1,2})?\W*$")


def add_table(
    rows: Sequence[Sequence[str]],
    builder: TextBuilder,
    *,
    page_starts: Sequence[int] = (),
    headers: int | None = None,
) -> None:
    """Append a table as records, or as paragraphs where it has one row or one column.

    page_starts are the rows, from 0, before which a page begins; len(rows) means after the last.
    headers is how many of the filled rows at the top name columns; None: to be told from the cells.
    """
    cells = _filled_columns([[" ".join(cell.split()) for cell in row] for row in rows])
    filled = [number for number, row in enumerate(cells) if any(row)]
    is_plain = len(filled) < 2 or len(cells[0]) < 2
    count = 0 if is_plain else _headers([cells[number] for number in filled], headers)
    top, body = filled[:count], [cells[number] for number in filled[count:]]
    names = _joined([cells[number] for number in top]) if top else []
    is_told = not is_plain and all(
        not name or any(row[place] for row in body) for place, name in enumerate(names)
    )
    caption = "" if is_plain else as_caption(builder.last)
    if caption:
        builder.label(CAPTIONS, caption)
    for number, row in enumerate(cells):
        for _ in range(page_starts.count(number)):
            builder.begin_page()
        if is_plain:
            for cell in filter(None, row):
                builder.paragraph(cell)
        elif any(row) and number not in top:
            builder.record(" | ".join(_labelled(row, names) if names else filter(None, row)))
        elif any(row) and not is_told:
            builder.record(" | ".join(filter(None, row)))
    if not is_plain:
        builder.append("")  # records do not end their paragraph
    if caption:
        builder.label(CAPTIONS, "")
    for _ in range(page_starts.count(len(cells))):
        builder.begin_page()


def as_caption(text: str) -> str:
    """Return what stands right above a table if it says what the table shows, or nothing."""
    line = " ".join(re.split(r"\n\s*\n", text.strip())[-1].split()).strip("*_ ")
    is_caption = line and (_CAPTION.search(line) or line[-1] == ":" or line[-1].isalnum())
    return line.rstrip(":") if is_caption and len(line) <= _LONGEST_CAPTION else ""


def _filled_columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows, equally long, without the columns that are empty throughout."""
    used = {place for row in rows for place, cell in enumerate(row) if cell}
    return [[row[place] if place < len(row) else "" for place in sorted(used)] for row in rows]


def _headers(rows: Sequence[Sequence[str]], stated: int | None) -> int:
    """Return how many rows at the top name the columns; above the first of these may be none."""
    if stated is not None:
        return stated if stated < len(rows) else 0
    first = rows[0]
    named = first[1:]
    is_header = (
        all(named)
        and len(set(first)) == len(first)
        and max(map(len, first)) <= _LONGEST_HEADER
        and not first[0].endswith(":")
        and not any(_VALUE.match(name) and not _YEARS.match(name) for name in named)
    )
    return int(is_header)


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of columns that stand in several rows: "Heroin 2020" under "Heroin"."""
    names = [""] * len(rows[0])
    for number, row in enumerate(rows):
        above = ""
        for place, cell in enumerate(row):
            above = cell or above
            own = above if number + 1 < len(rows) else cell
            names[place] = " ".join(filter(None, [names[place], own]))
    return names


def _labelled(row: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    for name, cell in zip(names, row, strict=True):
        if cell:
            yield f"{name.rstrip(': ')}: {cell}" if name else cell


def cells_of(line: str) -> list[str]:
    """Return the cells of a row as Markdown writes it, with or without bars at its ends."""
    parts = [part.strip() for part in _BAR.split(line.strip())]
    return parts[line.strip().startswith("|") : len(parts) - (len(parts) > 1 and not parts[-1])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A filled cell of a row: the name of its column, if it has one, and where its text stands."""

    name: str
    span: Span


def table_of(document: Document, record: Span) -> tuple[Span, ...]:
    """Return the rows of the table that a record is a row of; () if it is no record."""
    records = document.records
    at = bisect_left(records, record)
    if at == len(records) or records[at] != record:
        return ()
    first = last = at
    while first > max(0, at - _MOST_ROWS) and records[first - 1].end + 1 == records[first].start:
        first -= 1
    while (
        last + 1 < min(len(records), at + _MOST_ROWS)
        and records[last].end + 1 == records[last + 1].start
    ):
        last += 1
    return records[first : last + 1]


def with_head(document: Document, rows: Sequence[Span]) -> Span:
    """Return where a table stands, from the names of its columns on, if they have a line."""
    end = rows[-1].end
    for heading in document.headings:
        if heading.level == COLUMNS and heading.span.end + 1 == rows[0].start:
            return Span(start=heading.span.start, end=end)
    return Span(start=rows[0].start, end=end)


def named_cells(document: Document, rows: Sequence[Span], *, first: Span) -> list[list[Cell]]:
    """Return the filled cells of rows of one table, whose first row is given, as they stand."""
    above = document.text[max(0, first.start - _LONGEST_HEAD) : first.start].split("\n")
    is_markdown = len(above) > 2 and RULE.match(above[-2])
    names = cells_of(above[-3]) if is_markdown else []
    return [list(_cells_at(document.text, row, names)) for row in rows]


def _cells_at(text: str, row: Span, names: Sequence[str]) -> Iterator[Cell]:
    """Yield the cells of a row: under these names, or each after its own."""
    edges = [row.start - 1, *(row.start + bar.start() for bar in _BAR.finditer(row.of(text)))]
    pieces = [text[a + 1 : b] for a, b in zip(edges, [*edges[1:], row.end], strict=True)]
    if names and text[row.start : row.end].lstrip().startswith("|"):
        edges, pieces = edges[1:], pieces[1:]
    for number, (edge, piece) in enumerate(zip(edges, pieces, strict=True)):
        name, colon, value = ("", "", piece) if names else piece.partition(": ")
        name, value = (name, value) if colon else ("", piece)
        start = edge + 1 + len(piece) - len(value.lstrip())
        if value.strip():
            label = names[number] if number < len(names) else name
            span = Span(start=start, end=start + len(value.strip()))
            yield Cell(name=" ".join(label.split()), span=span)
