import pytest

from bot.answer import Answer, NoticeKind
from bot.timeline import asked_for
from bot.values import Date
from ingest.settings import Settings
from tests.test_kinds import ask, quotes

LOG = """# Harbour council of Oslo

The harbour council of Oslo closed the north gate on 5 May 2019. The harbour council of Oslo was
founded in March 1990. The harbour council of Oslo met the police of Bergen on 2 July 2019.

The harbour council of Oslo was renamed on 9 June 2021, after the gate had closed. The
watch committee of 3 May 2020 is not a meeting of the harbour council of Oslo.
"""
OTHER = """# Ferry lines

The Euro-Harbour Council bought a ship on 4 April 2018. Ferries were late in May 2019.
"""


def answered(settings: Settings, question: str) -> Answer:
    for name, text in (("a", LOG), ("b", OTHER)):
        (settings.corpus / f"{name}.md").write_text(text)
    return ask(settings, question)


@pytest.mark.parametrize(
    "question",
    [
        "Give me a timeline of the Harbour Council of Oslo",
        "history of the harbour council of Oslo",
        "Harbour Council of Oslo chronology",
        "What are the key dates of the Harbour Council of Oslo?",
    ],
)
def test_what_is_dated_of_a_subject_is_quoted_in_the_order_of_the_dates(
    settings: Settings, question: str
) -> None:
    assert [text.replace("\n", " ") for text in quotes(answered(settings, question))] == [
        "The harbour council of Oslo was founded in March 1990.",
        "The harbour council of Oslo closed the north gate on 5 May 2019.",
        "The harbour council of Oslo met the police of Bergen on 2 July 2019.",
        "The harbour council of Oslo was renamed on 9 June 2021, after the gate had closed.",
    ]


@pytest.mark.parametrize(
    ("time", "found"),
    [("in 2019", 2), ("between 2018 and 2020", 2), ("since 2019", 3), ("until 2019", 3)],
)
def test_only_what_was_in_the_time_asked_for_is_quoted(
    settings: Settings, time: str, found: int
) -> None:
    question = f"What happened at the Harbour Council of Oslo {time}?"
    assert len(quotes(answered(settings, question))) == found


def test_what_is_left_out_of_a_long_timeline_is_counted(settings: Settings) -> None:
    gates = "north south east west old new red blue green grey wide long low".split()
    lines = [
        f"The {gate} gate of the Lund canal was {verb}ed on {n} May 2019.\n\n"
        for n, (gate, verb) in enumerate(
            zip(gates, "open clos paint mend".split() * 4, strict=False), 1
        )
    ]
    (settings.corpus / "c.md").write_text("# Log\n\n" + "".join(lines))
    answer = ask(settings, "Timeline of the Lund canal")
    assert len(answer.statements) == 10
    [notice] = [each for each in answer.notices if each.kind == NoticeKind.CUT_SHORT]
    assert notice.text == "Quoted are 10 of 13 dated sentences that were found."


@pytest.mark.parametrize(
    ("question", "first", "last", "day"),
    [
        ("What happened in Oslo between 2001 and 2003?", 2001, 2003, None),
        ("What happened on 5 May 2019?", 0, 9999, Date(year=2019, month=5, day=5)),
        ("Show me the timeline of the talks since 2010", 2010, 9999, None),
        ("List the main events of the talks before 2010", 0, 2010, None),
    ],
)
def test_the_time_asked_for_is_told(question: str, first: int, last: int, day: Date | None) -> None:
    asked = asked_for(question)
    assert asked
    assert (asked.first, asked.last, asked.day) == (first, last, day)


def test_a_day_has_what_was_on_it_and_not_what_was_in_its_month(settings: Settings) -> None:
    shown = quotes(answered(settings, "What happened on 5 May 2019?"))
    assert shown == ["The harbour council of Oslo closed the north gate on 5 May 2019."]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How has the harbour council of Oslo changed since 2019?", 3),
        ("how did relations with the harbour council of Oslo go from 1990 to 2019", 3),
        ("What has the harbour council of Oslo done since 2019?", 3),
        ("The harbour council of Oslo, what happened since 2019?", 3),
    ],
)
def test_how_something_went_over_the_years_is_a_timeline(
    settings: Settings, question: str, found: int
) -> None:
    assert len(quotes(answered(settings, question))) == found


def test_what_is_named_only_as_part_of_a_compound_is_something_else(settings: Settings) -> None:
    shown = quotes(answered(settings, "timeline of the harbour council since 1990"))
    assert len(shown) == 4
    assert not any("Euro-Harbour" in text for text in shown)


@pytest.mark.parametrize(
    "question",
    [
        "What happened at the meeting?",
        "Who has a criminal history in Oslo?",
        "When was the timeline published?",
        "What is the history?",
        "Give me a timeline of events",
    ],
)
def test_what_asks_for_no_subject_and_no_time_is_no_timeline(question: str) -> None:
    assert asked_for(question) is None


def test_one_dated_sentence_makes_no_timeline(settings: Settings) -> None:
    answer = answered(settings, "Timeline of the Ferries")
    assert len(quotes(answer)) <= 1
