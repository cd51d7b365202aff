import subprocess
import sys
from pathlib import Path

import pytest

from bot.users import Users, add_user
from ingest.errors import UsageError
from tests.conftest import ROOT


def test_a_password_opens_for_its_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "users"
    add_user(path, "anna", "correct horse")
    add_user(path, "berit", "battery staple")
    users = Users(path)
    assert users.accepts("anna", "correct horse")
    assert not users.accepts("anna", "battery staple")
    assert not users.accepts("nobody", "correct horse")
    assert not users.accepts("anna", "")
    assert "horse" not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_password_is_hashed_anew(tmp_path: Path) -> None:
    path = tmp_path / "users"
    add_user(path, "anna", "correct horse")
    before = path.read_text()
    add_user(path, "anna", "correct horse")
    assert path.read_text() != before


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("", "long enough now"),
        ("a:b", "long enough now"),
        ("a\nb", "long enough now"),
        ("a", "x"),
        ("a", "x" * 1025),
    ],
)
def test_a_name_or_password_that_will_not_do_is_an_error(
    tmp_path: Path, name: str, password: str
) -> None:
    with pytest.raises(UsageError):
        add_user(tmp_path / "users", name, password)


def test_an_empty_file_gets_its_first_user(tmp_path: Path) -> None:
    path = tmp_path / "users"
    path.touch()
    add_user(path, "anna", "correct horse")
    assert Users(path).accepts("anna", "correct horse")


@pytest.mark.parametrize("text", ["", "anna", "anna:plain", "anna:00$00"])
def test_a_damaged_users_file_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users"
    path.write_text(text)
    with pytest.raises(UsageError):
        Users(path)


def test_the_command_adds_a_user_with_a_password_from_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "users"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "user", "anna", "--users", str(path)],
        cwd=ROOT, input="correct horse\n", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "anna may sign in" in done.stdout
    assert Users(path).accepts("anna", "correct horse")
