"""Index generations: each is a folder with a catalog and vectors; CURRENT names the live one.

A writer copies the live generation, changes the copy, checks it and publishes it by replacing
CURRENT. A crash at any moment leaves the live generation as it was, and the same command goes
on with the draft that the crash left. Chroma's folder is not safe to share between a writer and a
reader, which is why a reader never opens one that is written to.
"""

import json
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.catalog import Catalog
from ingest.disk import replace, room, to_disk
from ingest.errors import IndexBusy, IndexProblem, NoIndex, OtherIndex
from ingest.vectors import VectorStore

logger = logging.getLogger(__name__)
FORMAT = 5
_GRACE_SECONDS = 60.0  # a question may still be reading a generation that was just replaced
_REBUILD = "rebuild with: python -m ingest rebuild"


class Generation:
    """An open generation: its number, catalog and vectors. Vectors are opened when asked for."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.number = int(folder.name)
        self.folder = folder
        self.catalog = Catalog(folder / "catalog.sqlite", read_only=read_only)

    @cached_property
    def vectors(self) -> VectorStore:
        """Return the generation's vectors."""
        return VectorStore(self.folder / "chroma")

    def close(self) -> None:
        """Let go of its files."""
        self.catalog.close()
        if "vectors" in self.__dict__:
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
            raise IndexProblem(f"{self.root / 'CURRENT'} is unreadable; {_REBUILD}") from exc

    def published(self) -> int:
        """Return when the live generation became so, in ns: a number may come again."""
        self.current()
        return (self.root / "CURRENT").stat().st_mtime_ns

    def exists(self) -> bool:
        """Tell whether a generation was ever published here."""
        return (self.root / "CURRENT").exists()

    def open(self) -> Generation:
        """Open the live generation for reading.

        Raises NoIndex, OtherIndex when the fingerprint differs, IndexProblem when it is damaged.
        """
        folder = self._folder(self.current())
        found = self._manifest(folder).get("fingerprint")
        if found != self._fingerprint:
            raise OtherIndex(
                f"{self.root} was built with {found}, this program uses {self._fingerprint}; "
                f"{_REBUILD}"
            )
        return Generation(folder, read_only=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock. Raises IndexBusy when another writer keeps it too long."""
        with room(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / "lock", timeout=self._lock_seconds)
        holder = self.root / "writer"
        try:
            lock.acquire()
        except Timeout as exc:
            who = holder.read_text("utf-8") if holder.exists() else "another ingest"
            raise IndexBusy(
                f"{who} is writing {self.root}; wait for it and run again, "
                "or wait longer for it with DESK_LOCK_SECONDS"
            ) from exc
        try:
            with room(self.root):
                holder.write_text(f"process {os.getpid()}, since {time.ctime()},", "utf-8")
            yield
        finally:
            with suppress(OSError):
                holder.unlink()
            lock.release()

    def unfinished(self, *, of: str = "", empty: bool = False) -> bool:
        """Tell whether an interrupted writer left a draft that one `of` the same goes on with."""
        return self._left_draft(self._draft_note(of=of, empty=empty)) is not None

    @contextmanager
    def draft(self, *, of: str = "", empty: bool = False) -> Iterator[Generation]:
        """Give a writable copy of the live generation, to be published with `publish`.

        of says what is to be done; empty starts from nothing. Goes on with the draft that a killed
        or interrupted writer of the same left; one of anything else is deleted. Call with the
        lock held (`writing`). A draft that fails is deleted, one that is interrupted is kept.
        Raises OtherIndex as `open` does, and DiskFull.
        """
        note = self._draft_note(of=of, empty=empty)
        with room(self.root):
            generation = self._resumed(note) or self._begun(note, empty=empty)
            discard = True
            try:
                yield generation
            except (KeyboardInterrupt, SystemExit):
                discard = False
                raise
            finally:
                generation.close()
                if discard and (generation.folder / "draft.json").exists():
                    shutil.rmtree(generation.folder, ignore_errors=True)

    def publish(self, draft: Generation) -> None:
        """Make a draft the live generation. Raises IndexProblem if its two halves disagree."""
        in_catalog, in_vectors = draft.catalog.passage_ids(), draft.vectors.ids()
        if in_catalog != in_vectors:
            raise IndexProblem(
                f"{len(in_catalog ^ in_vectors)} passages are only in the catalog or only in the "
                f"vectors; nothing was published; {_REBUILD}"
            )
        draft.close()
        to_disk(draft.folder)
        parent = self.current() if self.exists() else None
        manifest = {
            "fingerprint": self._fingerprint,
            "passages": len(in_catalog),
            "parent": parent,
        }
        replace(draft.folder / "manifest.json", json.dumps(manifest))
        (draft.folder / "draft.json").unlink()
        self._go_live(draft.number)
        self._prune(keep={draft.number, parent})

    def rollback(self) -> tuple[int, int]:
        """Make the generation before the live one live; return the old and the new number.

        Call with the lock held. Raises NoIndex, and IndexProblem when there is none before it.
        """
        live = self.current()
        before = self._manifest(self._folder(live)).get("parent")
        if not isinstance(before, int) or not (self._folder(before) / "manifest.json").exists():
            raise IndexProblem(
                f"there is no generation before {live}: the last two are kept; nothing was changed"
            )
        self._go_live(before)
        return live, before

    def _go_live(self, number: int) -> None:
        retired = self.current() if self.exists() else None
        replace(self.root / "CURRENT", str(number))
        if retired is not None and self._folder(retired).exists():
            (self._folder(retired) / "retired").touch()

    def _manifest(self, folder: Path) -> dict[str, object]:
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as exc:
            raise IndexProblem(f"{folder} is damaged ({exc}); {_REBUILD}") from exc
        if not isinstance(manifest, dict):
            raise IndexProblem(f"{folder} is damaged; {_REBUILD}")
        return manifest

    def _draft_note(self, *, of: str, empty: bool) -> str:
        live = self.current() if self.exists() and not empty else None
        return json.dumps({"parent": live, "fingerprint": self._fingerprint, "of": of})

    def _left_draft(self, note: str) -> Path | None:
        for folder in self._folders():
            with suppress(OSError):
                if (folder / "draft.json").read_text("utf-8") == note:
                    return folder
        return None

    def _resumed(self, note: str) -> Generation | None:
        """Return the draft an interrupted writer left, its two halves made to agree."""
        folder = self._left_draft(note)
        for other in self._folders():
            if other != folder and not (other / "manifest.json").exists():
                shutil.rmtree(other, ignore_errors=True)
        if folder is None:
            return None
        generation = Generation(folder)
        try:
            _reconcile(generation)
        except IndexProblem as exc:
            logger.warning("an interrupted ingest cannot be gone on with: %s", exc)
            generation.close()
            shutil.rmtree(folder, ignore_errors=True)
            return None
        return generation

    def _begun(self, note: str, *, empty: bool) -> Generation:
        """Make the next folder; its draft.json, written last, says that it is whole."""
        folder = self._folder(max([0, *(int(path.name) for path in self._folders())]) + 1)
        if empty or not self.exists():
            folder.mkdir()
            Catalog(folder / "catalog.sqlite", create=True).close()
        else:
            self.open().close()
            shutil.copytree(self._folder(self.current()), folder)
            for name in ("manifest.json", "retired"):
                (folder / name).unlink(missing_ok=True)
        replace(folder / "draft.json", note)
        return Generation(folder)

    def _prune(self, *, keep: set[int | None]) -> None:
        """Delete the generations that are neither kept nor may still be read."""
        for folder in self._folders():
            retired = folder / "retired"
            with suppress(OSError):
                old = retired.exists() and time.time() - retired.stat().st_mtime > _GRACE_SECONDS
                if int(folder.name) not in keep and old:
                    shutil.rmtree(folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        return sorted(path for path in self.root.glob("[0-9]*") if path.name.isdigit())

    def _folder(self, number: int) -> Path:
        return self.root / f"{number:06d}"


class LiveIndex:
    """The generation to answer from: reopened when another one has been published."""

    def __init__(self, folder: IndexFolder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open: Generation | None = None
        self._published = 0

    def generation(self) -> Generation:
        """Return the live generation, open. Raises as `IndexFolder.open` does.

        The one it replaces is left to the garbage collector: a question may be reading it.
        """
        with self._lock:
            published = self._folder.published()
            if self._open is None or self._published != published:
                self._open, self._published = self._folder.open(), published
            return self._open


def _reconcile(draft: Generation) -> None:
    """Drop what a kill left in only one half of a draft; its files are then read again."""
    in_catalog, in_vectors = draft.catalog.passage_ids(), draft.vectors.ids()
    draft.vectors.remove(sorted(in_vectors - in_catalog))
    halves = {passage_id.split(":")[0] for passage_id in in_catalog - in_vectors}
    with draft.catalog.batch():
        for entry in draft.catalog.files():
            if any(document_id in halves for _, document_id in entry.parts):
                draft.catalog.forget(entry.path)
        for document_id in halves:
            draft.catalog.remove(document_id)
