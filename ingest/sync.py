"""Compare files with the index, apply the difference to a draft, report what happened."""

import hashlib
import logging
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from ingest.catalog import Catalog, Entry
from ingest.document import Document, Metadata, TextBuilder
from ingest.embed import Embedder
from ingest.errors import BadMetadata, MissingPath, UnreadableFile
from ingest.index import FORMAT, Generation, IndexFolder
from ingest.loaders import LOADERS
from ingest.settings import Settings
from ingest.split import split

logger = logging.getLogger(__name__)
_SIDECAR = ".toml"
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file: added, changed, moved, unchanged, removed, duplicate or failed."""

    source: str
    action: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcomes of an ingest, by source; documents and passages are those now live."""

    outcomes: tuple[Outcome, ...]
    documents: int
    passages: int

    @property
    def failed(self) -> list[Outcome]:
        """Return the files that could not be read."""
        return [outcome for outcome in self.outcomes if outcome.action == "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    root: Path
    path: Path

    @property
    def source(self) -> str:
        return self.path.relative_to(self.root).as_posix()

    @property
    def key(self) -> tuple[str, str]:
        return str(self.root), self.source


def index_folder(settings: Settings, embedder: Embedder) -> IndexFolder:
    """Return the index of these settings, with the fingerprint that they and the model imply."""
    fingerprint = f"format {FORMAT}, {embedder.name}, passages of {settings.passage_tokens} tokens"
    return IndexFolder(settings.index, fingerprint=fingerprint, lock_seconds=settings.lock_seconds)


def sync(
    paths: Sequence[Path], *, settings: Settings, embedder: Embedder, rebuild: bool = False
) -> Report:
    """Make the index hold what the paths hold and publish it as a generation.

    A file that vanished from a folder given here leaves the index; documents from elsewhere
    stay. A file that cannot be read keeps its previous version. Raises MissingPath, IndexProblem.
    """
    files = list(_files(paths))
    folder = index_folder(settings, embedder)
    with folder.draft(empty=rebuild) as draft:
        writer = _Writer(draft, settings, embedder, files)
        outcomes = [writer.apply(file) for file in files]
        roots = {str(path.resolve()) for path in paths if path.is_dir()}
        outcomes += writer.remove_missing(roots, {file.key for file in files})
        if writer.wrote or rebuild or not (folder.root / "CURRENT").exists():
            folder.publish(draft)
        entries = draft.catalog.entries()
        return Report(
            outcomes=tuple(sorted(outcomes, key=lambda outcome: outcome.source)),
            documents=len(entries),
            passages=draft.catalog.passage_count(),
        )


class _Writer:
    """Applies files to a draft, one at a time."""

    def __init__(
        self,
        draft: Generation,
        settings: Settings,
        embedder: Embedder,
        files: Sequence[_File],
    ) -> None:
        self._catalog: Catalog = draft.catalog
        self._vectors = draft.vectors
        self._settings = settings
        self._embedder = embedder
        self._known = {(entry.root, entry.source): entry for entry in draft.catalog.entries()}
        self._by_id = {entry.document_id: entry for entry in self._known.values()}
        self._digests = {file.key: _digest(file.path) for file in files}
        self.wrote = False

    def apply(self, file: _File) -> Outcome:
        """Bring one file's document up to date; an unreadable file is an outcome, not an error."""
        known = self._known.get(file.key)
        try:
            data, sidecar = _read(file.path)
            digest = self._digests[file.key]
            if known and known.file_digest == digest:
                return Outcome(source=file.source, action="unchanged")
            document = _document(file, data, sidecar)
        except UnreadableFile as exc:
            kept = "; its previous version stays in the index" if known else ""
            return Outcome(source=file.source, action="failed", reason=f"{exc}{kept}")
        twin = self._by_id.get(document.id)
        if twin and twin is not known and self._is_there(twin):
            if known:
                self._remove(known)
            return Outcome(source=file.source, action="duplicate", reason=f"of {twin.source}")
        if known:
            self._remove(known)
        entry = Entry(
            document_id=document.id, root=str(file.root), source=file.source, file_digest=digest
        )
        if twin and twin is not known and twin.file_digest == digest:
            self._move(twin, entry)
            return Outcome(source=file.source, action="moved", reason=f"from {twin.source}")
        if twin and twin is not known:
            self._remove(twin)
        self._add(document, entry)
        return Outcome(source=file.source, action="changed" if known else "added")

    def remove_missing(self, roots: set[str], present: set[tuple[str, str]]) -> list[Outcome]:
        """Forget what is catalogued under these folders and no longer there."""
        outcomes = []
        for entry in self._catalog.entries():
            if entry.root in roots and (entry.root, entry.source) not in present:
                self._remove(entry)
                outcomes.append(Outcome(source=entry.source, action="removed"))
        return outcomes

    def _is_there(self, entry: Entry) -> bool:
        """Tell whether an entry's file still has the text it was catalogued with."""
        if (entry.root, entry.source) in self._digests:
            return self._digests[entry.root, entry.source] in ("", entry.file_digest)
        return (Path(entry.root) / entry.source).exists()

    def _move(self, old: Entry, new: Entry) -> None:
        self._catalog.relocate(new.document_id, root=new.root, source=new.source)
        self._forget(old)
        self._note(new)

    def _remove(self, entry: Entry) -> None:
        self._vectors.remove(self._catalog.remove(entry.document_id))
        self._forget(entry)

    def _forget(self, entry: Entry) -> None:
        self._known.pop((entry.root, entry.source), None)
        self._by_id.pop(entry.document_id, None)
        self.wrote = True

    def _note(self, entry: Entry) -> None:
        self._known[entry.root, entry.source] = entry
        self._by_id[entry.document_id] = entry
        self.wrote = True

    def _add(self, document: Document, entry: Entry) -> None:
        passages = split(
            document,
            max_tokens=self._settings.passage_tokens,
            count_tokens=self._embedder.count_tokens,
        )
        vectors = self._embedder.embed([passage.search_text for passage in passages])
        self._catalog.add(document, passages, root=entry.root, file_digest=entry.file_digest)
        self._vectors.add([passage.id for passage in passages], vectors)
        self._note(entry)
        logger.info("indexed %d passages of %s", len(passages), document.source)


def _files(paths: Sequence[Path]) -> Iterator[_File]:
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise MissingPath(f"{path}: no such file or folder; check the path")
        root = path.resolve() if path.is_dir() else path.resolve().parent
        found = sorted(path.resolve().rglob("*")) if path.is_dir() else [path.resolve()]
        for file in found:
            wanted = not path.is_dir() or file.suffix.lower() in LOADERS
            hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
            inside = file.is_file() and file.resolve().is_relative_to(root)
            if wanted and inside and not hidden and file not in seen:
                seen.add(file)
                yield _File(root=root, path=file)


def _read(path: Path) -> tuple[bytes, bytes]:
    """Return the bytes of a file and of its sidecar (none: empty)."""
    sidecar = path.with_name(path.name + _SIDECAR)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UnreadableFile(f"larger than {_MAX_BYTES >> 20} MiB; split it")
        return path.read_bytes(), sidecar.read_bytes() if sidecar.exists() else b""
    except OSError as exc:
        raise UnreadableFile(f"{exc.strerror or exc}; check the file and its permissions") from exc


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file and its sidecar; empty when they cannot be read."""
    try:
        data, sidecar = _read(path)
    except UnreadableFile:
        return ""
    return hashlib.sha256(data + b"\0" + sidecar).hexdigest()


def _document(file: _File, data: bytes, sidecar: bytes) -> Document:
    loader = LOADERS.get(file.path.suffix.lower())
    if loader is None:
        raise UnreadableFile(
            f"files of type {file.path.suffix or 'without suffix'} are not supported; "
            f"supported are {' '.join(sorted(LOADERS))}"
        )
    builder = TextBuilder()
    loader.load(data, builder)
    draft = builder.build(
        source=file.source,
        media_type=loader.media_type,
        metadata=Metadata(title=file.path.stem),
    )
    title = draft.headings[0].text if draft.headings else file.path.stem
    metadata = _metadata(sidecar, title=title, name=file.path.name + _SIDECAR)
    return builder.build(source=file.source, media_type=loader.media_type, metadata=metadata)


def _metadata(sidecar: bytes, *, title: str, name: str) -> Metadata:
    """Return the metadata a sidecar gives. Raises BadMetadata for what it does not understand."""
    names = {field.name for field in fields(Metadata)}
    try:
        values = tomllib.loads(sidecar.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise BadMetadata(f"{name}: {exc}; correct the TOML") from exc
    values = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in values.items()
    }
    for key, value in values.items():
        if key not in names:
            raise BadMetadata(f"{name}: unknown key {key!r}; known are {', '.join(sorted(names))}")
        if not isinstance(value, str) or not value.strip():
            raise BadMetadata(f"{name}: {key} must be a text or a date, not {value!r}")
    for key in ("date", "event_date"):
        try:
            date.fromisoformat(values.get(key, "2000-01-01"))
        except ValueError as exc:
            raise BadMetadata(f"{name}: {key} must be YYYY-MM-DD") from exc
    return Metadata(**({"title": title} | values))
