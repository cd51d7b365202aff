"""Text of another language word by word in English, so that a reader of English can read it.

No model: the table of words (lexicon.toml) and, for names, their letters. The words stay in their
order. What is quoted is never the gloss: it is read with the places of the sentences it is of.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from bot.letters import latin
from bot.lexicon import entries, pieces_of
from bot.read import Candidate, Network
from bot.reader.marks import ReadTogether
from bot.terms import unmarked
from ingest.document import Span
from ingest.stem import stem

_RUN = re.compile(r"[^\W_]+(?:[-/:’'][^\W_]+)*(?:\s+[^\W_]+(?:[-/:’'][^\W_]+)*)*")
_KEPT = 10_000  # glosses of sentences
_TWICE = re.compile(r"\b(\w+)(?: \1\b)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """A text in English words, and where in it each sentence of the text stands."""

    text: str
    sentences: tuple[Span, ...]


def glossed(sentences: Sequence[str], language: str) -> Gloss:
    """Return the gloss of sentences in a language of the table; others stay as they are."""
    text = ""
    places = []
    for sentence in sentences:
        start = len(text)
        text += in_english(sentence, language) + " "
        places.append(Span(start=start, end=len(text) - 1))
    return Gloss(text=text, sentences=tuple(places))


@lru_cache(maxsize=_KEPT)
def in_english(text: str, language: str) -> str:
    """Return a text with each of its words in English that the table has."""
    if not entries(language):
        return text
    found = _RUN.sub(lambda run: _words(run[0].split(), language), unmarked(text))
    found = _TWICE.sub(r"\1", " ".join(found.split()))
    return found[:1].upper() + found[1:]


def _words(typed: Sequence[str], language: str) -> str:
    said = [
        piece.english if piece.section else _unknown(piece.words[0], language)
        for piece in pieces_of(typed, language)
    ]
    return " ".join(filter(None, said))


def _unknown(word: str, language: str) -> str:
    """Return a name as it stands, another word without its ending, in Latin letters."""
    return latin(word if word[:1].isupper() else stem(word, language))


def read_glosses(
    question: str, candidates: Sequence[Candidate], language: str, network: Network
) -> list[tuple[float, ...]]:
    """Return for each candidate what a network that reads English says of its gloss.

    question is in English, or a gloss; candidates stand in the order of passages and text. See
    `ReadTogether.signals`.
    """
    passages = [list(own) for _, own in groupby(candidates, key=lambda c: c.hit.passage.id)]
    glosses = [glossed([each.text for each in own], language) for own in passages]
    titles = [
        "\n".join(in_english(text, language) for text in own[0].surroundings) for own in passages
    ]
    texts = [gloss.text for gloss in glosses]
    marks = network.read(question, list(zip(titles, texts, strict=True)))
    together = ReadTogether(marks)
    return [
        together.signals(read, place)
        for gloss, read in zip(glosses, marks, strict=True)
        for place in gloss.sentences
    ]
