import json
from pathlib import Path

import pytest

from bot.answer import Turn
from bot.feedback import FeedbackStore, Verdict, as_eval_questions, feedback_on
from evals.questions import load_questions
from ingest.errors import UsageError
from tests.answers import answer, document
from tests.conftest import Run

FOUND = document("Popov opened the meeting.")


def said(store: FeedbackStore, verdict: Verdict, *, refused: bool = False) -> None:
    about = answer(FOUND, quote="" if refused else FOUND.text)
    turns = (Turn(query="When did they meet?"),)
    store.add(feedback_on(about, verdict=verdict, comment="so", turns=turns, language="en"))


def test_feedback_becomes_eval_questions_once_each(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "desk" / "feedback.sqlite")
    for verdict in (Verdict.RIGHT, Verdict.RIGHT, Verdict.WRONG_EVIDENCE, Verdict.SHOULD_REFUSE):
        said(store, verdict)
    said(store, Verdict.SHOULD_ANSWER, refused=True)
    right, wrong, refuse, missed = as_eval_questions(store.all())
    assert right["evidence"] == [{"source": "a.txt", "quote": FOUND.text}]
    assert right["turns"] == ["When did they meet?"]
    assert (right["answerable"], refuse["answerable"], missed["answerable"]) == (True, False, True)
    assert wrong["evidence"] == []
    assert "add the right evidence. so. cited was “Popov opened" in str(wrong["note"])
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, (right, refuse))))
    assert [question.id for question in load_questions(path)] == ["feedback-0001", "feedback-0004"]


def test_what_can_be_said_depends_on_whether_it_was_answered() -> None:
    of_answers = {verdict for verdict in Verdict if verdict.fits(refused=False)}
    of_refusals = {verdict for verdict in Verdict if verdict.fits(refused=True)}
    assert of_answers | of_refusals == set(Verdict)
    assert Verdict.SHOULD_ANSWER not in of_answers
    assert Verdict.SHOULD_REFUSE not in of_refusals


def test_a_store_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    path.write_text("not a database, and long enough not to be taken for an empty one" * 20)
    with pytest.raises(UsageError, match="DESK_FEEDBACK"):
        FeedbackStore(path).all()


def test_the_command_prints_eval_questions(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "feedback.sqlite"
    assert run("bot", "feedback", DESK_FEEDBACK=str(path)).stdout == ""
    said(FeedbackStore(path), Verdict.RIGHT)
    (line,) = run("bot", "feedback", DESK_FEEDBACK=str(path)).stdout.splitlines()
    assert json.loads(line)["question"] == "Who?"
