"""Text of another language word by word in English, so that a reader of English can read it.

No model: the table of words (lexicon.toml) and, for names, their letters. The words stay in their
order. What is quoted is never the gloss: it is read with the places of the sentences it is of.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.letters import latin
from bot.lexicon import entries, pieces_of
from bot.terms import unmarked
from ingest.document import Span

_RUN = re.compile(r"[^\W_]+(?:[-/:’'][^\W_]+)*(?:\s+[^\W_]+(?:[-/:’'][^\W_]+)*)*")
_PASSAGES = 2000  # whose glosses are kept
_TWICE = re.compile(r"\b(\w+)(?: \1\b)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """A text in English words, and where in it each sentence of the text stands."""

    text: str
    sentences: tuple[Span, ...]


@lru_cache(maxsize=_PASSAGES)
def glossed(sentences: Sequence[str], language: str) -> Gloss:
    """Return the gloss of sentences in a language of the table; others stay as they are."""
    text = ""
    places = []
    for sentence in sentences:
        start = len(text)
        text += in_english(sentence, language) + " "
        places.append(Span(start=start, end=len(text) - 1))
    return Gloss(text=text, sentences=tuple(places))


def in_english(text: str, language: str) -> str:
    """Return a text with each of its words in English that the table has."""
    if not entries(language):
        return text
    found = _RUN.sub(lambda run: _words(run[0].split(), language), unmarked(text))
    found = _TWICE.sub(r"\1", " ".join(found.split()))
    return found[:1].upper() + found[1:]


def _words(typed: Sequence[str], language: str) -> str:
    said = [
        piece.english if piece.section else " ".join(map(latin, piece.words))
        for piece in pieces_of(typed, language)
        if piece.section != "silent"
    ]
    return " ".join(filter(None, said))
