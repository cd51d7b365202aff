"""The passage vectors, in a Chroma collection inside one generation folder.

Chroma holds ids and vectors only: texts live in the catalog, once.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.embed import Vectors

_BATCH = 2000  # below Chroma's limit for one call (5,461 with its bundled SQLite)


class VectorStore:
    """Vectors by passage id, compared by cosine. One writer; readers open a published folder."""

    def __init__(self, folder: Path) -> None:
        """Open or create the store in a folder."""
        import chromadb
        from chromadb.api.client import Client
        from chromadb.config import Settings as ChromaSettings

        client = chromadb.PersistentClient(
            path=str(folder), settings=ChromaSettings(anonymized_telemetry=False)
        )
        assert isinstance(client, Client)  # noqa: S101  # the interface it returns lacks close()
        self._client = client
        self._collection = self._client.get_or_create_collection(
            "passages",
            configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
            embedding_function=None,
        )

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Store one vector per id; an id that exists gets the new vector."""
        for start in range(0, len(ids), _BATCH):
            end = start + _BATCH
            self._collection.upsert(ids=list(ids[start:end]), embeddings=vectors[start:end])

    def remove(self, ids: Sequence[str]) -> None:
        """Forget the vectors of these ids."""
        for start in range(0, len(ids), _BATCH):
            self._collection.delete(ids=list(ids[start : start + _BATCH]))

    def ids(self) -> set[str]:
        """Return every id."""
        return set(self._collection.get(include=[])["ids"])

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[str, float]]:
        """Return (id, cosine similarity), best first, ties by id. vector is (d,) of length 1."""
        count = self._collection.count()
        if count == 0:
            return []
        found = self._collection.query(
            query_embeddings=np.asarray([vector], dtype=np.float32),
            n_results=min(limit, count),
            include=["distances"],
        )
        distances = found["distances"] or [[]]
        pairs = zip(found["ids"][0], (1.0 - float(d) for d in distances[0]), strict=True)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def similarity(self, ids: Sequence[str], vector: Vectors) -> dict[str, float]:
        """Return the cosine similarity of a (d,) vector of length 1 and of each stored one."""
        if not ids:
            return {}
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        values = np.asarray(found["embeddings"], dtype=np.float32) @ vector
        return dict(zip(found["ids"], map(float, values), strict=True))

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()
