"""Spreadsheets and delimited text: one record to a row, each cell with its column's header.

Formulas count by the value they had when the file was saved. Charts and comments are left out.
"""

import csv
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders.archive import open_archive
from ingest.loaders.plain import decode
from ingest.loaders.properties import iso_day, primary_language
from ingest.loaders.tables import add_table

MOST_ROWS = 200_000
_GIVEN_NAME = re.compile(r"(?:Sheet|Table|Таблица|Лист|Taulukko|Ark|Blad)[ _]?\d*", re.IGNORECASE)
_DELIMITERS = ",;\t|"
_SAMPLED = 100


def load_xlsx(data: bytes, builder: TextBuilder) -> None:
    """Append every sheet, under its name where that says something."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    open_archive(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        builder.describe(
            title=book.properties.title,
            author=None if book.properties.creator == "openpyxl" else book.properties.creator,
            created=iso_day(str(book.properties.created or "")),
            language=primary_language(book.properties.language),
        )
        for sheet in book.worksheets:
            if len(book.worksheets) > 1 or not _GIVEN_NAME.fullmatch(sheet.title):
                builder.heading(1, sheet.title)
            sheet.reset_dimensions()  # a file may claim a million rows that it does not have
            _add_rows((map(_shown, row) for row in sheet.iter_rows(values_only=True)), builder)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError) as exc:
        raise UnreadableFile("not a whole .xlsx workbook; save it anew as .xlsx") from exc
    except (AttributeError, IndexError, SyntaxError, EOFError, OSError, zlib.error) as exc:
        # What openpyxl lets through, XML errors among it, when a part is broken.
        raise UnreadableFile("damaged inside; save it anew in Excel") from exc


def load_csv(data: bytes, builder: TextBuilder) -> None:
    """Append the rows of a file whose cells are set apart by a comma, semicolon, tab or bar."""
    text = decode(data, builder=builder)
    csv.field_size_limit(len(text) + 1)
    try:
        _add_rows(_parsed(text, _delimiter(text)), builder)
    except csv.Error as exc:
        raise UnreadableFile(f"not delimited text ({exc}); save it anew as .csv") from exc


def _parsed(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text: str) -> str:
    """Return the delimiter that gives most rows the width of the first; csv.Sniffer is fooled."""

    def fit(delimiter: str) -> tuple[int, int]:
        rows = [row for row in islice(_parsed(text, delimiter), _SAMPLED) if row]
        width = len(rows[0]) if rows else 0
        return (sum(len(row) == width for row in rows) if width > 1 else 0, width)

    return max(_DELIMITERS, key=fit)


def _add_rows(rows: Iterable[Iterable[str]], builder: TextBuilder) -> None:
    """Append a table; titles above its header, alone in their row, are paragraphs."""
    kept: list[list[str]] = []
    for row in rows:
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells and len(kept) == MOST_ROWS:
            builder.warn(f"only the first {MOST_ROWS:,} rows were read; split the file")
            break
        if cells:
            kept.append(cells)
    body = 0
    if max((sum(map(bool, row)) for row in kept), default=0) > 1:
        while sum(map(bool, kept[body])) == 1:
            builder.paragraph(next(filter(None, kept[body])))
            body += 1
    if kept:
        add_table(kept[body:], builder)


def _shown(value: object) -> str:
    """Return a cell's value as text: dates in ISO form, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return format(value, ".15g") if isinstance(value, float) else str(value)
