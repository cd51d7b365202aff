import asyncio
from pathlib import Path

import pytest
from starlette.requests import Request

from bot.users import Users, add_user
from bot.web import sessions
from bot.web.sessions import Sessions

PASSWORD = "correct horse"


def request(address: str = "192.0.2.1") -> Request:
    return Request({"type": "http", "headers": [], "client": (address, 1)})


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sessions:
    add_user(tmp_path / "users", "anna", PASSWORD)
    users = Users(tmp_path / "users")
    monkeypatch.setattr(users, "accepts", lambda name, tried: (name, tried) == ("anna", PASSWORD))
    return Sessions(users)


def tried(house: Sessions, name: str, password: str, address: str = "192.0.2.1") -> bool:
    return asyncio.run(house.sign_in(request(address), name, password)) is not None


def test_a_name_and_an_address_have_five_wrong_tries_a_minute(house: Sessions) -> None:
    assert not any(tried(house, "anna", f"guess {i}") for i in range(5))
    assert not tried(house, "anna", PASSWORD)
    assert not tried(house, "anna", PASSWORD, "192.0.2.2")
    assert not tried(house, "berit", PASSWORD)


def test_right_passwords_do_not_count(house: Sessions) -> None:
    assert all(tried(house, "anna", PASSWORD) for _ in range(8))


def test_other_names_do_not_make_a_limited_address_forgotten(
    house: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_MOST", 20)
    assert not any(tried(house, "anna", f"guess {i}") for i in range(5))
    assert not any(tried(house, f"name {i}", "guess") for i in range(50))
    assert not tried(house, "anna", PASSWORD)
