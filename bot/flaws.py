"""What keeps a sentence from being evidence, however likely a reader finds it.

Right topic, wrong year, country, event or person: near misses are told by what the question names
and the sentence or its surroundings lack.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from bot.answer import Hit
from bot.countries import country, governments
from bot.query import Query
from bot.terms import OF_PERSONS, ORDINALS, keys, stem, stems, unmarked
from bot.values import MONTHS
from ingest.catalog import Catalog
from ingest.stem import words

_MONTHS = frozenset(MONTHS)
_ASKS_PERSON = re.compile(
    r"^\W*(?:\w+ )?who(?:m|se)?\b(?= (?:\w+ ){0,2}?(?:sign|led\b|lead|head|runs?\b|direct|command|"
    r"open|represent|"
    r"sp(?:eak|oke)|sa(?:id|ys)\b|succeed|replac|welcom|told|tell|put\b|appoint|sent\b|greet|call)"
    rf"|(?: is| was| became) (?:the )?(?:\w+ ){{0,3}}?"
    rf"(?:{OF_PERSONS}|officer|envoy|coordinator|person))",
    re.IGNORECASE,
)
_HEADED = re.compile(
    r"^\W*(?:and |but )?who (?:\w+ )?(?:head|run|direct|command)(?:s|ed)?\b"
    rf"|^\W*(?:and |but )?who (?:is|was) (?:the )?(?:[\w’'-]+ ){{0,3}}{OF_PERSONS}\b",
    re.IGNORECASE,
)
_ASKS_COUNTRY = re.compile(r"\b(?:which|what) (?:\w+ )?(?:countr(?:y|ies)|states?)\b", re.I)
_CAPITALIZED = re.compile(r"\b[A-ZÅÄÖÆØ][\w’'-]+(?: (?:[a-z]{1,3} )?[A-ZÅÄÖÆØ][\w’'-]+)+")
# Capitalized words that are no part of a person's name, but may stand before it.
_OF_BODIES = frozenset(
    """A Administration Affairs After Agency Agreement Annual April Arctic Article Assembly At
    August Baltic Barents Board Border Branch Bureau Cabinet Central Centre Chief Colonel
    Commission Committee Conference Convention Cooperation Council Court Criminal Customs
    December Declaration Department Director Directorate District Division East Eastern European
    February Federal Finance Force Foreign General Government Group Guard In Institute Interior
    Internal International Investigation January Joint July June Justice Law Main Major March
    May Minister Ministry National Nations Nordic North Northern November October Office On
    Operative Organisation Organization Parliament Police President Programme Protocol Region
    Report Road Sea Secretariat Secretary Security September Service South Southern Special
    State States Street Task The Treaty Union Unit United University War West Western When
    """.split()
)
_AROUND = 1500  # characters before and after a passage
BEGINNING = 800  # characters of a document, which mostly tell when and where
_IN_PLACE = re.compile(r"\b[Ii]n ([A-ZÅÄÖÆØ][\w-]+)\b(?! (?:[A-Z]|19|20))")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


def missing_words(query: Query, hit: Hit, catalog: Catalog) -> list[str]:
    """Return the names, numbers and ordinals of a question that a hit's passage lacks.

    The document's title, headings and dates count as part of the passage.
    """
    text = _dated(hit, catalog)
    if query.language != "en":  # where names are inflected, fewer are met again in one passage
        text += _around(hit, catalog)
    present = keys(text, query.language)
    return [each.word for each in query.required if not each.is_in(present)]


def unmentioned(query: Query, hit: Hit, catalog: Catalog) -> list[str]:
    """Return the names, numbers and ordinals of a question that a hit's whole document lacks."""
    lacking = set(missing_words(query, hit, catalog))
    if not lacking:
        return []
    present = _keys_of(catalog.document(hit.passage.document_id).text, query.language)
    return [
        each.word for each in query.required if each.word in lacking and not each.is_in(present)
    ]


def named_elsewhere(query: Query, hit: Hit, catalog: Catalog) -> tuple[str, ...]:
    """Return the names, numbers and ordinals that a passage lacks and its document begins with.

    The document's dates count as its beginning, the title and headings as part of the passage.
    """
    seen = keys(hit.passage.search_text, query.language)
    lacking = [each for each in query.required if not each.is_in(seen)]
    if not lacking:
        return ()
    told = _keys_of(f"{_beginning(hit, catalog)} {_dates(hit, catalog)}", query.language)
    return tuple(each.word for each in lacking if each.is_in(told))


