import gc
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from ingest.document import Document, Metadata, Passage, Span
from ingest.errors import IndexBusy, IndexProblem, NoIndex, OtherIndex
from ingest.index import Generation, IndexFolder, LiveIndex


def folder(root: Path, fingerprint: str = "f") -> IndexFolder:
    return IndexFolder(root, fingerprint=fingerprint, lock_seconds=0.1)


def add(draft: Generation, text: str) -> str:
    document = Document(
        source=f"{text}.txt", media_type="text/plain", metadata=Metadata(title="T"), text=text
    )
    passage = Passage(
        document_id=document.id,
        title="T",
        heading=(),
        span=Span(start=0, end=len(text)),
        text=text,
    )
    draft.catalog.add(document, {passage: b""})
    draft.vectors.add([passage.id], np.eye(1, 8, dtype=np.float32))
    return passage.id


def publish(index: IndexFolder, text: str) -> str:
    with index.draft() as draft:
        passage_id = add(draft, text)
        index.publish(draft)
    return passage_id


def test_a_published_generation_holds_what_the_one_before_held(tmp_path: Path) -> None:
    ids = {publish(folder(tmp_path), "one"), publish(folder(tmp_path), "two")}
    generation = folder(tmp_path).open()
    assert generation.catalog.passage_ids() == generation.vectors.ids() == ids


def test_a_draft_that_fails_leaves_the_live_generation_as_it_was(tmp_path: Path) -> None:
    index = folder(tmp_path)
    kept = publish(index, "one")
    with pytest.raises(RuntimeError), index.draft() as draft:
        add(draft, "two")
        raise RuntimeError
    assert index.open().catalog.passage_ids() == {kept}
    assert [path.name for path in tmp_path.glob("0*")] == ["000001"]


def test_catalog_and_vectors_that_disagree_are_not_published(tmp_path: Path) -> None:
    index = folder(tmp_path)
    with pytest.raises(IndexProblem, match="nothing was published"), index.draft() as draft:
        draft.vectors.remove([add(draft, "one")])
        index.publish(draft)
    with pytest.raises(NoIndex):
        index.current()


def test_a_second_writer_is_told_who_holds_the_index(tmp_path: Path) -> None:
    holder = pytest.raises(IndexBusy, match=f"process {os.getpid()}")
    with folder(tmp_path).writing(), holder, folder(tmp_path).writing():
        pytest.fail("two writers at once")


def test_an_index_of_another_fingerprint_is_refused_with_the_command(tmp_path: Path) -> None:
    publish(folder(tmp_path), "one")
    with pytest.raises(OtherIndex, match="ingest rebuild"):
        folder(tmp_path, "g").open()
    with pytest.raises(OtherIndex), folder(tmp_path, "g").draft():
        pytest.fail("written with another model")


def test_an_open_reader_moves_to_a_newly_published_generation(tmp_path: Path) -> None:
    index = folder(tmp_path)
    first = publish(index, "one")
    live = LiveIndex(index)
    assert live.generation() is live.generation()
    second = publish(index, "two")
    found = live.generation().vectors.nearest(np.eye(1, 8, dtype=np.float32)[0], limit=9)
    assert {passage_id for passage_id, _ in found} == {first, second}


def test_a_reader_moves_to_an_index_that_was_built_anew(tmp_path: Path) -> None:
    index = folder(tmp_path / "index")
    index.root.mkdir()
    live = LiveIndex(index)
    publish(index, "one")
    assert live.generation().number == 1
    shutil.rmtree(index.root)
    index.root.mkdir()
    kept = publish(index, "two")
    assert live.generation().number == 1
    assert live.generation().catalog.passage_ids() == {kept}


def test_what_is_no_longer_read_is_let_go_of(tmp_path: Path) -> None:
    index = folder(tmp_path)
    live = LiveIndex(index)
    for text in ("one", "two", "three"):
        publish(index, text)
        assert live.generation().vectors.ids()
    gc.collect()
    held = [name for name in SharedSystemClient._identifier_to_system if str(tmp_path) in name]
    assert held == [str(tmp_path / "000003" / "chroma")]


def test_a_damaged_generation_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    index = folder(tmp_path)
    publish(index, "one")
    (tmp_path / "000001" / "catalog.sqlite").write_bytes(b"not a database")
    with pytest.raises(IndexProblem, match="ingest rebuild"):
        index.open()
    (tmp_path / "CURRENT").write_text("?")
    with pytest.raises(IndexProblem, match="ingest rebuild"):
        index.open()


def test_leftovers_of_a_killed_writer_are_removed_at_the_next_publish(tmp_path: Path) -> None:
    publish(folder(tmp_path), "one")
    (tmp_path / "000002").mkdir()
    publish(folder(tmp_path), "two")
    assert sorted(path.name for path in tmp_path.glob("0*")) == ["000001", "000002"]


def test_a_draft_that_was_interrupted_is_gone_on_with(tmp_path: Path) -> None:
    index = folder(tmp_path)
    kept = publish(index, "one")
    with pytest.raises(KeyboardInterrupt), index.draft() as draft:
        added = add(draft, "two")
        half = add(draft, "three")
        draft.vectors.remove([half])
        raise KeyboardInterrupt
    assert index.unfinished()
    assert index.open().catalog.passage_ids() == {kept}
    with index.draft() as draft:
        assert draft.catalog.passage_ids() == {kept, added}
        index.publish(draft)
    assert not index.unfinished()


def test_a_draft_of_another_parent_is_not_gone_on_with(tmp_path: Path) -> None:
    index = folder(tmp_path)
    with pytest.raises(KeyboardInterrupt), index.draft() as draft:
        add(draft, "one")
        raise KeyboardInterrupt
    assert not folder(tmp_path, "g").unfinished()
    with folder(tmp_path, "g").draft() as draft:
        assert draft.catalog.passage_ids() == set()


def test_a_draft_of_other_work_is_neither_gone_on_with_nor_published(tmp_path: Path) -> None:
    index = folder(tmp_path)
    kept = publish(index, "one")
    with pytest.raises(KeyboardInterrupt), index.draft(of="ingest a") as draft:
        add(draft, "two")
        raise KeyboardInterrupt
    assert index.unfinished(of="ingest a")
    assert not index.unfinished(of="ingest b")
    with index.draft(of="ingest b") as draft:
        assert draft.catalog.passage_ids() == {kept}


def test_rollback_makes_the_generation_before_live_and_goes_no_further(tmp_path: Path) -> None:
    index = folder(tmp_path)
    kept = publish(index, "one")
    publish(index, "two")
    assert index.rollback() == (2, 1)
    assert index.open().catalog.passage_ids() == {kept}
    with pytest.raises(IndexProblem, match="no generation before 1"):
        index.rollback()
    three = publish(index, "three")
    assert index.open().catalog.passage_ids() == {kept, three}
