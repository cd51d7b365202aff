import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from bot.reader.data import Asked, Text, hold_out, load
from bot.reader.groups import Grouper
from bot.reader.negatives import Swap, opposed, reworded, styled, swaps
from ingest.errors import UsageError
from tests.meetings import OTHER, TEXT, many


def test_a_squad_file_gives_answers_as_spans_of_its_paragraph(tmp_path: Path) -> None:
    row = {"id": "q", "question": "Who  opened it?"}
    good = {"text": " Popov.", "answer_start": 5}
    qas = [row | {"answers": [good, {"text": "Popov", "answer_start": 0}]}]
    article = {"title": "A_b", "paragraphs": [{"context": "Pyotr Popov. Yes.", "qas": qas}]}
    path = tmp_path / "some.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"data": [article]}).encode()))
    (item,) = load(path)
    assert item.question == "Who opened it?"
    assert item.passage.title == "A b"
    assert item.golds == ("Popov",)
    assert not item.is_roughly


def test_an_answer_may_be_a_sentence_without_marked_words(tmp_path: Path) -> None:
    answer = {"text": "Pyotr Popov.", "answer_start": 0, "is_sentence": True}
    row = {"id": "q", "question": "Who opened it?", "answers": [answer]}
    paragraph = {"context": "Pyotr Popov. Yes.", "qas": [row]}
    path = tmp_path / "some.json"
    path.write_text(json.dumps({"data": [{"title": "A", "paragraphs": [paragraph]}]}))
    (item,) = load(path)
    assert item.is_roughly
    assert Grouper([item]).group(item, random.Random(1))[0].is_roughly


def test_what_stands_under_the_headings_of_a_document_is_one_document(tmp_path: Path) -> None:
    qas = [{"id": "q", "question": "Who?", "answers": []}]
    articles = [
        {"title": title, "paragraphs": [{"context": text, "qas": qas}]}
        for title, text in (
            ("A\nFirst", "One."), ("A\nLast", "Two."), ("B", "Three."), ("Amazon_Reviews", "Four."),
        )
    ]  # fmt: skip
    path = tmp_path / "some.json"
    path.write_text(json.dumps({"data": articles}))
    first, last, other, review = load(path)
    assert first.passage.document == last.passage.document == "A\nFirst\nOne.\nA\nLast\nTwo."
    assert other.passage.document == "B\nThree."
    assert review.passage.document == ""


def test_qed_text_is_joined_and_its_answers_move_with_it(tmp_path: Path) -> None:
    text = "The prize ( 1901 ) went to Wilhelm R\u00f6ntgen , of `` Germany '' ."
    start = text.index("Wilhelm")
    row = {
        "example_id": 1,
        "title_text": "Prize",
        "question_text": "who got it",
        "paragraph_text": text,
        "annotation": {"answer": [{"paragraph_reference": {"start": start, "end": start + 16}}]},
    }
    path = tmp_path / "some.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    (item,) = load(path)
    assert item.passage.text.startswith("The prize (1901) went to Wilhelm R\u00f6ntgen, of")
    assert item.golds == ("Wilhelm R\u00f6ntgen",)


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError, match=r"other\.json"):
        load(path)


def test_whole_articles_are_held_out_and_the_same_ones_each_time() -> None:
    items = [
        Asked(
            id=str(i),
            question="q",
            passage=Text(title="", text="t", article=str(i // 3)),
            answers=(),
        )
        for i in range(300)
    ]
    train, held = hold_out(items, share=0.2)
    assert 0 < len(held) < 150
    assert not {i.passage.article for i in train} & {i.passage.article for i in held}
    assert hold_out(items, share=0.2) == (train, held)


def test_swaps_change_years_ordinals_and_names_to_others_of_their_kind() -> None:
    question = "Who opened the first meeting in Murmansk in 2019?"
    found = swaps(question, TEXT, [OTHER], random.Random(1))
    changed = {swap.old: swap.new for swap in found}
    assert {"2019", "first", "Murmansk"} <= set(changed)
    assert changed["2019"].isdigit()
    assert changed["Murmansk"] in OTHER
    assert all(swap.old.casefold() != swap.new.casefold() for swap in found)


def test_a_swap_touches_whole_words_only() -> None:
    assert Swap(old="art", new="law").of("Art of smart art") == "law of smart law"


def test_questions_are_opposed_or_denied_or_left() -> None:
    assert opposed("Who was born before 1900?", random.Random(2)) in (
        "Who was killed before 1900?",
        "Who was born after 1900?",
    )
    denied = opposed("What is the aim?", random.Random(1))
    assert denied in ("What is not the aim?", "What is never the aim?")
    assert opposed("Who came?", random.Random(1)) is None


def test_a_reworded_question_takes_a_word_with_the_same_ending() -> None:
    found = reworded("Who attended the session?", "They debated. They signed.", random.Random(1))
    assert found in ("Who debated the session?", "Who signed the session?")


def test_styles_keep_most_questions_as_they_are() -> None:
    question = "Where did the participants meet in September?"
    found = [styled(question, random.Random(i)) for i in range(200)]
    assert 0.4 < found.count(question) / 200 < 0.85
    assert question.rstrip("?").lower() in found


def test_the_first_member_of_a_group_answers_and_no_other() -> None:
    items = many()
    grouper = Grouper(items)
    for seed in range(60):
        group = grouper.group(items[0], random.Random(seed))
        assert len(group) == 3
        answer = group[0].answer
        assert answer is not None
        assert answer.of(group[0].text) == "Pyotr Popov"
        for other in group[1:]:
            assert other.answer is None
            same = (other.question, other.text, other.title)
            assert same != (group[0].question, group[0].text, group[0].title)


def test_questions_without_an_answer_are_near_misses_of_their_passage() -> None:
    items = many()
    written = replace(items[0], id="n", question="Who adjourned the session?", answers=())
    grouper = Grouper([*items, written])
    groups = [grouper.group(items[0], random.Random(seed)) for seed in range(60)]
    assert not any("adjourned" in group[0].question for group in groups)
    missed = [any("adjourned" in m.question for m in group) for group in groups]
    assert 0.4 < sum(missed) / 60 < 0.95
    others = [grouper.group(items[1], random.Random(seed)) for seed in range(60)]
    assert not any("adjourned" in m.question for group in others for m in group)


def test_the_same_chance_makes_the_same_group() -> None:
    items = many()
    groups = [Grouper(items).group(items[0], random.Random(5)) for _ in range(2)]
    assert groups[0] == groups[1]


@pytest.mark.parametrize("name", ["train", "passages", "reports", "dense", "notes"])
def test_each_written_question_has_its_answer_where_it_says_or_none(name: str) -> None:
    path = Path(__file__).parents[1] / "evals" / "written" / f"{name}.json.gz"
    raw = json.loads(gzip.decompress(path.read_bytes()))
    rows = [qa for a in raw["data"] for p in a["paragraphs"] for qa in p["qas"]]
    found = load(path)
    assert len(found) == len(rows)
    assert [bool(item.answers) for item in found] == [not qa["is_impossible"] for qa in rows]
    assert len({qa["id"] for qa in rows}) == len(rows)
