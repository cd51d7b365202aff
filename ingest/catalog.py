"""The catalog: documents, passages and their full-text ranking, in one SQLite file."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.document import Document, Heading, Metadata, Page, Passage, Span
from ingest.errors import IndexProblem

_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, root TEXT NOT NULL, source TEXT NOT NULL, file_digest TEXT NOT NULL,
    media_type TEXT NOT NULL, metadata TEXT NOT NULL, pages TEXT NOT NULL, headings TEXT NOT NULL,
    text TEXT NOT NULL, UNIQUE (root, source));
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    title TEXT NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX passages_by_document ON passages (document_id);
CREATE VIRTUAL TABLE ranking USING fts5 (
    title, heading, text, content='passages', content_rowid='number',
    tokenize='porter unicode61 remove_diacritics 2');
CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT INTO ranking (rowid, title, heading, text)
    VALUES (new.number, new.title, new.heading, new.text); END;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO ranking (ranking, rowid, title, heading, text)
    VALUES ('delete', old.number, old.title, old.heading, old.text); END;
"""
_PATH_MARK = "\x1f"  # between the headings of a path; no loader lets it into a text
_PASSAGES = (
    "SELECT id, document_id, title, heading, start, end, text FROM passages "
    "WHERE id IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A catalogued file: where it came from and the digest of its bytes and metadata."""

    document_id: str
    root: str
    source: str
    file_digest: str


class Catalog:
    """One generation's catalog. Reading is safe from several threads; writing is for one."""

    def __init__(self, path: Path, *, create: bool = False, read_only: bool = False) -> None:
        """Open a catalog. Raises IndexProblem when the file is not a catalog."""
        self._lock = threading.Lock()
        uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        try:
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._db.execute("PRAGMA foreign_keys = ON")
            if create:
                self._db.executescript(_SCHEMA)
            self._db.execute("SELECT 1 FROM documents LIMIT 1")
        except sqlite3.Error as exc:
            raise IndexProblem(f"{path}: {exc}; rebuild with: python -m ingest --rebuild") from exc

    def add(
        self, document: Document, passages: Iterable[Passage], *, root: str, file_digest: str
    ) -> None:
        """Store a document and its passages in one transaction."""
        with self._lock, self._db:
            self._db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    document.id,
                    root,
                    document.source,
                    file_digest,
                    document.media_type,
                    json.dumps(asdict(document.metadata), ensure_ascii=False),
                    json.dumps(
                        [[p.number, p.label, p.span.start, p.span.end] for p in document.pages]
                    ),
                    json.dumps(
                        [[h.level, h.text, h.span.start, h.span.end] for h in document.headings],
                        ensure_ascii=False,
                    ),
                    document.text,
                ),
            )
            self._db.executemany(
                "INSERT INTO passages (id, document_id, start, end, title, heading, text) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        passage.id,
                        passage.document_id,
                        passage.span.start,
                        passage.span.end,
                        passage.title,
                        _PATH_MARK.join(passage.heading),
                        passage.text,
                    )
                    for passage in passages
                ),
            )

    def remove(self, document_id: str) -> list[str]:
        """Forget a document and return the ids of the passages it had."""
        with self._lock, self._db:
            ids: list[str] = [
                row[0]
                for row in self._db.execute(
                    "SELECT id FROM passages WHERE document_id = ?", (document_id,)
                )
            ]
            self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        return ids

    def relocate(self, document_id: str, *, root: str, source: str) -> None:
        """Note that a document's file now lies elsewhere."""
        with self._lock, self._db:
            self._db.execute(
                "UPDATE documents SET root = ?, source = ? WHERE id = ?",
                (root, source, document_id),
            )

    def entries(self) -> list[Entry]:
        """Return every catalogued file, by root and source."""
        rows = self._rows("SELECT id, root, source, file_digest FROM documents ORDER BY 2, 3", ())
        return [
            Entry(document_id=str(a), root=str(b), source=str(c), file_digest=str(d))
            for a, b, c, d in rows
        ]

    def document(self, document_id: str) -> Document:
        """Return a document. Raises IndexProblem if the catalog has none with this id."""
        rows = self._rows(
            "SELECT source, media_type, metadata, pages, headings, text "
            "FROM documents WHERE id = ?",
            (document_id,),
        )
        if not rows:
            raise IndexProblem(f"no document {document_id} in the index")
        source, media_type, metadata, pages, headings, text = map(str, rows[0])
        return Document(
            source=source,
            media_type=media_type,
            metadata=Metadata(**json.loads(metadata)),
            text=text,
            pages=tuple(
                Page(number=n, label=label, span=Span(start=start, end=end))
                for n, label, start, end in json.loads(pages)
            ),
            headings=tuple(
                Heading(level=level, text=title, span=Span(start=start, end=end))
                for level, title, start, end in json.loads(headings)
            ),
        )

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """Return the passages with these ids, in the order asked for."""
        rows = self._rows(_PASSAGES, (json.dumps(list(ids)),))
        found = {passage.id: passage for passage in map(_passage, rows)}
        return [found[passage_id] for passage_id in ids]

    def passage_ids(self) -> set[str]:
        """Return every passage id."""
        return {str(row[0]) for row in self._rows("SELECT id FROM passages", ())}

    def passage_count(self) -> int:
        """Return the number of passages."""
        return int(str(self._rows("SELECT count(*) FROM passages", ())[0][0]))

    def rank(self, terms: Sequence[str], *, limit: int) -> list[tuple[str, float]]:
        """Return (passage id, BM25 score) of passages with any of the terms, best first.

        Higher is better. A term in a title or a heading counts like one in the text.
        Source: Robertson and Zaragoza 2009, as implemented by SQLite FTS5.
        """
        query = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
        if not query:
            return []
        rows = self._rows(
            "SELECT p.id, -bm25(ranking) FROM ranking JOIN passages p ON p.number = ranking.rowid "
            "WHERE ranking MATCH ? ORDER BY 2 DESC, 1 LIMIT ?",
            (query, limit),
        )
        return [(str(passage_id), float(str(score))) for passage_id, score in rows]

    def document_frequency(self, terms: Iterable[str]) -> dict[str, int]:
        """Return for each term in how many passages it occurs, in any of its English forms."""
        counts = {}
        for term in terms:
            quoted = '"' + term.replace('"', '""') + '"'
            rows = self._rows("SELECT count(*) FROM ranking WHERE ranking MATCH ?", (quoted,))
            counts[term] = int(str(rows[0][0]))
        return counts

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        try:
            with self._lock:
                return self._db.execute(query, values).fetchall()
        except sqlite3.Error as exc:
            raise IndexProblem(f"the catalog cannot be read: {exc}") from exc


def _passage(row: Sequence[object]) -> Passage:
    _, document_id, title, heading, start, end, text = map(str, row)
    return Passage(
        document_id=document_id,
        title=title,
        heading=tuple(heading.split(_PATH_MARK)) if heading else (),
        span=Span(start=int(start), end=int(end)),
        text=text,
    )
