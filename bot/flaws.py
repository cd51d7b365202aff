"""What keeps a sentence from being evidence, however likely a reader finds it.

Right topic, wrong year, country, event or person: near misses are told by what the question names
and the sentence or its surroundings lack.
"""

import re
from collections.abc import Sequence

from bot.answer import Hit
from bot.query import Query
from bot.terms import ORDINALS, country, keys, stem, stems, unmarked
from ingest.catalog import Catalog
from ingest.stem import words

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(
    rf"\b(?:1\d{{3}}|20\d\d)s?\b|\b(?:{_MONTHS})\b|\b(?:\w+day|centur(?:y|ies)|decades?|years?|"
    r"months?|weeks?|seasons?|BCE?|AD|CE|ago)\b|\d\d?[.:]\d\d"
)
_WHOLE_DATE = re.compile(
    rf"\b(?:\d\d? (?:{_MONTHS})|(?:{_MONTHS}) \d\d?,?)?(?: |\b)(?:1[6-9]|20)\d\d\b"
    rf"|\b\d\d? (?:{_MONTHS})\b|\b(?:{_MONTHS}) \d\d?\b|\[\d+\]"
)
NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|"
    r"thousand|million|billion|half|third|quarter|several|many|few|no|none|once|twice)\b",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"\b[A-Z][\w’'-]+(?:\s+(?:[a-z]{1,3}\s+)?[A-Z][\w’'-]+)+"
    r"|(?i:\b(?:people|persons?|police|offic\w+|represent\w+|participants?|"
    r"delegat\w+|minist\w+|chiefs?|heads?|presidents?|citizens|parties|authorit\w+|agenc\w+|"
    r"experts?|staff|states|countries|teams?|govern\w+|king|queen|generals?|forces|children|"
    r"\w+men|\w{3,}(?:ers?|ors?|ists?|ians?|ees?))\b)"
)
_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|across|between|through|into|outside)\s+(?:the\s+)?[A-ZА-Я]"
    r"|\b(?:north|south|east|west|region|city|town|country|river|sea|coast|border)\w*\b"
)
# What a question asks for, and what a sentence that gives it holds. A sentence without it is
# never evidence where the last field says so: names of places take too many forms for that.
_WANTED = (
    (
        re.compile(r"\b(?:(?:what|which) (?:year|date|day|century|month))\b|^\W*when\b", re.I),
        DATE,
        "a date",
    ),
    (re.compile(r"\bhow (?:many|much|old)\b", re.I), NUMBER, "a number"),
    (re.compile(r"^\W*(?:\w+ )?who(?:m|se)?\b", re.I), PERSON, "a person or body"),
    (re.compile(r"\b(?:where|which city|what city|which country)\b", re.I), _PLACE, ""),
)
_AROUND = 1500  # characters before and after a passage
_IN_PLACE = re.compile(r"\b[Ii]n ([A-ZÅÄÖÆØ][\w-]+)\b(?! (?:[A-Z]|19|20))")
_months = frozenset(_MONTHS.split("|"))
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


def wanted(question: str) -> re.Pattern[str] | None:
    """Return the pattern of what a question asks for: a date, a number, a person, a place."""
    return next((kind for asks, kind, _ in _WANTED if asks.search(question)), None)


def lacks_kind(question: str, sentence: str) -> str:
    """Return the kind of thing a question asks for and a sentence lacks, such as "a date"."""
    for asks, kind, name in _WANTED:
        if name and asks.search(question) and not kind.search(_bare(sentence, kind)):
            return name
    return ""


def _bare(sentence: str, kind: re.Pattern[str]) -> str:
    """Return a sentence without source marks, and where a number is asked for without dates."""
    text = unmarked(sentence)
    return _WHOLE_DATE.sub("", text) if kind is NUMBER else text


def missing_words(query: Query, hit: Hit, catalog: Catalog) -> list[str]:
    """Return the names, numbers and ordinals of a question that a hit's passage lacks.

    The document's title, headings and dates count as part of the passage.
    """
    document = catalog.document(hit.passage.document_id)
    dates = " ".join(filter(None, (document.metadata.date, document.metadata.event_date)))
    text = f"{hit.passage.search_text} {dates}"
    if query.language != "en":  # where names are inflected, fewer are met again in one passage
        span = hit.passage.span
        text += document.text[max(0, span.start - _AROUND) : span.end + _AROUND]
    present = keys(text, query.language)
    return [each.word for each in query.required if not each.is_in(present)]


def unnamed(query: Query, nearby: str) -> int:
    """Return how many names, numbers and ordinals of a question a stretch of text lacks."""
    present = keys(nearby, query.language)
    return sum(not each.is_in(present) for each in query.required)


def speaks_of_another(query: Query, sentence: str, surroundings: Sequence[str]) -> str:
    """Return the year, country or ordinal in the place of one asked for, if there is one.

    surroundings are what a sentence leaves unsaid: its title and headings. A sentence that names
    none is taken to go on about what its passage names.
    """
    asked = {each.word for each in query.required}
    said_otherwise = {each.word for each in query.required if each.instead}
    around = stems(" ".join([sentence, *surroundings]))
    for name, kind in _KINDS:
        text = query.text if kind is _places else " ".join(asked)
        wanted_here = {stem(word) for word in kind(text) - said_otherwise}
        found = kind(unmarked(sentence))
        if found and wanted_here - around:
            return f"another {name} ({', '.join(sorted(found))})"
    return ""


def _years(text: str) -> set[str]:
    return set(_YEAR.findall(text))


def _countries(text: str) -> set[str]:
    return {word for word in words(text) if country(word)}


def _places(text: str) -> set[str]:
    return set(_IN_PLACE.findall(text)) - _months


def _ordinals(text: str) -> set[str]:
    return {word for word in words(text) if word.casefold() in ORDINALS}


_KINDS = (
    ("year", _years), ("country", _countries), ("place", _places), ("ordinal", _ordinals),
)  # fmt: skip
