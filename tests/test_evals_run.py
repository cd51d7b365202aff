"""A run: what is asked, what is kept, how it is scored."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda

from bot.answer import Answer, Citation, Inquiry, Statement
from bot.render import citations
from evals.alce import Verbatim
from evals.bench import Bench, benches, open_bench, setup_of
from evals.questions import EvalQuestion, EvalSet, Evidence
from evals.record import find, load, run_text, save
from evals.run import run_sets
from ingest.document import Span
from ingest.errors import IndexProblem, UsageError
from ingest.settings import Settings
from tests.evals_toy import (
    build,
    changed,
    fact,
    generation_of,
    perfect,
    questions,
    run_toy,
    toy_set,
)
from tests.fakes import HashingEmbedder


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return build(tmp_path_factory.mktemp("toy"))


def test_a_perfect_bot_is_scored_perfect(toy: Settings) -> None:
    run = run_toy(toy, perfect(generation_of(toy), questions()))
    for outcome in run.outcomes:
        assert outcome.is_right
        assert {name for name, value in outcome.scores.items() if value not in (0.0, 1.0)} <= {"f1"}
    answered = run.outcomes[0]
    assert answered.gold_rank == 1
    assert answered.scores["citation_precision"] == answered.scores["rr"] == 1.0
    refused = run.outcomes[-1]
    assert set(refused.scores) == {"right", "false_answer"}


def test_quotes_are_kept_with_their_place_and_checked_against_the_index(toy: Settings) -> None:
    chain = perfect(generation_of(toy), questions())

    def other_text(answer: Answer) -> Answer:
        """Cite the same place in a document that the index does not have so."""
        if not answer.statements:
            return answer
        (cited,) = citations(answer)
        text = cited.document.text.replace("painted", "Painted")
        forged = Citation(document=replace(cited.document, text=text), span=cited.span)
        return replace(answer, statements=(Statement(text=forged.quote, citations=(forged,)),))

    quote = run_toy(toy, chain).outcomes[3].quotes[0]
    assert quote.quote == fact(3)
    assert quote.is_exact
    assert quote.before.endswith("document 3.\n\n")
    run = run_toy(toy, changed(chain, other_text))
    assert run.outcomes[3].scores["citation_exact"] == 0.0
    assert run.outcomes[3].scores["right"] == 0.0


def test_the_words_marked_as_the_answer_are_what_is_compared(toy: Settings) -> None:
    def marked(answer: Answer) -> Answer:
        if not answer.statements:
            return answer
        (cited,) = citations(answer)
        start = cited.span.start + cited.quote.index("painted ") + 8
        end = start + cited.quote[start - cited.span.start :].index(" ")
        cited = replace(cited, answer=Span(start=start, end=end))
        return replace(answer, statements=(Statement(text=cited.quote, citations=(cited,)),))

    chain = perfect(generation_of(toy), questions())
    whole = run_toy(toy, chain).outcomes[4].scores
    exact = run_toy(toy, changed(chain, marked)).outcomes[4].scores
    assert exact["exact_match"] == exact["f1"] == 1.0
    assert not {"exact_match", "f1"} & set(whole)


def test_each_part_counts_once_and_alternatives_count_as_one(toy: Settings) -> None:
    def gold(number: int, part: int) -> Evidence:
        return Evidence(source=f"{number:02d}.txt", quote=fact(number), part=part)

    asked = replace(questions()[0], evidence=(gold(0, 1), gold(1, 1), gold(2, 2)))
    chain = perfect(generation_of(toy), [replace(asked, evidence=(gold(0, 1),))])
    scores = run_toy(toy, chain, toy_set([asked])).outcomes[0].scores
    assert scores["right"] == 1.0
    assert scores["citation_recall"] == 0.5
    assert scores["hit@5"] == 1.0


def test_what_corrects_an_unanswerable_question_is_right(toy: Settings) -> None:
    gold = (Evidence(source="05.txt", quote=fact(5)),)
    asked = EvalQuestion(
        id="f", question="Is 5 pink?", category="", evidence=gold, answerable=False
    )
    answering = perfect(generation_of(toy), [replace(asked, answerable=True)])
    refusing = perfect(generation_of(toy), [replace(asked, evidence=())])
    for chain in (answering, refusing):
        scores = run_toy(toy, chain, toy_set([asked])).outcomes[0].scores
        assert scores["right"] == 1.0
        assert scores["false_answer"] == 0.0
        assert "over_refusal" not in scores
        assert "rr" not in scores


def test_a_whole_document_as_gold_ranks_documents(toy: Settings) -> None:
    asked = replace(
        questions()[0], evidence=(Evidence(source="07.txt", quote="", grade=2),), answers=()
    )
    scores = run_toy(toy, perfect(generation_of(toy), [asked]), toy_set([asked])).outcomes[0].scores
    assert scores["ndcg@10"] == scores["recall@5"] == scores["right"] == 1.0


def test_earlier_turns_are_asked_once_and_given_as_they_were_read(toy: Settings) -> None:
    inner = perfect(generation_of(toy), questions())
    asked: list[Inquiry] = []

    def respond(inquiry: Inquiry | str) -> Answer:
        assert isinstance(inquiry, Inquiry)
        asked.append(inquiry)
        return replace(inner.invoke(inquiry), query=f"read: {inquiry.text}")

    first, second, third = questions()[:3]
    conversation = (
        first,
        replace(second, turns=(first.question,)),
        replace(third, turns=(first.question, second.question)),
    )
    run = run_toy(toy, RunnableLambda(respond), toy_set(conversation))
    assert [each.text for each in asked] == [each.question for each in conversation]
    assert [turn.query for turn in asked[2].turns] == [
        f"read: {first.question}",
        f"read: {second.question}",
    ]
    assert asked[2].turns[0].quotes == (fact(0),)
    assert "follow_up" not in run.outcomes[0].scores
    assert run.outcomes[2].scores["follow_up"] == 1.0


def test_evidence_that_the_index_lacks_is_told_before_anything_is_asked(toy: Settings) -> None:
    def never(_: Inquiry | str) -> Answer:
        raise AssertionError

    for source, quote in (("gone.txt", "x"), ("01.txt", "no such words"), ("01.txt", "n")):
        asked = replace(questions()[0], evidence=(Evidence(source=source, quote=quote),))
        with pytest.raises(UsageError, match=f"q0: .*{source}"):
            run_toy(toy, RunnableLambda(never), toy_set([asked]))


def test_a_run_on_two_generations_is_refused(toy: Settings) -> None:
    chain = perfect(generation_of(toy), questions())
    moved = changed(chain, lambda answer: replace(answer, generation=99))
    with pytest.raises(IndexProblem, match="run it again"):
        run_toy(toy, moved)


def test_a_run_survives_being_stored(toy: Settings, tmp_path: Path) -> None:
    run = run_toy(toy, perfect(generation_of(toy), questions()))
    path = save(run, tmp_path / "runs")
    assert load(path) == run
    assert find(run.id[:15], tmp_path / "runs") == run
    assert find("last", tmp_path / "runs") == find(str(path), tmp_path) == run
    for wrong in ("last~1", "", "2000"):
        with pytest.raises(UsageError, match="no runs"):
            find(wrong, tmp_path / "runs")


@pytest.mark.parametrize("change", ['{"format": 1}', "[]", '{"format": 2}', "not json"])
def test_a_file_that_is_no_run_is_one_line(tmp_path: Path, change: str) -> None:
    path = tmp_path / "1.json"
    path.write_text(change)
    with pytest.raises(UsageError, match="is not a run") as raised:
        load(path)
    assert "\n" not in str(raised.value)


def test_a_damaged_outcome_is_one_line(toy: Settings, tmp_path: Path) -> None:
    values = json.loads(run_text(run_toy(toy, perfect(generation_of(toy), questions()))))
    values["outcomes"][0]["quotes"] = 7
    path = tmp_path / "1.json"
    path.write_text(json.dumps(values))
    with pytest.raises(UsageError, match="is not a run"):
        load(path)


def test_digests_name_what_changed(toy: Settings) -> None:
    generation = generation_of(toy)
    first = setup_of(toy, generation, model="m")
    assert setup_of(replace(toy, host="0.0.0.0"), generation, model="m") == first
    other = setup_of(replace(toy, threshold=0.7), generation, model="m")
    assert other.configuration != first.configuration
    assert (other.corpus, other.index) == (first.corpus, first.index)
    assert first.settings["threshold"] == str(toy.threshold)


def test_a_judge_adds_its_metrics(toy: Settings) -> None:
    generation = generation_of(toy)
    chain = perfect(generation, questions())
    bench = Bench(chain=chain, generation=generation, setup=setup_of(toy, generation, model="m"))
    run = run_sets([toy_set()], lambda _: bench, judge=Verbatim())
    assert run.outcomes[0].scores["alce_recall"] == 1.0
    assert "alce_recall" not in run.outcomes[-1].scores


def test_a_set_with_documents_is_asked_in_an_index_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "imported"
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "a.txt").write_text(fact(3), encoding="utf-8")
    gold = (Evidence(source="a.txt", quote=fact(3)),)
    asked = EvalQuestion(id="1", question="What colour is number 3?", category="", evidence=gold)
    each = EvalSet(name="own", path=folder, questions=(asked,), documents=folder / "docs")
    settings = Settings(index=tmp_path / "none", corpus=tmp_path / "none")
    run = run_sets([each], benches(settings, HashingEmbedder()))
    assert run.setups["own"].documents == 1
    assert run.outcomes[0].gold_rank == 1
    assert open_bench(replace(settings, index=folder / ".index"), HashingEmbedder())
