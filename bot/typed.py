"""What a person typed, as a question: without capitals throughout and what only leads up to it."""

import re
from collections.abc import Callable

from bot.countries import country
from bot.grammar import CLOSED_WORDS
from bot.required import is_name
from bot.terms import STOP_WORDS
from ingest.catalog import Catalog
from ingest.split import sentences
from ingest.stem import words

_SHOUTED = 3  # words: fewer in capitals, or none but names, are abbreviations
_WHOS = re.compile(r"^(\W*)(who|what|where|when|how)s\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_GREETING = re.compile(
    r"\W*(?:hello|hi|hey|dear|thanks?|many thanks|thank you|good (?:day|morning|afternoon|evening)|"
    r"please|sorry|excuse me)\b(?:\W*\w+){0,4}\W*$",
    re.IGNORECASE,
)


def plainly(typed: str) -> str:
    """Return a question without capitals throughout, and "who is" for "whos"."""
    words = typed.lower().split()
    is_shouted = typed.isupper() and len(words) >= _SHOUTED and not STOP_WORDS.isdisjoint(words)
    text = typed.lower() if is_shouted else typed
    return _WHOS.sub(r"\1\2 is", text)


def with_capitals(text: str, catalog: Catalog, *, is_word: Callable[[str], bool]) -> str:
    """Return "Is Storskog open for the EU?" for "is storskog open for the eu?".

    A question that has capitals of its own, but for the first letter, is returned unchanged.
    """
    if any(word[0].isupper() for word in words(text)[1:]):
        return text
    known = catalog.words.abbreviations()

    def written(found: re.Match[str]) -> str:
        word = found[0]
        if word.upper() in known and not is_word(word):
            return word.upper()
        is_named = country(word) or (
            word not in CLOSED_WORDS and is_name(word, text, catalog, is_word=is_word)
        )
        return word[0].upper() + word[1:] if is_named else word

    return _WORD.sub(written, text)


def led_up_to(typed: str) -> tuple[str, tuple[str, ...]]:
    """Return what is asked, and what is said beside it: "I write about Interpol. Who leads it?".

    Greetings are neither. What holds no question mark, or nothing else, is asked as it stands.
    """
    found = [span.of(typed) for span in sentences(typed)]
    asked = [text for text in found if text.endswith("?")]
    said = [text for text in found if not text.endswith("?")]
    if not asked or not said:
        return typed, ()
    return " ".join(asked), tuple(text for text in said if not _GREETING.match(text))
