"""Follow-ups that move a question by years: "And the year before?"."""

import re
from collections.abc import Sequence

from bot.answer import Turn
from bot.countries import country
from bot.grammar import DATE, LED, YEAR
from bot.phrases import people
from ingest.stem import words

_YEARS_ON = re.compile(
    r"(?:in |for |the |a |one )*(?:(?P<count>two|three|four|five|ten|\d+) )?"
    r"(?P<near>previous |next |following )?years? ?"
    r"(?P<far>before|earlier|after|later|afterwards)?(?: that| this| it)?\W*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(before|after)(?: (?:that|then|this|it|him|her|them|this one|that one))?\W*$", re.IGNORECASE
)
_IN_A_TIME = re.compile(rf"\b(?:in|on|during|of|before|after) ({DATE.pattern})")
_HELD = {"is": "was", "has": "had", "holds": "held", "chairs": "chaired", "leads": "led"} | {
    "heads": "headed", "runs": "ran", "was": "was", "had": "had", "held": "held",
}  # fmt: skip
_HOLDS = re.compile(rf"^\W*who ({'|'.join(_HELD)})( [^?]+)", re.IGNORECASE)
_AT_PRESENT = re.compile(r" (?:now|today|currently|at present)\b", re.IGNORECASE)
_BACK = frozenset("previous before earlier".split())
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}


def years_on(fragment: str, query: str) -> str:
    """Return an earlier question with its last year moved, for "And a year before that?".

    Two years become the two before them for "And the two years before?".
    """
    asked = _YEARS_ON.match(fragment)
    by = _years_between(asked) if asked else 0
    years = list(YEAR.finditer(query))
    if not years or not by:
        return ""
    for year in reversed(years if len(years) == abs(by) else years[-1:]):
        query = f"{query[: year.start()]}{int(year.group()) + by}{query[year.end() :]}"
    return query


def before_or_after(fragment: str, query: str) -> str:
    """Return an earlier question with "before 2016" for "in 2016", for "And before that?"."""
    asked = _BEFORE.match(fragment)
    if not asked:
        return ""
    moved, count = _IN_A_TIME.subn(rf"{asked[1].lower()} \1", query)
    return moved if count == 1 else ""


def before_holder(fragment: str, turn: Turn) -> str:
    """Return "Who was the head before Ann Berg?" for "And before her?" after "Who is the head?".

    Ann Berg is whom, or which country, the first quote for that question names first.
    """
    asked, held = _BEFORE.match(fragment), _HOLDS.match(turn.query)
    if not asked or not held or _IN_A_TIME.search(turn.query):
        return ""
    quote = next(iter(turn.quotes), "")
    countries = (word for word in words(quote) if country(word) == word.casefold())
    named = sorted([*(p.text for p in people(quote)), *countries], key=quote.index)
    if not named:
        return ""
    when = asked[1].lower()
    was = _HELD[held[1].casefold()] if when == "before" else held[1]
    return f"Who {was}{_AT_PRESENT.sub('', held[2]).rstrip('?!. ')} {when} {named[0]}?"


def _years_between(asked: re.Match[str]) -> int:
    """Return how many years later another year is; fewer than 0: earlier; 0: that is not said."""
    way = (asked["far"] or asked["near"] or "").strip().casefold()
    count = (asked["count"] or "1").casefold()
    by = _COUNTS.get(count) or int(count)
    return 0 if not way else -by if way in _BACK else by


def in_another_year(question: str, turn: Turn) -> str:
    """Return "Who led the Finns in 2017?" for "And two years earlier, who led the Finns?"."""
    led = LED.match(question)
    lead, comma, rest = question[led.end() if led else 0 :].partition(", ")
    asked = _YEARS_ON.match(lead) if comma else None
    by = _years_between(asked) if asked else 0
    year = year_spoken_of([turn]) if by else None
    return f"{rest.rstrip('?!. ')} in {year + by}?" if year else question


def year_spoken_of(recent: Sequence[Turn]) -> int | None:
    """Return the year of the newest question, or quotes, that have any, if it is only one."""
    said = (text for turn in recent for text in (turn.query, " ".join(turn.quotes)))
    years = next(filter(None, (set(YEAR.findall(text)) for text in said)), set())
    return int(years.pop()) if len(years) == 1 else None
