import os
from pathlib import Path

import pytest

from ingest.settings import Settings
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
