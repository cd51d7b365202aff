"""What a crash, a full disk, a second writer and a broken file must not do to an index."""

import os
import shutil
import signal
import subprocess
import sys
import time
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import IndexBusy, UnreadableFile
from ingest.files import SourceFile
from ingest.parse import Parsed, Parser
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import HashingEmbedder

KILLS = 50
DOCUMENTS = 30
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["ingest.sync", "chromadb", "tests.fakes"])

Content = dict[str, tuple[str, tuple[float, ...]]]


def ingest(settings: Settings) -> None:
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())


def start(settings: Settings) -> ForkServerProcess:
    process = CONTEXT.Process(target=ingest, args=(settings,))
    process.start()
    return process


def content(settings: Settings) -> Content:
    """Return every passage id with its text and the similarity of its stored vector to itself."""
    live = index_folder(settings, HashingEmbedder()).open()
    try:
        ids = sorted(live.catalog.passage_ids())
        assert set(ids) == live.vectors.ids()
        found: Content = {}
        for passage in live.catalog.passages(ids):
            vector = HashingEmbedder().embed([passage.search_text])[0].whole
            # Not by a search: that is approximate, and may miss one vector among near copies.
            stored = live.vectors.similarity([passage.id], vector)[passage.id]
            found[passage.id] = (passage.text, tuple(np.round([stored], 3).tolist()))
        return found
    finally:
        live.close()


def write_corpus(folder: Path, *, version: int) -> None:
    """Write documents of which a third changes and some come and go from version to version."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for number in range(version, DOCUMENTS + version):
        edition = version if number % 3 == 0 else 0
        text = " ".join(
            f"Report {number} of edition {edition} says that point {point} was agreed."
            for point in range(40)
        )
        (folder / f"report-{number:02}.txt").write_text(text)


def test_an_ingest_killed_at_any_moment_halves_nothing(tmp_path: Path) -> None:
    """SIGKILL at 50 points: what was live stays whole, the next run ends as if undisturbed."""
    base = Settings(index=tmp_path / "base", corpus=tmp_path / "docs", passage_tokens=60)
    write_corpus(base.corpus, version=0)
    ingest(base)
    before = content(base)
    write_corpus(base.corpus, version=2)
    whole = Settings(index=tmp_path / "whole", corpus=base.corpus, passage_tokens=60)
    seconds = 0.0
    for _ in range(2):  # the first has the server of processes to start
        shutil.rmtree(whole.index, ignore_errors=True)
        shutil.copytree(base.index, whole.index)
        started = time.monotonic()
        start(whole).join()
        seconds = time.monotonic() - started
    after = content(whole)
    assert before.keys() != after.keys()
    died = 0
    for kill in range(KILLS):
        hurt = Settings(index=tmp_path / "hurt", corpus=base.corpus, passage_tokens=60)
        shutil.rmtree(hurt.index, ignore_errors=True)
        shutil.copytree(base.index, hurt.index)
        process = start(hurt)
        process.join(timeout=seconds * (kill + 0.5) / KILLS)
        process.kill()
        process.join()
        died += process.exitcode == -signal.SIGKILL
        assert content(hurt) in (before, after)
        ingest(hurt)
        assert content(hurt) == after
    assert died > KILLS // 2


def test_two_ingests_at_once_lose_nothing(tmp_path: Path) -> None:
    both = [
        Settings(index=tmp_path / "index", corpus=tmp_path / name, lock_seconds=60)
        for name in ("a", "b")
    ]
    for settings in both:
        settings.corpus.mkdir()
        (settings.corpus / "file.txt").write_text(f"Folder {settings.corpus.name} speaks.")
    processes = [start(settings) for settings in both]
    for process in processes:
        process.join(timeout=60)
        assert process.exitcode == 0
    assert len(content(both[0])) == 2


def test_an_ingest_that_may_not_wait_says_who_holds_the_index(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_text("Alpha.")
    folder = index_folder(settings, HashingEmbedder())
    with folder.writing(), pytest.raises(IndexBusy, match=f"process {os.getpid()}, since"):
        ingest(settings)


def can_mount() -> bool:
    probe = ["unshare", "--map-root-user", "--mount", "true"]
    return bool(shutil.which("unshare")) and subprocess.run(probe, check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="needs a private mount namespace (Linux)")
def test_a_full_disk_is_a_clear_error_and_the_old_generation_answers(tmp_path: Path) -> None:
    """In a tmpfs of 4 MiB, an ingest that needs more fails; what was live is found as before."""
    script = Path(__file__).with_name("full_disk.py")
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", sys.executable, script, tmp_path],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"PYTHONPATH": "."},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no room left" in done.stdout
    assert "same content: True" in done.stdout


def test_a_reader_that_hangs_or_grows_fails_its_file_only(tmp_path: Path) -> None:
    good = SourceFile(path=tmp_path / "good.txt", source="good.txt")
    good.path.write_text("Good.")
    fifo = SourceFile(path=tmp_path / "fifo.txt", source="fifo.txt")
    os.mkfifo(fifo.path)  # reading it waits for ever
    huge = SourceFile(path=tmp_path / "huge.txt", source="huge.txt")
    with huge.path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    parser = Parser(seconds=2, memory=600 * 1024 * 1024)
    try:
        results = list(parser.parse_all([good, fifo, good, huge, good]))
    finally:
        parser.close()
    assert [isinstance(result, Parsed) for result in results] == [True, False, True, False, True]
    assert "longer than 2 s" in str(results[1])
    assert isinstance(results[3], UnreadableFile)
