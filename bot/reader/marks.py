"""From logits to spans: what a reading of one passage says about its text and its sentences."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.document import Span

LONGEST_ANSWER = 30  # pieces
LEAST = -8.0  # a smaller logarithm tells no more
_USUAL = 7  # passages read
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """A passage as read with a question.

    offsets: spans of the text, one for each of n pieces; starts, ends: (n,) float32 logits that an
    answer starts or ends there; answers: logit that the passage answers at all.
    """

    offsets: tuple[tuple[int, int], ...]
    starts: Array
    ends: Array
    answers: float

    def best(self, within: Span) -> tuple[Span, float] | None:
        """Return the likeliest answer inside a part of the text and the sum of its logits.

        Ties go to the earlier, then the shorter. None where the part has no piece.
        """
        places = self._places(within)
        if not places:
            return None
        starts, ends = self.starts[places], self.ends[places]
        sums = starts[:, None] + ends[None, :]
        count = len(places)
        width = np.arange(count)[None, :] - np.arange(count)[:, None]
        sums = np.where((width >= 0) & (width < LONGEST_ANSWER), sums, -np.inf)
        first, last = np.unravel_index(int(np.argmax(sums)), sums.shape)
        span = Span(start=self.offsets[places[first]][0], end=self.offsets[places[last]][1])
        return span, float(sums[first, last])

    def mass(self, within: Span) -> float:
        """Return the logarithm of how much a part of the text attracts starts and ends."""
        places = self._places(within)
        if not places:
            return -np.inf
        return (_total(self.starts[places]) + _total(self.ends[places])) / 2

    @property
    def whole(self) -> float:
        """Return the mass of the whole text."""
        return (_total(self.starts) + _total(self.ends)) / 2 if self.offsets else -np.inf

    def _places(self, within: Span) -> list[int]:
        return [
            i
            for i, (start, end) in enumerate(self.offsets)
            if start >= within.start and end <= within.end and end > start
        ]


class ReadTogether:
    """What the network says of the passages that are read with one question."""

    def __init__(self, marks: Sequence[Marks]) -> None:
        # Among fewer passages than usual it tells less that one stands out.
        few = math.log(max(_USUAL / max(len(marks), 1), 1.0))
        self._answers = total([mark.answers for mark in marks]) + few
        self._whole = total([mark.whole for mark in marks]) + few

    def signals(self, marks: Marks, sentence: Span) -> tuple[float, float, float, float]:
        """Return how a sentence, a span of the text that marks are of, stands out.

        That its passage answers, and beside the others; that the answer is in the sentence, of
        its passage, and of all.
        """
        mass = marks.mass(sentence)
        return (
            marks.answers,
            max(marks.answers - self._answers, LEAST),
            max(mass - marks.whole, LEAST),
            max(mass - self._whole, LEAST),
        )


def total(values: Sequence[float]) -> float:
    """Return the logarithm of the sum of exponentials."""
    return _total(np.array(values, dtype=np.float32)) if len(values) else -np.inf


def _total(values: Array) -> float:
    most = float(values.max())
    return most + float(np.log(np.exp(values - most).sum())) if np.isfinite(most) else most
