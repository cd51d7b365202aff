"""The blocks of a written document on their way into a builder: text, headings, tables, notes.

A page break is a form feed in the text of a block: XML cannot hold one, so it means nothing else.
Notes wait for the end of their section or page, so that they stand under its heading and number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import TextBuilder
from ingest.loaders.tables import add_table

PAGE_BREAK = "\f"
_LONGEST_HEADING = 200  # contracts set whole clauses in a heading style; those are to be quoted
_LONGEST_CELL = 1500
_INSIDE_WORD = re.compile(r"(?<=\S)(\f+)(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a heading (level from 1), a table (rows of cells) or a note.

    headers is how many rows of a table name its columns; None: it does not say.
    """

    text: str = ""
    level: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    headers: int | None = None
    is_note: bool = False


class BlockWriter:
    """Put blocks into a builder in their order."""

    def __init__(self, builder: TextBuilder, *, paged: bool = False) -> None:
        """Begin pages at form feeds only if paged."""
        self._builder = builder
        self._paged = paged
        self._notes: list[str] = []
        if paged:
            builder.begin_page()

    def add(self, block: Block) -> None:
        """Append a block, or keep it for later if it is a note."""
        if block.is_note:
            self._notes.append(block.text.replace(PAGE_BREAK, " "))
        elif block.rows:
            self._add_table(block.rows, block.headers)
        else:
            self._add_text(block.text, block.level)

    def finish(self) -> None:
        """Append the notes that still wait."""
        notes, self._notes = self._notes, []
        for note in notes:
            if note.strip():
                self._builder.paragraph(note.strip())

    def _add_text(self, text: str, level: int | None) -> None:
        if not self._paged:
            text = text.replace(PAGE_BREAK, "")
        pieces = [piece.strip() for piece in _INSIDE_WORD.sub(r"\2\1", text).split(PAGE_BREAK)]
        filled = [number for number, piece in enumerate(pieces) if piece]
        whole = " ".join(filter(None, pieces))
        if level is not None and whole and len(whole) <= _LONGEST_HEADING:
            self._turn(filled[0])
            self.finish()
            self._builder.heading(level, whole)
            self._turn(len(pieces) - 1 - filled[0])
            return
        if len(pieces) > 1:
            self.finish()
        for number, piece in enumerate(pieces):
            if number:
                self._builder.begin_page()
            if piece and number == filled[-1]:
                self._builder.paragraph(piece)
            elif piece:
                self._builder.append(piece)

    def _turn(self, pages: int) -> None:
        if pages:
            self.finish()
        for _ in range(pages):
            self._builder.begin_page()

    def _add_table(self, rows: Sequence[Sequence[str]], headers: int | None) -> None:
        starts = _page_starts(rows) if self._paged else ()
        cells = [[cell.replace(PAGE_BREAK, "") for cell in row] for row in rows]
        add_table(cells, self._builder, page_starts=starts, headers=headers)


def _page_starts(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the rows that pages begin before, as add_table has them."""
    starts: list[int] = []
    for number, row in enumerate(rows):
        # Every cell of a row that is broken in two says so: the row turns one page.
        turns = max((cell.count(PAGE_BREAK) for cell in row), default=0)
        first = next((cell for cell in row if cell), "")
        starts += [number if first[:1] == PAGE_BREAK else number + 1] * min(turns, 1)
        starts += [number + 1] * (turns - 1)
    return starts


def is_paged(blocks: Sequence[Block], stated: str | None) -> bool:
    """Tell whether the page breaks in blocks can be trusted, given the stated number of pages.

    Programs that save before they have laid out every page mark some breaks and not others: a
    text of 174 pages was met with 80.
    """
    breaks = sum(len(_page_starts(b.rows)) or b.text.count(PAGE_BREAK) for b in blocks)
    return breaks > 0 and (not stated or not stated.isdecimal() or int(stated) == breaks + 1)


def table(
    cells: Sequence[Sequence[Sequence[Block]]], *, headers: int | None = None
) -> Iterator[Block]:
    """Yield a table of cells of blocks: as rows, or cell by cell if it only lays out a page."""
    blocks = [block for row in cells for cell in row for block in cell]
    longest = max((sum(len(b.text) for b in cell) for row in cells for cell in row), default=0)
    is_layout = (
        len(cells) < 2
        or max(map(len, cells)) < 2
        or longest > _LONGEST_CELL
        or any(block.level or block.rows for block in blocks)
    )
    if is_layout:
        yield from blocks
        return
    yield Block(
        rows=tuple(
            tuple(" ".join(block.text for block in cell if not block.is_note) for cell in row)
            for row in cells
        ),
        headers=headers,
    )
    yield from (block for block in blocks if block.is_note)
