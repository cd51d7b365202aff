"""Check that an index says what its documents say: catalog, vectors and source files agree."""

import math
import os
from collections.abc import Iterator
from pathlib import Path

from ingest.catalog import FileEntry
from ingest.errors import UnreadableFile
from ingest.files import SourceFile, digest, is_gone, read
from ingest.index import Generation


def verify(generation: Generation, *, index: Path) -> list[str]:
    """Return what does not agree, one line each; nothing when all does."""
    problems = [f"catalog: {problem}" for problem in generation.catalog.problems()]
    problems += _texts(generation)
    problems += _vectors(generation)
    for entry in generation.catalog.files():
        if problem := _source_problem(entry, index):
            problems.append(f"{entry.source}: {problem}")
    return problems


def _texts(generation: Generation) -> Iterator[str]:
    """Yield the passages whose text is not the document's text at their span."""
    catalog = generation.catalog
    for document_id in catalog.document_ids():
        document = catalog.document(document_id)
        if document.id != document_id:
            yield f"{document.source}: its text is not the one it was catalogued with"
            continue
        for passage in catalog.passages(sorted(catalog.passage_ids(document_id))):
            if passage.span.of(document.text) != passage.text:
                yield f"{document.source}: passage {passage.id} is not the text at its span"


def _vectors(generation: Generation) -> Iterator[str]:
    in_catalog, in_vectors = generation.catalog.passage_ids(), generation.vectors.ids()
    if missing := in_catalog - in_vectors:
        yield f"vectors: {len(missing)} passages have none"
    if extra := in_vectors - in_catalog:
        yield f"vectors: {len(extra)} belong to no passage"
    lengths = generation.vectors.lengths(sorted(in_vectors))
    odd = sum(not math.isclose(length, 1.0, abs_tol=1e-3) for length in lengths.values())
    if odd:
        yield f"vectors: {odd} are not of length 1"


def _source_problem(entry: FileEntry, index: Path) -> str | None:
    path = Path(os.path.normpath(index.resolve() / entry.path))
    if is_gone(path):
        return f"the file is gone from {path}; ingest its folder to remove it"
    try:
        now = digest(*read(SourceFile(path=path, source=entry.source)))
    except UnreadableFile as exc:
        return str(exc)
    return None if now == entry.digest else "the file has changed; ingest it again"
