"""Markdown: the text as written, with its # headings noted. Other marks are left in place."""

import re

from ingest.document import TextBuilder
from ingest.loaders.plain import decode
from ingest.metadata import take_front_matter

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def load_markdown(data: bytes, builder: TextBuilder) -> None:
    """Append headings and the blocks between them; a # inside fenced code is no heading."""
    block: list[str] = []
    fence = ""
    for line in take_front_matter(decode(data, builder=builder), builder).splitlines():
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        heading = None if fence else _HEADING.match(line)
        if heading is None:
            block.append(line)
            continue
        _append(block, builder)
        block = []
        builder.heading(len(heading[1]), heading[2])
    _append(block, builder)


def _append(lines: list[str], builder: TextBuilder) -> None:
    if any(line.strip() for line in lines):
        builder.paragraph("\n".join(lines).strip("\n"))
