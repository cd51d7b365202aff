"""Stand-ins that need no weights."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from bot.read import Candidate, Reading
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.embed import Encoding
from ingest.tokens import unit

_WORD = re.compile(r"\S+")


class HashingEmbedder:
    """Bags of hashed words, rows of length 1: texts that share words are near each other."""

    name = "hashing"
    max_tokens = 254

    def embed(self, texts: Sequence[str]) -> list[Encoding]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str, *, ignore: frozenset[str] = frozenset()) -> Encoding:
        tokens = np.full((len(_WORD.findall(text)), 64), 1e-3, dtype=np.float32)
        for row, word in zip(tokens, _WORD.findall(text.casefold()), strict=True):
            row[hashlib.sha256(word.encode()).digest()[0] % 64] += 1.0
        tokens = unit(tokens)
        return Encoding(whole=unit(tokens.sum(axis=0, keepdims=True) + 1e-6)[0], tokens=tokens)

    def token_spans(self, texts: Sequence[str]) -> list[list[Span]]:
        return [
            [Span(start=word.start(), end=word.end()) for word in _WORD.finditer(text)]
            for text in texts
        ]

    def knows(self, word: str) -> bool:
        return word.casefold() in ("price", "would")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_WORD.findall(text)) for text in texts]


class EagerReader:
    """Finds every sentence likely, the first most."""

    name = "eager"
    network = None

    def read(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[Reading]:
        return [Reading(probability=0.99 - 0.2 * min(i, 4)) for i in range(len(candidates))]
