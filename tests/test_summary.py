import pytest

from bot.answer import Answer
from bot.summary import LIKELY
from ingest.settings import Settings
from tests.test_kinds import ask, quotes

REPORT = """# Harbour watch of Oslo, report of 2018

The harbour watch of Oslo searched 400 ships in 2018 and found drugs on nine of them.

| Month | Ships |
|---|---|
| May | 40 ships were searched in the month of May. |

Of the nine ships with drugs on board, six came to Oslo from the south of Europe.
Of these, two came to Oslo from the south of Europe in May and had drugs on board.
Why were there so many drugs on ships that came to Oslo from the south?
It is not known how many ships with drugs on board were missed by the harbour watch.
The watch bought a boat.
"""
OTHER = """# Border watch of Kirkenes, report of 2018

The border watch of Kirkenes searched 90 cars in 2018 and found untaxed tobacco in two.
"""


def answered(settings: Settings, question: str) -> Answer:
    for name, text in (("a", REPORT), ("b", OTHER)):
        (settings.corpus / f"{name}.md").write_text(text)
    return ask(settings, question)


@pytest.mark.parametrize(
    "question",
    [
        "Summarise the report of the harbour watch of Oslo",
        "What is the report of the Oslo harbour watch about?",
        "Give me an overview of the harbour watch in Oslo in 2018",
    ],
)
def test_a_document_that_is_named_is_summed_up_from_its_first_sentence_on(
    settings: Settings, question: str
) -> None:
    assert quotes(answered(settings, question)) == [
        "The harbour watch of Oslo searched 400 ships in 2018 and found drugs on nine of them.",
        "Of the nine ships with drugs on board, six came to Oslo from the south of Europe.",
    ]


def test_a_document_without_sentences_is_not_summed_up(settings: Settings) -> None:
    (settings.corpus / "c.md").write_text("# Tariff list of Bergen\n\n- tobacco\n- wine\n")
    assert answered(settings, "Summarise the tariff list of Bergen").confidence < LIKELY


def test_the_beginning_of_a_long_document_and_what_was_read_are_looked_at(
    settings: Settings,
) -> None:
    lines = (
        f"On day {n} the harbour watch of Malmo searched {n} ships of trade." for n in range(900)
    )
    (settings.corpus / "c.md").write_text("# Harbour log of Malmo\n\n" + "\n\n".join(lines))
    found = quotes(answered(settings, "Summarise the harbour log of Malmo"))
    assert found[0] == "On day 0 the harbour watch of Malmo searched 0 ships of trade."
    assert all(text.startswith("On day ") and text.endswith(" ships of trade.") for text in found)


@pytest.mark.parametrize(
    "question",
    [
        "Summarise the report of the harbour watch of Oslo of 2017",
        "Summarise the report",
        "Summarise the report of the railway inspectors",
        "What is article 7 of the report of the harbour watch of Oslo about?",
    ],
)
def test_what_names_no_document_that_is_there_is_no_summary_of_one(
    settings: Settings, question: str
) -> None:
    assert answered(settings, question).confidence < LIKELY
