"""The words of a question that evidence must hold: names, numbers and ordinals."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from bot.countries import CAPITALS, REGIONS, country
from bot.terms import NTH, ORDINALS, content_words, keys, stem, stems
from ingest.catalog import Catalog
from ingest.stem import words

_SHORTEST_PART, _PART = 5, 0.6  # letters of a part of a compound, and what it counts
_LOOKED_AT = 10  # passages in which a word's capital letter is looked up
_IN = re.compile(r"\b(?:in|at|to|from|near) $")
# "The ministry in Moscow" is Russia's. "First" singles out one of several events, and nothing in
# "closed first" or "its first members"; nor does the war after which something was done. Whom
# "besides Finland" leaves out, what answers need not name.
_IN_CAPITAL = re.compile(
    r"\b(?:government|minist(?:ry|ries|er)|authorit(?:y|ies)|parliament|cabinet|leadership|officials?)"
    r" (?:in|at|from) $",
    re.IGNORECASE,
)
_NUMBERS = "two three four five six seven eight nine ten eleven twelve".split()
_NO_NAMES = frozenset("ID IDs TV PC PCs GPS DNA CCTV SMS PDF HQ".split())  # but abbreviations
_UNION = ("EU", "European Union", "European")  # Brussels
_AGAIN = "second resumption resumed reopened restarted renewed restored returned".split()
_DECADE = re.compile(r"\b((?:1[89]|20)\d)0s\b")
_SINCE = re.compile(r"\b(?:since|after) ((?:19|20)\d\d)\b", re.IGNORECASE)
_LONG_SINCE = 25  # years
_IN_PASSING = re.compile(
    r"\bfirst\b(?!\W+(?:\w+\W+)?(?:meeting|session|conference|summit|round|visit|edition|talks|"
    r"protocol|agreement|article|part|half|one)s?\b)"
    r"|\b(?:previous|next|upcoming|future),? (?=first\b|second\b|third\b|\w+th\b)"
    r"|\b(?:attack|war|aggression|invasion)\w* (?:on|in|against|of) ukraine\b"
    r"|(?:\b(?:besides|other than|except(?: for)?|not counting)|(?:^|, )(?:apart|aside) from)"
    r"(?:(?:,|,? and|,? or)? (?:the )?(?-i:[A-ZÅÄÖÆØ])[\w-]+)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """A word that evidence must hold, or else all the stems of one of some other sets."""

    word: str
    instead: tuple[frozenset[str], ...] = ()

    def is_in(self, present: frozenset[str]) -> bool:
        """Tell whether a text with these stems has the word or what stands for it."""
        return stem(self.word) in present or any(other <= present for other in self.instead)


def required_words(
    text: str,
    stands_for: Sequence[tuple[str, str]],
    catalog: Catalog,
    *,
    is_word: Callable[[str], bool],
) -> tuple[Required, ...]:
    """Return the words that evidence must hold: names, numbers and ordinals."""
    instead: dict[str, list[frozenset[str]]] = {}
    known = catalog.words.abbreviations()
    for short, long in stands_for:
        for each in dict.fromkeys((long, *known.get(short.upper(), ()))):
            instead.setdefault(short.casefold(), []).append(stems(_spelt(short, each)))
        for word in words(long):
            instead.setdefault(word.casefold(), []).append(stems(short))
    for word, other in _stand_ins(text):
        instead.setdefault(word, []).append(other)
    text = _IN_PASSING.sub("", text)
    return tuple(
        Required(word=word, instead=tuple(instead.get(word.casefold(), ())))
        for word in content_words(text)
        if any(c.isdigit() for c in word)
        or word.casefold() in ORDINALS
        or country(word)
        or is_name(word, text, catalog, is_word=is_word)
    )


def _stand_ins(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield words of a question, in lower case, each with stems that say as much.

    A capital's state, any two countries of a region, any year of a decade or since one, "reopened"
    for "again", "fifth" for "5th".
    """
    said = set(words(text.casefold()))
    for figure, word in NTH.items():
        if figure in said:
            yield figure, stems(word)
        if word in said:
            yield word, stems(figure)
    for number, spelt in enumerate(_NUMBERS, start=2):
        if str(number) in said:
            yield str(number), stems(spelt)
    for city, state in CAPITALS.items():
        at = re.search(rf"\b{city}\b", text) if city in text else None
        if at and (_IN_CAPITAL.search(text[: at.start()]) or not _IN.search(text[: at.start()])):
            yield city.casefold(), stems(state)
    for region, members in REGIONS.items():
        if re.search(rf"\b(?i:{region})\b(?! [A-Z])(?! sea\b)", text):  # not of a name
            for two in combinations(members, 2):
                yield region.casefold(), stems(" ".join(two))
    for union in ("brussels", "eu"):
        if union in said:
            for name in _UNION:
                yield union, stems(name)
    if "again" in said:
        for repeated in _AGAIN:
            yield "again", stems(repeated)
    for year in _SINCE.findall(text):
        for later in range(int(year), int(year) + _LONG_SINCE):
            yield year, frozenset({str(later)})
    for decade in _DECADE.findall(text):
        for year in range(10):
            yield f"{decade}0s", frozenset({f"{decade}{year}"})


