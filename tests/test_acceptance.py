"""What a newcomer is promised about the seed document, with the real model and commands."""

from pathlib import Path

import pytest
from langchain_core.runnables import Runnable

from bot.answer import Answer
from bot.chain import answer_chain
from bot.render import citations
from evals.__main__ import SETS
from evals.questions import EvalQuestion, load_questions
from evals.run import Result, run, score
from ingest.embed import MiniLM
from ingest.errors import UsageError
from ingest.settings import Settings

CORPUS = Path(__file__).parent.parent / "corpus"
QUESTIONS = load_questions(SETS / "acceptance.jsonl")

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def chain(minilm: MiniLM, seed_index: Path) -> Runnable[str, Answer]:
    return answer_chain(Settings(index=seed_index), embedder=minilm)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_promised_question_is_answered_or_refused(
    chain: Runnable[str, Answer], question: EvalQuestion
) -> None:
    answer = chain.invoke(question.question)
    assert Result(question=question, answer=answer).is_right
    for citation in citations(answer):
        text = (CORPUS / citation.document.source).read_text(encoding="utf-8")
        assert text[citation.span.start : citation.span.end] == citation.quote


def test_scores_of_the_seed_set_stay_above_their_floors(chain: Runnable[str, Answer]) -> None:
    result = score(run(load_questions(SETS / "seed.jsonl"), chain))
    assert result.right_sentence is not None
    assert result.false_answers is not None
    assert result.right_sentence >= 0.75
    assert result.false_answers <= 0.15


def test_gold_evidence_stands_exactly_once_in_its_source() -> None:
    for path in SETS.glob("*.jsonl"):
        for question in load_questions(path):
            for evidence in question.evidence:
                text = (CORPUS / evidence.source).read_text(encoding="utf-8")
                assert text.count(evidence.quote) == 1, question.id


def test_a_line_that_is_no_question_is_named(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('\n{"id": "1"}\n')
    with pytest.raises(UsageError, match=r"set\.jsonl:2"):
        load_questions(path)
