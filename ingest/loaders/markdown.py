"""Markdown: the text as written, with its # headings and its tables noted.

Other marks are left in place. The rows of a table are records as they are written, under the names
of its columns.
"""

import re
from collections.abc import Sequence

from ingest.document import TextBuilder
from ingest.loaders.plain import decode
from ingest.loaders.tables import CAPTIONS, COLUMNS, RULE, as_caption, cells_of
from ingest.metadata import take_front_matter

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def load_markdown(data: bytes, builder: TextBuilder) -> None:
    """Append headings, tables and the blocks between them; inside fenced code there are none."""
    lines = take_front_matter(decode(data, builder=builder), builder).splitlines()
    block: list[str] = []
    fence = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        rows = 0 if fence else _rows(lines, at)
        heading = None if fence else _HEADING.match(line)
        if rows or heading:
            _append(block, builder)
            block = []
        else:
            block.append(line)
        if rows:
            _append_table(lines[at : at + rows], builder)
        elif heading:
            builder.heading(len(heading[1]), heading[2])
        at += max(rows, 1)
    _append(block, builder)


def _append(lines: Sequence[str], builder: TextBuilder) -> None:
    if any(line.strip() for line in lines):
        builder.paragraph("\n".join(lines).strip("\n"))


def _rows(lines: Sequence[str], first: int) -> int:
    """Return how many lines from the first on are a table: names, a rule, and rows."""
    names = cells_of(lines[first])
    if len(names) < 2 or first + 1 == len(lines) or not RULE.match(lines[first + 1]):
        return 0
    if len(cells_of(lines[first + 1])) != len(names):
        return 0
    last = first + 2
    while last < len(lines) and len(cells_of(lines[last])) > 1:
        last += 1
    return last - first


def _append_table(lines: Sequence[str], builder: TextBuilder) -> None:
    names = " | ".join(cells_of(lines[0])).strip(" |")
    caption = as_caption(builder.last)
    if caption:
        builder.label(CAPTIONS, caption)
    builder.header(COLUMNS, names, "\n".join(lines[:2]))
    for line in lines[2:]:
        builder.record(line)
    builder.append("")  # the last row does not end its paragraph
    builder.label(CAPTIONS, "")
