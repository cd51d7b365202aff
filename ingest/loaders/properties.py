"""What files say of themselves: dates and languages, in the forms that Metadata has."""

import re
from datetime import date
from email.utils import parsedate_to_datetime

_ISO_DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED_DAY = re.compile(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")  # with slashes: who knows
_MONTHS = tuple(
    stems.split()
    for stems in (
        "jan янв tammi", "feb фев helmi", "mar mars март maalis", "apr апр huhti",
        "may mai maj мая май touko", "jun июн kesä", "jul июл heinä", "aug авг elo",
        "sep сен syys", "oct okt окт loka", "nov ноя marras", "dec des дек joulu",
    )
)  # fmt: skip
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\.?\s+([^\W\d_]{3,12})\.?,?\s+(\d{4})(?!\d)")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_DOTTED_INSIDE = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_ISO_INSIDE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


def iso_day(text: str | None) -> str | None:
    """Return the day of a date in ISO, mail or dotted form as YYYY-MM-DD, or None."""
    text = text or ""
    try:
        if found := _ISO_DAY.match(text):
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        if found := _DOTTED_DAY.match(text):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def written_day(text: str) -> str | None:
    """Return the one day that a text names, in figures or in words of the five languages.

    None when it names none or several.
    """
    days = {
        *((found[3], found[2], found[1]) for found in _DOTTED_INSIDE.finditer(text)),
        *((found[1], found[2], found[3]) for found in _ISO_INSIDE.finditer(text)),
        *((found[3], _month(found[2]), found[1]) for found in _DAY_FIRST.finditer(text)),
        *((found[3], _month(found[1]), found[2]) for found in _MONTH_FIRST.finditer(text)),
    }
    named: set[str] = set()
    for year, month, day in days:
        try:
            named.add(date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return named.pop() if len(named) == 1 else None


def _month(word: str) -> str:
    """Return the number of the month that a word is or begins, or "0"."""
    small = word.casefold()
    for number, stems in enumerate(_MONTHS, start=1):
        if any(small.startswith(stem) for stem in stems):
            return str(number)
    return "0"


def primary_language(tag: str | None) -> str | None:
    """Return the ISO 639-1 code at the start of a language tag such as ru-RU, or None."""
    found = re.match(r"\s*([A-Za-z]{2})(?![A-Za-z])", tag or "")
    return found[1].lower() if found else None
