import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.embed import MiniLM
from ingest.settings import Settings, go_offline
from tests.fakes import HashingEmbedder

go_offline()

ROOT = Path(__file__).parent.parent
SEED = "murmansk-2019-first-meeting.txt"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    """The real model, loaded once."""
    return MiniLM()


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "docs"
    corpus.mkdir()
    index = tmp_path / "index"
    return Settings(index=index, corpus=corpus, lock_seconds=0.2, reader="off", threshold=0.11)


@pytest.fixture(scope="session")
def run() -> Run:
    """Run `python -m` with arguments in the repository, as a user would."""

    def run_module(*args: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", *map(str, args)],
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run_module


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """An index of the press release alone, which the sets and tests were written for."""
    folder = tmp_path_factory.mktemp("seed") / "index"
    done = run("ingest", ROOT / "corpus" / SEED, "--index", folder, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"] >= 1
    return folder


@pytest.fixture(scope="session")
def chat(seed_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A running web chat in a process of its own: its address and its index folder."""
    import shutil
    import socket
    import urllib.error
    import urllib.request

    index = tmp_path_factory.mktemp("chat") / "index"
    shutil.copytree(seed_index, index)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "bot", "--index", str(index), "--port", str(port)],
        cwd=ROOT,
        env=os.environ
        | {"DESK_FEEDBACK": str(index.parent / "feedback.sqlite"), "DESK_PER_MINUTE": "0"},
    )
    try:
        for _ in range(1200):
            assert server.poll() is None, "the chat ended while starting"
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except urllib.error.URLError:
                server_wait(server, 0.1)
        else:
            pytest.fail("the chat did not start within 2 minutes")
        yield address, index
    finally:
        server.terminate()
        server.wait(timeout=20)


def server_wait(server: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Wait a moment for a process to end; it is fine if it runs on."""
    try:
        server.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return
