"""PDF through PDFium (BSD): the only file that knows it. PyMuPDF is AGPL; pdfminer is slow.

PDFium gives letters with their places. Words become lines here; pages.py makes text of them.
"""

import math
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from ctypes import byref, c_double, c_int, c_ushort, create_string_buffer
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders import ocr
from ingest.loaders.layout import GAP, Line, clean, upright
from ingest.loaders.pages import PageRead, write_pages
from ingest.loaders.pdf_info import creation_day, fault, own_author, own_title
from ingest.loaders.titles import Bookmark

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage  # type: ignore[import-untyped]
    from pypdfium2.raw import FS_RECTF  # type: ignore[import-untyped]

_MOST_PAGES = 5_000
_MOST_BOOKMARKS = 20_000
_DPI = 300
_MOST_PIXELS = 20_000_000
_FEW_LETTERS = 10
_FAR = 20_000.0  # points; the largest page is 14,400
_BOLD = re.compile(r"bold|black|heavy|demi(?!lune)", re.IGNORECASE)
_WORD = re.compile("[^ \\x00-\\x1f\ufffe]+\ufffe?")


def load_pdf(data: bytes, builder: TextBuilder) -> None:
    """Append all pages. Raises UnreadableFile if it is encrypted, damaged or too long."""
    from pypdfium2 import PdfiumError

    document = _opened(data)
    try:
        total = len(document)
        if total > _MOST_PAGES:
            raise UnreadableFile(f"more than {_MOST_PAGES:,} pages; split the file")
        _describe(document, builder)
        labels = [_label(document, i) for i in range(total)]
        read = []
        for i in range(total):
            read.append(_read_page(document, i, builder))
            builder.report_page(i + 1, total)
        bookmarks = list(_bookmarks(document, builder))
    except PdfiumError as exc:
        raise UnreadableFile(f"the PDF is damaged ({exc}); export or print it again") from exc
    finally:
        document.close()
    for _ in write_pages(read, builder, labels=labels, bookmarks=bookmarks):
        builder.report_page(total, total)  # all pages are read, and time is still being spent


def _opened(data: bytes) -> "PdfDocument":
    from pypdfium2 import PdfDocument, PdfiumError
    from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

    try:
        return PdfDocument(data)
    except PdfiumError as exc:
        if exc.err_code in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY):
            raise UnreadableFile(
                "the PDF is encrypted; remove its password and ingest again"
            ) from exc
        raise UnreadableFile(fault(data)) from exc


def _said(say: Callable[[], str]) -> str:
    """Return what the file says of itself, or nothing where that is not valid UTF-16."""
    try:
        return clean(say()).strip()
    except UnicodeDecodeError:
        return ""


def _describe(document: "PdfDocument", builder: TextBuilder) -> None:
    builder.describe(
        title=own_title(_said(lambda: document.get_metadata_value("Title"))),
        author=own_author(_said(lambda: document.get_metadata_value("Author"))),
        created=creation_day(_said(lambda: document.get_metadata_value("CreationDate"))),
    )


def _label(document: "PdfDocument", index: int) -> str | None:
    label = _said(lambda: document.get_page_label(index))
    return None if label in ("", str(index + 1)) else label


def _bookmarks(document: "PdfDocument", builder: TextBuilder) -> Iterator[Bookmark]:
    from pypdfium2.raw import PDFDEST_VIEW_FITBH, PDFDEST_VIEW_FITH, PDFDEST_VIEW_XYZ

    for count, bookmark in enumerate(document.get_toc()):
        if count == _MOST_BOOKMARKS:
            builder.warn(f"only the first {_MOST_BOOKMARKS:,} bookmarks were used as headings")
            return
        target = bookmark.get_dest()
        page = target.get_index() if target else None
        title = _said(bookmark.get_title)
        if target is None or page is None or not title:
            continue
        mode, place = target.get_view()
        height = {PDFDEST_VIEW_XYZ: 1, PDFDEST_VIEW_FITH: 0, PDFDEST_VIEW_FITBH: 0}.get(mode, 9)
        top = place[height] if height < len(place) and math.isfinite(place[height]) else None
        yield Bookmark(title=title, level=bookmark.level + 1, page=page, top=top or None)


def _read_page(document: "PdfDocument", index: int, builder: TextBuilder) -> PageRead:
    from pypdfium2 import PdfiumError

    try:
        page = document[index]
    except PdfiumError:
        builder.warn(f"page {index + 1} is damaged and was left out")
        return PageRead()
    lines: tuple[Line, ...] = ()
    height = _sane(page.get_height())
    try:
        with closing(page.get_textpage()) as text:
            lines = tuple(upright(list(_lines(text))))
        letters = sum(c.isalpha() for line in lines[:_FEW_LETTERS] for c in line.text)
        if letters < _FEW_LETTERS and _is_picture(page, bool(letters)):
            reading = ocr.read_image(_rendered(page)) if ocr.available() else None
            if reading and reading.paragraphs:
                return PageRead(reading=reading)
            builder.lose_page(index + 1)
        return PageRead(lines=lines, height=height)
    except PdfiumError:
        builder.warn(f"page {index + 1} is damaged: check its text")
        return PageRead(lines=lines, height=height)
    finally:
        page.close()


