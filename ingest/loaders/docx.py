"""Word documents: the text a reader of the page sees, in document order.

Read as XML and not with python-docx, which passes over content controls, insertions, text boxes,
notes and list numbers, and refuses .docm and strict files. Page headers and footers, comments,
deleted and hidden text, charts and SmartArt are left out.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from zipfile import ZipFile

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders.archive import (
    Element,
    attribute,
    child,
    local,
    open_archive,
    parse_xml,
    read_member,
)
from ingest.loaders.blocks import PAGE_BREAK, Block, BlockWriter, is_paged, table
from ingest.loaders.docx_styles import Numbering, Styles
from ingest.loaders.labels import numeral, symbol
from ingest.loaders.properties import iso_day, primary_language

_HARD_BREAK = "\v"  # a page break the author set, until it is known whether Word marked it too
_MARKS = {
    "tab": "\t",
    "ptab": "\t",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "lastRenderedPageBreak": PAGE_BREAK,
}
# Not text, or text that the page does not show.
_SKIPPED = frozenset(
    "del moveFrom pPr rPr sdtPr sdtEndPr sectPr tblPr tblGrid trPr tcPr rt docPr".split()
)


def load_docx(data: bytes, builder: TextBuilder) -> None:
    """Append paragraphs, tables and notes; pages are those that Word marked when it saved."""
    archive = open_archive(data)
    main = _related(archive, "").get("officeDocument", "word/document.xml")
    root = parse_xml(read_member(archive, main))
    body = child(root, "body")
    if body is None:
        raise UnreadableFile(f"{main} has no document body; save the file anew in Word")
    _describe(archive, builder)
    parts = {
        kind: parse_xml(read_member(archive, name))
        for kind, name in _related(archive, main).items()
        if kind in ("styles", "numbering", "footnotes", "endnotes") and name in archive.namelist()
    }
    reader = _Reader(parts, root)
    blocks = list(reader.blocks(body))
    paged = reader.is_marked and is_paged(blocks, _stated_pages(archive))
    writer = BlockWriter(builder, paged=paged)
    for block in blocks:
        writer.add(block)
    writer.finish()
    for block in reader.endnotes:
        writer.add(block)
    if any(local(element) == "altChunk" for element in body.iter()):
        builder.warn("embedded files (altChunk) were not read; open and save the file in Word")


def _related(archive: ZipFile, part: str) -> dict[str, str]:
    """Return the parts that a part names, by the last word of their relationship's type."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", name + ".rels")
    if rels not in archive.namelist():
        return {}
    found: dict[str, str] = {}
    for element in parse_xml(read_member(archive, rels)):
        kind = (element.get("Type") or "").rpartition("/")[2]
        if element.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target") or ""))
            found.setdefault(kind, target.lstrip("/"))
    return found


def _stated_pages(archive: ZipFile) -> str | None:
    name = _related(archive, "").get("extended-properties")
    if not name or name not in archive.namelist():
        return None
    pages = child(parse_xml(read_member(archive, name)), "Pages")
    return pages.text if pages is not None else None


def _describe(archive: ZipFile, builder: TextBuilder) -> None:
    name = _related(archive, "").get("core-properties")
    if not name or name not in archive.namelist():
        return
    core = {local(e): e.text for e in parse_xml(read_member(archive, name))}
    builder.describe(
        title=core.get("title"),
        author=core.get("creator"),
        created=iso_day(core.get("created")),
        language=primary_language(core.get("language")),
    )


