"""Writing so that neither a full disk nor a power cut leaves half of something."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import DiskFull, IndexProblem


@contextmanager
def room(root: Path) -> Iterator[None]:
    """Let a full disk leave as the program's own error."""
    try:
        yield
    except OSError as exc:
        if exc.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise IndexProblem(f"{root} cannot be written: {exc.strerror or exc}") from exc
        raise no_room(root) from exc


def no_room(where: object) -> DiskFull:
    """Return the error for a full disk."""
    return DiskFull(
        f"no room left for the index in {where}; what was live still is; "
        "free some space and run again"
    )


def to_disk(folder: Path) -> None:
    """Have the system write a folder's files out before anything names them."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def replace(path: Path, text: str, *, mode: int | None = None) -> None:
    """Replace a file in one step, and on the disk before the name is; mode is who may read it."""
    replace_bytes(path, text.encode(), mode=mode)


def replace_bytes(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Replace a file by bytes as `replace` does by text."""
    draft = path.with_name(path.name + ".tmp")
    try:
        with draft.open("wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
