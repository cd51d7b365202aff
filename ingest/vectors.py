"""The passage vectors, in a Chroma collection inside one generation folder.

Chroma holds ids and vectors only: texts live in the catalog, once.
"""

import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from ingest.disk import no_room
from ingest.errors import IndexProblem
from ingest.tokens import Vectors

_BATCH = 2000  # below Chroma's limit for one call (5,461 with its bundled SQLite)


class VectorStore:
    """Vectors by passage id, compared by cosine. One writer; readers open a published folder."""

    def __init__(self, folder: Path) -> None:
        """Open or create the store in a folder."""
        import chromadb
        from chromadb.api.client import Client
        from chromadb.config import Settings as ChromaSettings

        self._count: int | None = None
        with _translated():
            client = chromadb.PersistentClient(
                path=str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
            assert isinstance(client, Client)  # noqa: S101  # its interface lacks close()
            # Chroma itself keeps what nobody closes; a reader is left to the garbage collector.
            self._closed = weakref.finalize(self, client.close)
            self._collection = client.get_or_create_collection(
                "passages",
                configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                embedding_function=None,
            )

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Store one vector per id; an id that exists gets the new vector."""
        self._count = None
        for start in range(0, len(ids), _BATCH):
            end = start + _BATCH
            with _translated():
                self._collection.upsert(ids=list(ids[start:end]), embeddings=vectors[start:end])

    def remove(self, ids: Sequence[str]) -> None:
        """Forget the vectors of these ids."""
        self._count = None
        for start in range(0, len(ids), _BATCH):
            with _translated():
                self._collection.delete(ids=list(ids[start : start + _BATCH]))

    def ids(self) -> set[str]:
        """Return every id."""
        with _translated():
            return set(self._collection.get(include=[])["ids"])

    def lengths(self, ids: Sequence[str]) -> dict[str, float]:
        """Return the length of each stored vector: 1 when it is sound."""
        found: dict[str, float] = {}
        for start in range(0, len(ids), _BATCH):
            with _translated():
                rows = self._collection.get(
                    ids=list(ids[start : start + _BATCH]), include=["embeddings"]
                )
            norms = np.linalg.norm(np.asarray(rows["embeddings"], dtype=np.float32), axis=-1)
            found |= dict(zip(rows["ids"], map(float, norms), strict=True))
        return found

    def nearest(self, vector: Vectors, *, limit: int) -> list[tuple[str, float]]:
        """Return (id, cosine similarity), best first, ties by id. vector is (d,) of length 1."""
        if self._count is None:  # Chroma counts the rows one by one
            self._count = self._collection.count()
        if self._count == 0:
            return []
        found = self._collection.query(
            query_embeddings=np.asarray([vector], dtype=np.float32),
            n_results=min(limit, self._count),
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
        self._closed()


@contextmanager
def _translated() -> Iterator[None]:
    """Let Chroma's errors leave as the program's own; it tells a full disk by its text only."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as exc:
        if "disk is full" in str(exc) or "No space left" in str(exc):
            raise no_room("its vectors") from exc
        raise IndexProblem(
            f"the vectors cannot be used: {exc}; rebuild with: python -m ingest rebuild"
        ) from exc
