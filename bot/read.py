"""The untrained reader: how likely a sentence answers a question, from a few measured signals.

A reader is anything with `read`. A trained one can take this one's place without other changes.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot.answer import Hit
from bot.reader.marks import Marks
from bot.terms import (
    STOP_WORDS,
    content_words,
    exact_words,
    instead_of,
    stem,
    stems,
    unmarked,
)
from bot.tokens import alignment, tokens_of
from bot.wanted import wanted
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.embed import Embedder
from ingest.tokens import Vectors

SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence of a retrieved passage; span is in the document's coordinates.

    named: names of the question that the passage lacks and its document begins with.
    """

    hit: Hit
    span: Span
    text: str
    named: tuple[str, ...] = ()

    @property
    def surroundings(self) -> tuple[str, ...]:
        """Return what the sentence may leave unsaid: the title and headings it stands under."""
        return (self.hit.passage.title, *self.hit.passage.heading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How likely a sentence answers, and the words in it that do: a span of the document."""

    probability: float
    answer: Span | None = None


class Network(Protocol):
    """A network that reads English texts, each with the title and headings above it."""

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Marks]:
        """Return what it says of each text."""


class Reader(Protocol):
    """Tells how likely each candidate answers a question."""

    name: str

    @property
    def network(self) -> Network | None:
        """Return the network that it reads with, if it has one."""

    def read(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[Reading]:
        """Return one reading per candidate, in order."""


# A worse fused score than this tells no more. In a corpus of few passages all are retrieved and
# their order tells little, so the signal grows with the corpus up to this many passages.
FARTHEST = 1.0
_LARGE = 1000

FEATURES = (
    "sentence similarity",
    "token alignment",
    "passage similarity",
    "passage alignment",
    "terms in sentence",
    "terms in passage",
    "exact words in sentence",
    "exact words missing",
    "unknown terms",
    "wanted kind present",
    "wanted kind absent",
    "fused score below the best",
    "not a sentence",
)
# Fitted on 500 questions of SQuADShifts' new Wikipedia set with `python -m evals.fit`.
WEIGHTS = (
    0.611, 3.016, 0.000, 0.000, 3.085, 0.871, 0.000,
    -0.686, 0.000, 0.372, -1.189, -3.671, -1.188,
)  # fmt: skip
BIAS = -5.920


def logistic(features: Sequence[float], weights: Sequence[float], bias: float) -> float:
    """Return the probability that a logistic model gives to signals."""
    total = bias + sum(w * x for w, x in zip(weights, features, strict=True))
    return 1.0 / (1.0 + math.exp(-total))


def rarity(frequency: int, count: int) -> float:
    """Return the weight of a term that so many of all passages hold.

    It is 1 for a term of every passage, 2 for a term of none, and in between falls with the
    logarithm of the frequency: the same scale for 5 passages and for 100,000.
    """
    return 2.0 - math.log(frequency + 1) / math.log(count + 2)


class SimilarityReader:
    """Scores by embedding similarity and by rare terms shared; a logistic model of FEATURES."""

    name = "similarity"
    network = None

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[Reading]:
        """Return one reading per candidate, in order; it marks no words."""
        rows = self.features(question, candidates, catalog)
        return [Reading(probability=logistic(row, WEIGHTS, BIAS)) for row in rows]

    def features(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[list[float]]:
        """Return the signals named in FEATURES for each candidate, most between 0 and 1."""
        if not candidates:
            return []
        asked = self._embedder.embed_query(question, ignore=STOP_WORDS).tokens
        tokens = self._tokens(candidates, catalog)
        terms = _terms(question, catalog)
        unknown = sum(not term.is_known for term in terms) / max(len(terms), 1)
        exact = [stem(word) for word in exact_words(question)]
        kind = wanted(question)
        found_in = {text: stems(text) for text in {c.hit.passage.search_text for c in candidates}}
        best = max(candidate.hit.score for candidate in candidates)
        selective = min(1.0, math.log(catalog.passage_count() + 1) / math.log(_LARGE))
        rows = []
        for candidate, own in zip(candidates, tokens, strict=True):
            inside = stems(candidate.text)
            context = candidate.hit.passage.search_text
            has_wanted = bool(kind and kind.search(unmarked(candidate.text)))
            rows.append(
                [
                    _similarity(asked, own),
                    alignment(asked, own),
                    candidate.hit.similarity,
                    candidate.hit.alignment,
                    _share(terms, inside),
                    _share(terms, found_in[context]),
                    sum(word in inside for word in exact) / max(len(exact), 1),
                    sum(word not in found_in[context] for word in exact) / max(len(exact), 1),
                    unknown,
                    float(has_wanted),
                    float(kind is not None and not has_wanted),
                    selective * min(best - candidate.hit.score, FARTHEST),
                    float(not SENTENCE_END.search(candidate.text)),
                ]
            )
        return rows

    def _tokens(self, candidates: Sequence[Candidate], catalog: Catalog) -> list[Vectors]:
        """Return of each candidate the (n, d) vectors of its tokens, in the passage's context."""
        passages = {each.hit.passage.id: each.hit.passage for each in candidates}
        found = tokens_of(list(passages.values()), catalog, self._embedder)
        rows = []
        for candidate in candidates:
            starts, vectors = found[candidate.hit.passage.id]
            rows.append(vectors[(starts >= candidate.span.start) & (starts < candidate.span.end)])
        return rows


def _similarity(asked: Vectors, tokens: Vectors) -> float:
    """Return the cosine of the mean tokens of a question and of a sentence."""
    if not len(tokens) or not len(asked):
        return 0.0
    a, b = asked.mean(axis=0), tokens.mean(axis=0)
    return float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-9))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """A term of a question: the stems that stand for it in evidence, and its weight."""

    stems: frozenset[str]
    weight: float
    is_known: bool


def _terms(question: str, catalog: Catalog) -> list[_Term]:
    """Return a question's terms."""
    count = catalog.passage_count()
    terms = []
    for word in content_words(question):
        forms = [word.casefold(), *instead_of(word)]
        frequency = max(catalog.words.document_frequency(forms).values())
        terms.append(
            _Term(
                stems=frozenset(map(stem, forms)),
                weight=rarity(frequency, count),
                is_known=frequency > 0,
            )
        )
    return terms


def _share(terms: Sequence[_Term], present: frozenset[str]) -> float:
    """Return the share of the terms' weight that is present."""
    total = sum(term.weight for term in terms)
    found = sum(term.weight for term in terms if term.stems & present)
    return found / total if total else 0.0
