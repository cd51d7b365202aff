"""Tables as text: one record to a row, each cell with the header of its column."""

from collections.abc import Iterator, Sequence

from ingest.document import TextBuilder

_LONGEST_HEADER = 60


def add_table(
    rows: Sequence[Sequence[str]], builder: TextBuilder, *, page_starts: Sequence[int] = ()
) -> None:
    """Append a table as records, or as paragraphs where it has one row or one column.

    page_starts are the rows, from 0, before which a page begins; len(rows) means after the last.
    """
    cells = _filled_columns([[" ".join(cell.split()) for cell in row] for row in rows])
    filled = sum(any(row) for row in cells)
    is_plain = filled < 2 or len(cells[0]) < 2
    header = None if is_plain else _header(cells)
    for number, row in enumerate(cells):
        for _ in range(page_starts.count(number)):
            builder.begin_page()
        if is_plain:
            for cell in filter(None, row):
                builder.paragraph(cell)
        elif row is not header and any(row):
            builder.record(" | ".join(_labelled(row, header) if header else filter(None, row)))
        elif row is header and not _is_repeated(cells):
            builder.record(" | ".join(row))
    if not is_plain:
        builder.append("")  # records do not end their paragraph
    for _ in range(page_starts.count(len(cells))):
        builder.begin_page()


def _filled_columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows, equally long, without the columns that are empty throughout."""
    used = {place for row in rows for place, cell in enumerate(row) if cell}
    return [[row[place] if place < len(row) else "" for place in sorted(used)] for row in rows]


def _header(rows: Sequence[Sequence[str]]) -> Sequence[str] | None:
    first = next(row for row in rows if any(row))
    is_header = all(first) and len(set(first)) == len(first)
    return first if is_header and max(map(len, first)) <= _LONGEST_HEADER else None


def _is_repeated(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether each header comes back before some cell, so that its row adds nothing."""
    first = next(number for number, row in enumerate(rows) if any(row))
    return all(any(row[place] for row in rows[first + 1 :]) for place in range(len(rows[first])))


def _labelled(row: Sequence[str], header: Sequence[str]) -> Iterator[str]:
    for name, cell in zip(header, row, strict=True):
        if cell:
            yield f"{name.rstrip(': ')}: {cell}"
