"""Web pages: the main text, without navigation.

lxml and the rules in boilerplate.py, not trafilatura: on Debian's HTML manuals they keep 95 to
100 % of the text, trafilatura 77 to 95 %.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import takewhile

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders.archive import Element
from ingest.loaders.blocks import Block, BlockWriter, table
from ingest.loaders.boilerplate import main_parts
from ingest.loaders.labels import numeral
from ingest.loaders.page_facts import describe, read_facts
from ingest.loaders.plain import decode

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BLOCKS = _HEADINGS | frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form header hgroup hr html legend li main menu nav ol optgroup "
    "option p pre search section summary table tbody td tfoot th thead tr ul".split()
)
_NO_TEXT = frozenset(
    "script style noscript template head title iframe svg object canvas audio video select "
    "textarea annotation annotation-xml rp datalist".split()
)
_MOST_SPANNED = 100
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def load_html(data: bytes, builder: TextBuilder) -> None:
    """Append the main text of a page; what it says of itself becomes metadata."""
    root = parse_html(decode_html(data))
    facts = read_facts(root)
    parts = main_parts(root)
    builder.describe(**describe(facts, parts))
    for part in parts:
        add_html(part, builder)


def decode_html(data: bytes) -> str:
    """Return the page's text: by byte order mark, by what it declares, or by a guess."""
    declared = _XML_ENCODING.search(data[:200]) or _CHARSET.search(data[:4096])
    if declared and not data.startswith(_MARKS):
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            if not name.startswith(("utf-16", "utf-32")):  # then ASCII could not have said so
                return data.decode(_AS_BROWSERS_DO.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass  # it is not what it declares
    return decode(data)


def parse_html(text: str) -> Element:
    """Return the root of a page or of a piece of one. Raises UnreadableFile if there is none."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root: Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise UnreadableFile(f"not HTML ({exc}); open and save it in a browser") from exc
    if root is None:
        raise UnreadableFile("an empty page; remove the file")
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        # What comes after the limit is only cut off, and text would be missing.
        raise UnreadableFile("the page is nested too deeply; save it anew in a browser")
    return root


def _joined(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def add_html(root: Element, builder: TextBuilder) -> None:
    """Append all the text inside an element: headings, paragraphs, list items and tables."""
    writer = BlockWriter(builder)
    for block in _Reader().blocks(root):
        writer.add(block)


class _Reader:
    """Turn elements into blocks. Inline elements do not break words; runs of space are one."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._label = ""
        self._preformatted = 0
        self._counts: dict[Element, int] = {}

    def blocks(self, root: Element) -> Iterator[Block]:
        """Yield the blocks inside an element, without recursion: pages can be nested deeply."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if tag in _NO_TEXT or _is_permalink(element):
                    walk.skip_subtree()
                    continue
                if tag in _BLOCKS:
                    yield from self._end(None)
                if tag == "table" and (rows := _cells(element)) is not None:
                    for caption in element.iter("caption"):
                        yield from _Reader().blocks(caption)
                    yield from table(rows, headers=_headers(element))
                    walk.skip_subtree()
                    continue
                self._start(tag, element)
            else:
                if tag in _BLOCKS and tag not in _NO_TEXT:
                    yield from self._end(int(tag[1]) if tag in _HEADINGS else None)
                self._finish(tag, element)
                if element is not root:
                    self._add(element.tail)
        yield from self._end(None)

    def _start(self, tag: str, element: Element) -> None:
        if tag == "li":
            self._label = self._item_label(element)
        elif tag == "br":
            self._text.append("\n")
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "sup" and _is_note_mark(element):
            self._text.append("[")
        elif tag == "q":
            self._text.append("“")
        self._add(element.text)

    def _finish(self, tag: str, element: Element) -> None:
        if tag == "pre":
            self._preformatted -= 1
        elif tag == "li":
            self._label = ""
        elif tag == "sup" and _is_note_mark(element):
            self._text.append("]")
        elif tag == "q":
            self._text.append("”")

    def _add(self, text: str | None) -> None:
        if text and self._preformatted:
            self._text.append(text)
        elif text:
            self._text.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def _end(self, level: int | None) -> Iterator[Block]:
        """Yield the block that ends here, if there is text in it."""
        text, self._text = "".join(self._text), []
        if self._preformatted:
            text = text.strip("\n").rstrip()
        else:
            text = re.sub(r" +", " ", re.sub(r" ?\n ?", "\n", text)).strip()
        if text.strip():
            yield Block(text=self._label + text, level=level)
            self._label = ""

    def _item_label(self, item: Element) -> str:
        outer = item.getparent()
        if outer is None or outer.tag != "ol":
            return "- "
        value = item.get("value") or ""
        start = outer.get("start") or ""
        if re.fullmatch(r"-?\d{1,6}", value):
            number = int(value)
        elif outer in self._counts:
            number = self._counts[outer] + 1
        else:
            number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
        self._counts[outer] = number
        styles = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
        return f"{numeral(number, styles.get(outer.get('type') or '', 'decimal'))}. "


def _is_permalink(element: Element) -> bool:
    if element.tag != "a":
        return False
    is_mark = len(element) == 0 and (element.text or "").strip() in ("¶", "#", "§", "🔗")
    return "headerlink" in (element.get("class") or "").split() or (
        is_mark and (element.get("href") or "").startswith("#")
    )


def _is_note_mark(sup: Element) -> bool:
    """Tell whether a superscript is the bare number of a note, which would join the word."""
    links = any(True for _ in sup.iter("a")) or any(True for _ in sup.iterancestors("a"))
    return links and re.fullmatch(r"\w{1,4}|[*†‡]+", _joined(sup)) is not None


def _cells(element: Element) -> list[list[list[Block]]] | None:
    """Return the cells of a table, or None if it lays out a page: its parts are then blocks."""
    if any(inner is not element for inner in element.iter("table", *_HEADINGS)):
        return None
    rows: list[list[list[Block]]] = []
    held: dict[int, int] = {}  # rows that a column is still covered by a cell above
    for row in element.iter("tr"):
        cells: list[list[Block]] = []
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while held.get(len(cells), 0) > 0:
                held[len(cells)] -= 1
                cells.append([])
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for place in range(len(cells), len(cells) + across):
                held[place] = down - 1
            cells += [list(_Reader().blocks(cell)), *([[]] * (across - 1))]
        rows.append(cells)
    return rows


def _headers(element: Element) -> int | None:
    """Return how many rows at the top of a table name its columns; None: none of its cells do."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    filled = [row for row in rows if any(map(_joined, row))]
    if not any(cell.tag == "th" for row in filled for cell in row):
        return None
    named = takewhile(
        lambda row: all(c.tag == "th" or (c is row[0] and not _joined(c)) for c in row), filled
    )
    return sum(1 for _ in named)


def _span(cell: Element, name: str) -> int:
    value = cell.get(name) or ""
    return min(max(int(value), 1), _MOST_SPANNED) if re.fullmatch(r"\d{1,5}", value) else 1
