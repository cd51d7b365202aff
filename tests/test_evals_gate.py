"""Comparisons tell real changes from chance, and the gate stops those for the worse."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import bot.retrieve
from bot.answer import Abstention, Answer, Citation, Statement
from bot.chain import answer_chain
from evals.bench import Chain, open_bench
from evals.compare import compare
from evals.gate import FLOORS, Floor, judge, load_baseline, save_baseline
from evals.questions import EvalSet, own_sets
from evals.record import Run, save
from evals.run import run_sets
from evals.sweep import halves, parse_grid, settings_grid, sweep, with_knobs
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.embed import MiniLM
from ingest.errors import UsageError
from ingest.settings import Settings
from tests.conftest import Run as RunModule
from tests.evals_toy import (
    build,
    changed,
    generation_of,
    perfect,
    questions,
    run_toy,
    toy_set,
)

TOY_FLOORS = (
    Floor(set="toy", metric="evidence_hit", bound=0.8),
    Floor(set="*", metric="citation_exact", bound=1.0),
)
Change = Callable[[Answer], Answer]


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return build(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def good(toy: Settings) -> Chain:
    return perfect(generation_of(toy), questions())


def baseline_of(run: Run, folder: Path) -> dict[tuple[str, str], tuple[str, dict[str, float]]]:
    path = folder / "baseline.json"
    save_baseline(run, path)
    return {key: (digest, dict(scores)) for key, (digest, scores) in load_baseline(path).items()}


def shuffled(answer: Answer) -> Answer:
    """Let each statement point to the beginning of its document instead."""
    statements = []
    for statement in answer.statements:
        cited = statement.citations[0]
        start = 0 if cited.span.start else len(cited.document.text) // 2
        end = start + min(len(cited.quote), len(cited.document.text) // 3)
        moved = Citation(document=cited.document, span=Span(start=start, end=end))
        statements.append(Statement(text=statement.text, citations=(moved,)))
    return replace(answer, statements=tuple(statements))


def always(catalog: Catalog) -> Change:
    """Answer with the first passage where nothing should be said."""

    def change(answer: Answer) -> Answer:
        if answer.statements:
            return answer
        passage = answer.ledger[0].hit.passage
        document = catalog.document(passage.document_id)
        cited = Citation(document=document, span=passage.span)
        said = (Statement(text=cited.quote, citations=(cited,)),)
        return replace(answer, statements=said, abstention=None, confidence=0.9)

    return change


def unfound(answer: Answer) -> Answer:
    """Rank what was found in reverse, and find no evidence where it is looked for."""
    turned = tuple(replace(each, rank=rank) for rank, each in enumerate(reversed(answer.ledger), 1))
    refused = Abstention(reason="nothing was found")
    return replace(answer, ledger=turned, statements=(), abstention=refused, confidence=0.0)


def test_the_same_bot_passes(toy: Settings, good: Chain, tmp_path: Path) -> None:
    run = run_toy(toy, good)
    verdict = judge(run, baseline_of(run, tmp_path), floors=TOY_FLOORS)
    assert verdict.failures == verdict.notes == ()
    assert all(each.ties and each.p == 1.0 for each in verdict.compared.values())


def test_digits_that_the_baseline_does_not_keep_are_no_drop(
    toy: Settings, good: Chain, tmp_path: Path
) -> None:
    def second(answer: Answer) -> Answer:
        first, other, *rest = answer.ledger
        return replace(answer, ledger=(other, first, *rest))

    run = run_toy(toy, changed(good, second))
    assert run.outcomes[0].scores["ndcg@10"] not in (
        0.0,
        round(run.outcomes[0].scores["ndcg@10"], 6),
    )
    assert judge(run, baseline_of(run, tmp_path), floors=()).failures == ()


def test_a_broken_retriever_closes_the_gate(toy: Settings, good: Chain, tmp_path: Path) -> None:
    baseline = baseline_of(run_toy(toy, good), tmp_path)
    verdict = judge(run_toy(toy, changed(good, unfound)), baseline, floors=())
    assert any("recall@5" in line for line in verdict.failures)
    assert any("right sentence cited" in line for line in verdict.failures)


def test_a_shuffled_citation_closes_the_gate(toy: Settings, good: Chain, tmp_path: Path) -> None:
    run = run_toy(toy, changed(good, shuffled))
    verdict = judge(run, baseline_of(run_toy(toy, good), tmp_path), floors=TOY_FLOORS)
    assert any("citation precision" in line for line in verdict.failures)
    assert any("citations exact is 0.000" in line for line in verdict.failures)


def test_a_bot_that_always_answers_closes_the_gate(
    toy: Settings, good: Chain, tmp_path: Path
) -> None:
    run = run_toy(toy, changed(good, always(generation_of(toy).catalog)))
    verdict = judge(run, baseline_of(run_toy(toy, good), tmp_path), floors=())
    assert any("unanswerable answered went from 0.000" in line for line in verdict.failures)


def test_one_flipped_question_is_no_significant_drop(
    toy: Settings, good: Chain, tmp_path: Path
) -> None:
    first = questions()[0].question
    run = run_toy(toy, changed(good, lambda a: unfound(a) if a.question == first else a))
    verdict = judge(run, baseline_of(run_toy(toy, good), tmp_path), floors=TOY_FLOORS)
    assert verdict.failures == ()
    assert verdict.compared["right"].losses == 1


def test_floors_hold_whatever_the_baseline_was(toy: Settings, good: Chain, tmp_path: Path) -> None:
    run = run_toy(toy, changed(good, unfound))
    same = baseline_of(run, tmp_path)
    floors = (
        Floor(set="toy", metric="evidence_hit", bound=0.5),
        Floor(set="toy", metric="over_refusal", bound=0.5),
        Floor(set="gone", metric="right", bound=0.5),
        Floor(set="toy", metric="follow_up", bound=0.5),
    )
    assert judge(run, same, floors=floors).failures == (
        "toy: right sentence cited is 0.000, the floor is 0.5",
        "toy: answerable refused is 1.000, at most 0.5 may be",
        "gone: the set is missing, though a floor is set for it",
        "toy: follow-ups right does not apply to any question any more",
    )


def test_new_and_changed_questions_are_noted_and_not_compared(
    toy: Settings, good: Chain, tmp_path: Path
) -> None:
    run = run_toy(toy, good)
    baseline = baseline_of(run, tmp_path)
    del baseline["toy", "q0"]
    baseline["toy", "q1"] = ("another digest", {"right": 0.0})
    baseline["toy", "gone"] = ("x", {"right": 1.0})
    verdict = judge(run, baseline, floors=())
    assert verdict.notes[0].startswith("2 questions are new or changed")
    assert verdict.notes[1].startswith("1 questions of the baseline are not")
    assert verdict.compared["right"].ties == len(run.outcomes) - 2
    assert judge(run, {}, floors=()).failures


def test_a_baseline_that_is_none_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    with pytest.raises(UsageError, match="gate --update"):
        load_baseline(path)
    path.write_text("[]")
    with pytest.raises(UsageError, match="is not a baseline"):
        load_baseline(path)


def test_floors_name_sets_and_metrics_that_are_there() -> None:
    names = {each.name for each in own_sets()}
    assert {floor.set for floor in FLOORS} <= names | {"*"}


def test_a_comparison_pairs_questions_and_shows_what_flipped(toy: Settings, good: Chain) -> None:
    before = run_toy(toy, good)
    first = {question.question for question in questions()[:8]}
    after = run_toy(toy, changed(good, lambda a: unfound(a) if a.question in first else a))
    found = compare(before, after)
    right = found.differences["right"]
    assert (right.wins, right.ties, right.losses) == (0, 22, 8)
    assert right.p == pytest.approx(2 / 2**8)
    assert right.change.low < right.change.mean < right.change.high < 0
    assert found.differences["over_refusal"].losses == 8
    assert [flip.before.question.id for flip in found.flips] == [f"q{n}" for n in range(8)]
    assert found.flips[0].before.quotes
    assert found.flips[0].after.reason == "nothing was found"
    assert found.setup == ()
    back = compare(after, before)
    assert back.differences["right"].wins == 8


def test_different_questions_are_not_compared(toy: Settings, good: Chain) -> None:
    before = run_toy(toy, good)
    asked = questions()
    for other in (asked[1:], (replace(asked[0], answers=()), *asked[1:])):
        with pytest.raises(UsageError, match="did not ask the same questions"):
            compare(before, run_toy(toy, good, toy_set(other)))


def test_a_comparison_names_the_settings_that_differ(toy: Settings, good: Chain) -> None:
    before, after = run_toy(toy, good), run_toy(replace(toy, threshold=0.5), good)
    assert compare(before, after).setup == (f"threshold: {toy.threshold} → 0.5",)


def test_halves_share_nothing_and_keep_conversations_whole() -> None:
    asked = [replace(each, turns=("Who?",)) for each in questions()[:6]] + list(questions()[6:])
    development, held_out = halves([toy_set(asked)])
    ids = [{each.id for each in half[0].questions} for half in (development, held_out)]
    assert not ids[0] & ids[1]
    assert ids[0] | ids[1] == {each.id for each in asked}
    assert {f"q{n}" for n in range(6)} <= ids[0] or {f"q{n}" for n in range(6)} <= ids[1]
    assert halves([toy_set(asked)]) == (development, held_out)


def test_a_sweep_chooses_on_one_half_and_reports_on_the_other(toy: Settings, good: Chain) -> None:
    asked: list[tuple[frozenset[str], float]] = []

    def ask(sets: Sequence[EvalSet], knobs: dict[str, float]) -> Run:
        threshold = knobs.get("threshold", 0.5)
        asked.append((frozenset(q.id for each in sets for q in each.questions), threshold))
        bad = changed(good, unfound)
        return run_toy(toy, good if threshold == 0.2 else bad, *sets)

    grid = list(settings_grid(toy, parse_grid(["threshold=0.1,0.2,0.3"])))
    found = sweep([toy_set()], grid, ask, metric="evidence_hit")  # type: ignore[arg-type]
    assert found.trials[0].knobs == {"threshold": 0.2}
    assert found.held_out.mean == 1.0
    assert found.held_out_now.mean == 0.0
    assert found.change is not None
    assert found.change.losses == 0
    halves_asked = {ids for ids, _ in asked}
    assert len(halves_asked) == 2
    assert [threshold for _, threshold in asked] == [0.5, 0.1, 0.2, 0.3, 0.5, 0.2]


def test_a_setting_must_beat_the_present_one(toy: Settings, good: Chain) -> None:
    grid = list(settings_grid(toy, parse_grid(["threshold=0.1"])))
    found = sweep([toy_set()], grid, lambda sets, _: run_toy(toy, good, *sets), metric="right")
    assert found.trials[0].knobs == {}
    assert found.change is None


@pytest.mark.parametrize("text", ["threshold", "threshold=x", "passage_tokens=100", "host=1"])
def test_what_cannot_be_swept_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_grid([text])


def test_impossible_combinations_are_left_out_and_whole_numbers_stay_whole(toy: Settings) -> None:
    grid = list(settings_grid(toy, parse_grid(["read=4,8", "candidates=6,20"])))
    assert {"read": 8, "candidates": 6} not in grid
    assert len(grid) == 3
    assert with_knobs(toy, {"read": 8.0}).read == 8
    with pytest.raises(UsageError, match="whole number"):
        with_knobs(toy, {"read": 4.5})


def test_the_commands_run_compare_and_gate(
    run: RunModule, toy: Settings, good: Chain, tmp_path: Path
) -> None:
    first, second = run_toy(toy, good), run_toy(toy, changed(good, unfound))
    for number, stored in enumerate((first, second)):
        save(replace(stored, id=f"2026112{number}-000000-aaaa"), tmp_path)
    done = run("evals", "compare", "last~1", "last", "--runs", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "0/10/20" in done.stdout
    assert done.stdout.count("now wrong") == 20
    values = json.loads(run("evals", "list", "--runs", tmp_path, "--json").stdout)
    assert [value["id"][:9] for value in values] == ["20261120-", "20261121-"]
    none = run("evals", "compare", "last", "2030", "--runs", tmp_path)
    assert none.returncode == 2
    assert none.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def real(seed_index: Path, minilm: MiniLM) -> Callable[[Change | None], Run]:
    """Runs two of the own sets with the real chain, its answers changed if so asked."""
    settings = Settings(index=seed_index)
    sets = [each for each in own_sets() if each.name in ("acceptance", "fresh")]

    def run(change: Change | None) -> Run:
        bench = open_bench(settings, minilm)
        chain = answer_chain(settings, embedder=minilm)
        return run_sets(
            sets, lambda _: replace(bench, chain=changed(chain, change) if change else chain)
        )

    return run


@pytest.mark.model
def test_the_real_chain_broken_in_three_ways_closes_the_gate(
    real: Callable[[Change | None], Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    seed_index: Path, minilm: MiniLM,
) -> None:  # fmt: skip
    baseline = baseline_of(real(None), tmp_path)
    catalog = open_bench(Settings(index=seed_index), minilm).generation.catalog
    assert judge(real(shuffled), baseline, floors=()).failures
    assert judge(real(always(catalog)), baseline, floors=()).failures
    fuse = bot.retrieve.fuse
    monkeypatch.setattr(bot.retrieve, "fuse", lambda *args, **options: fuse(*args, **options)[::-1])
    assert judge(real(None), baseline, floors=()).failures
