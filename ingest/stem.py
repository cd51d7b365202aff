"""Word stems by language (Snowball): what joins the forms of a word in rankings and readers."""

import re
from functools import cache, lru_cache
from typing import Protocol

_WORD = re.compile(r"[^\W_]+")
# ISO 639-1 to Snowball's name. FTS5 itself stems English; these get a column of their own.
_SNOWBALL = {
    "ru": "russian", "fi": "finnish", "no": "norwegian", "nb": "norwegian", "nn": "norwegian",
    "sv": "swedish", "da": "danish", "de": "german", "fr": "french", "en": "english",
}  # fmt: skip
_IN_FTS = "en"


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  # the library's name


@cache
def _stemmer(name: str) -> _Stemmer:
    import snowballstemmer  # type: ignore[import-untyped]

    stemmer: _Stemmer = snowballstemmer.stemmer(name)
    return stemmer


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Return a word's stem in lower case; the word itself in a language without a stemmer."""
    name = _SNOWBALL.get(language)
    return _stemmer(name).stemWord(word.casefold()) if name else word.casefold()


def words(text: str) -> list[str]:
    """Return the words of a text as written, in order."""
    return _WORD.findall(text)


def stemmed(text: str, language: str | None) -> str:
    """Return the stems of a text's words, where FTS5's own English stemmer does not serve."""
    if language is None or language == _IN_FTS or language not in _SNOWBALL:
        return ""
    return " ".join(stem(word, language) for word in words(text))


def stems_in_every_language(word: str) -> list[str]:
    """Return what a word may be found by: its stem in each language but English, once each."""
    return sorted({stem(word, language) for language in _SNOWBALL if language != _IN_FTS})
