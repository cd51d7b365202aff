"""What a Word paragraph gets from its style and its list: a heading level and a visible label.

Word stores list numbers nowhere: they are counted here as it counts them, since legal texts are
cited by them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.loaders.archive import Element, attribute, child, local
from ingest.loaders.labels import numeral

_LEVELS = 9
_OFF = ("0", "false", "off")
_BODY_TEXT = 9  # the outline level that means none
_HEADING_NAME = re.compile(r"heading ([1-9])", re.IGNORECASE)  # in English in every Word


def _value(element: Element | None, *path: str) -> str | None:
    return attribute(child(element, *path), "val")


def _number(element: Element | None, *path: str) -> int | None:
    value = _value(element, *path) or ""
    return int(value) if re.fullmatch(r"-?\d{1,9}", value) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A paragraph style as far as it matters here."""

    id: str
    name: str
    parent: str | None
    outline: int | None
    list_id: str | None
    list_level: int | None


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: Element | None) -> None:
        """Read styles.xml; without one there are no styles."""
        self._styles: dict[str, Style] = {}
        for element in root if root is not None else ():
            style_id = attribute(element, "styleId")
            if local(element) == "style" and style_id:
                self._styles[style_id] = Style(
                    id=style_id,
                    name=_value(element, "name") or "",
                    parent=_value(element, "basedOn"),
                    outline=_number(element, "pPr", "outlineLvl"),
                    list_id=_value(element, "pPr", "numPr", "numId"),
                    list_level=_number(element, "pPr", "numPr", "ilvl"),
                )

    def chain(self, properties: Element | None) -> Iterator[Style]:
        """Yield the style of a paragraph with these properties, then those it is based on."""
        seen: set[str] = set()
        style = self._styles.get(_value(properties, "pStyle") or "")
        while style and style.id not in seen:
            seen.add(style.id)
            yield style
            style = self._styles.get(style.parent or "")

    def heading_level(self, properties: Element | None) -> int | None:
        """Return the level of a heading from 1, or None for body text."""
        outline = _number(properties, "outlineLvl")
        if outline is not None:
            return outline + 1 if outline < _BODY_TEXT else None
        for style in self.chain(properties):
            if found := _HEADING_NAME.fullmatch(style.name):
                return int(found[1])
            if style.name.lower() == "title":
                return 1
            if style.outline is not None:
                return style.outline + 1 if style.outline < _BODY_TEXT else None
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    start: int
    style: str
    text: str
    suffix: str
    restart: int | None
    is_legal: bool
    paragraph_style: str | None


def _level(element: Element) -> _Level:
    start = _number(element, "start")
    return _Level(
        start=1 if start is None else start,
        style=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        suffix={"space": " ", "nothing": ""}.get(_value(element, "suff") or "tab", " "),
        restart=_number(element, "lvlRestart"),
        is_legal=child(element, "isLgl") is not None and _value(element, "isLgl") not in _OFF,
        paragraph_style=_value(element, "pStyle"),
    )


def _levels(element: Element) -> dict[int, _Level]:
    places = [(attribute(one, "ilvl") or "", one) for one in element if local(one) == "lvl"]
    return {int(place): _level(one) for place, one in places if place.isdecimal()}


@dataclass(slots=True, kw_only=True)
class _List:
    """A list as paragraphs name it. Lists of the same abstract list count on together."""

    abstract: str
    levels: dict[int, _Level]
    restarts: set[int] = field(default_factory=set)


class Numbering:
    """The lists of a document, with how far each has been counted."""

    def __init__(self, root: Element | None) -> None:
        """Read numbering.xml; without one there are no lists."""
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        elements = list(root) if root is not None else []
        abstracts = {
            attribute(e, "abstractNumId"): e for e in elements if local(e) == "abstractNum"
        }
        linked = {
            _value(e, "styleLink"): e
            for e in abstracts.values()
            if child(e, "styleLink") is not None
        }
        for element in elements:
            name = _value(element, "abstractNumId")
            abstract = abstracts.get(name)
            if local(element) != "num" or abstract is None:
                continue
            abstract = linked.get(_value(abstract, "numStyleLink"), abstract)
            key = attribute(abstract, "abstractNumId") or ""
            entry = _List(abstract=key, levels=_levels(abstract))
            for override in (one for one in element if local(one) == "lvlOverride"):
                self._override(entry, override)
            self._lists[attribute(element, "numId") or ""] = entry

    @staticmethod
    def _override(entry: _List, override: Element) -> None:
        entry.levels |= _levels(override)
        place, start = attribute(override, "ilvl") or "", _number(override, "startOverride")
        level = entry.levels.get(int(place)) if place.isdecimal() else None
        if level is not None and start is not None:
            entry.levels[int(place)] = replace(level, start=start)
            entry.restarts.add(int(place))

    def label(self, properties: Element | None, styles: Styles) -> str:
        """Count a paragraph and return its label with what follows it; "" if it has none."""
        list_id = _value(properties, "numPr", "numId")
        place = _number(properties, "numPr", "ilvl")
        own = next(styles.chain(properties), None)
        for style in styles.chain(properties):
            list_id = style.list_id if list_id is None else list_id
            place = style.list_level if place is None else place
        entry = self._lists.get(list_id or "")
        if entry is None:
            return ""
        by_style = [n for n, lvl in entry.levels.items() if own and lvl.paragraph_style == own.id]
        if _number(properties, "numPr", "ilvl") is None and by_style:
            place = by_style[0]
        place = place or 0
        level = entry.levels.get(place)
        if level is None or not 0 <= place < _LEVELS:
            return ""
        counts = self._count(entry, place)
        if level.style == "bullet":
            return "- "
        if level.style == "none" and "%" not in level.text:
            return f"{level.text}{level.suffix}" if level.text else ""
        return self._written(entry, level, counts)

    def _count(self, entry: _List, place: int) -> list[int | None]:
        counts = self._counts.setdefault(entry.abstract, [None] * _LEVELS)
        for number in [number for number in entry.restarts if number <= place]:
            entry.restarts.remove(number)  # only the list's first paragraph starts it anew
            counts[number] = None
        for number in range(place + 1):
            start = entry.levels[number].start if number in entry.levels else 1
            last = counts[number]
            if last is None:
                counts[number] = start
            elif number == place:
                counts[number] = last + 1
        for inner in range(place + 1, _LEVELS):
            restart = entry.levels[inner].restart if inner in entry.levels else None
            if restart is None or place < restart:
                counts[inner] = None
        return counts

    @staticmethod
    def _written(entry: _List, level: _Level, counts: list[int | None]) -> str:
        def shown(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            shown_level = entry.levels.get(place)
            number = counts[place]
            if shown_level is None or number is None or shown_level.style == "none":
                return ""
            return numeral(number, "decimal" if level.is_legal else shown_level.style)

        text = re.sub(r"%([1-9])", shown, level.text)
        return f"{text}{level.suffix}" if text.strip() else ""
