"""What a newcomer is promised about the seed document, with the real model and commands."""

from pathlib import Path

import pytest

from evals.bench import benches
from evals.questions import SETS, EvalQuestion, load_set
from evals.record import Outcome
from evals.run import run_sets
from ingest.embed import MiniLM
from ingest.settings import Settings
from tests.conftest import ROOT

ACCEPTANCE = load_set(SETS / "acceptance.jsonl")

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def outcomes(minilm: MiniLM, seed_index: Path) -> dict[str, Outcome]:
    run = run_sets([ACCEPTANCE], benches(Settings(index=seed_index), minilm))
    return {outcome.question.id: outcome for outcome in run.outcomes}


@pytest.mark.parametrize("question", ACCEPTANCE.questions, ids=lambda question: question.id)
def test_promised_question_is_answered_or_refused(
    outcomes: dict[str, Outcome], question: EvalQuestion
) -> None:
    outcome = outcomes[question.id]
    assert outcome.is_right, outcome.statements or outcome.reason
    for quote in outcome.quotes:
        assert quote.is_exact
        assert quote.quote in (ROOT / "corpus" / quote.source).read_text(encoding="utf-8")
