from dataclasses import replace

import pytest

from bot.answer import Considered
from bot.compare import compared
from bot.evidence import Evidence
from bot.joined import joined, likeliest
from bot.ledger import USED
from bot.query import Kind, Query
from bot.required import Required
from tests.answers import answer, document, hit


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What is the difference between a notice and a diffusion?",
         ("What is a notice?", "What is a diffusion?")),
        ("compare Interpol and Europol", ("What is Interpol?", "What is Europol?")),
        ("How do Norway's ties with Eurojust compare with Russia's?",
         ("What is Norway's ties with Eurojust?", "What is Russia's ties with Eurojust?")),
        ("What sets the BSRBCC apart from the BSTF?",
         ("What is the BSRBCC?", "What is the BSTF?")),
        ("Was the October 2025 Trident sweep bigger than the one in May 2023?",
         ("What is the October 2025 Trident sweep?", "What is the Trident sweep in May 2023?")),
        ("Was the 2022 Trident sweep larger than the 2023 one?",
         ("What is the 2022 Trident sweep?", "What is the 2023 Trident sweep?")),
        ("How did the council's treatment of Russia differ from that by the parliament?",
         ("What is the council's treatment of Russia?",
          "What is the treatment of Russia by the parliament?")),
        ("How do Interpol's curbs on Belarus differ from those on Russia?",
         ("What is Interpol's curbs on Belarus?", "What is Interpol's curbs on Russia?")),
        ("Which took effect earlier, the customs deal or the crime deal?",
         ("When the customs deal took effect?", "When the crime deal took effect?")),
        ("Who keeps the chair longer, a council or a task force?",
         ("How long a council keeps the chair?", "How long a task force keeps the chair?")),
        ("Interpol vs Europol: how did each react to the war?",
         ("how did Interpol react to the war?", "how did Europol react to the war?")),
        ("Compare how Norway and Finland have handled the border.",
         ("How Norway have handled the border?", "How Finland have handled the border?")),
        ("Compare the Russian and the Latvian lists of observers.",
         ("What is the Russian lists of observers?", "What is the Latvian lists of observers?")),
        ("How much was seized in 2015 and 2016?",
         ("How much was seized in 2015?", "How much was seized in 2016?")),
        ("Who opened the fourth and the sixth meeting?",
         ("Who opened the fourth meeting?", "Who opened the sixth meeting?")),
        ("What was seized between 2015 and 2016?", ()),
        ("Who opened the meeting?", ()),
        ("Is it older than that?", ()),
        ("difference between   and notices", ()),
    ],
)  # fmt: skip
def test_each_side_of_a_comparison_is_asked_for(question: str, sides: tuple[str, ...]) -> None:
    assert compared(question) == sides


def query(text: str, *names: str, kind: Kind = Kind.FACT) -> Query:
    required = tuple(Required(word=name) for name in names)
    return Query(text=text, expanded=text, search=text, kind=kind, required=required)


NOTHING = Evidence(statements=(), abstention=None, confidence=0.1, ledger=())


def test_a_comparison_without_one_of_its_sides_is_refused() -> None:
    whole = query("Compare Oslo and Kyiv", "Oslo", "Kyiv", kind=Kind.COMPARISON)
    refused = joined(whole, lambda: NOTHING, [(query("What is Oslo?", "Oslo"), NOTHING)])
    assert not refused.statements


def test_what_is_refused_tells_nothing_of_the_side_that_has_evidence() -> None:
    found = document("Oslo is big.")
    made = answer(found, quote="Oslo is big.")
    told = Evidence(
        statements=made.statements,
        abstention=None,
        confidence=0.9,
        ledger=(Considered(hit=hit(found), rank=1, score=0.9, verdict=USED),),
        notices=made.notices,
    )
    whole = query("Compare Oslo and Kyiv", "Oslo", "Kyiv", kind=Kind.COMPARISON)
    refused = joined(whole, lambda: told, [(query("What is Kyiv?", "Kyiv"), NOTHING)])
    assert not refused.statements
    assert not refused.notices
    assert refused.confidence == NOTHING.confidence
    assert [row.verdict for row in refused.ledger if row.verdict == USED] == []


def reading(confidence: float, *, language: str, is_answer: bool) -> tuple[Query, Evidence]:
    """Return what documents in a language have for a question in Finnish."""
    made = answer(document("Osapuolet sopivat."), quote="Osapuolet sopivat." if is_answer else "")
    asked = replace(query("Mitä sovittiin?"), language=language, asked_in="fi")
    return asked, Evidence(
        statements=made.statements,
        abstention=made.abstention,
        confidence=confidence,
        ledger=made.ledger,
    )


@pytest.mark.parametrize(
    ("english", "finnish", "is_answer", "chosen"),
    [
        (0.9, 0.8, True, "fi"),  # nearly as likely, and in the words of who asks
        (0.9, 0.5, True, "en"),
        (0.5, 0.2, False, "en"),
        (0.1, 0.15, False, "fi"),  # neither is worth a look
    ],
)
def test_documents_in_the_language_of_the_question_come_first(
    english: float, finnish: float, is_answer: bool, chosen: str
) -> None:
    found = [
        reading(english, language="en", is_answer=is_answer),
        reading(finnish, language="fi", is_answer=is_answer),
    ]
    assert likeliest(found)[0].language == chosen


def test_a_blank_can_be_compared() -> None:
    assert compared("What is the difference between ___ and Finland?")
