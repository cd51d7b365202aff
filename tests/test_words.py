from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.catalog import Catalog
from ingest.document import Document, Metadata, Passage, Span


def add(catalog: Catalog, text: str) -> str:
    """Store a document of one passage; return the passage's id."""
    document = Document(
        source=text, media_type="text/plain", metadata=Metadata(title="-"), text=text
    )
    passage = Passage(
        document_id=document.id,
        title="-",
        heading=(),
        span=Span(start=0, end=len(text)),
        text=text,
    )
    with catalog.batch():
        catalog.add(document, {passage: b""})
    return passage.id


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    found = Catalog(tmp_path / "catalog.sqlite", create=True)
    yield found
    found.close()


def test_of_passages_that_rank_alike_the_first_ids_are_kept(catalog: Catalog) -> None:
    ids = sorted(add(catalog, f"Wolf {word}") for word in ("one", "two", "six", "ten", "red"))
    best = add(catalog, "Wolf wolf")
    found = [key for key, _ in catalog.words.rank(["wolf"], limit=3)]
    assert found == [best, *ids[:2]]


def test_a_reader_ranks_and_counts_as_the_writer_does(catalog: Catalog, tmp_path: Path) -> None:
    held = add(catalog, "A wolf howls")
    other = add(catalog, "The wolf pack")
    reader = Catalog(tmp_path / "catalog.sqlite", read_only=True)
    for words in (catalog.words, reader.words, reader.words):
        assert {key for key, _ in words.rank(["wolf"], limit=9)} == {held, other}
        assert [key for key, _ in words.rank(["wolf"], limit=9, documents=[held[:16]])] == [held]
        assert words.document_frequency(["wolf", "bear"]) == {"wolf": 2, "bear": 0}
    assert reader.passage_count() == 2
    reader.close()


def test_a_writer_finds_what_it_has_just_stored(catalog: Catalog) -> None:
    assert catalog.words.rank(["wolf"], limit=9) == []
    assert catalog.words.document_frequency(["wolf"]) == {"wolf": 0}
    add(catalog, "A wolf howls")
    assert len(catalog.words.rank(["wolf"], limit=9)) == 1
    assert catalog.words.document_frequency(["wolf"]) == {"wolf": 1}
    assert catalog.passage_count() == 1
