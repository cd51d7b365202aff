"""The files of the folders to ingest, with their digests."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import MissingPath, UnreadableFile
from ingest.loaders import LOADERS

SIDECAR = ".toml"
_ABOUT = "README.md"  # of the corpus folder: tells people about its documents, and is none
MAX_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file to ingest: where it lies and what to call it (its path from the folder given).

    With trouble it is a folder that cannot be listed, and why: what lies below is not known.
    """

    path: Path
    source: str
    trouble: str = ""

    @property
    def sidecar(self) -> Path:
        """Return where the file that describes it would lie."""
        return self.path.with_name(self.path.name + SIDECAR)

    def key(self, index: Path) -> str:
        """Return its path relative to the index folder: what the catalog knows it by."""
        try:
            return Path(os.path.relpath(self.path, index.resolve())).as_posix()
        except ValueError:  # another drive
            return self.path.as_posix()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The files to ingest, and the others in their folders that someone may miss."""

    files: list[SourceFile]
    skipped: list[SourceFile]


def find_files(paths: Sequence[Path], *, corpus: Path) -> Found:
    """Return the files of folders, and the files named, each once, by source.

    Skipped in folders are types that no loader reads, links that lead out of the folder, to other
    folders or nowhere, and sidecars without a document. Hidden files, other TOML files and the
    corpus folder's own README.md are passed over. Raises MissingPath.
    """
    found: dict[Path, SourceFile] = {}
    skipped: dict[Path, SourceFile] = {}
    for path in paths:
        try:
            missing = "" if path.exists() else "no such file or folder"
        except OSError as exc:
            missing = exc.strerror or str(exc)
        if missing:
            raise MissingPath(f"{path}: {missing}; check the path")
        for file, is_wanted in _walk(path.resolve(), corpus.resolve()):
            (found if is_wanted else skipped).setdefault(file.path, file)
    return Found(files=_by_source(found.values()), skipped=_by_source(skipped.values()))


def _by_source(files: Iterable[SourceFile]) -> list[SourceFile]:
    return sorted(files, key=lambda file: (file.source, file.path))


def _walk(path: Path, corpus: Path) -> Iterator[tuple[SourceFile, bool]]:
    """Yield files, each with whether it is to be ingested rather than told of as skipped."""
    if not path.is_dir():
        root = corpus if path.is_relative_to(corpus) else path.parent
        yield SourceFile(path=path, source=_shown(path.relative_to(root))), True
        return
    closed: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*names, *links]):
            file = Path(folder, name)
            if name.startswith(".") or file == corpus / _ABOUT:
                continue
            is_wanted = file.suffix.lower() in LOADERS and _is_file_inside(file, path)
            if is_wanted or file.suffix != SIDECAR or _is_stray_sidecar(file, names):
                yield SourceFile(path=file, source=_shown(file.relative_to(path))), is_wanted
    for error in closed:
        below = Path(error.filename)
        shown = below.relative_to(path) if below != path else Path(path.name)
        trouble = (
            f"the folder cannot be read ({error.strerror}); check its permissions; "
            "what was indexed from it stays in the index"
        )
        yield SourceFile(path=below, source=f"{_shown(shown)}/", trouble=trouble), True


def _is_stray_sidecar(file: Path, names: Sequence[str]) -> bool:
    """Tell whether a TOML file is named as a document's sidecar, and the document is not there."""
    return Path(file.stem).suffix.lower() in LOADERS and file.stem not in names


def _is_file_inside(file: Path, root: Path) -> bool:
    """Tell whether it is a file, and no link that leads out; one that cannot be reached is."""
    try:
        return file.is_file() and (not file.is_symlink() or file.resolve().is_relative_to(root))
    except OSError:  # reading it will say what is wrong
        return True


def _shown(path: Path) -> str:
    """Return a path as text; bytes of its name that are none are spelled out."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def is_gone(path: Path) -> bool:
    """Tell whether nothing is there, rather than something that cannot be reached."""
    try:
        return not path.exists()
    except OSError:
        return False


def read(file: SourceFile) -> tuple[bytes, bytes]:
    """Return the bytes of a file and of its sidecar (none: empty). Raises UnreadableFile."""
    try:
        if file.path.stat().st_size > MAX_BYTES:
            raise UnreadableFile(f"larger than {MAX_BYTES >> 20} MiB; split it")
        data = file.path.read_bytes()
        return data, file.sidecar.read_bytes() if file.sidecar.exists() else b""
    except OSError as exc:
        raise UnreadableFile(f"{exc.strerror or exc}; check the file and its permissions") from exc


def digest(data: bytes, sidecar: bytes) -> str:
    """Return the SHA-256, in hexadecimal digits, of a file and its sidecar."""
    return hashlib.sha256(data + b"\0" + sidecar).hexdigest()


def digests(
    files: Sequence[SourceFile], *, on_file: Callable[[int], None] = lambda _: None
) -> dict[Path, str | UnreadableFile]:
    """Return each file's digest, or why it has none. on_file hears how many are done."""
    found: dict[Path, str | UnreadableFile] = {}
    for number, file in enumerate(files, start=1):
        try:
            if file.trouble:
                raise UnreadableFile(file.trouble)
            found[file.path] = digest(*read(file))
        except UnreadableFile as exc:
            found[file.path] = exc
        on_file(number)
    return found
