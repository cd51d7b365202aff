"""Sentences of different documents that give different dates or numbers for the same thing."""

import re
from collections.abc import Sequence

from bot.answer import Citation
from bot.terms import content_words, stem
from bot.values import dates, quantities

_SAME_THING = 0.4  # of the words of both sentences in common, dates and numbers aside
_ASKS_DATE = re.compile(r"\bwhen\b|\b(?:which|what) (?:year|date|day|month)\b", re.IGNORECASE)
_ASKS_NUMBER = re.compile(r"\bhow (?:many|much|long|old|far|large|big|often)\b", re.IGNORECASE)


def difference(question: str, one: Citation, other: Citation) -> str | None:
    """Return how two quotes differ on the date or number asked for: "1993 and 1994", or None."""
    if one.document.id == other.document.id or not _same_thing(one.quote, other.quote):
        return None
    if _ASKS_DATE.search(question):
        return _differing_dates(one.quote, other.quote)
    if _ASKS_NUMBER.search(question) and _may_be_of_one_time(one, other):
        return _differing_numbers(one.quote, other.quote)
    return None


def _differing_dates(one: str, other: str) -> str | None:
    first, second = dates(one), dates(other)
    if not first or not second or any(a.agrees(b) for a in first for b in second):
        return None
    return f"{_listed(first)} and {_listed(second)}"


def _differing_numbers(one: str, other: str) -> str | None:
    first = {unit: number for number, unit in quantities(one)}
    second = {unit: number for number, unit in quantities(other)}
    for unit, number in first.items():
        if unit in second and second[unit] != number:
            return f"{number:g} and {second[unit]:g} {unit}"
    return None


def _may_be_of_one_time(one: Citation, other: Citation) -> bool:
    """Tell whether two quotes may speak of the same year, by their own words or else the titles."""
    first, second = (
        {date.year for date in dates(each.quote) or dates(each.document.metadata.title)}
        for each in (one, other)
    )
    return not first or not second or not first.isdisjoint(second)


def _listed(found: Sequence[object]) -> str:
    return ", ".join(map(str, found))


def _same_thing(one: str, other: str) -> bool:
    first, second = _topic(one), _topic(other)
    return len(first & second) >= _SAME_THING * max(1, len(first | second))


def _topic(quote: str) -> set[str]:
    return {stem(word) for word in content_words(quote) if word.isalpha()}
