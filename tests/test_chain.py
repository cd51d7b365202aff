import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer import Inquiry, NoticeKind, Turn
from bot.chain import MAX_QUESTION, answer_chain, checked, remembered
from bot.read import Reading
from bot.render import to_json
from bot.ways import queries
from ingest.embed import MiniLM
from ingest.errors import BadQuestion, NoIndex
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import EagerReader, HashingEmbedder


class OnlyOf(EagerReader):
    """Finds that the first sentence answers, with 0.9, only questions with some words."""

    def __init__(self, words: str) -> None:
        self._words = words

    def read(self, question, candidates, catalog):  # type: ignore[no-untyped-def]
        likely = 0.9 if self._words in question else 0.01
        rest = [Reading(probability=0.01)] * (len(candidates) - 1)
        return [Reading(probability=likely), *rest]


def _document(settings: Settings, title: str) -> str:
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    known = catalog.metadata().items()
    return next(key for key, (_, metadata) in known if metadata.title == title)


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


def test_what_no_reading_answers_is_asked_about_the_document_quoted_last(
    settings: Settings,
) -> None:
    embedder = HashingEmbedder()
    (settings.corpus / "Wolves.txt").write_text("Wolves howl. The young do much.")
    (settings.corpus / "Trains.txt").write_text("Trains run. The young pay half.")
    sync([settings.corpus], settings=settings, embedder=embedder)
    chain = answer_chain(settings, embedder=embedder, reader=OnlyOf("(Wolves)"))
    turns = (Turn(query="Who howls?", documents=(_document(settings, "Wolves"),)),)
    follow_up = chain.invoke(Inquiry(text="what do the young do", turns=turns))
    assert follow_up.query == "what do the young do (Wolves)?"
    assert next(each.kind for each in follow_up.notices) == NoticeKind.FOLLOW_UP
    assert follow_up.statements[0].text == "Wolves howl."
    assert follow_up.confidence == pytest.approx(0.74 * 0.9425, abs=1e-3)
    assert chain.invoke("what do the young do").abstention


def test_what_was_quoted_may_have_left_the_index(settings: Settings) -> None:
    embedder = HashingEmbedder()
    (settings.corpus / "Wolves.txt").write_text("Wolves howl.")
    sync([settings.corpus], settings=settings, embedder=embedder)
    chain = answer_chain(settings, embedder=embedder, reader=OnlyOf("(Wolves)"))
    gone = Turn(query="Who runs?", documents=("0123456789abcdef",))
    asked = Inquiry(text="what do the young do", turns=(gone,))
    assert chain.invoke(asked).abstention
    before = Turn(query="Who howls?", documents=(_document(settings, "Wolves"),))
    assert chain.invoke(replace(asked, turns=(before, gone))).statements


def test_a_less_likely_reading_must_be_surer_of_its_answer(settings: Settings) -> None:
    embedder = HashingEmbedder()
    (settings.corpus / "Wolves.txt").write_text("Wolves howl.")
    sync([settings.corpus], settings=settings, embedder=embedder)
    turns = (Turn(query="Who howls?", documents=(_document(settings, "Wolves"),)),)
    asked = Inquiry(text="what do the young do", turns=turns)
    for threshold, is_answered in ((0.69, True), (0.70, False)):
        strict = replace(settings, threshold=threshold)
        chain = answer_chain(strict, embedder=embedder, reader=OnlyOf("(Wolves)"))
        assert bool(chain.invoke(asked).statements) is is_answered


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


def test_earlier_turns_are_cut_to_what_can_be_read_in_time() -> None:
    turn = remembered(Turn(query="the meeting of " * 9_000, quotes=("BEAC, " * 9_000,) * 500))
    assert len(turn.query) <= MAX_QUESTION
    assert sum(map(len, turn.quotes)) <= 20_000


def test_half_a_surrogate_pair_is_left_out_of_a_question() -> None:
    assert checked("Who \ud83d opened it?") == "Who opened it?"
    assert remembered(Turn(query="Who\udc00?", quotes=("x\ud800",))).quotes == ("x",)
