"""What files say of themselves: dates and languages, in the forms that Metadata has."""

import re
from datetime import date
from email.utils import parsedate_to_datetime

_ISO_DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED_DAY = re.compile(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")  # with slashes: who knows


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


def primary_language(tag: str | None) -> str | None:
    """Return the ISO 639-1 code at the start of a language tag such as ru-RU, or None."""
    found = re.match(r"\s*([A-Za-z]{2})(?![A-Za-z])", tag or "")
    return found[1].lower() if found else None
