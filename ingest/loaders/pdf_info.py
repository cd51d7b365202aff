"""What a PDF says of itself, without what programs put there when nobody said anything."""

import re
from datetime import date

_NO_TITLE = re.compile(
    r"untitled.*|без имени.*|microsoft (?:word|powerpoint|excel) - .*|document ?\d*|\W*|\d+"
    r"|presentation ?\d*|powerpoint.*|slide 1|\S*\.\w{2,4}|.*\.(?:docx?|odt|rtf|pdf|tex|indd)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(r"user|admin\w*|unknown|root|owner|\W*", re.IGNORECASE)
_BEGINNING = 1024  # bytes among which PDF readers look for the mark of a PDF
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")


def own_title(text: str) -> str | None:
    """Return a title, or None for a file's name or a program's stopgap."""
    return None if _NO_TITLE.fullmatch(text) else text


def own_author(text: str) -> str | None:
    """Return an author, or None for the name of an account."""
    return None if _NO_AUTHOR.fullmatch(text) else text


def creation_day(text: str) -> str | None:
    """Return the day of a PDF date, D:YYYYMMDD and more, as YYYY-MM-DD, or None."""
    match = _DATE.match(text)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1)).isoformat()
    except ValueError:
        return None


def fault(data: bytes) -> str:
    """Return what is wrong with bytes that could not be opened as a PDF, and what to do."""
    if not data.strip(b" \t\r\n\0"):
        return "the file is empty; export or print it again"
    if b"%PDF-" not in data[:_BEGINNING]:
        return "not a PDF, whatever its name says; give the file its real suffix"
    return "the PDF is damaged; export or print it again"
