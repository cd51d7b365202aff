"""The table of words in other languages (lexicon.toml), and a question cut into what it has."""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.letters import unaccented
from ingest.stem import stem

_LONGEST = 9  # words of a phrase in the table
_SHORTEST, _LONGEST_ENDING = 6, 4  # letters of a form, and of an ending the stemmer leaves on
_SHORTEST_PART = 4  # letters of a part of a compound
_SHORTEST_BARE = 3  # letters of a word that is known without its diacritics
FUNCTION = frozenset(("questions", "small", "silent"))
# Finnish says with an ending what English says with a preposition.
_CASES = (
    (re.compile(r"(?:ssa|ssä|lla|llä)$"), "in"),
    (re.compile(r"(?:sta|stä|lta|ltä)$"), "from"),
    (re.compile(r"(?:lle|iin|aan|ään|een|oon|seen)$"), "to"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words of the question and their English; section is that of the table, or "name" or ""."""

    english: str
    section: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A language's words: forms as listed, and their stems, each with English and section.

    marked are words with diacritics by what is typed without, where one word alone is meant.
    """

    forms: dict[tuple[str, ...], tuple[str, str]]
    stems: dict[tuple[str, ...], tuple[str, str]]
    marked: dict[str, str]


@cache
def entries(language: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return the table's (English, section, forms) of a language; of one it lacks, nothing."""
    return tuple(
        (english, section, tuple(filter(None, said.get(language, "").split(", "))))
        for section, found in _sections().items()
        for english, said in found.items()
        if language in said
    )


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Return by the English of an entry the other English words that it serves."""
    return {
        english: tuple(said["en"].split(", "))
        for found in _sections().values()
        for english, said in found.items()
        if said.get("en")
    }


@cache
def _sections() -> dict[str, dict[str, dict[str, str]]]:
    source = files("bot").joinpath("lexicon.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def words_of(language: str) -> Table:
    """Return the words of a language, ISO 639-1: ru, fi, no or sv."""
    forms: dict[tuple[str, ...], tuple[str, str]] = {}
    stems: dict[tuple[str, ...], tuple[str, str]] = {}
    for english, section, found in entries(language):
        for form in found:
            parts = tuple(plain(part) for part in form.split())
            forms.setdefault(parts, (english, section))
            if section not in FUNCTION:
                stems.setdefault(_stems(parts, language), (english, section))
    return Table(forms=forms, stems=stems, marked=_marked(forms, language))


def _marked(forms: dict[tuple[str, ...], tuple[str, str]], language: str) -> dict[str, str]:
    """Return the words of forms by these without diacritics, and their stems in the same way.

    What a word is typed for counts before the stem of another.
    """
    words = {part for parts in forms for part in parts}
    of_words = _unlike(words, lambda word: forms.get((word,)))
    by_stem = {
        stem(word, language): found
        for (word, *more), found in forms.items()
        if not more and len(word) >= _SHORTEST_BARE and found[1] not in FUNCTION
    }
    return _unlike(by_stem, by_stem.__getitem__) | of_words


def _unlike(
    marked: Iterable[str], meaning: Callable[[str], tuple[str, str] | None]
) -> dict[str, str]:
    """Return marked words by these without diacritics, where all that are so typed mean the same.

    Of short words only those of grammar count.
    """
    meant: dict[str, dict[tuple[str, str] | None, str]] = {}
    for word in sorted(marked):
        found = meaning(word)
        is_small = found is not None and found[1] in FUNCTION
        if (bare := unaccented(word)) != word and (is_small or len(word) >= _SHORTEST_BARE):
            meant.setdefault(bare, {}).setdefault(found, word)
    return {bare: next(iter(each.values())) for bare, each in meant.items() if len(each) == 1}


def plain(word: str) -> str:
    """Return a word as it is compared: in lower case, ё as е."""
    return word.casefold().replace("ё", "е")


def compared(typed: Sequence[str], language: str) -> list[str]:
    """Return a question's words as they are looked up: in lower case, with their diacritics."""
    table = words_of(language)
    bare = all(map(str.isascii, typed))
    return [_with_marks(plain(word), table, language, bare=bare) for word in typed]


def _with_marks(word: str, table: Table, language: str, *, bare: bool) -> str:
    """Return a word that the table lacks with diacritics: "gräns" for "grans".

    bare: the question has none, so that "mita" is rather "mitä" than a form of another word.
    """
    is_form = (word,) in table.forms
    if is_form or (_stems([word], language) in table.stems and not (bare and word in table.marked)):
        return word
    return table.marked.get(word) or table.marked.get(stem(word, language), word)


def _stems(words: Sequence[str], language: str) -> tuple[str, ...]:
    return tuple(stem(plain(word), language) for word in words)


def pieces_of(typed: Sequence[str], language: str) -> list[Piece]:
    """Return the question's words in the longest runs that the table has."""
    table = words_of(language)
    lower = compared(typed, language)
    stems = _stems(lower, language)
    pieces: list[Piece] = []
    i = 0
    while i < len(typed):
        for size in range(min(_LONGEST, len(typed) - i), 0, -1):
            run = slice(i, i + size)
            found = table.forms.get(tuple(lower[run])) or table.stems.get(stems[run])
            # "Maria" is no form of a word that is written small.
            if size == 1 and _is_short_name(typed, i) and not _is_of_name(found):
                found = table.forms.get((lower[i],))
            if found:
                break
        if not found:
            found = _longer(lower[i], table) or _compound(lower[i], language)
            # Nor is "Hjortsberg" a mountain.
            found = found if not i or typed[i].islower() or _is_of_name(found) else None
        english, section = found or (typed[i], "number" if typed[i][0].isdigit() else "")
        if language == "fi":
            english = with_case(english, section, typed[i + size - 1], first=i == 0)
        pieces.append(Piece(english=english, section=section, words=tuple(typed[i : i + size])))
        i += size
    return pieces


def _is_short_name(typed: Sequence[str], i: int) -> bool:
    """Tell whether a short word has a capital letter, and not only for beginning a sentence."""
    word, *after = typed[i : i + 2]
    begins = i == 0 and not (after and after[0][:1].isupper())
    return word[:1].isupper() and len(word) <= _SHORTEST and not word.isupper() and not begins


def _is_of_name(found: tuple[str, str] | None) -> bool:
    return found is not None and found[0][:1].isupper()


def _longer(word: str, table: Table) -> tuple[str, str] | None:
    """Return the entry of the longest form that a word continues by an ending, if there is one."""
    for end in range(len(word) - 1, max(_SHORTEST, len(word) - _LONGEST_ENDING) - 1, -1):
        if (found := table.forms.get((word[:end],))) and found[1] not in FUNCTION:
            return found
    return None


def _compound(word: str, language: str) -> tuple[str, str] | None:
    """Return the English of words written as one, as "narkotikaprotokollen", if it is that."""
    table = words_of(language)

    def known(part: str) -> tuple[str, str] | None:
        return table.forms.get((part,)) or table.stems.get(_stems([part], language))

    if "-" in word:
        return _joined([known(part) for part in word.split("-")])
    if language == "ru":
        return None
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        left = table.forms.get((word[:at],)) or table.forms.get((word[:at].removesuffix("s"),))
        if left and (found := _joined([left, known(word[at:]) or _compound(word[at:], language)])):
            return found
    return None


def _joined(parts: Sequence[tuple[str, str] | None]) -> tuple[str, str] | None:
    """Return the English of the parts of a word, if all have one that carries meaning."""
    found = [part for part in parts if part and part[1] not in FUNCTION]
    return (
        (" ".join(english for english, _ in found), "words") if len(found) == len(parts) else None
    )


def with_case(english: str, section: str, word: str, *, first: bool) -> str:
    """Return the English of a Finnish word with what its ending says."""
    if section == "names":
        led = next((word_for for ending, word_for in _CASES if ending.search(word.casefold())), "")
        return f"{led} {english}".strip()
    asks = first and section == "verbs" and word.casefold().endswith(("ko", "kö"))
    return f"did {english}" if asks else english
