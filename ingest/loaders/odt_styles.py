"""What an OpenDocument paragraph gets from its styles: list labels and page breaks."""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.loaders.archive import Element, attribute, child, local
from ingest.loaders.labels import numeral

_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DEPTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How one level of a list or of the headings is labelled; no style means no number."""

    style: str
    prefix: str
    suffix: str
    start: int
    shown: int
    is_bullet: bool


def _count(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else otherwise


def _levels(element: Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for one in element:
        place = _count(attribute(one, "level"), 0)
        if place:
            found[place] = Level(
                style=attribute(one, "num-format") or "",
                prefix=attribute(one, "num-prefix") or "",
                suffix=attribute(one, "num-suffix") or "",
                start=_count(attribute(one, "start-value"), 1),
                shown=_count(attribute(one, "display-levels"), 1),
                is_bullet=local(one).endswith(("-bullet", "-image")),
            )
    return found


class Styles:
    """The styles of a document that bear on its text."""

    def __init__(self, roots: Iterable[Element]) -> None:
        """Read the styles in content.xml and styles.xml."""
        self.lists: dict[str, dict[int, Level]] = {}
        self.outline: dict[int, Level] = {}
        self._paragraphs: dict[str, Element] = {}
        for root in roots:
            for element in (style for group in root for style in group):
                name = attribute(element, "name") or ""
                if local(element) == "list-style":
                    self.lists.setdefault(name, _levels(element))
                elif local(element) == "outline-style":
                    self.outline = _levels(element)
                elif attribute(element, "family") == "paragraph":
                    self._paragraphs.setdefault(name, element)

    def breaks_before(self, name: str) -> bool:
        """Tell whether a paragraph of this style begins a page."""
        style = self._paragraphs.get(name)
        if style is not None and attribute(style, "master-page-name"):
            return True
        return self._property(name, "break-before") == "page"

    def breaks_after(self, name: str) -> bool:
        """Tell whether a page ends with a paragraph of this style."""
        return self._property(name, "break-after") == "page"

    def _property(self, name: str, wanted: str) -> str | None:
        seen: set[str] = set()
        while name in self._paragraphs and name not in seen:
            seen.add(name)
            style = self._paragraphs[name]
            value = attribute(child(style, "paragraph-properties"), wanted)
            if value is not None:
                return value
            name = attribute(style, "parent-style-name") or ""
        return None


class Counter:
    """Counts the items of one list, or the headings, level by level from 1."""

    def __init__(self, levels: dict[int, Level], *, style: str | None = None) -> None:
        """Count by these levels of the list style with this name."""
        self.style = style
        self._levels = levels
        self._counts: dict[int, int] = {}

    def next(self, place: int, start: int | None) -> str:
        """Count an item of a level, from start if given, and return its label with a space."""
        level = self._levels.get(place)
        for outer in range(1, min(place, _DEPTH)):
            self._counts.setdefault(outer, self._start(outer))
        last = self._counts.get(place)
        counted = self._start(place) if last is None else last + 1
        self._counts[place] = counted if start is None else start
        for inner in [key for key in self._counts if key > place]:
            del self._counts[inner]
        if level is None:
            return ""
        return "- " if level.is_bullet else self._written(place, level)

    def _start(self, place: int) -> int:
        return self._levels[place].start if place in self._levels else 1

    def _written(self, place: int, level: Level) -> str:
        numbers = []
        for shown in range(max(1, place - level.shown + 1), place + 1):
            style = self._levels[shown].style if shown in self._levels else ""
            if style:
                format_name = _FORMATS.get(style[:1], "decimal")
                if style.startswith("А"):
                    format_name = "russianUpper"
                elif style.startswith("а"):
                    format_name = "russianLower"
                numbers.append(numeral(self._counts[shown], format_name))
        if not level.style:
            numbers = []
        text = f"{level.prefix}{'.'.join(numbers)}{level.suffix}".strip()
        return f"{text} " if text else ""
