import os
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.console import report_lines, report_values
from ingest.settings import Settings
from tests.conftest import Run
from tests.test_sync import actions, documents, ingest, write


def close(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder be unreadable, for the superuser too."""
    scandir = os.scandir

    def closed(path: str) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)


def test_the_documents_of_a_folder_that_cannot_be_read_stay(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(settings, "a.txt", "Alpha.")
    write(settings, "sub/b.txt", "Beta.")
    write(settings, "sub/deep/c.txt", "Gamma.")
    ingest(settings)
    (settings.corpus / "a.txt").unlink()
    close(settings.corpus / "sub", monkeypatch)
    report = ingest(settings)
    assert actions(report) == {"a.txt": "removed", "sub/": "failed"}
    assert "the folder cannot be read (Permission denied)" in report.failed[0].reason
    assert set(documents(settings)) == {"sub/b.txt", "sub/deep/c.txt"}
    close(settings.corpus, monkeypatch)
    assert actions(ingest(settings)) == {"docs/": "failed"}
    assert set(documents(settings)) == {"sub/b.txt", "sub/deep/c.txt"}


def test_a_name_that_is_no_text_fails_its_file_alone(settings: Settings, run: Run) -> None:
    write(settings, "a.txt", "Alpha.")
    bad = os.fsencode(settings.corpus) + b"/bad\xff.txt"
    Path(os.fsdecode(bad)).write_text("Bad.")
    report = ingest(settings)
    assert actions(report) == {"a.txt": "added", "bad\\xff.txt": "failed"}
    assert "no UTF-8; rename it" in report.failed[0].reason
    assert set(documents(settings)) == {"a.txt"}
    assert actions(ingest(settings, settings.corpus, Path(os.fsdecode(bad)))) == actions(report) | {
        "a.txt": "unchanged"
    }
    done = run("ingest", os.fsdecode(bad), "--json", "--index", settings.index / "other")
    assert (done.returncode, "bad\\\\xff.txt" in done.stdout) == (1, True)


def test_what_is_no_document_is_told_at_the_end(settings: Settings) -> None:
    for name in ("a.txt", "a.txt.toml", "gone.pdf.toml", "list.toml", "sub/old.doc", ".hidden.doc"):
        write(settings, name, 'title = "T"')
    (settings.corpus / "link.txt").symlink_to("nowhere")
    (settings.corpus / "folder").symlink_to("sub")
    within = replace(settings, index=settings.corpus / "index")
    ingest(within)
    report = ingest(within)
    assert report.skipped == ("folder", "gone.pdf.toml", "link.txt", "sub/old.doc")
    *_, line = report_lines(report)
    assert line == ("4 skipped, being no documents: folder, gone.pdf.toml, link.txt, sub/old.doc")
    assert report_values(report)["skipped"] == list(report.skipped)
    *_, line = report_lines(replace(report, skipped=("a.doc",) * 25))
    assert line.startswith("25 skipped")
    assert line.endswith("a.doc, 5 more")
