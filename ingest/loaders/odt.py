"""OpenDocument texts: headings, paragraphs, lists, tables and notes in document order.

Read as XML: odfpy was last released in 2020. Page headers and footers, comments, forms and text
that was deleted while changes were tracked are left out.
"""

import re
from collections.abc import Iterable, Iterator
from zipfile import ZipFile

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders.archive import (
    Element,
    attribute,
    child,
    children,
    local,
    open_archive,
    parse_xml,
    read_member,
)
from ingest.loaders.blocks import PAGE_BREAK, Block, BlockWriter, is_paged, table
from ingest.loaders.odt_styles import Counter, Styles
from ingest.loaders.properties import iso_day, primary_language

_SKIPPED = frozenset(
    "tracked-changes annotation annotation-end forms sequence-decls variable-decls "
    "user-field-decls hidden-text hidden-paragraph ruby-text title desc note-citation "
    "event-listeners index-title-template table-of-content-source".split()
)
_MOST_REPEATED = 100


def load_odt(data: bytes, builder: TextBuilder) -> None:
    """Append paragraphs, lists, tables and notes; pages are those that Writer marked."""
    archive = open_archive(data)
    root = parse_xml(read_member(archive, "content.xml"))
    body = child(root, "body", "text")
    if body is None:
        raise UnreadableFile("not a text document; save it as .odt and ingest again")
    pages = _describe(archive, builder)
    roots = [root]
    if "styles.xml" in archive.namelist():
        roots.append(parse_xml(read_member(archive, "styles.xml")))
    blocks = list(_Reader(Styles(roots)).blocks(body))
    is_marked = any(local(element) == "soft-page-break" for element in body.iter())
    writer = BlockWriter(builder, paged=is_marked and is_paged(blocks, pages))
    for block in blocks:
        writer.add(block)
    writer.finish()


def _describe(archive: ZipFile, builder: TextBuilder) -> str | None:
    """Note what the file says of itself, and return how many pages it says it has."""
    if "meta.xml" not in archive.namelist():
        return None
    root = parse_xml(read_member(archive, "meta.xml"))
    found = {local(e): e.text for e in children(root, "meta")}
    builder.describe(
        title=found.get("title"),
        author=found.get("initial-creator") or found.get("creator"),
        created=iso_day(found.get("creation-date") or found.get("date")),
        language=primary_language(found.get("language")),
    )
    return attribute(child(root, "meta", "document-statistic"), "page-count")


class _Reader:
    """Turn Writer's elements into blocks, counting lists on the way."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._outline = Counter(styles.outline)
        self._counters: dict[str, Counter] = {}
        self._label = ""
        self._is_first = True
        self._notes: list[Block] = []

    def blocks(self, container: Iterable[Element]) -> Iterator[Block]:
        """Yield the blocks of a body, a section, a cell, a text box or a note."""
        for element in container:
            name = local(element)
            if name in ("p", "h"):
                yield from self._paragraph(element)
            elif name == "list":
                yield from self._list(element, None, 1)
            elif name == "table":
                rows = [list(self._row(row)) for row in _inside(element, "table-row")]
                yield from table(rows)
            elif name == "soft-page-break":
                yield Block(text=PAGE_BREAK)
            elif name not in _SKIPPED:
                yield from self.blocks(element)

    def _list(self, element: Element, counter: Counter | None, level: int) -> Iterator[Block]:
        style = attribute(element, "style-name")
        if counter is None or style not in (None, counter.style):
            counter = self._counter(element, style, counter)
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                if local(item) == "soft-page-break":
                    yield Block(text=PAGE_BREAK)
                continue
            start = attribute(item, "start-value") or ""
            is_counted = local(item) == "list-item" and any(local(e) in ("p", "h") for e in item)
            if is_counted:
                self._label = counter.next(level, int(start) if start.isdecimal() else None)
            for part in item:
                if local(part) == "list":
                    yield from self._list(part, counter, level + 1)
                else:
                    yield from self.blocks([part])
            self._label = ""

    def _counter(self, element: Element, style: str | None, outer: Counter | None) -> Counter:
        """Return the counter that a list goes on with, or a new one."""
        goes_on = attribute(element, "continue-list")
        is_continued = attribute(element, "continue-numbering") == "true"
        known = self._counters.get(goes_on or (f"style {style}" if is_continued else ""))
        if known is None:
            known = Counter(self._styles.lists.get(style or "", {}), style=style)
        for key in (attribute(element, "id"), f"style {style}"):
            if key:
                self._counters[key] = known
        return known

    def _row(self, row: Element) -> Iterator[list[Block]]:
        """Yield a row's cells; one that others are merged into stands once, the others empty."""
        for cell in row:
            name = local(cell)
            if name == "soft-page-break":
                yield [Block(text=PAGE_BREAK)]
            elif name in ("table-cell", "covered-table-cell"):
                times = attribute(cell, "number-columns-repeated") or "1"
                blocks = list(self.blocks(cell))
                for _ in range(min(int(times), _MOST_REPEATED) if times.isdecimal() else 1):
                    yield blocks

    def _paragraph(self, element: Element) -> Iterator[Block]:
        boxes: list[Element] = []
        level = attribute(element, "outline-level") if local(element) == "h" else None
        depth = min(int(level), 10) if level and level.isdecimal() else None
        label, self._label = self._label, ""
        if depth and not label and attribute(element, "is-list-header") != "true":
            label = self._outline.next(depth, None)
        text = "".join(self._inline(element, boxes))
        style = attribute(element, "style-name") or ""
        before = PAGE_BREAK if self._styles.breaks_before(style) and not self._is_first else ""
        self._is_first = False
        if text.strip():
            body = text.lstrip(PAGE_BREAK)
            text = text[: len(text) - len(body)] + label + body.lstrip(" ")
        after = PAGE_BREAK if self._styles.breaks_after(style) else ""
        if before or text or after:
            yield Block(text=before + text + after, level=depth)
        notes, self._notes = self._notes, []
        yield from notes
        for box in boxes:
            yield from self.blocks(box)

    def _inline(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        yield _spaced(parent.text)
        for element in parent:
            name = local(element)
            if name == "s":
                times = attribute(element, "c") or "1"
                yield " " * (min(int(times), _MOST_REPEATED) if times.isdecimal() else 1)
            elif name == "tab":
                yield "\t"
            elif name == "line-break":
                yield "\n"
            elif name == "soft-page-break":
                yield PAGE_BREAK
            elif name == "note":
                yield self._note(element)
            elif name == "text-box":
                boxes.append(element)
            elif name not in _SKIPPED:
                yield from self._inline(element, boxes)
            yield _spaced(element.tail)

    def _note(self, element: Element) -> str:
        """Return the mark of a note and let its text follow."""
        citation = child(element, "note-citation")
        label = f"[{''.join(citation.itertext()).strip()}]" if citation is not None else ""
        outer, self._notes = self._notes, []
        blocks = list(self.blocks(children(element, "note-body")))
        self._notes = outer
        for place, block in enumerate(blocks):
            text = block.text or "\n".join(" | ".join(row) for row in block.rows)
            mark = f"{label} " if place == 0 and label else ""
            self._notes.append(Block(text=mark + text, is_note=True))
        return label


def _spaced(text: str | None) -> str:
    """Return text with white space as the format means it: any run of it is one space."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _inside(element: Element, name: str) -> Iterator[Element]:
    """Yield rows, also those in header rows and row groups."""
    for one in element:
        if local(one) == name:
            yield one
        elif local(one).startswith("table-") and local(one) != "table-cell":
            yield from _inside(one, name)
