"""The untrained reader: how likely a sentence answers a question, from a few measured signals.

A reader is anything with `read`. A trained one can take this one's place without other changes.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answer import Hit
from bot.terms import content_words, exact_words, stem, stems
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.embed import Embedder

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\b(?:1\d{{3}}|20\d\d)s?\b|\b(?:{_MONTHS})\b|\b\w+day\b|\bcentur(?:y|ies)\b|\d\d?[.:]\d\d"
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|"
    r"thousand|million|billion|half|third|quarter|several|many|few|no|none|once|twice)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|on|of|across|between|through|into|by|outside)\s+(?:the\s+)?[A-ZА-Я]"
    r"|\b(?:north|south|east|west|region|city|town|country|river|sea|coast|border)\w*\b"
)
_PERSON = re.compile(
    r"\b[A-Z][\w’'-]+(?:\s+(?:[a-z]{1,3}\s+)?[A-Z][\w’'-]+)+"
    r"|(?i:\b(?:people|persons?|police\w*|officers?|officials?|representatives?|participants?|"
    r"delegat\w+|minist\w+|chiefs?|heads?|directors?|presidents?|citizens|members?|parties|"
    r"authorities|agenc\w+|experts?|leaders?|staff|states|countries|team\w*|govern\w+|"
    r"king|queen|general|\w+men)\b)"
)
_WANTED = (
    (re.compile(r"\b(?:when|what (?:year|date|day)|which (?:year|day|century))\b", re.I), _DATE),
    (re.compile(r"\bhow (?:many|much|long|old|far|often|large|big|high|tall)\b", re.I), _NUMBER),
    (re.compile(r"\bwhere\b", re.I), _PLACE),
    (re.compile(r"\bwho(?:m|se)?\b", re.I), _PERSON),
)
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence of a retrieved passage; span is in the document's coordinates."""

    hit: Hit
    span: Span
    text: str


class Reader(Protocol):
    """Tells how likely each candidate answers a question."""

    name: str

    def read(self, question: str, candidates: Sequence[Candidate], catalog: Catalog) -> list[float]:
        """Return one probability per candidate, in order."""


FEATURES = (
    "sentence similarity",
    "passage similarity",
    "terms in sentence",
    "terms in passage",
    "exact words missing",
    "unknown terms",
    "wanted kind present",
    "wanted kind absent",
    "fused score",
    "not a sentence",
)
# Fitted by `python -m evals fit`.
WEIGHTS = (0.0,) * len(FEATURES)
BIAS = 0.0


class SimilarityReader:
    """Scores by embedding similarity and by rare terms shared; a logistic model of ten signals."""

    name = "similarity"

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(self, question: str, candidates: Sequence[Candidate], catalog: Catalog) -> list[float]:
        """Return one probability per candidate, in order."""
        rows = self.features(question, candidates, catalog)
        totals = [BIAS + sum(w * x for w, x in zip(WEIGHTS, row, strict=True)) for row in rows]
        return [1.0 / (1.0 + math.exp(-total)) for total in totals]

    def features(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[list[float]]:
        """Return the signals named in FEATURES for each candidate, most between 0 and 1."""
        if not candidates:
            return []
        vectors = self._embedder.embed([question, *(candidate.text for candidate in candidates)])
        similar = vectors[1:] @ vectors[0]
        weight, unknown = _term_weights(question, catalog)
        exact = [stem(word) for word in exact_words(question)]
        wanted = next((kind for asks, kind in _WANTED if asks.search(question)), None)
        found_in = {text: stems(text) for text in {c.hit.passage.search_text for c in candidates}}
        rows = []
        for similarity, candidate in zip(similar, candidates, strict=True):
            context = candidate.hit.passage.search_text
            has_wanted = bool(wanted and wanted.search(candidate.text))
            rows.append(
                [
                    float(similarity),
                    candidate.hit.similarity,
                    _share(weight, stems(candidate.text)),
                    _share(weight, found_in[context]),
                    sum(e not in found_in[context] for e in exact) / max(len(exact), 1),
                    unknown,
                    float(has_wanted),
                    float(wanted is not None and not has_wanted),
                    candidate.hit.score,
                    float(not _SENTENCE_END.search(candidate.text)),
                ]
            )
        return rows


def _term_weights(question: str, catalog: Catalog) -> tuple[dict[str, float], float]:
    """Return each term's inverse document frequency, and the share of weight no passage has."""
    terms = {stem(word): word.casefold() for word in content_words(question)}
    frequency = catalog.document_frequency(terms.values())
    count = catalog.passage_count()
    weight = {
        key: math.log(1.0 + (count + 1) / (frequency[word] + 0.5)) for key, word in terms.items()
    }
    unknown = sum(weight[key] for key, word in terms.items() if not frequency[word])
    return weight, unknown / max(sum(weight.values()), 1e-9)


def _share(weight: dict[str, float], present: frozenset[str]) -> float:
    total = sum(weight.values())
    return sum(w for key, w in weight.items() if key in present) / total if total else 0.0
