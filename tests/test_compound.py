import pytest

from bot.answer import Abstention, NoticeKind, Turn
from bot.compound import asked_in_one
from bot.evidence import Evidence
from bot.joined import joined
from bot.query import Kind, Query
from ingest.settings import Settings
from tests.answers import answer, document
from tests.test_kinds import ask, notices, quotes


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who opened the meeting and when was it held?",
         ("Who opened the meeting?", "When was the meeting held?")),
        ("When was the task force founded, and who chairs it?",
         ("When was the task force founded?", "Who chairs the task force?")),
        ("When did Finland close its border with Russia and why?",
         ("When did Finland close its border with Russia?",
          "Why did Finland close its border with Russia?")),
        ("What is Interpol and where is its headquarters?",
         ("What is Interpol?", "Where is Interpol's headquarters?")),
        ("How many people crossed in 2019, and how many of them were Norwegians?",
         ("How many people crossed in 2019?", "How many of the people were Norwegians in 2019?")),
        ("Who opened it? And what was signed?", ("Who opened it?", "What was signed?")),
        ("Which notices does Interpol have, and what does each colour mean?",
         ("Which notices does Interpol have?", "What does each colour mean?")),
        ("When and where did the group first meet?", ()),
        ("Who decides who attends and what is discussed?", ()),
        ("Who opened and who closed the meeting?", ()),
        ("What did Norway and Finland sign?", ()),
        ("Who opened the meeting?", ()),
        ("and what", ()),
        ("Who came" + " and who left" * 9, ()),
    ],
)  # fmt: skip
def test_questions_asked_in_one_stand_alone(question: str, asked: tuple[str, ...]) -> None:
    assert tuple(ways[0] for ways in asked_in_one(question)) == asked


def test_questions_asked_in_one_follow_on_what_was_asked_before() -> None:
    before = (Turn(query="What is Interpol?"), Turn(query="Summarise the meeting"))
    asked = asked_in_one("and who opened it, and when was it held?", before)
    assert [ways[0] for ways in asked] == ["Who opened the meeting?", "When was the meeting held?"]
    assert asked_in_one("and who opened it?", before) == ()


def query(text: str) -> Query:
    return Query(text=text, expanded=text, search=text, kind=Kind.FACT, required=())


def test_what_a_pronoun_may_stand_for_makes_ways_to_read_a_question() -> None:
    _, ways = asked_in_one("What was the plan of the Oslo desk and how many staff did it have?")
    assert ways == (
        "How many staff did the plan of the Oslo desk have?",
        "How many staff did the Oslo desk have?",
    )


def test_each_question_asked_in_one_is_answered(settings: Settings) -> None:
    texts = {"a": "Maria Orav opened the meeting.", "b": "The meeting was held on 3 May 2019."}
    found = ask(settings, "Who opened the meeting and when was the meeting held?", **texts)
    assert quotes(found) == list(texts.values())
    assert notices(found, NoticeKind.UNANSWERED) == []


def test_the_question_without_an_answer_is_named_with_its_reason() -> None:
    told = answer(document("Oslo is big."), quote="Oslo is big.").statements
    some = Evidence(statements=told, abstention=None, confidence=0.9, ledger=())
    refusal = Abstention(reason="Nothing says so.", missing=(), nearest=())
    none = Evidence(statements=(), abstention=refusal, confidence=0.1, ledger=())

    both = joined(
        query("a"), lambda: none, [(query("How big is Oslo?"), some), (query("Why?"), none)]
    )

    assert both.statements == told
    assert both.confidence == some.confidence
    (notice,) = both.notices
    assert notice.kind == NoticeKind.UNANSWERED
    assert notice.text == "Nothing is quoted for “Why?” Nothing says so."
    assert joined(query("a"), lambda: none, [(query("b"), none)]) == none


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("Which chemicals are in Table I and Table II?",
         ("Which chemicals are in Table I?", "Which chemicals are in Table II?")),
        ("What do articles 4 and 5 say?", ("What do article 4 say?", "What do article 5 say?")),
        ("Who ran the Oslo police before and after Hansen?",
         ("Who ran the Oslo police before Hansen?", "Who ran the Oslo police after Hansen?")),
        ("Who was the justice minister of Norway and the interior minister of Finland?",
         ("Who was the justice minister of Norway?", "Who was the interior minister of Finland?")),
        ("Who was the head of customs and the head of police in 2019?",
         ("Who was the head of customs in 2019?", "Who was the head of police in 2019?")),
        ("Who is the head of police and customs?", ()),
        ("Which tables are in it?", ()),
    ],
)  # fmt: skip
def test_two_things_that_are_asked_for_at_once_are_asked_for_one_by_one(
    question: str, each: tuple[str, ...]
) -> None:
    assert tuple(one for (one,) in asked_in_one(question)) == each
