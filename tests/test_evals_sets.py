"""Eval sets: read strictly, checked against their sources."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.check import check
from evals.questions import (
    EvalQuestion,
    EvalSet,
    Evidence,
    find_sets,
    from_row,
    load_questions,
    load_set,
    own_sets,
    save_questions,
    to_row,
)
from ingest.errors import UsageError
from tests.conftest import ROOT

GOOD = {"id": "1", "question": "Who?", "category": "who", "evidence": []}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
EVIDENCE = st.builds(
    Evidence, source=TEXTS, quote=TEXTS, part=st.integers(1, 3), grade=st.integers(1, 3)
)
QUESTIONS = st.builds(
    EvalQuestion,
    id=TEXTS,
    question=TEXTS,
    category=TEXTS,
    evidence=st.lists(EVIDENCE, min_size=1, max_size=3).map(tuple),
    turns=st.lists(TEXTS, max_size=2).map(tuple),
    answers=st.lists(TEXTS, max_size=2).map(tuple),
    language=st.sampled_from(["en", "ru"]),
    note=st.none() | TEXTS,
)


@settings(deadline=None)
@given(QUESTIONS)
def test_a_question_survives_being_written_and_read(question: EvalQuestion) -> None:
    assert from_row(json.loads(json.dumps(to_row(question)))) == question


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"question": None}, "question must be a text"),
        ({"evidnce": []}, "unknown key 'evidnce'"),
        ({"evidence": [{"source": "a"}]}, "'quote' is missing"),
        ({"answerable": "yes"}, "answerable must be true or false"),
        ({"answerable": True}, "answerable but has no evidence"),
        ({"answers": ["x"]}, "not answerable but has answers"),
        ({"turns": "Who?"}, "turns must be a list"),
        ({"id": " "}, "must not be empty"),
    ],
)
def test_a_line_that_is_no_question_is_named_with_its_reason(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(GOOD | {"id": "0"}) + "\n\n" + json.dumps(GOOD | change))
    with pytest.raises(UsageError, match=r"set\.jsonl:3: not an eval question") as raised:
        load_questions(path)
    assert reason in str(raised.value)


def test_an_id_used_twice_and_an_empty_set_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + json.dumps(GOOD))
    with pytest.raises(UsageError, match="used twice"):
        load_questions(path)
    path.write_text("\n")
    with pytest.raises(UsageError, match="no questions"):
        load_set(path)


def test_a_set_is_named_by_path_or_own_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(GOOD))
    assert [each.name for each in find_sets([path, Path("acceptance")])] == ["mine", "acceptance"]
    with pytest.raises(UsageError, match="No such file"):
        find_sets([Path("nothing")])


def questions(*rows: tuple[str, str, str]) -> tuple[EvalQuestion, ...]:
    return tuple(
        EvalQuestion(
            id=id_, question=text, category="", evidence=(Evidence(source="a.txt", quote=quote),)
        )
        for id_, text, quote in rows
    )


def test_check_finds_wrong_quotes_duplicates_and_leaks(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Red, red. Ananana once.", encoding="utf-8")
    one = questions(
        ("1", "What is red?", "Red"), ("2", "Who is ana?", "ana"), ("3", "is red what?", "x")
    )
    other = questions(("9", "Who IS Ana", "once"))
    sets = [
        EvalSet(name="one", path=tmp_path / "1", questions=one),
        EvalSet(name="two", path=tmp_path / "2", questions=other),
    ]
    found = check(sets, corpus=tmp_path)
    assert found == [
        "one: 2: its quote stands 2 times in a.txt, not once: “ana”",
        "one: 3: its quote stands 0 times in a.txt, not once: “x”",
        "one: 3 asks the same as 1",
        "two: 9 is in one too, as 2: a leak",
    ]


def test_check_reads_no_file_outside_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for source in ("../secret.txt", str(tmp_path / "secret.txt"), "gone.txt"):
        gold = EvalQuestion(
            id="1", question="?", category="", evidence=(Evidence(source=source, quote="secret"),)
        )
        problems = check([EvalSet(name="s", path=tmp_path, questions=(gold,))], corpus=corpus)
        assert len(problems) == 1
        assert "stands" not in problems[0]


def test_the_own_sets_are_sound() -> None:
    """Every quote stands once in its source, nothing is asked twice, every kind is there."""
    sets = own_sets()
    assert check(sets, corpus=ROOT / "corpus") == []
    seed = next(each for each in sets if each.name == "seed").questions
    kinds = "who when where list what why yes/no keywords misspelled".split()
    assert {*kinds, "false premise", "near miss"} <= {question.category for question in seed}
    assert {"en", "ru", "fi", "no"} == {question.language for question in seed}
    assert len(seed) >= 60


def test_saved_questions_are_one_a_line(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    saved = questions(("1", "What\nis\u2028this?", "Red"))
    save_questions(path, saved)
    assert path.read_bytes().count(b"\n") == 1
    assert load_questions(path) == list(saved)
