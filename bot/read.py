"""The untrained reader: how likely a sentence answers a question, from a few measured signals.

A reader is anything with `read`. A trained one can take this one's place without other changes.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answer import Hit
from bot.terms import STOP_WORDS, content_words, exact_words, instead_of, stem, stems
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.embed import Embedder

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\b(?:1\d{{3}}|20\d\d)s?\b|\b(?:{_MONTHS})\b|\b(?:\w+day|centur(?:y|ies)|decades?|years?|"
    r"months?|weeks?|seasons?|BCE?|AD|CE|ago)\b|\d\d?[.:]\d\d"
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|"
    r"thousand|million|billion|half|third|quarter|several|many|few|no|none|once|twice)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b[A-Z][\w’'-]+(?:\s+(?:[a-z]{1,3}\s+)?[A-Z][\w’'-]+)+"
    r"|(?i:\b(?:people|persons?|police|offic\w+|represent\w+|participants?|"
    r"delegat\w+|minist\w+|chiefs?|heads?|presidents?|citizens|parties|authorit\w+|agenc\w+|"
    r"experts?|staff|states|countries|teams?|govern\w+|king|queen|generals?|forces|children|"
    r"\w+men|\w{3,}(?:ers?|ors?|ists?|ians?|ees?))\b)"
)
_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|across|between|through|into|outside)\s+(?:the\s+)?[A-ZА-Я]"
    r"|\b(?:north|south|east|west|region|city|town|country|river|sea|coast|border)\w*\b"
)
# What a question asks for, and what a sentence that gives it holds. A sentence without it is
# never evidence where the last field says so: names of places take too many forms for that.
_WANTED = (
    (
        re.compile(r"\b(?:(?:what|which) (?:year|date|day|century|month))\b|^\W*when\b", re.I),
        _DATE,
        "a date",
    ),
    (re.compile(r"\bhow (?:many|much|old)\b", re.I), _NUMBER, "a number"),
    (re.compile(r"^\W*(?:\w+ )?who(?:m|se)?\b", re.I), _PERSON, "a person or body"),
    (re.compile(r"\b(?:where|which city|what city|which country)\b", re.I), _PLACE, ""),
)
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence of a retrieved passage; span is in the document's coordinates."""

    hit: Hit
    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How likely a sentence answers, and the words in it that do: a span of the document."""

    probability: float
    answer: Span | None = None


class Reader(Protocol):
    """Tells how likely each candidate answers a question."""

    name: str

    def read(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[Reading]:
        """Return one reading per candidate, in order."""


# A worse fused score than this tells no more. In a corpus of few passages all are retrieved and
# their order tells little, so the signal grows with the corpus up to this many passages.
_FARTHEST = 1.0
_LARGE = 1000

FEATURES = (
    "sentence similarity",
    "token alignment",
    "passage similarity",
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
# Fitted on 260 questions of SQuADShifts' new Wikipedia set with `python -m evals.fit`.
WEIGHTS = (1.793, 3.721, 0.000, 1.669, 0.931, 0.135, -1.231, 0.000, 0.466, -1.273, -2.829, -0.846)
BIAS = -6.354


class SimilarityReader:
    """Scores by embedding similarity and by rare terms shared; a logistic model of FEATURES."""

    name = "similarity"

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[Reading]:
        """Return one reading per candidate, in order; it marks no words."""
        rows = self.features(question, candidates, catalog)
        totals = [BIAS + sum(w * x for w, x in zip(WEIGHTS, row, strict=True)) for row in rows]
        return [Reading(probability=1.0 / (1.0 + math.exp(-total))) for total in totals]

    def features(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[list[float]]:
        """Return the signals named in FEATURES for each candidate, most between 0 and 1."""
        if not candidates:
            return []
        similar, aligned = self._embedder.align(
            question, [candidate.text for candidate in candidates], ignore=STOP_WORDS
        )
        terms = _terms(question, catalog)
        unknown = sum(not term.is_known for term in terms) / max(len(terms), 1)
        exact = [stem(word) for word in exact_words(question)]
        wanted = next((kind for asks, kind, _ in _WANTED if asks.search(question)), None)
        found_in = {text: stems(text) for text in {c.hit.passage.search_text for c in candidates}}
        best = max(candidate.hit.score for candidate in candidates)
        selective = min(1.0, math.log(catalog.passage_count() + 1) / math.log(_LARGE))
        rows = []
        for similarity, alignment, candidate in zip(similar, aligned, candidates, strict=True):
            inside = stems(candidate.text)
            context = candidate.hit.passage.search_text
            has_wanted = bool(wanted and wanted.search(candidate.text))
            rows.append(
                [
                    float(similarity),
                    float(alignment),
                    candidate.hit.similarity,
                    _share(terms, inside),
                    _share(terms, found_in[context]),
                    sum(word in inside for word in exact) / max(len(exact), 1),
                    sum(word not in found_in[context] for word in exact) / max(len(exact), 1),
                    unknown,
                    float(has_wanted),
                    float(wanted is not None and not has_wanted),
                    selective * min(best - candidate.hit.score, _FARTHEST),
                    float(not _SENTENCE_END.search(candidate.text)),
                ]
            )
        return rows


def lacks_kind(question: str, sentence: str) -> str:
    """Return the kind of thing a question asks for and a sentence lacks, such as "a date"."""
    return next(
        (
            name
            for asks, kind, name in _WANTED
            if name and asks.search(question) and not kind.search(sentence)
        ),
        "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """A term of a question: the stems that stand for it in evidence, and its weight."""

    stems: frozenset[str]
    weight: float
    is_known: bool


def _terms(question: str, catalog: Catalog) -> list[_Term]:
    """Return a question's terms.

    A weight is 1 for a term of every passage, 2 for a term of none, and in between falls with the
    logarithm of its frequency: the same scale for 5 passages and for 100,000.
    """
    count = catalog.passage_count()
    terms = []
    for word in content_words(question):
        forms = [word.casefold(), *instead_of(word)]
        frequency = max(catalog.document_frequency(forms).values())
        terms.append(
            _Term(
                stems=frozenset(map(stem, forms)),
                weight=2.0 - math.log(frequency + 1) / math.log(count + 2),
                is_known=frequency > 0,
            )
        )
    return terms


def _share(terms: Sequence[_Term], present: frozenset[str]) -> float:
    """Return the share of the terms' weight that is present."""
    total = sum(term.weight for term in terms)
    found = sum(term.weight for term in terms if term.stems & present)
    return found / total if total else 0.0
