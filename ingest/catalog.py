"""The catalog: documents, passages and their full-text ranking, in one SQLite file."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from ingest.acronyms import abbreviations
from ingest.disk import no_room
from ingest.document import Document, Heading, Metadata, Page, Passage, Reference, Span
from ingest.errors import IndexProblem
from ingest.schema import SCHEMA
from ingest.stem import stemmed
from ingest.words import Words

_CACHED = 32  # documents kept by a reader: a question comes back to each several times
_PATH_MARK = "\x1f"  # between the headings of a path; no loader lets it into a text
_PASSAGES = (
    "SELECT id, document_id, title, heading, start, end, text, subjects FROM passages "
    "WHERE id IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A catalogued file: where it lies, what to call it, its digest and what it holds.

    path is relative to the index folder, so that a project can be moved as a whole. parts are
    (name, document id): the file itself, whose name is empty, and its attachments.
    """

    path: str
    source: str
    digest: str
    parts: tuple[tuple[str, str], ...]


class Catalog:
    """One generation's catalog. Reading is safe from several threads; writing is for one."""

    def __init__(self, path: Path, *, create: bool = False, read_only: bool = False) -> None:
        """Open a catalog. Raises IndexProblem when the file is not a catalog."""
        self._lock = threading.RLock()
        self.words = Words(self._rows, read_only=read_only)
        self._described: dict[str, tuple[str, Metadata]] | None = None
        self._read = lru_cache(maxsize=_CACHED)(self._document) if read_only else self._document
        self._counted = cache(self._count) if read_only else self._count
        uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        with _translated(f"{path} cannot be used"):
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA foreign_keys = ON")
            if create:
                self._db.executescript(SCHEMA)
            self._db.execute("SELECT 1 FROM files LIMIT 1")

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make the writes inside one transaction: all of them, or none if an error passes."""
        with self._lock, _translated("the catalog cannot be written"):
            self._db.execute("BEGIN")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # SQLite ends it by itself when the disk is full
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def add(self, document: Document, passages: Mapping[Passage, bytes]) -> None:
        """Store a document and its passages, in the place of one with the same id.

        Each passage comes with its token vectors, packed (see `ingest.tokens`).
        """
        self.remove(document.id)
        spans = [[span.start, span.end] for span in document.records]
        pages = [[p.number, p.label, p.span.start, p.span.end] for p in document.pages]
        headings = [[h.level, h.text, h.span.start, h.span.end] for h in document.headings]
        self._write(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            document.id,
            document.source,
            document.media_type,
            *map(_json, (asdict(document.metadata), pages, headings, spans, document.warnings)),
            document.text,
        )
        for short, long in dict.fromkeys(abbreviations(document.text)):
            self._write("INSERT INTO abbreviations VALUES (?, ?, ?)", document.id, short, long)
        for passage, packed in passages.items():
            number = self._write(
                "INSERT INTO passages "
                "(id, document_id, start, end, title, heading, text, subjects, stems) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                passage.id,
                passage.document_id,
                passage.span.start,
                passage.span.end,
                passage.title,
                _PATH_MARK.join(passage.heading),
                passage.text,
                passage.subjects,
                stemmed(passage.text, document.metadata.language),
            )
            self._write("INSERT INTO tokens VALUES (?, ?)", number, packed)

    def remove(self, document_id: str) -> list[str]:
        """Forget a document and return the ids of the passages it had."""
        ids = self.passage_ids(document_id)
        self._write("DELETE FROM passages WHERE document_id = ?", document_id)
        self._write("DELETE FROM documents WHERE id = ?", document_id)
        return sorted(ids)

    def record(self, entry: FileEntry) -> None:
        """Note a file, in the place of one at the same path. Its documents must be stored."""
        self.forget(entry.path)
        self._write("INSERT INTO files VALUES (?, ?, ?)", entry.path, entry.source, entry.digest)
        for name, document_id in entry.parts:
            self._write("INSERT INTO parts VALUES (?, ?, ?)", entry.path, name, document_id)

    def forget(self, path: str) -> None:
        """Forget a file; documents that no file holds any more are `orphans`."""
        self._write("DELETE FROM files WHERE path = ?", path)

    def orphans(self) -> list[str]:
        """Return the ids of documents that no catalogued file holds."""
        rows = self._rows(
            "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM parts)"
        )
        return [str(row[0]) for row in rows]

    def name_after_files(self) -> None:
        """Give each document the source of the first file that holds it, as files move."""
        self._write(
            "UPDATE documents SET source = named.source FROM ("
            " SELECT parts.document_id AS id, min(files.source || parts.name) AS source"
            " FROM parts JOIN files USING (path) GROUP BY parts.document_id) AS named "
            "WHERE documents.id = named.id AND documents.source <> named.source"
        )

    def files(self) -> list[FileEntry]:
        """Return every catalogued file, by source."""
        parts: dict[str, list[tuple[str, str]]] = {}
        for path, name, held in self._rows("SELECT path, name, document_id FROM parts ORDER BY 2"):
            parts.setdefault(str(path), []).append((str(name), str(held)))
        rows = self._rows("SELECT path, source, digest FROM files ORDER BY source, path")
        return [
            FileEntry(
                path=str(path),
                source=str(source),
                digest=str(digest),
                parts=tuple(parts.get(str(path), ())),
            )
            for path, source, digest in rows
        ]

    def document_ids(self) -> list[str]:
        """Return every document id, by source."""
        return [str(row[0]) for row in self._rows("SELECT id FROM documents ORDER BY source, id")]

    def __contains__(self, document_id: str) -> bool:
        """Tell whether there is a document with this id."""
        return bool(self._rows("SELECT 1 FROM documents WHERE id = ?", document_id))

    def document(self, document_id: str) -> Document:
        """Return a document. Raises IndexProblem if the catalog has none with this id."""
        return self._read(document_id)

    def _document(self, document_id: str) -> Document:
        rows = self._rows(
            "SELECT source, media_type, metadata, pages, headings, records, warnings, text "
            "FROM documents WHERE id = ?",
            document_id,
        )
        if not rows:
            raise IndexProblem(f"no document {document_id} in the index")
        source, media_type, metadata, pages, headings, records, warnings, text = map(str, rows[0])
        return Document(
            source=source,
            media_type=media_type,
            metadata=_metadata(metadata),
            text=text,
            pages=tuple(
                Page(number=n, label=label, span=Span(start=start, end=end))
                for n, label, start, end in json.loads(pages)
            ),
            headings=tuple(
                Heading(level=level, text=title, span=Span(start=start, end=end))
                for level, title, start, end in json.loads(headings)
            ),
            records=tuple(Span(start=start, end=end) for start, end in json.loads(records)),
            warnings=tuple(json.loads(warnings)),
        )

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """Return the passages with these ids, in the order asked for."""
        rows = self._rows(_PASSAGES, json.dumps(list(ids)))
        found = {passage.id: passage for passage in map(_passage, rows)}
        return [found[passage_id] for passage_id in ids]

    def tokens(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the packed token vectors of passages, by passage id."""
        rows = self._rows(
            "SELECT p.id, t.packed FROM passages p JOIN tokens t USING (number) "
            "WHERE p.id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids)),
        )
        return {str(key): packed for key, packed in rows if isinstance(packed, bytes)}

    def metadata(self) -> Mapping[str, tuple[str, Metadata]]:
        """Return (source, metadata) of every document, by id; a reader finds it once."""
        if self._described is None:
            self._described = {
                str(document_id): (str(source), _metadata(str(metadata)))
                for document_id, source, metadata in self._rows(
                    "SELECT id, source, metadata FROM documents ORDER BY id"
                )
            }
        return self._described

    @cached_property
    def languages(self) -> frozenset[str]:
        """Return the known languages of the documents."""
        found = {metadata.language for _, metadata in self.metadata().values()}
        return frozenset(language for language in found if language)

    @cached_property
    def called(self) -> Mapping[str, Metadata]:
        """Return the metadata of the documents that questions call by other names, by id."""
        return {key: each for key, (_, each) in self.metadata().items() if each.called}

    def passage_ids(self, document_id: str | None = None) -> set[str]:
        """Return every passage id, or those of one document."""
        query = "SELECT id FROM passages WHERE ? IS NULL OR document_id = ?"
        if document_id is not None:  # so that the index on document_id is used
            query = "SELECT id FROM passages WHERE ? IS NOT NULL AND document_id = ?"
        return {str(row[0]) for row in self._rows(query, document_id, document_id)}

    def passage_count(self) -> int:
        """Return the number of passages."""
        return self._counted()

    def _count(self) -> int:
        return int(str(self._rows("SELECT count(*) FROM passages")[0][0]))

    def problems(self) -> list[str]:
        """Return what SQLite finds wrong with the file; nothing when it is sound."""
        found = [str(row[0]) for row in self._rows("PRAGMA quick_check")]
        found += [
            f"a row of {row[0]} points nowhere" for row in self._rows("PRAGMA foreign_key_check")
        ]
        return [line for line in found if line != "ok"]

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _write(self, statement: str, *values: object) -> int | None:
        """Carry out a statement; return the number of the row it inserted."""
        with self._lock, _translated("the catalog cannot be written"):
            return self._db.execute(statement, values).lastrowid

    def _rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock, _translated("the catalog cannot be read"):
            return self._db.execute(query, values).fetchall()


@contextmanager
def _translated(what: str) -> Iterator[None]:
    """Let SQLite's errors leave as the program's own."""
    try:
        yield
    except sqlite3.Error as exc:
        if getattr(exc, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise no_room("its catalog") from exc
        raise IndexProblem(f"{what}: {exc}; rebuild with: python -m ingest rebuild") from exc


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _metadata(text: str) -> Metadata:
    values = json.loads(text)
    references = tuple(Reference(**reference) for reference in values.pop("references"))
    return Metadata(**values, references=references)


def _passage(row: Sequence[object]) -> Passage:
    _, document_id, title, heading, start, end, text, subjects = map(str, row)
    return Passage(
        document_id=document_id,
        title=title,
        heading=tuple(heading.split(_PATH_MARK)) if heading else (),
        span=Span(start=int(start), end=int(end)),
        text=text,
        subjects=subjects,
    )
