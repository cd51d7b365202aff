"""The headings of plain text, by how they are set: numbered, in capitals, or underlined.

A heading is a line after a blank one that ends as no sentence does, with a paragraph under it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_IN_CAPITALS, _WITH_NUMBER, _UNDERLINED = range(3)
_LONGEST = 90  # characters of a heading
_FEWEST = 2  # numbered headings, or headings in capitals, that a text has if it has any
_SHORTEST_TEXT = 60  # characters of a paragraph that begins on the next line
_LETTERS = 4
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.)]?[ \t]+(?=[^\W\d_a-zа-яåäöæø])")
_RULE = re.compile(r"[ \t]*(?:={3,}|-{3,}|~{3,})[ \t]*")
_STOPS = tuple(".;:,!?")
_GAP = re.compile(r"(\n(?:[ \t]*\n)+)")
_COLUMNS = re.compile(r"\t|  |\||\.{4}")


@dataclass(frozen=True, slots=True)
class Line:
    """A heading: where it stands in the text, up to what is under it, its level and its words."""

    start: int
    end: int
    level: int
    text: str


def outlines(pages: Sequence[str]) -> list[list[Line]]:
    """Return the headings of each page of a text; its first paragraph, the title, is none."""
    found = [_outline(page, is_first=number == 0) for number, page in enumerate(pages)]
    counts = [sum(kind == each for page in found for each, _ in page) for kind in range(3)]
    return [
        [line for kind, line in page if kind == _UNDERLINED or counts[kind] >= _FEWEST]
        for page in found
    ]


def _outline(page: str, *, is_first: bool) -> list[tuple[int, Line]]:
    blocks: list[tuple[int, list[str]]] = []
    at = 0
    for block in _GAP.split(page):
        if block.strip():
            lead = len(block) - len(block.lstrip("\n"))
            blocks.append((at + lead, block.strip("\n").split("\n")))
        at += len(block)
    found: list[tuple[int, Line]] = []
    for number, (start, lines) in enumerate(blocks):
        is_title = is_first and number == 0
        under = " ".join(lines[1:])
        is_underlined = len(lines) > 1 and bool(_RULE.fullmatch(lines[1]))
        kind = _UNDERLINED if is_underlined else _kind(lines[0])
        if is_title or kind is None or not _may_be(lines[0]):
            continue
        if is_underlined:
            end = start + len(lines[0]) + 1 + len(lines[1])
        elif len(lines) == 1:
            following = blocks[number + 1][1][0] if number + 1 < len(blocks) else ""
            # Under a heading there may be one of a lower level, but it is in no list of such lines.
            is_alike = _kind(following) is not None and _level(following) <= _level(lines[0])
            if not following or (is_alike and _may_be(following)):
                continue
            end = start + len(lines[0])
        elif len(under) >= _SHORTEST_TEXT and _kind(lines[1]) is None:
            end = start + len(lines[0])
        else:
            continue
        text = " ".join(lines[0].split())
        found.append((kind, Line(start=start, end=end, level=_level(lines[0]), text=text)))
    return found


def _kind(line: str) -> int | None:
    if _NUMBERED.match(line.strip()):
        return _WITH_NUMBER
    is_loud = line.isupper() and sum(map(str.isalpha, line)) >= _LETTERS
    return _IN_CAPITALS if is_loud else None


def _may_be(line: str) -> bool:
    text = line.strip()
    return len(text) <= _LONGEST and not text.endswith(_STOPS) and not _COLUMNS.search(text)


def _level(line: str) -> int:
    """Return 2 for "5 Operations" and what has no number, 3 for "5.1 At sea"."""
    numbered = _NUMBERED.match(line.strip())
    return 2 + (numbered["number"].count(".") if numbered else 0)