@lru_cache(maxsize=64)
def _keys_of(text: str, language: str) -> frozenset[str]:
    return keys(text, language)


def lacks_number(query: Query, hit: Hit, catalog: Catalog) -> bool:
    """Tell whether a number of the question stands neither in a passage nor near it.

    Near is also the beginning of its document.
    """
    asked = [each for each in query.required if any(map(str.isdigit, each.word))]
    if not asked:
        return False
    text = f"{_dated(hit, catalog)} {_around(hit, catalog)} {_beginning(hit, catalog)}"
    present = keys(text, query.language)
    return any(not each.is_in(present) for each in asked)


def _dated(hit: Hit, catalog: Catalog) -> str:
    return f"{hit.passage.search_text} {_dates(hit, catalog)}"


def _dates(hit: Hit, catalog: Catalog) -> str:
    """Return the dates of a hit's document, for a passage to be of that time.

    A report on 2016 that came out in 2017 does not speak of 2017.
    """
    metadata = catalog.document(hit.passage.document_id).metadata
    of_title = _years(metadata.title)
    published = metadata.date or ""
    is_of_then = not of_title or published[:4] in of_title
    return " ".join(filter(None, (published if is_of_then else "", metadata.event_date)))


def _beginning(hit: Hit, catalog: Catalog) -> str:
    return catalog.document(hit.passage.document_id).text[:BEGINNING]


def _around(hit: Hit, catalog: Catalog) -> str:
    span = hit.passage.span
    return catalog.document(hit.passage.document_id).text[
        max(0, span.start - _AROUND) : span.end + _AROUND
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Another:
    """What a sentence speaks of in the place of what is asked for; kind: year, country or so."""

    kind: str
    found: str

    def __str__(self) -> str:
        return f"another {self.kind} ({self.found})"


def speaks_of_another(query: Query, sentence: str, surroundings: Sequence[str]) -> Another | None:
    """Return the year, country, place or ordinal in the place of one asked for, if there is one.

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
            return Another(kind=name, found=", ".join(sorted(found)))
    return None


def names_only_others(asked: str, sentence: str) -> bool:
    """Tell whether a sentence itself names years or countries, but none of those asked for.

    asked are the names of the question, or all its words. The headings may name them: under
    "Finland and Norway" a sentence may speak of either.
    """
    for kind in (_years, governments):
        wanted_here, found = kind(asked), kind(unmarked(sentence))
        if wanted_here and found and not wanted_here & found:
            return True
    return False


def names_no_person(question: str, sentence: str) -> bool:
    """Tell whether a person is asked for, by what only a person does, and a sentence names none."""
    if not _ASKS_PERSON.search(question):
        return False
    return not any(
        len(list(part)) > 1
        for run in _CAPITALIZED.finditer(unmarked(sentence))
        for is_name, part in groupby(run[0].split(), key=_may_name_a_person)
        if is_name
    )


def names_no_head(question: str, sentence: str) -> bool:
    """Tell whether it is asked who heads something, and a sentence names no person."""
    return bool(_HEADED.search(question)) and names_no_person(question, sentence)


def names_no_country(question: str, sentence: str) -> bool:
    """Tell whether a country is asked for and a sentence names none but those of the question."""
    if not _ASKS_COUNTRY.search(question):
        return False
    return not governments(unmarked(sentence)) - governments(question)


def _may_name_a_person(word: str) -> bool:
    return not any(part in _OF_BODIES or country(part) for part in words(word))


def _years(text: str) -> set[str]:
    return set(_YEAR.findall(text))


def _countries(text: str) -> set[str]:
    return {word for word in words(text) if country(word)}


def _places(text: str) -> set[str]:
    return set(_IN_PLACE.findall(text)) - _MONTHS


def _ordinals(text: str) -> set[str]:
    return {word for word in words(text) if word.casefold() in ORDINALS}


_KINDS = (
    ("year", _years), ("country", _countries), ("place", _places), ("ordinal", _ordinals),
)  # fmt: skip
