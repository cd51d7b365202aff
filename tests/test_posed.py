import pytest

from bot.posed import is_turn_that_asks
from ingest.document import Span
from ingest.settings import Settings
from tests.test_kinds import ask, quotes

PAGE = """# Travel to Norland

## Who pays for a towed car?

The owner. The costs are collected by the customs office afterwards.

## What do I need at the border?

Travellers need:

- a passport
- a visa

Children need both as well.

## How long are pictures kept?

They are erased after ninety days.
"""
INTERVIEW = """Interview with Anna Lund

Q: How did you end up in Murmansk?
A: I was asked by the commissioner. Three months later I had an office.

BQ: Your colleague said it was useless. Do you agree?
Lund: I do not. It took years.
"""


def answer(settings: Settings, question: str) -> list[str]:
    (settings.corpus / "page.md").write_text(PAGE, encoding="utf-8")
    (settings.corpus / "interview.txt").write_text(INTERVIEW, encoding="utf-8")
    return quotes(ask(settings, question))


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (
            "Who pays for towed cars in Norland?",
            "The owner. The costs are collected by the customs office afterwards.",
        ),
        ("What do I need at the border?", "Travellers need:\n\n- a passport\n- a visa"),
        (
            "How did Anna Lund end up in Murmansk?",
            "Q: How did you end up in Murmansk?\n"
            "A: I was asked by the commissioner. Three months later I had an office.",
        ),
    ],
)
def test_what_stands_below_the_same_question_answers(
    settings: Settings, question: str, quote: str
) -> None:
    assert answer(settings, question) == [quote]


@pytest.mark.parametrize(
    "question",
    [
        "When was the car towed?",  # asks something else of the same things
        "How did Anna Lund end up in Kirov?",
        "How long are pictures of trains in Tornio kept?",
    ],
)
def test_what_stands_below_another_question_does_not(settings: Settings, question: str) -> None:
    assert answer(settings, question) == []


def test_one_who_asks_in_an_interview_is_not_quoted() -> None:
    asks = INTERVIEW.index("Your colleague")
    says = INTERVIEW.index("I do not")
    assert is_turn_that_asks(INTERVIEW, Span(start=asks, end=asks + 30))
    assert not is_turn_that_asks(INTERVIEW, Span(start=says, end=says + 9))
