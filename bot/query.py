"""How a question is read: its words corrected, abbreviations expanded, and what it asks for."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.answer import Notice, NoticeKind
from bot.spelling import corrected, corrections
from bot.terms import ORDINALS, content_words, country, stem, stems
from ingest.catalog import Catalog
from ingest.stem import words

_LOOKED_AT = 3  # passages in which a word's capital letter is looked up
_SHORTEST_LOWER = 4  # letters of an abbreviation that is known in lower case as well


class Kind(StrEnum):
    """What form the answer to a question has."""

    FACT = "fact"
    LIST = "list"
    COMPARISON = "comparison"
    SUMMARY = "summary"


_LIST = re.compile(
    r"^\W*(?:list|name|enumerate)\b|\b(?:which|what) (?:\w+ ){0,3}\w+s (?:are|were|did|do|have|had|"
    r"took|take|was|is|has|can|may|must|should|does)\b|\bwhat are (?:the )?\w+|\bwho (?:are|were)\b"
    r"|\ball (?:the )?\w+s\b|\bwhich (?:countries|states|bodies|agencies|agreements|conventions)\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"^\W*(?:(?:please )?(?:summari[sz]e|outline|describe|sum up)\b|(?:give|write) (?:me )?"
    r"(?:a|an) (?:\w+ )?(?:summary|overview|outline)\b|tell me (?:more )?about\b|what happened\b|"
    r"what was the (?:\w+ )?(?:meeting|conference|summit|event) about\b|"
    r"(?:summary|overview) of\b|what (?:is|was) known (?:about|of)\b)",
    re.IGNORECASE,
)
_SIDES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bdifferences? between (.+?) and (?:that of |those of )?(.+?)\W*$",
        r"\b(?:compare|contrast) (.+?) (?:with|and|to|against) (.+?)\W*$",
        r"\bhow (?:do|does|did|is|are|was|were) (.+?) (?:differ|different) from (.+?)\W*$",
        r"\bhow do (.+?) and (.+?) differ\W*$",
        r"\bdistinguish(?:es|ed)? (.+?) from (.+?)\W*$",
        r"^(.+?) (?:versus|vs\.?) (.+?)\W*$",
        r"^\W*(?:is|are|was|were) (.+?) the same(?: \w+)? as (.+?)\W*$",
    )
)
_NOW = re.compile(
    r"\b(?:today|now|currently|at present|presently|still|these days|nowadays|at the moment|"
    r"current|latest|any ?more|any longer|so far|up to date|valid|in force)\b"
    r"|^\W*(?:is|are|has|have|does|do|can|may)\b|^\W*(?:who|what|where|which \w+) (?:is|are|has)\b",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as it was read.

    text is shown; search, with what abbreviations stand for, is what is looked up and compared.
    sides are what a comparison compares. is_about_now: the answer may have changed since.
    """

    text: str
    search: str
    kind: Kind
    required: tuple[Required, ...]
    sides: tuple[str, ...] = ()
    is_about_now: bool = False
    notices: tuple[Notice, ...] = ()


def understand(question: str, catalog: Catalog) -> Query:
    """Read a question that stands alone in the light of the documents' words."""
    meant = corrections(question, catalog)
    text = corrected(question, meant)
    notices = [
        Notice(kind=NoticeKind.CORRECTED, text=f"Read “{typed}” as “{word}”.")
        for typed, word in meant.items()
    ]
    search, stands_for = _expanded(text, catalog)
    notices += [
        Notice(kind=NoticeKind.EXPANDED, text=f"Read “{short}” also as “{long}”.")
        for short, long in stands_for
        if short in text
    ]
    compared = _compared(text)
    return Query(
        text=text,
        search=search,
        kind=Kind.COMPARISON if compared else _kind(text),
        required=_required(text, stands_for, catalog),
        sides=compared,
        is_about_now=bool(_NOW.search(text)) and not re.search(r"\b(?:19|20)\d\d\b", text),
        notices=tuple(notices),
    )


def sides(query: Query, catalog: Catalog) -> list[Query]:
    """Return for a comparison a query about each of the things that are compared."""
    about = [understand(f"What is {side}?", catalog) for side in query.sides]
    return [replace(each, kind=Kind.FACT, sides=()) for each in about]


def _kind(text: str) -> Kind:
    if _SUMMARY.search(text):
        return Kind.SUMMARY
    return Kind.LIST if _LIST.search(text) else Kind.FACT


def _compared(text: str) -> tuple[str, ...]:
    for pattern in _SIDES:
        if match := pattern.search(text):
            return tuple(side.strip() for side in match.groups())
    return ()


def _expanded(text: str, catalog: Catalog) -> tuple[str, list[tuple[str, str]]]:
    """Return a text with the other form of each abbreviation added, and (short, long) of them."""
    found: list[tuple[str, str]] = []
    typed = set(words(text))
    for short, longs in catalog.words.abbreviations().items():
        in_lower = short.casefold() if len(short) >= _SHORTEST_LOWER else short
        written = next((form for form in (short, in_lower) if form in typed), None)
        if written:
            found.append((written, longs[0]))
            continue
        for long in longs:
            if re.search(rf"\b{re.escape(long)}\b", text, re.IGNORECASE):
                found.append((short, long))
                break
    for short, long in found:
        form, other = (short, long) if short in typed else (long, short)
        if at := re.search(rf"\b{re.escape(form)}\b", text, re.IGNORECASE):
            text = f"{text[: at.end()]} ({other}){text[at.end() :]}"
    return text, found


def _required(
    text: str, stands_for: list[tuple[str, str]], catalog: Catalog
) -> tuple[Required, ...]:
    """Return the words that evidence must hold: names, numbers and ordinals."""
    instead: dict[str, list[frozenset[str]]] = {}
    for short, long in stands_for:
        instead.setdefault(short.casefold(), []).append(stems(" ".join(content_words(long))))
        for word in words(long):
            instead.setdefault(word.casefold(), []).append(stems(short))
    return tuple(
        Required(word=word, instead=tuple(instead.get(word.casefold(), ())))
        for word in content_words(text)
        if any(c.isdigit() for c in word)
        or word.casefold() in ORDINALS
        or country(word)
        or is_name(word, text, catalog)
    )


def is_name(word: str, text: str, catalog: Catalog) -> bool:
    """Tell whether a word of a question is a name: by the documents, else by how it is typed.

    A word that the documents always capitalise is one also when it is typed in lower case; one
    that no document has is a name when it alone is capitalised.
    """
    ids = [key for key, _ in catalog.words.rank([word.casefold()], limit=_LOOKED_AT)]
    forms = {
        form
        for passage in catalog.passages(ids)
        for form in words(passage.text)
        if form.casefold() == word.casefold()
    }
    if forms:
        return all(form[:1].isupper() for form in forms)
    typed = words(text)
    others = [other for other in typed if other != word and other.isalpha()]
    shouted = bool(others) and all(other[:1].isupper() for other in others)
    return word[:1].isupper() and typed[0] != word and not shouted
