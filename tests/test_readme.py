import re
from dataclasses import fields
from pathlib import Path

import pytest

from ingest.settings import Settings
from tests.conftest import ROOT, Run

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_table_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `DESK_(\w+)` \| `([^`]*)` \|", README, flags=re.MULTILINE))
    defaults = Settings()
    assert rows == {f.name.upper(): str(getattr(defaults, f.name)) for f in fields(Settings)}


@pytest.mark.parametrize("command", ["ingest", "bot", "evals", "evals.fit", "evals.answer_speed"])
def test_every_flag_of_the_command_table_exists(run: Run, command: str) -> None:
    rows = [row for row in README.splitlines() if row.startswith(f"| `python -m {command} ")]
    flags = {flag for row in rows for flag in re.findall(r"--[a-z]+", row)}
    helps = run(command, "--help").stdout
    named = {
        "bot": ["ask", "user"],
        "evals": "compare report gate sweep import export serve".split(),
    }
    for name in named.get(command, []):
        helps += run(command, name, "--help").stdout
    assert rows
    assert all(flag in helps for flag in flags)


def test_every_file_of_the_tree_exists() -> None:
    tree = README.split("## Files")[1].split("```")[1]
    names = re.findall(r"(\w+\.py)\b", tree)
    house = {path.name for path in ROOT.glob("*/**/*.py")}
    assert set(names) <= house
    modules = {path.name for path in (ROOT / "bot").glob("[!_]*.py")}
    assert modules - set(names) == set()


def test_the_screenshots_are_there_and_small() -> None:
    names = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert {"docs/chat.png", "docs/evals.png"} <= set(names)
    for name in names:
        assert 10_000 < Path(ROOT / name).stat().st_size < 400_000
