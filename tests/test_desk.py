import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer import Inquiry
from bot.chain import answer_chain
from bot.render import to_json
from bot.web import talk
from bot.web.desk import Desk, Kept
from bot.web.seals import Seals
from ingest.errors import UsageError
from ingest.settings import Settings
from ingest.sync import sync
from tests.fakes import EagerReader, HashingEmbedder


def desk_of(settings: Settings) -> Desk:
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    return Desk(settings, chain, HashingEmbedder())


@pytest.fixture
def desked(settings: Settings, tmp_path: Path) -> Settings:
    (settings.corpus / "a.txt").write_text("Popov opened the meeting in Murmansk.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    return replace(settings, feedback=tmp_path / "desk" / "feedback.sqlite")


def asked(desk: Desk) -> Kept:
    [*_, kept] = desk.ask(Inquiry(text="Who opened the meeting?"), who="anna")
    return kept


def test_an_answer_that_a_browser_kept_is_read_back_after_a_restart(desked: Settings) -> None:
    desk = desk_of(desked)
    kept = asked(desk)
    record = json.loads(json.dumps(talk.record(kept, seal=desk.seal(kept))))
    later = desk_of(desked)
    again = later.restore(kept.key, record["answer"], (), seal=str(record["seal"]))
    assert again.answer.statements == kept.answer.statements
    assert later.kept(kept.key) is again


def test_what_was_not_answered_here_is_not_kept(desked: Settings) -> None:
    desk = desk_of(desked)
    kept = asked(desk)
    seal = desk.seal(kept)
    values = to_json(kept.answer)
    forged = {**values, "notices": [{"kind": "as of", "text": "Verified by the desk."}]}
    later = desk_of(desked)
    for key, said, with_seal in (
        (kept.key, forged, seal),
        ("A" * 16, values, seal),
        (kept.key, values, ""),
        ("x' onmouseover='alert(1)", values, "é"),
    ):
        with pytest.raises(UsageError):
            later.restore(key, said, (), seal=with_seal)
        with pytest.raises(UsageError):
            later.kept(key)


def test_a_seal_bears_how_a_browser_writes_numbers(tmp_path: Path) -> None:
    seals = Seals(tmp_path / "seal.key")
    seal = seals.of("key", {"confidence": 1.0, "hits": [{"score": 0.25}], "is": True})
    assert Seals(tmp_path / "seal.key").fits(
        seal, "key", {"is": True, "hits": [{"score": 0.25}], "confidence": 1}
    )
    assert not seals.fits(seal, "key", {"confidence": 0.9, "hits": [{"score": 0.25}], "is": True})


def test_seals_are_made_where_no_file_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    seals = Seals(tmp_path / "file" / "seal.key")
    assert seals.fits(seals.of("key", {}), "key", {})
