"""The ingest commands, run as a user runs them."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, SEED, Run


@pytest.fixture
def index(seed_index: Path, tmp_path: Path) -> Path:
    """A copy of the seed index at the same depth, so that its files are where it says."""
    copy = seed_index.with_name(f"copy-{tmp_path.name}")
    shutil.copytree(seed_index, copy)
    return copy


def test_list_and_show_name_each_document_and_its_text(run: Run, index: Path) -> None:
    listed = json.loads(run("ingest", "list", "--index", index, "--json").stdout)
    (document,) = [each for each in listed if each["source"] == SEED]
    assert document["metadata"]["language"] == "en"
    shown = run("ingest", "show", document["id"][:6], "--index", index).stdout
    assert f"source      {SEED}" in shown
    assert "Murmansk" in shown
    by_source = run("ingest", "show", SEED, "--index", index, "--json").stdout
    assert json.loads(by_source)["id"] == document["id"]
    assert f"{document['passages']:>5} passages" in run("ingest", "list", "--index", index).stdout


def test_a_list_that_is_read_in_part_ends_quietly(index: Path) -> None:
    command = [sys.executable, "-m", "ingest", "list", "--index", str(index)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as listing:
        assert listing.stdout
        assert listing.stderr
        listing.stdout.close()
        assert listing.stderr.read() == b""
    assert listing.returncode == 141


def test_show_of_what_is_not_there_says_where_to_look(run: Run, index: Path) -> None:
    done = run("ingest", "show", "zzz", "--index", index)
    assert done.returncode == 1
    assert "python -m ingest list" in done.stderr


def test_a_removed_document_is_gone_until_rollback(run: Run, index: Path) -> None:
    removed = run("ingest", "remove", SEED, "--index", index)
    assert removed.returncode == 0
    assert "returns with the next ingest" in removed.stdout
    assert SEED not in run("ingest", "list", "--index", index).stdout
    assert run("ingest", "rollback", "--index", index).returncode == 0
    assert SEED in run("ingest", "list", "--index", index).stdout
    again = run("ingest", "rollback", "--index", index)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)


def test_verify_finds_a_text_that_was_tampered_with(run: Run, index: Path) -> None:
    assert run("ingest", "verify", "--index", index).returncode == 0
    (generation,) = index.glob("0*")
    with sqlite3.connect(generation / "catalog.sqlite") as catalog:
        catalog.execute("UPDATE passages SET text = replace(text, 'Murmansk', 'Helsinki')")
    done = run("ingest", "verify", "--index", index)
    assert done.returncode == 1
    assert "is not the text at its span" in done.stdout


def test_verify_finds_a_file_that_changed_or_went(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text("Alpha.")
    (folder / "b.txt").write_text("Beta.")
    run("ingest", folder, "--index", tmp_path / "index")
    (folder / "a.txt").write_text("Alpha, changed.")
    (folder / "b.txt").unlink()
    done = run("ingest", "verify", "--index", tmp_path / "index", "--json")
    problems = json.loads(done.stdout)["problems"]
    assert ["a.txt" in problems[0], "has changed" in problems[0]] == [True, True]
    assert ["b.txt" in problems[1], "is gone" in problems[1]] == [True, True]


def test_doctor_names_the_model_the_formats_and_the_network(run: Run, index: Path) -> None:
    done = run("ingest", "doctor", "--index", index)
    assert done.returncode == 0
    for word in ("all-MiniLM-L6-v2", "Tesseract", ".docx", "generation 1", "switched off"):
        assert word in done.stdout


def test_rebuild_and_dry_run_and_json(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text("Alpha.")
    index = ("--index", tmp_path / "index")
    plan = json.loads(run("ingest", folder, *index, "--dry-run", "--json").stdout)
    assert plan["counts"]["added"] == 1
    assert not (tmp_path / "index").exists()
    run("ingest", folder, *index)
    rebuilt = json.loads(run("ingest", "rebuild", folder, *index, "--json").stdout)
    assert (rebuilt["counts"]["added"], rebuilt["documents"]) == (1, 1)


def test_an_address_that_is_refused_is_usage_and_one_that_fails_is_reported(
    run: Run, tmp_path: Path
) -> None:
    places = ("--index", tmp_path / "index", "--corpus", tmp_path)
    refused = run("ingest", "http://127.0.0.1:9/", *places)
    assert (refused.returncode, "--allow-private" in refused.stderr) == (2, True)
    failed = run("ingest", "http://127.0.0.1:9/", "--allow-private", *places)
    assert failed.returncode == 1
    assert "failed     http://127.0.0.1:9/" in failed.stdout


def test_watch_follows_a_folder_until_it_is_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text("Alpha.")
    command = [sys.executable, "-m", "ingest", str(folder), "--watch"]
    command += ["--index", str(tmp_path / "index")]
    log = tmp_path / "log"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
    try:
        assert _appears("added      a.txt", log)
        (folder / "b.txt").write_text("Beta.")
        assert _appears("added      b.txt", log)
        (folder / "a.txt").unlink()
        assert _appears("removed    a.txt", log)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _appears(line: str, log: Path) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if line in log.read_text():
            return True
        time.sleep(0.2)
    return False