def _is_picture(page: "PdfPage", has_letters: bool) -> bool:
    """Tell whether there is something to see: a picture over most of a page that has letters."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    area = page.get_width() * page.get_height()
    for item in page.get_objects(max_depth=4):
        if not has_letters:
            return True
        if item.type == FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            if (right - left) * (top - bottom) > 0.5 * area:
                return True
    return False


def _rendered(page: "PdfPage") -> bytes:
    """Return the page as a PNG of 300 dots per inch, or as many as the limit of pixels allows."""
    from io import BytesIO

    area = max(_sane(page.get_width()) * _sane(page.get_height()), 1.0)
    scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / area))
    png = BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(png, "PNG", compress_level=1)
    return png.getvalue()


def _characters(text: "PdfTextPage") -> str:
    """Return one code unit for each of PDFium's characters, so that indexes agree."""
    from pypdfium2.raw import FPDFText_GetText, FPDFText_GetUnicode

    count = text.count_chars()
    buffer = (c_ushort * (count + 1))()
    if count and FPDFText_GetText(text.raw, 0, count, buffer) == count + 1:
        units = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(units) == count:
            return units
    codes = (FPDFText_GetUnicode(text.raw, i) for i in range(count))
    return "".join(
        "\ufffe" if code == 2 else chr(code) if code < 0x110000 else " " for code in codes
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Type:
    """The font size of a letter, and the direction in which its line runs: cosine and sine."""

    size: float
    cosine: float
    sine: float


def _type(text: "PdfTextPage", index: int) -> _Type:
    from pypdfium2.raw import FS_MATRIX, FPDFText_GetFontSize, FPDFText_GetMatrix

    matrix = FS_MATRIX()
    FPDFText_GetMatrix(text.raw, index, matrix)
    length = math.hypot(matrix.a, matrix.b)
    if not length > 0 or not math.isfinite(length):
        return _Type(size=10.0, cosine=1.0, sine=0.0)
    size = FPDFText_GetFontSize(text.raw, index) * math.hypot(matrix.c, matrix.d)
    size = size if 0.5 < size < 1000 else 10.0
    return _Type(size=size, cosine=matrix.a / length, sine=matrix.b / length)


def _box(rect: "FS_RECTF", kind: _Type) -> tuple[float, float, float]:
    """Return left, right and bottom, as if the line ran from left to right."""
    if kind.sine == 0 and kind.cosine > 0:
        return _sane(rect.left), _sane(rect.right), _sane(rect.bottom)
    corners = [(x, y) for x in (rect.left, rect.right) for y in (rect.bottom, rect.top)]
    along = [_sane(x * kind.cosine + y * kind.sine) for x, y in corners]
    across = [_sane(y * kind.cosine - x * kind.sine) for x, y in corners]
    return min(along), max(along), min(across)


def _sane(place: float) -> float:
    """Return a coordinate, or 0 for what only a damaged file has: no number, or far off."""
    return place if -_FAR < place < _FAR else 0.0


def _lines(text: "PdfTextPage") -> Iterator[tuple[Line, tuple[float, float]]]:
    """Yield lines in the file's own order, cut at wide gaps.

    Only the first and last letters of words are asked for their places: asking for every letter
    takes three times as long.
    """
    from pypdfium2.raw import FS_RECTF, FPDFText_GetLooseCharBox

    characters, raw = _characters(text), text.raw
    first, last = FS_RECTF(), FS_RECTF()
    to_first, to_last = byref(first), byref(last)
    words: list[tuple[int, int]] = []
    kind = _Type(size=10.0, cosine=1.0, sine=0.0)
    edges = (0.0, 0.0)
    row = 0.0
    for word in _WORD.finditer(characters):
        begin, end = word.span()
        FPDFText_GetLooseCharBox(raw, begin, to_first)
        FPDFText_GetLooseCharBox(raw, end - 1, to_last)
        left, _, bottom = _box(first, kind)
        gap = GAP * kind.size
        broken = bool(words) and characters[words[-1][1] - 1] == "\ufffe"
        if not words or broken or not -gap < left - edges[1] < gap or abs(bottom - row) > gap / 2:
            if words:
                yield _line(text, characters, words, edges, kind), (kind.cosine, kind.sine)
            words, kind = [], _type(text, begin)
            left, _, row = _box(first, kind)
            edges = (left, left)
        words.append((begin, end))
        edges = (edges[0], max(edges[1], _box(last, kind)[1]))
    if words:
        yield _line(text, characters, words, edges, kind), (kind.cosine, kind.sine)


def _line(
    text: "PdfTextPage",
    characters: str,
    words: list[tuple[int, int]],
    edges: tuple[float, float],
    kind: _Type,
) -> Line:
    from pypdfium2.raw import FPDFText_GetCharOrigin

    x, y = c_double(), c_double()
    # The first word may be the raised figure of a note, the last one may end in one.
    main, size = words[0][0], kind.size
    if len(words) > 1 and (other := _type(text, words[-1][0])).size > size:
        main, size = words[-1][0], other.size
    FPDFText_GetCharOrigin(text.raw, main, x, y)
    bottom = _sane(y.value * kind.cosine - x.value * kind.sine)
    letters = " ".join(characters[begin:end] for begin, end in words)
    if not letters.isascii():
        letters = _expanded(letters)
    return Line(
        text=letters,
        left=edges[0],
        right=edges[1],
        top=bottom + size,
        bottom=bottom,
        size=size,
        bold=_is_bold(text, words[0][0]) and _is_bold(text, words[-1][0]),
    )


def _expanded(letters: str) -> str:
    """Return code units as letters; a hyphen at the end stays, to be judged when lines join."""
    whole = letters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    cleaned = clean(whole)
    if whole.endswith("\ufffe"):
        return cleaned + "-"
    return cleaned + "\u00ad" if whole.endswith("\u00ad") else cleaned


def _is_bold(text: "PdfTextPage", index: int) -> bool:
    from pypdfium2.raw import FPDFText_GetFontInfo, FPDFText_GetFontWeight

    if FPDFText_GetFontWeight(text.raw, index) >= 600:
        return True
    name = create_string_buffer(128)
    FPDFText_GetFontInfo(text.raw, index, name, 128, byref(c_int()))
    return bool(_BOLD.search(name.value.decode("latin-1")))
