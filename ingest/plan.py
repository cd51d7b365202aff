"""What an ingest is to do: the difference between files and a catalog, as a list of steps."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from ingest.catalog import FileEntry
from ingest.errors import UnreadableFile
from ingest.files import SourceFile, is_gone


class Action(StrEnum):
    """What becomes of a file."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    ALIAS = "alias"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One file's action.

    donor is the entry whose documents the file takes over unread, and whose place if that file is
    gone; twin is the source of a file
    earlier in the plan with the same bytes. file is absent for what is removed, entry for what
    the catalog does not know yet.
    """

    action: Action
    key: str
    source: str
    file: SourceFile | None = None
    digest: str = ""
    entry: FileEntry | None = None
    donor: FileEntry | None = None
    donor_is_gone: bool = False
    twin: str = ""
    reason: str = ""


def make_plan(
    files: Sequence[SourceFile],
    digests: Mapping[Path, str | UnreadableFile],
    known: Sequence[FileEntry],
    *,
    index: Path,
    folders: Sequence[Path],
    keep: bool = False,
) -> list[Step]:
    """Return the steps that make a catalog equal to the files, in the order to take them.

    What was catalogued under one of the folders and is gone is removed, unless it moved, keep is
    true or it lies below a folder that cannot be read. A file whose bytes are catalogued already
    needs no reading: it moved, or is an alias.
    """
    now = {file.key(index): digests[file.path] for file in files}
    closed = [file.path for file in files if file.trouble]
    donors = _Donors(known, now, index=index, folders=folders, closed=closed)
    entries = {entry.path: entry for entry in known}
    twins: dict[str, str] = {}
    steps: list[Step] = []
    for file in files:
        key, found = file.key(index), digests[file.path]
        step = Step(
            action=Action.CHANGED if key in entries else Action.ADDED,
            key=key,
            source=file.source,
            file=file,
            entry=entries.get(key),
        )
        if not _is_text(key):
            found = UnreadableFile("the name of the file or a folder is no UTF-8; rename it")
        if isinstance(found, UnreadableFile):
            steps.append(failed(step, str(found)))
            continue
        step = donors.serve(replace(step, digest=found))
        if step.action in (Action.ADDED, Action.CHANGED) and step.donor is None:
            twin = twins.setdefault(found, file.source)
            if twin != file.source:
                step = replace(step, action=Action.ALIAS, twin=twin, reason=f"of {twin}")
        steps.append(step)
    if not keep:
        steps += [
            Step(action=Action.REMOVED, key=entry.path, source=entry.source, entry=entry)
            for entry in donors.unclaimed()
        ]
    return _with_successors(steps, known, index=index)


def _with_successors(
    steps: Sequence[Step], known: Sequence[FileEntry], *, index: Path
) -> list[Step]:
    """Return the steps, with those files to be read that become the first to hold a document.

    Files with the same text share a document, and the first of them describes it. Where that one
    goes or changes, the next may describe it otherwise, as what stands beside it is not the same.
    """
    moved = {step.donor.path for step in steps if step.donor and step.donor_is_gone}
    planned = {step.key for step in steps} | moved
    after = [entry for entry in known if entry.path not in planned]
    for step in steps:
        if step.donor:
            after.append(replace(step.donor, path=step.key, source=step.source))
        elif step.entry and step.action in (Action.UNCHANGED, Action.FAILED):
            after.append(step.entry)
    before = _first_holders(known)
    successors = {
        entry.path: entry
        for document_id, entry in _first_holders(after).items()
        if entry.digest != before[document_id].digest
    }
    found = [
        replace(step, action=Action.CHANGED)
        if step.key in successors and step.action == Action.UNCHANGED
        else step
        for step in steps
    ]
    for key, entry in successors.items():
        file = SourceFile(path=Path(os.path.normpath(index.resolve() / key)), source=entry.source)
        if key not in planned and not is_gone(file.path):
            found.append(
                Step(
                    action=Action.CHANGED,
                    key=key,
                    source=entry.source,
                    file=file,
                    digest=entry.digest,
                    entry=entry,
                )
            )
    return found


def _first_holders(entries: Sequence[FileEntry]) -> dict[str, FileEntry]:
    """Return for each document the first file that holds it, which it is named after."""
    held = [(entry.source + name, held, entry) for entry in entries for name, held in entry.parts]
    held.sort(key=lambda each: each[0], reverse=True)
    return {document_id: entry for _, document_id, entry in held}


def _is_text(name: str) -> bool:
    """Tell whether a name can be kept in the catalog: bytes that are no text cannot."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def failed(step: Step, reason: str) -> Step:
    """Return a step as a failure; what the catalog knows of the file is kept."""
    kept = "; its previous version stays in the index" if step.entry else ""
    return replace(step, action=Action.FAILED, reason=reason + kept, donor=None)


class _Donors:
    """The catalogued files by digest: those that are gone can be moved, the others copied."""

    def __init__(
        self,
        known: Sequence[FileEntry],
        now: Mapping[str, str | UnreadableFile],
        *,
        index: Path,
        folders: Sequence[Path],
        closed: Sequence[Path],
    ) -> None:
        root = index.resolve()
        self._now = now
        self._known: dict[str, list[FileEntry]] = {}
        self._gone: dict[str, FileEntry] = {}
        self._removable: set[str] = set()
        for entry in known:
            self._known.setdefault(entry.digest, []).append(entry)
            if entry.path in now:
                continue
            path = Path(os.path.normpath(root / entry.path))
            if any(path.is_relative_to(folder) for folder in closed):
                continue
            is_under = any(path.is_relative_to(folder.resolve()) for folder in folders)
            if is_under:
                self._removable.add(entry.path)
            if is_under or is_gone(path):
                self._gone[entry.path] = entry

    def serve(self, step: Step) -> Step:
        """Return the step as unchanged, moved or an alias if the catalog knows its bytes."""
        if step.entry and step.entry.digest == step.digest:
            return replace(step, action=Action.UNCHANGED)
        donors = self._known.get(step.digest, [])
        for donor in donors:
            if donor.path in self._gone:
                del self._gone[donor.path]
                action = step.action if step.entry else Action.MOVED
                reason = f"from {donor.source}"
                return replace(step, action=action, donor=donor, donor_is_gone=True, reason=reason)
        for donor in donors:
            if self._now.get(donor.path, donor.digest) == donor.digest:
                return replace(step, action=Action.ALIAS, donor=donor, reason=f"of {donor.source}")
        return replace(step, donor=donors[0]) if donors else step

    def unclaimed(self) -> list[FileEntry]:
        """Return the files that are gone from the folders and were not moved."""
        return [entry for path, entry in self._gone.items() if path in self._removable]
