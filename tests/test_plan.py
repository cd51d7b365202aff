from pathlib import Path

from ingest.catalog import FileEntry
from ingest.errors import UnreadableFile
from ingest.files import SourceFile
from ingest.plan import Step, make_plan


def plan(
    tmp_path: Path, files: dict[str, str], known: dict[str, str], *, keep: bool = False
) -> dict[str, str]:
    """Plan with files and a catalog given as {name: digest}; an empty digest is a bad file."""
    sources = [SourceFile(path=tmp_path / "d" / name, source=name) for name in sorted(files)]
    entries = [
        FileEntry(path=f"../d/{name}", source=name, digest=digest, parts=(("", digest),))
        for name, digest in known.items()
    ]
    steps = make_plan(
        sources,
        {s.path: files[s.source] or UnreadableFile("bad") for s in sources},
        entries,
        index=tmp_path / "index",
        folders=[tmp_path / "d"],
        keep=keep,
    )
    return {step.source: shown(step) for step in steps}


def shown(step: Step) -> str:
    donor = f" {step.donor.source}" if step.donor else ""
    return f"{step.action}{donor}{f' {step.twin}' if step.twin else ''}"


def test_new_changed_unchanged_and_removed_are_told_apart(tmp_path: Path) -> None:
    found = plan(tmp_path, {"a": "1", "b": "3", "d": "5"}, {"a": "1", "b": "2", "c": "4"})
    assert found == {"a": "unchanged", "b": "changed", "d": "added", "c": "removed"}


def test_nothing_is_removed_when_told_to_keep(tmp_path: Path) -> None:
    assert plan(tmp_path, {"a": "1"}, {"a": "1", "b": "2"}, keep=True) == {"a": "unchanged"}


def test_the_same_bytes_elsewhere_moved_or_are_an_alias(tmp_path: Path) -> None:
    assert plan(tmp_path, {"b": "1"}, {"a": "1"}) == {"b": "moved a"}
    assert plan(tmp_path, {"a": "1", "b": "1"}, {"a": "1"}) == {"a": "unchanged", "b": "alias a"}
    assert plan(tmp_path, {"a": "1", "b": "1"}, {}) == {"a": "added", "b": "alias a"}


def test_swapped_files_take_each_others_documents(tmp_path: Path) -> None:
    found = plan(tmp_path, {"a": "2", "b": "1"}, {"a": "1", "b": "2"})
    assert found == {"a": "changed b", "b": "changed a"}


def test_one_vanished_file_moves_only_once(tmp_path: Path) -> None:
    found = plan(tmp_path, {"b": "1", "c": "1"}, {"a": "1"})
    assert found["b"] == "moved a"
    assert found["c"].startswith(("alias", "added"))
    assert "a" not in found


def test_a_bad_file_keeps_what_is_known_of_it(tmp_path: Path) -> None:
    assert plan(tmp_path, {"a": "", "b": ""}, {"a": "1"}) == {"a": "failed", "b": "failed"}
