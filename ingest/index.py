"""Index generations: each is a folder with a catalog and vectors; CURRENT names the live one.

A writer copies the live generation, changes the copy, checks it and publishes it by replacing
CURRENT. A crash at any moment leaves the live generation as it was. Chroma's folder is not safe
to share between a writer and a reader, which is why a reader never opens one that is written to.
"""

import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.catalog import Catalog
from ingest.errors import IndexBusy, IndexProblem, NoIndex, OtherIndex
from ingest.vectors import VectorStore

FORMAT = 1
_KEPT = 2
_GRACE_SECONDS = 60.0  # a question may still be reading a generation that was just replaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """An open generation: its number, catalog and vectors."""

    number: int
    catalog: Catalog
    vectors: VectorStore

    def close(self) -> None:
        """Let go of its files."""
        self.catalog.close()
        self.vectors.close()


class IndexFolder:
    """A folder of generations. fingerprint names what an index must be built with."""

    def __init__(self, root: Path, *, fingerprint: str, lock_seconds: float = 30.0) -> None:
        self.root = root
        self._fingerprint = fingerprint
        self._lock_seconds = lock_seconds

    def current(self) -> int:
        """Return the number of the live generation. Raises NoIndex when there is none."""
        try:
            return int((self.root / "CURRENT").read_text(encoding="ascii"))
        except FileNotFoundError as exc:
            raise NoIndex(f"no index in {self.root}; build it with: python -m ingest") from exc
        except (OSError, ValueError) as exc:
            raise IndexProblem(
                f"{self.root / 'CURRENT'} is unreadable; rebuild with: python -m ingest --rebuild"
            ) from exc

    def open(self) -> Generation:
        """Open the live generation for reading.

        Raises NoIndex, OtherIndex when the fingerprint differs, IndexProblem when it is damaged.
        """
        number = self.current()
        folder = self._folder(number)
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as exc:
            raise IndexProblem(
                f"{folder} is damaged ({exc}); rebuild with: python -m ingest --rebuild"
            ) from exc
        self._check(manifest)
        catalog = Catalog(folder / "catalog.sqlite", read_only=True)
        return Generation(number=number, catalog=catalog, vectors=VectorStore(folder / "chroma"))

    @contextmanager
    def draft(self, *, empty: bool = False) -> Iterator[Generation]:
        """Give a writable copy of the live generation, to be published with `publish`.

        empty starts from nothing. Holds the writer's lock; an unpublished draft is deleted.
        Raises IndexBusy when another writer keeps the lock, OtherIndex as `open` does.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / "lock", timeout=self._lock_seconds)
        try:
            lock.acquire()
        except Timeout as exc:
            raise IndexBusy(
                f"another ingest is writing {self.root}; wait for it and run again"
            ) from exc
        try:
            number, folder = self._new_folder(empty=empty)
            generation = Generation(
                number=number,
                catalog=Catalog(
                    folder / "catalog.sqlite", create=not (folder / "catalog.sqlite").exists()
                ),
                vectors=VectorStore(folder / "chroma"),
            )
            try:
                yield generation
            finally:
                generation.close()
                if not self._is_live(number):
                    shutil.rmtree(folder, ignore_errors=True)
        finally:
            lock.release()

    def publish(self, draft: Generation) -> None:
        """Make a draft the live generation. Raises IndexProblem if its two halves disagree."""
        in_catalog, in_vectors = draft.catalog.passage_ids(), draft.vectors.ids()
        if in_catalog != in_vectors:
            raise IndexProblem(
                f"{len(in_catalog ^ in_vectors)} passages are only in the catalog or only in the "
                "vectors; nothing was published; run: python -m ingest --rebuild"
            )
        manifest = {"fingerprint": self._fingerprint, "passages": len(in_catalog)}
        _write(self._folder(draft.number) / "manifest.json", json.dumps(manifest))
        _write(self.root / "CURRENT", str(draft.number))
        self._prune(draft.number)

    def _new_folder(self, *, empty: bool) -> tuple[int, Path]:
        numbers = [int(path.name) for path in self.root.glob("[0-9]*") if path.name.isdigit()]
        live = self.current() if (self.root / "CURRENT").exists() else None
        number = max([*numbers, 0]) + 1
        folder = self._folder(number)
        if live is None or empty:
            folder.mkdir()
        else:
            manifest = json.loads((self._folder(live) / "manifest.json").read_text("utf-8"))
            self._check(manifest)
            shutil.copytree(self._folder(live), folder)
            (folder / "manifest.json").unlink()
        return number, folder

    def _check(self, manifest: object) -> None:
        found = manifest.get("fingerprint") if isinstance(manifest, dict) else None
        if found != self._fingerprint:
            raise OtherIndex(
                f"{self.root} was built with {found}, this program uses {self._fingerprint}; "
                "rebuild with: python -m ingest --rebuild"
            )

    def _is_live(self, number: int) -> bool:
        with suppress(IndexProblem):
            return self.current() == number
        return False

    def _prune(self, live: int) -> None:
        """Delete all but the newest generations and what may still be read."""
        folders = sorted(path for path in self.root.glob("[0-9]*") if path.is_dir())
        for newer, folder in zip(folders[1:], folders[:-1], strict=True):
            # The draft has no manifest until publish; a killed writer's leftover never gets one.
            replaced = newer / "manifest.json"
            unused = not (folder / "manifest.json").exists()
            old = replaced.exists() and time.time() - replaced.stat().st_mtime > _GRACE_SECONDS
            if unused or (old and folder not in folders[-_KEPT:]):
                shutil.rmtree(folder, ignore_errors=True)

    def _folder(self, number: int) -> Path:
        return self.root / f"{number:06d}"


class LiveIndex:
    """The generation to answer from: reopened when another one has been published."""

    def __init__(self, folder: IndexFolder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open: Generation | None = None

    def generation(self) -> Generation:
        """Return the live generation, open. Raises as `IndexFolder.open` does.

        The one it replaces is left to the garbage collector: a question may be reading it.
        """
        with self._lock:
            if self._open is None or self._open.number != self._folder.current():
                self._open = self._folder.open()
            return self._open


def _write(path: Path, text: str) -> None:
    """Replace a file in one step, and on the disk before the name is."""
    draft = path.with_name(path.name + ".tmp")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
