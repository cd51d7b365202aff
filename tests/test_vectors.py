from pathlib import Path

import numpy as np

from ingest.vectors import VectorStore


def test_vectors_are_found_when_they_are_added_and_not_when_they_are_removed(
    tmp_path: Path,
) -> None:
    store = VectorStore(tmp_path)
    rows = np.eye(3, dtype=np.float32)
    assert store.nearest(rows[0], limit=5) == []
    store.add(["a", "b"], rows[:2])
    assert [key for key, _ in store.nearest(rows[0], limit=5)] == ["a", "b"]
    store.add(["c"], rows[2:])
    assert [key for key, _ in store.nearest(rows[2], limit=5)] == ["c", "a", "b"]
    store.remove(["c", "a"])
    assert [key for key, _ in store.nearest(rows[0], limit=5)] == ["b"]
    store.close()
