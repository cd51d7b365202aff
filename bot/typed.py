"""What a person typed, as a question: without capitals throughout and what only leads up to it."""

import re

from bot.terms import STOP_WORDS
from ingest.split import sentences

_SHOUTED = 3  # words: fewer in capitals, or none but names, are abbreviations
_WHOS = re.compile(r"^(\W*)(who|what|where|when|how)s\b", re.IGNORECASE)
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
