"""Lists under one heading: which section gives a list, and which of its sentences."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.read import Candidate
from bot.section import section_of
from bot.weigh import MARKS, Weighed
from ingest.document import Span
from tests.answers import document, hit

NOTHING = tuple(False for _ in MARKS)


def sentences(
    heading: tuple[str, ...], *texts: tuple[str, float], title: str = "Police notices"
) -> list[Weighed]:
    """Return the sentences of a section, each with its probability, in the order of the text."""
    of_section = hit(document(" ".join(text for text, _ in texts), title=title))
    passage = replace(of_section.passage, heading=heading)
    found = replace(of_section, passage=passage)
    return [
        Weighed(
            candidate=Candidate(
                hit=found,
                span=Span(start=passage.text.index(text), end=passage.text.index(text) + len(text)),
                text=text,
            ),
            probability=probability,
            answer=None,
            flaw="",
            marks=NOTHING,
        )
        for text, probability in texts
    ]


def listed(
    question: str, weighed: Sequence[Weighed], *, chosen: Sequence[Weighed] = ()
) -> list[str]:
    """Return the sentences that a list has, given those already chosen: else the likeliest."""
    allowed = sorted(weighed, key=lambda each: -each.probability)
    section = section_of(question, allowed)
    first = list(chosen) or allowed[:1]
    shown = section.completed(first, weighed)[0] if section else first
    return [each.candidate.text for each in shown]


COLOURS = sentences(
    ("Police notices", "The colours"),
    ("A red notice asks for an arrest.", 0.02),
    ("A blue notice asks who somebody is.", 0.6),
    ("The series began in 1946.", 0.01),
    ("A green notice warns.", 0.03),
)


def test_sentences_that_share_the_words_of_the_likeliest_are_of_the_list() -> None:
    assert listed("Which sorts of notice are there?", COLOURS) == [
        "A red notice asks for an arrest.",
        "A blue notice asks who somebody is.",
        "A green notice warns.",
    ]


def test_what_cannot_be_evidence_is_not_of_the_list() -> None:
    red = replace(COLOURS[0], flaw="speaks of another year")
    assert listed("Which notices are there?", [red, *COLOURS[1:]])[0].startswith("A blue")


def test_a_section_that_the_question_names_gives_all_that_speak_of_it() -> None:
    left = sentences(
        ("Russia after 2022", "Bodies that Russia stepped out of"),
        ("Russia ceased to be a member of the Council on 16 March.", 0.01),
        ("Moscow announced the end of work in the Forum.", 0.01),
        ("Russia withdrew from the Barents Council.", 0.4),
        title="Russia after 2022",
    )
    elsewhere = sentences(("Fishing",), ("Boats stepped out of the harbour.", 0.7), title="Fishing")
    assert listed("Which bodies did Russia step out of?", [*left, *elsewhere]) == [
        "Russia ceased to be a member of the Council on 16 March.",
        "Russia withdrew from the Barents Council.",
        "Boats stepped out of the harbour.",
    ]


@pytest.mark.parametrize(
    ("question", "best", "probability"),
    [
        ("Which countries are members?", "The members are Norway, Russia, Sweden and Poland.", 0.9),
        (
            "Which drugs are members?",
            "Members list heroin, crystal meth, hashish, coca and khat.",
            0.9,
        ),
        ("Which two countries are members?", "Members are Norway and Russia.", 0.9),
    ],
)
def test_a_sentence_that_is_the_list_stands_alone(
    question: str, best: str, probability: float
) -> None:
    found = sentences(("A body", "Members"), (best, probability), ("Members pay a fee.", 0.02))
    assert listed(question, found) == [best]


def test_without_a_heading_nothing_is_added() -> None:
    found = sentences((), ("A blue notice asks who somebody is.", 0.6), ("A red notice.", 0.1))
    assert len(listed("Which notices are there?", found)) == 1


def test_a_long_list_says_how_many_sentences_it_has() -> None:
    many = [(f"The notice of the colour number {n} is sent.", 0.1 + n / 100) for n in range(11)]
    found = sentences(("Police notices", "The colours"), *many)
    section = section_of("Which notices are there?", found[::-1])
    assert section
    shown, left = section.completed(found[-2:], found)
    assert [each.candidate.text for each in shown] == [
        many[n][0] for n in (0, 1, 2, 3, 4, 5, 9, 10)
    ]
    assert [notice.text for notice in left] == ["Quoted are 8 of 11 sentences under this heading."]