def _spelt(short: str, long: str) -> str:
    """Return the content words of a long form up to where its initials are the abbreviation.

    "Baltic Sea Task Force on Organized Crime" is called the Baltic Sea Task Force as well.
    """
    found = content_words(long)
    initials = "".join(word[0] for word in found).casefold()
    length = len(short) if initials.startswith(short.casefold()) else len(found)
    return " ".join(found[:length])


def initialled(short: str, long: str) -> str:
    """Return the beginning of a long form whose initials are the abbreviation, or all of it.

    "Baltic Sea Task Force" of "Baltic Sea Task Force on Organized Crime", for BSTF.
    """
    typed = long.split()
    for end in range(1, len(typed) + 1):
        if "".join(word[0] for word in typed[:end]).casefold() == short.casefold():
            return " ".join(typed[:end])
    return long


def is_name(word: str, text: str, catalog: Catalog, *, is_word: Callable[[str], bool]) -> bool:
    """Tell whether a word of a question is a name: by how it is typed, and by the documents.

    Where a question has capital letters they count, but for a word that the documents write with a
    small one. Where it has none, a word is a name that the documents always capitalise, in all its
    forms: "finance" is none beside a Ministry of Finance where "financing" is written. Where only
    its first letter is one, a word of the language that is typed small is no name: "the sea".
    """
    typed = words(text)
    if word in _NO_NAMES or (typed[0][:1].isupper() and word.islower() and is_word(word)):
        return False
    later = [other[:1].isupper() for other in typed[1:] if other.isalpha()]
    shouted = len(later) > 1 and all(later)
    if any(later) and not shouted and not word[:1].isupper():
        return False
    ids = [key for key, _ in catalog.words.rank([word.casefold()], limit=_LOOKED_AT)]
    forms = {
        form
        for passage in catalog.passages(ids)
        for form in words(passage.text)
        if stem(form) == stem(word)
    }
    if forms and (word[:1].isupper() or word in map(str.casefold, forms)):
        return all(form[:1].isupper() for form in forms)
    return word[:1].isupper() and typed[0] != word and not shouted


class Held:
    """The words of a text, to tell to what degree it has a term."""

    def __init__(self, text: str, language: str) -> None:
        self._keys = keys(text, language)
        self._joined = "\n".join(self._keys)

    def degree(self, term: Required) -> float:
        """Return 1 for a text with the term, less for one with a part of it in other words.

        Languages that write compounds as one word have "kokain" in "kokainlastbilen".
        """
        if term.is_in(self._keys):
            return 1.0
        of_one = (next(iter(form)) for form in term.instead if len(form) == 1)
        return next((_PART for key in of_one if self._has_part(key)), 0.0)

    def _has_part(self, key: str) -> bool:
        if len(key) < _SHORTEST_PART:
            return False
        return key in self._joined or not self._keys.isdisjoint(_parts(key))


@lru_cache(maxsize=10_000)
def _parts(key: str) -> frozenset[str]:
    """Return the beginnings and the ends of a long word."""
    places = range(_SHORTEST_PART, len(key))
    return frozenset(key[:i] for i in places) | frozenset(key[-i:] for i in places)
