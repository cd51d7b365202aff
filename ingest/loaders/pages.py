"""The text of a PDF from what was read of each page: lines in their places, or what OCR gave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import TextBuilder
from ingest.loaders.flow import Words, merge_columns, write
from ingest.loaders.layout import Line, columns
from ingest.loaders.ocr import Reading
from ingest.loaders.paragraphs import Block, blocks, from_lines
from ingest.loaders.running import is_page_number, without_running
from ingest.loaders.titles import Bookmark, body_size, mark_outline, mark_type


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """What a page gave: its lines, or what OCR read; and the page's height in points."""

    lines: tuple[Line, ...] = ()
    reading: Reading | None = None
    height: float = 0.0


def write_pages(
    read: Sequence[PageRead],
    builder: TextBuilder,
    *,
    labels: Sequence[str | None],
    bookmarks: Sequence[Bookmark],
) -> Iterator[int]:
    """Append the pages to the builder; yield the index of each when it is done."""
    _warn_of_ocr(read, builder)
    bare = without_running(
        [page.lines for page in read], labels=labels, heights=[page.height for page in read]
    )
    ordered = [columns(page) for page in bare]
    body = body_size(ordered)
    if bookmarks:
        mark_outline(ordered, bookmarks)
    else:
        mark_type(ordered, body=body)
    words = Words(row.text for page in ordered for column in page for row in column)
    pages = [
        _read_blocks(page.reading, number, labels[number - 1])
        if page.reading
        else merge_columns([blocks(column, body=body) for column in found])
        for number, (page, found) in enumerate(zip(read, ordered, strict=True), start=1)
    ]
    yield from write(pages, builder, labels=labels, words=words)


def _read_blocks(reading: Reading, number: int, label: str | None) -> list[Block]:
    """Return what OCR read, without the page's number at its head and foot.

    Other running lines stay: OCR reads them a little differently on every page.
    """
    last = len(reading.paragraphs) - 1
    return [
        from_lines(lines)
        for i, lines in enumerate(reading.paragraphs)
        if i not in (0, last) or not is_page_number(" ".join(lines), number, label)
    ]


def _warn_of_ocr(read: Sequence[PageRead], builder: TextBuilder) -> None:
    pages = [str(i) for i, page in enumerate(read, start=1) if page.reading]
    if pages:
        builder.warn(
            f"page{'s' if len(pages) > 1 else ''} {', '.join(pages)}: read by OCR, which can "
            "misread: check quotes against the original"
        )
