"""Late interaction: texts compared word by word, by the token vectors kept in the catalog."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.catalog import Catalog
from ingest.document import Passage
from ingest.embed import Embedder
from ingest.tokens import Vectors, unpack


def alignment(asked: Vectors, tokens: Vectors) -> float:
    """Return the mean, over a question's tokens, of the highest cosine with any token of a text.

    asked is (q, d) and tokens (n, d), rows of length 1. 0 for a text without tokens.
    Source: the MaxSim operator of Khattab and Zaharia, "ColBERT", SIGIR 2020.
    """
    if not len(tokens) or not len(asked):
        return 0.0
    return float((asked @ tokens.T).max(axis=1).mean())


def tokens_of(
    passages: Sequence[Passage], catalog: Catalog, embedder: Embedder
) -> dict[str, tuple[NDArray[np.int64], Vectors]]:
    """Return by passage id where in its document each token begins, (n,), and their (n, d)."""
    spans = embedder.token_spans([passage.search_text for passage in passages])
    packed = catalog.tokens([passage.id for passage in passages])
    found: dict[str, tuple[NDArray[np.int64], Vectors]] = {}
    for passage, where in zip(passages, spans, strict=True):
        # A passage's own text ends its search text.
        shift = passage.span.end - len(passage.search_text)
        rows = unpack(packed[passage.id])
        starts = np.array([span.start + shift for span in where[: len(rows)]], dtype=np.int64)
        found[passage.id] = (starts, rows)
    return found
