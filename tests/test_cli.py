import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import SEED, Run

TRICKS = [
    ("", 2, "empty"),
    ("   ", 2, "empty"),
    ("word " * 20_000, 2, "shorten"),
]


@pytest.mark.parametrize("module", ["ingest", "bot", "evals"])
def test_help_is_instant(run: Run, module: str) -> None:
    run(module, "--help")
    started = time.perf_counter()
    done = run(module, "--help")
    assert time.perf_counter() - started < 0.5
    assert done.returncode == 0
    assert "--index DIR" in done.stdout
    assert "--corpus DIR" in done.stdout


@pytest.mark.parametrize(("question", "code", "reason"), TRICKS)
def test_a_bad_question_is_one_line_and_exit_code_2(
    run: Run, tmp_path: Path, question: str, code: int, reason: str
) -> None:
    done = run("bot", "ask", question, "--index", tmp_path)
    assert done.returncode == code
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_index_yet_is_one_line_that_names_the_command(run: Run, tmp_path: Path) -> None:
    done = run("bot", "ask", "who", "--index", tmp_path / "none")
    assert done.returncode == 1
    assert done.stderr == (
        f"error: no index in {tmp_path / 'none'}; build it with: python -m ingest\n"
    )


def test_a_port_in_use_is_one_line(run: Run, seed_index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("bot", "--index", seed_index, "--port", str(port))
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_bad_setting_names_its_variable(run: Run) -> None:
    done = run("bot", "ask", "who", DESK_PORT="seven")
    assert done.returncode == 2
    assert "DESK_PORT='seven'" in done.stderr


def test_bad_files_are_listed_and_good_ones_are_indexed(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "good.txt").write_text("The archive opened in Oslo in 1901.")
    (folder / "empty.txt").write_text("")
    (folder / "binary.txt").write_bytes(bytes(range(256)))
    done = run("ingest", folder, "--index", tmp_path / "index")
    assert done.returncode == 1
    assert "added      good.txt" in done.stdout
    assert "failed     empty.txt" in done.stdout
    assert "failed     binary.txt" in done.stdout
    missing = run("ingest", folder / "nowhere", "--index", tmp_path / "index")
    assert missing.returncode == 2
    assert "no such file or folder" in missing.stderr
    again = run("bot", "ask", "When did the archive open?", "--index", tmp_path / "index", "--json")
    citation = json.loads(again.stdout)["statements"][0]["citations"][0]
    assert citation["quote"] == "The archive opened in Oslo in 1901."


def test_json_of_an_answer_has_the_agreed_keys_and_exact_spans(run: Run, seed_index: Path) -> None:
    done = run("bot", "ask", "Who opened the meeting?", "--json", DESK_INDEX=str(seed_index))
    answer = json.loads(done.stdout)
    assert list(answer)[:8] == [
        "question", "query", "statements", "abstention", "confidence", "hits", "answerer",
        "seconds",
    ]  # fmt: skip
    assert set(answer) >= {"threshold", "generation", "notices", "ledger"}
    (citation, *_) = answer["statements"][0]["citations"]
    assert set(citation) >= {
        "document", "source", "title", "publisher", "date", "page", "start", "end", "quote",
    }  # fmt: skip
    source = (Path("corpus") / SEED).read_text(encoding="utf-8")
    assert source[citation["start"] : citation["end"]] == citation["quote"]
    assert citation["date"] == "2019-10-01"


def test_everything_works_with_sockets_blocked(run: Run, tmp_path: Path) -> None:
    """A socket that is opened to anywhere ends the process with an error."""
    block = tmp_path / "sitecustomize.py"
    block.write_text(
        "import socket\n"
        "def refuse(*args, **kwargs):\n"
        "    raise RuntimeError(f'the network was used: {args[1:]}')\n"
        "socket.socket.connect = socket.socket.connect_ex = refuse\n"
        "socket.getaddrinfo = socket.create_connection = refuse\n"
    )
    paths = {"PYTHONPATH": str(tmp_path)}
    index = tmp_path / "index"
    seed = Path("corpus") / SEED
    assert run("ingest", seed, "--index", index, **paths).returncode == 0
    done = run("bot", "ask", "Who opened the meeting?", "--index", index, **paths)
    assert done.returncode == 0, done.stderr
    assert "Pyotr Popov" in done.stdout
    probe = tmp_path / "probe.py"
    probe.write_text("import socket\nsocket.create_connection(('127.0.0.1', 9))\n")
    proof = subprocess.run(
        [sys.executable, str(probe)], env=paths, capture_output=True, text=True, check=False
    )
    assert "the network was used" in proof.stderr
