"""Dates and numbers as values that two sentences can agree or differ on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FORMS = (
    "january januar januari tammikuuta tammikuussa января январе",
    "february februar februari helmikuuta helmikuussa февраля феврале",
    "march mars maaliskuuta maaliskuussa марта марте",
    "april huhtikuuta huhtikuussa апреля апреле",
    "may mai maj toukokuuta toukokuussa мая мае",
    "june juni kesäkuuta kesäkuussa июня июне",
    "july juli heinäkuuta heinäkuussa июля июле",
    "august augusti elokuuta elokuussa августа августе",
    "september syyskuuta syyskuussa сентября сентябре",
    "october oktober lokakuuta lokakuussa октября октябре",
    "november marraskuuta marraskuussa ноября ноябре",
    "december desember joulukuuta joulukuussa декабря декабре",
)
MONTHS = tuple(forms.split()[0].capitalize() for forms in _FORMS)  # in English
_MONTHS = {form: number for number, forms in enumerate(_FORMS, start=1) for form in forms.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>1[6-9]\d\d|20\d\d)"
_DATES = (
    re.compile(r"\b(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b(?P<day>\d\d?)(?:\.|st|nd|rd|th)?(?: of)? (?P<month>{_MONTH}),? {_YEAR}", re.I),
    re.compile(rf"\b(?P<month>{_MONTH}) (?P<day>\d\d?)(?:st|nd|rd|th)?,? {_YEAR}", re.I),
    re.compile(rf"\b(?P<month>{_MONTH}),? {_YEAR}", re.I),
    re.compile(rf"\b{_YEAR}\b"),
)
_DIGIT = re.compile(r"\d")
_IN_FIGURES = re.compile(
    r"\b(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)\b"
    r"|(?<![\d.])(?P<d>[0-3]?\d)(?P<mark>[./])(?P<m>0?[1-9]|1[0-2])(?P=mark)(?P<y>[12]\d{3})\b"
)
_TH = re.compile(
    rf"\b(\d\d?)(?:st|nd|rd|th)(?: of)?(?= (?:{'|'.join(MONTHS)})\b)"
    rf"|\b((?:{'|'.join(MONTHS)}) \d\d?)(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:[ ,]\d{3})+|\d+(?:[.,]\d+)?)\s+(?!of\b)([^\W\d_]{2,})"
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Date:
    """A day, a month or a year: what is not said is 0."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        """Return the ISO form, as far as it is known."""
        parts = [f"{self.year}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: 1 + (self.month > 0) + (self.day > 0)])

    def agrees(self, other: "Date") -> bool:
        """Tell whether two dates can be the same, one perhaps less exact."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(a == b or 0 in (a, b) for a, b in pairs)


def begins_range(day: Date, text: str) -> bool:
    """Tell whether a text has a day as the first of several: "24–25 November"."""
    if not (day.month and day.day):
        return False
    several = (
        rf"\b{day.day}(?: ?[–-] ?| and | to )\d\d? {MONTHS[day.month - 1]}\b(?! (?!{day.year})\d)"
    )
    return bool(re.search(several, text))


def dates(text: str) -> list[Date]:
    """Return the dates of a text, the most exact reading of each, in order of their place."""
    found: dict[int, Date] = {}
    taken: list[tuple[int, int]] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            parts = match.groupdict()
            month = int(
                parts.get("number") or _MONTHS.get((parts.get("month") or "").casefold(), 0)
            )
            day = int(parts.get("day") or 0)
            if month <= 12 and day <= 31:
                found[match.start()] = Date(year=int(parts["year"]), month=month, day=day)
                taken.append(match.span())
    return [found[at] for at in sorted(found)]


def spelled(text: str) -> str:
    """Return a text with "17 August 2006" for 17.8.2006, 2006-08-17 and 17th August 2006."""

    def in_words(found: re.Match[str]) -> str:
        year, month, day = (found[name] or found[name[0]] for name in ("year", "month", "day"))
        return f"{int(day)} {MONTHS[int(month) - 1]} {year}"

    if not _DIGIT.search(text):
        return text
    return _TH.sub(lambda found: found[1] or found[2], _IN_FIGURES.sub(in_words, text))


def quantities(text: str) -> Iterator[tuple[float, str]]:
    """Yield each number of a text with the word that follows it: (198.0, "km"); dates are none."""
    for pattern in _DATES:
        text = pattern.sub(";", text)
    for match in _NUMBER.finditer(text):
        plain = match[1].replace(" ", "")
        plain = plain.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", plain) else plain
        yield float(plain.replace(",", ".")), match[2].casefold()
