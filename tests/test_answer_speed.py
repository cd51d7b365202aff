import json
from itertools import islice
from pathlib import Path

import pytest

from evals.answer_speed import (
    STEPS,
    ask,
    build,
    documents_of,
    recombined,
    report,
    respelled,
    sizes,
    source,
)
from ingest.settings import Settings
from ingest.sync import index_folder
from tests.fakes import HashingEmbedder

SENTENCES = [
    f"Number {i} of the {'very ' * 20}long trains left for Town{i} at night." for i in range(9)
]


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    questions = [{"question": f"Where did number {i} go?", "answers": []} for i in range(30)]
    paragraphs = [{"context": " ".join(SENTENCES), "qas": questions}]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Trains", "paragraphs": paragraphs}]}))
    return path


def test_passages_are_the_same_each_time_and_differ_from_each_other() -> None:
    some = list(islice(recombined(SENTENCES, seed=3), 50))
    assert some == list(islice(recombined(SENTENCES, seed=3), 50))
    assert len(set(some)) == 50
    assert all(600 < len(text) < 900 for text in some)


def test_only_rare_words_are_respelled() -> None:
    assert respelled("It left Oslo, then Oslofjord.", frozenset({"Oslo"}), turn=1) == (
        "It left Utmu, then Oslofjord."
    )


def test_each_passage_is_its_span_of_the_document() -> None:
    ((document, passages), *_) = documents_of(islice(recombined(SENTENCES, seed=3), 5))
    assert [passage.span.of(document.text) for passage in passages] == [p.text for p in passages]


def test_questions_are_timed_step_by_step_against_as_many_passages_as_asked_for(
    squad: Path, settings: Settings, embedder: HashingEmbedder
) -> None:
    made_of = source([squad], questions=5, seed=1)
    build(made_of, passages=30, settings=settings, embedder=embedder)
    timed = ask(made_of, settings=settings, embedder=embedder)
    generation = index_folder(settings, embedder).open()
    assert generation.catalog.passage_count() == 30
    assert len(timed) == 5
    assert all(set(each.steps) == set(STEPS) for each in timed)
    assert all(sum(each.steps.values()) <= each.seconds for each in timed)
    assert "median" in report(timed)[1]
    assert "Chroma" in sizes(generation)
    generation.close()
