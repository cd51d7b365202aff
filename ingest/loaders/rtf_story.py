"""The paragraphs and table rows of an RTF file while they are read."""

from dataclasses import dataclass, field

from ingest.loaders.blocks import Block, table

BODY_TEXT = 9  # the outline level that means none


@dataclass(slots=True, kw_only=True)
class Story:
    """A run of paragraphs: the body, a note or a text box.

    after holds the notes and boxes that stand in the paragraph being read.
    """

    text: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    outline: int = BODY_TEXT
    in_table: bool = False
    is_box: bool = False
    is_endnote: bool = False
    is_marked: bool = False
    _cell: list[Block] = field(default_factory=list)
    _row: list[list[Block]] = field(default_factory=list)
    _rows: list[list[list[Block]]] = field(default_factory=list)

    def end_paragraph(self) -> None:
        """Put the text so far into a block; the first one after a table ends the table."""
        # A letter beyond 16 bits is written as two halves.
        text = "".join(self.text).encode("utf-16-le", "surrogatepass")
        whole = text.decode("utf-16-le", "replace").strip()
        level = self.outline + 1 if 0 <= self.outline < BODY_TEXT else None
        blocks = [Block(text=whole, level=level)] if whole else []
        blocks += self.after
        self.text, self.after = [], []
        if self.in_table:
            self._cell += blocks
        else:
            self.end_table()
            self.blocks += blocks

    def end_cell(self) -> None:
        """Put the blocks so far into a cell."""
        self._row.append(self._cell)
        self._cell = []

    def end_row(self) -> None:
        """Put the cells so far into a row."""
        if self._row:
            self._rows.append(self._row)
        self._row = []

    def end_table(self) -> None:
        """Put the rows so far into the blocks, and a row that the file breaks off in."""
        if self._cell:
            self.end_cell()
        self.end_row()
        if self._rows:
            self.blocks += table(self._rows)
        self._rows = []