class _Reader:
    """Turn Word's elements into blocks, counting lists and notes on the way."""

    def __init__(self, parts: dict[str, Element], root: Element) -> None:
        self._styles = Styles(parts.get("styles"))
        self._numbering = Numbering(parts.get("numbering"))
        self._notes = {
            (kind, attribute(note, "id")): note
            for kind in ("footnote", "endnote")
            for note in parts.get(f"{kind}s", ())
        }
        self._counts = {"footnote": 0, "endnote": 0}
        self._waiting: list[Block] = []
        self._hard = False
        self.endnotes: list[Block] = []
        self.is_marked = any(local(e) == "lastRenderedPageBreak" for e in root.iter())

    def blocks(self, container: Element) -> Iterator[Block]:
        """Yield the blocks of a body, a cell, a text box or a note."""
        for element in container:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                trs = list(_inside(element, "tr"))
                rows = [[c for tc in _inside(tr, "tc") for c in self._cell(tc)] for tr in trs]
                headers = len(list(takewhile(_is_header, trs)))
                yield from table(rows, headers=headers or None)
            elif name not in _SKIPPED and not _is_fallback(element):
                yield from self.blocks(element)

    def _cell(self, cell: Element) -> list[list[Block]]:
        """Return a cell's blocks, once if it is merged, and an empty cell for each it spans."""
        properties = child(cell, "tcPr")
        blocks = list(self.blocks(cell))
        span = attribute(child(properties, "gridSpan"), "val") or "1"
        return [blocks] + [[]] * (min(int(span), 100) - 1 if span.isdecimal() else 0)

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        properties = child(paragraph, "pPr")
        boxes: list[Element] = []
        label = self._numbering.label(properties, self._styles)
        text = self._pages_once("".join(self._inline(paragraph, boxes)))
        if text.strip():
            body = text.lstrip(PAGE_BREAK)
            text = text[: len(text) - len(body)] + label + body.lstrip(" ")
        if text:
            yield Block(text=text, level=self._styles.heading_level(properties))
        notes, self._waiting = self._waiting, []
        yield from notes
        for box in boxes:
            yield from self.blocks(box)

    def _pages_once(self, text: str) -> str:
        """Return a text with one form feed to a page: Word marks the author's breaks again."""
        kept: list[str] = []
        for piece in re.split(f"([{PAGE_BREAK}{_HARD_BREAK}])", text):
            if piece == _HARD_BREAK:
                self._hard = True
                kept.append(PAGE_BREAK)
            elif piece == PAGE_BREAK and self._hard:
                self._hard = False
            else:
                self._hard = self._hard and not piece.strip()
                kept.append(piece)
        return "".join(kept)

    def _inline(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        for element in parent:
            name = local(element)
            if name == "t":
                yield element.text or ""
            elif name in _MARKS:
                yield _MARKS[name]
            elif name == "br":
                yield _HARD_BREAK if attribute(element, "type") == "page" else "\n"
            elif name == "sym":
                yield _symbol(element)
            elif name in ("footnoteReference", "endnoteReference"):
                yield self._reference(element, name.removesuffix("Reference"))
            elif name == "txbxContent":
                boxes.append(element)
            elif name not in _SKIPPED and not _is_hidden(element) and not _is_fallback(element):
                yield from self._inline(element, boxes)

    def _reference(self, element: Element, kind: str) -> str:
        """Return the mark of a note and let its text follow."""
        note = self._notes.get((kind, attribute(element, "id")))
        if note is None:
            return ""
        label = ""
        if attribute(element, "customMarkFollows") in (None, "0", "false"):
            self._counts[kind] += 1
            # Word's own choice unless changed, and it keeps the two kinds apart.
            style = "decimal" if kind == "footnote" else "lowerRoman"
            label = f"[{numeral(self._counts[kind], style)}]"
        waiting, self._waiting = self._waiting, []
        blocks = list(self.blocks(note))
        self._waiting = waiting
        for place, block in enumerate(blocks):
            text = f"{label} {block.text.lstrip()}" if place == 0 and label else block.text
            if kind == "endnote":
                self.endnotes.append(replace(block, text=text, level=None))
            else:
                joined = text or "\n".join(" | ".join(row) for row in block.rows)
                self._waiting.append(Block(text=joined, is_note=True))
        return label


def _inside(element: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, also those in content controls and insertions."""
    for one in element:
        if local(one) == name:
            yield one
        elif local(one) not in _SKIPPED and local(one) not in ("p", "tbl", "tr", "tc"):
            yield from _inside(one, name)


def _is_header(row: Element) -> bool:
    """Tell whether a row is repeated at the top of each page."""
    mark = child(row, "trPr", "tblHeader")
    return mark is not None and attribute(mark, "val") not in ("0", "false", "off")


def _is_hidden(element: Element) -> bool:
    vanish = child(element, "rPr", "vanish") if local(element) == "r" else None
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")


def _is_fallback(element: Element) -> bool:
    """Tell whether an element repeats, for older programs, the one before it."""
    return local(element) == "Fallback" and element.getprevious() is not None


def _symbol(element: Element) -> str:
    code = attribute(element, "char") or ""
    if not re.fullmatch(r"[0-9A-Fa-f]{1,4}", code):
        return ""
    return symbol(int(code, 16), attribute(element, "font") or "")
