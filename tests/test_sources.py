"""Sources are fetched from the server of test_fetch on 127.0.0.1, which only a flag allows."""

import json
import socket
import tomllib
from pathlib import Path

import pytest

from ingest.errors import BadMetadata, NoSuchSource
from ingest.files import find_files
from ingest.sources import PublicSource, fetch_sources, picked, read_sources
from tests.conftest import ROOT, Run
from tests.test_fetch import server

__all__ = ["server"]

TABLE = """
[{id}]
title = "{title}"
address = "{address}"
publisher = "United Nations"
language = "en"
licence = "open"
why = "Controlled delivery."
"""


def write(corpus: Path, *addresses: str) -> list[PublicSource]:
    """Write a list of sources, named a, b, … in this order."""
    tables = [
        TABLE.format(id="abcdefgh"[i], title=f"Paper {i}", address=address)
        for i, address in enumerate(addresses)
    ]
    (corpus / "sources.toml").write_text("".join(tables))
    return read_sources(corpus)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_picked_source_is_fetched_with_what_the_list_says_of_it(
    server: str, tmp_path: Path
) -> None:
    sources = write(tmp_path, f"{server}/page", f"{server}/nothing", "http://127.0.0.1:1/")
    ((path,), failures) = fetch_sources(sources[:1], corpus=tmp_path, allow_private=True)
    sidecar = tomllib.loads(path.with_name(path.name + ".toml").read_text())
    assert (sidecar["title"], sidecar["publisher"]) == ("Paper 0", "United Nations")
    assert sidecar["url"] == f"{server}/page"
    assert not failures


def test_a_source_that_fails_is_one_line_and_the_others_go_on(server: str, tmp_path: Path) -> None:
    port = closed_port()
    sources = write(tmp_path, f"http://127.0.0.1:{port}/", f"{server}/page", f"{server}/nothing")
    paths, failures = fetch_sources(sources, corpus=tmp_path, allow_private=True)
    assert len(paths) == 1
    assert [failure.source for failure in failures] == ["a", "c"]
    assert "check the address and the network" in failures[0].reason
    _, refused = fetch_sources(sources[:1], corpus=tmp_path)
    assert "--allow-private" in refused[0].reason


def test_ids_pick_sources_and_unknown_ones_are_named(tmp_path: Path) -> None:
    sources = write(tmp_path, "https://a.example/", "https://b.example/")
    assert [each.id for each in picked(sources, ["b", "b"])] == ["b"]
    assert picked(sources, ["all"]) == sources
    with pytest.raises(NoSuchSource, match=r"no source x; .* --sources"):
        picked(sources, ["a", "x"])


def test_a_list_that_is_missing_or_wrong_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoSuchSource, match=r"sources\.toml: no such file"):
        read_sources(tmp_path)
    for wrong in ("[a", "[a]\ntitle = 'x'", "a = 1", TABLE.format(id="a", title=" ", address="b")):
        (tmp_path / "sources.toml").write_text(wrong)
        with pytest.raises(BadMetadata):
            read_sources(tmp_path)


def test_the_command_lists_fetches_and_ingests(server: str, run: Run, tmp_path: Path) -> None:
    write(tmp_path, f"{server}/page", f"{server}/nothing")
    places = ("--corpus", tmp_path, "--index", tmp_path / "index")
    listed = run("ingest", "--sources", *places)
    assert (listed.returncode, listed.stdout.count("Paper")) == (0, 2)
    assert "2 sources; fetch with: python -m ingest --sources ID" in listed.stdout
    assert json.loads(run("ingest", "--sources", "--json", *places).stdout)[1]["id"] == "b"
    fetched = run("ingest", "--sources", "all", "--allow-private", *places)
    assert fetched.returncode == 1
    assert "failed     b: " in fetched.stdout
    assert "1 documents" in fetched.stdout
    unknown = run("ingest", "--sources", "z", *places)
    assert (unknown.returncode, "no source z" in unknown.stderr) == (2, True)


def test_what_is_told_about_the_corpus_is_no_document_of_it(tmp_path: Path) -> None:
    inner = tmp_path / "notes"
    inner.mkdir()
    write(tmp_path, "https://a.example/")
    for path in (tmp_path / "README.md", inner / "README.md", inner / "a.md"):
        path.write_text("Text.")
    found = [file.source for file in find_files([tmp_path], corpus=tmp_path).files]
    assert found == ["notes/README.md", "notes/a.md"]
    named = find_files([tmp_path / "README.md"], corpus=tmp_path).files
    assert [file.source for file in named] == ["README.md"]


def test_the_repository_lists_at_least_25_sources_with_addresses_that_can_be_fetched() -> None:
    sources = read_sources(ROOT / "corpus")
    assert len(sources) >= 25
    assert len({source.address for source in sources}) == len(sources)
    for source in sources:
        assert source.address.startswith(("https://", "http://"))
        assert source.address.isascii()
        assert " " not in source.address
        assert len(source.language) == 2
