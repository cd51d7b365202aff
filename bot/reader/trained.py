"""The trained reader: reads each retrieved passage with the question, once.

The network says whether a passage answers and where; the probability of a sentence joins that with
what the untrained reader says of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.read import Candidate, Reading, SimilarityReader, logistic
from bot.reader.encode import headed
from bot.reader.marks import LEAST, Marks, ReadTogether
from bot.reader.passages import WEIGHTS as NETWORK
from bot.reader.passages import PassageReader
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.embed import Embedder

FEATURES = (
    "passage answers",
    "passage answers, beside the others",
    "answer in sentence, of the passage",
    "answer in sentence, of all passages",
    "untrained log-odds",
)
# Fitted with `python -m evals.calibrate evals/written/notes.json.gz`.
WEIGHTS = (0.396, 0.000, 0.343, 0.370, 0.349)
BIAS = 1.271


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The values of FEATURES for a candidate, and the likeliest answer in it, in its document."""

    features: tuple[float, ...]
    answer: Span | None


class TrainedReader:
    """A reader that marks the words that answer. The weights load at the first question."""

    name = "trained"

    def __init__(self, embedder: Embedder, *, weights: Path = NETWORK) -> None:
        self._untrained = SimilarityReader(embedder)
        self.network = PassageReader(weights)

    def read(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[Reading]:
        """Return one reading per candidate, in order, with the likeliest answer in it."""
        return [
            Reading(probability=probability(signal.features), answer=signal.answer)
            for signal in self.signals(question, candidates, catalog)
        ]

    def signals(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[Signals]:
        """Return what the probability of each candidate is made of."""
        marks = self._marks(question, candidates)
        read = ReadTogether(list(marks.values()))
        untrained = self._untrained.read(question, candidates, catalog)
        return [
            _signals(candidate, marks[candidate.hit.passage.id], read, before.probability)
            for candidate, before in zip(candidates, untrained, strict=True)
        ]

    def _marks(self, question: str, candidates: Sequence[Candidate]) -> dict[str, Marks]:
        """Return what is read in each candidate's passage, by passage id."""
        passages = {candidate.hit.passage.id: candidate for candidate in candidates}
        texts = [
            (headed("\n".join(each.surroundings), each.named), each.hit.passage.text)
            for each in passages.values()
        ]
        return dict(zip(passages, self.network.read(question, texts), strict=True))


def probability(features: Sequence[float]) -> float:
    """Return how likely a sentence with these signals answers."""
    return logistic(features, WEIGHTS, BIAS)


def _signals(candidate: Candidate, marks: Marks, read: ReadTogether, untrained: float) -> Signals:
    at = candidate.hit.passage.span.start
    inside = Span(start=candidate.span.start - at, end=candidate.span.end - at)
    found = marks.best(inside)
    return Signals(
        features=(*read.signals(marks, inside), max(_log_odds(untrained), LEAST)),
        answer=found and Span(start=at + found[0].start, end=at + found[0].end),
    )


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(clipped / (1 - clipped))
