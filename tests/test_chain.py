import json
import threading
from pathlib import Path

import pytest

from bot.answer import NoticeKind, Turn
from bot.chain import MAX_QUESTION, answer_chain
from bot.render import to_json
from bot.ways import queries
from ingest.embed import MiniLM
from ingest.errors import BadQuestion, NoIndex
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import EagerReader, HashingEmbedder


def test_a_question_without_words_or_too_long_is_an_error(settings: Settings) -> None:
    chain = answer_chain(settings, embedder=HashingEmbedder())
    for question in ("", "  \n", "?!", "x" * (MAX_QUESTION + 1)):
        with pytest.raises(BadQuestion):
            chain.invoke(question)


def test_no_index_is_an_error_that_names_the_command(settings: Settings) -> None:
    with pytest.raises(NoIndex, match="python -m ingest"):
        answer_chain(settings, embedder=HashingEmbedder()).invoke("who")


def test_an_ingest_is_seen_by_the_next_question(settings: Settings) -> None:
    embedder = HashingEmbedder()
    (settings.corpus / "a.txt").write_text("Wolves howl.")
    sync([settings.corpus], settings=settings, embedder=embedder)
    chain = answer_chain(settings, embedder=embedder, reader=EagerReader())
    assert chain.invoke("what runs on rails").statements[0].text == "Wolves howl."
    (settings.corpus / "b.txt").write_text("Trains run on rails.")
    sync([settings.corpus], settings=settings, embedder=embedder)
    assert chain.invoke("what runs on rails").statements[0].text == "Trains run on rails."


def test_the_chain_is_a_runnable_that_answers_batches_alike(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_text("Wolves howl. Trains run.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    first, second = (
        to_json(answer) | {"seconds": 0} for answer in chain.batch(["what howls", "what howls"])
    )
    assert json.dumps(first) == json.dumps(second)
    assert set(first) == {
        "question", "query", "statements", "abstention", "confidence", "hits", "answerer",
        "seconds", "threshold", "generation", "notices", "ledger",
    }  # fmt: skip


def test_a_small_first_letter_makes_no_follow_up(settings: Settings) -> None:
    embedder = HashingEmbedder()
    (settings.corpus / "a.txt").write_text("Maria Ohisalo spoke for Norway.")
    sync([settings.corpus], settings=settings, embedder=embedder)
    catalog = index_folder(settings, embedder).open().catalog
    turns = (Turn(query="When did the group first meet?"),)
    *_, alone = queries("who spoke for Norway?", turns, catalog, embedder)
    assert alone.text == "Who spoke for Norway?"
    assert not [each for each in alone.notices if each.kind == NoticeKind.FOLLOW_UP]


@pytest.mark.model
def test_the_real_model_answers_from_threads_at_once(minilm: MiniLM, tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index", corpus=tmp_path)
    (tmp_path / "a.txt").write_text("The wolves howled in Murmansk on 3 May 2019.")
    sync([tmp_path / "a.txt"], settings=settings, embedder=minilm)
    chain = answer_chain(settings, embedder=minilm)
    answers: list[str] = []

    def ask() -> None:
        answers.append(
            json.dumps(to_json(chain.invoke("When did the wolves howl?")) | {"seconds": 0})
        )

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
