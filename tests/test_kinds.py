"""Forms of answers: lists, comparisons, summaries, refusals with quotes, dates and differences."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from bot.answer import Answer, Inquiry, NoticeKind
from bot.chain import answer_chain
from bot.evidence import near_duplicates
from bot.read import Candidate, Reading
from bot.refuse import is_gap
from bot.render import citations, to_json, to_text
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.settings import Settings
from ingest.sync import sync
from tests.fakes import HashingEmbedder


class WordReader:
    """Finds a sentence the likelier the more of the question's words it has."""

    name = "words"
    network = None

    def read(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[Reading]:
        asked = set(question.casefold().strip("?").split())
        return [
            Reading(
                probability=0.05
                + 0.9 * len(asked & set(each.text.casefold().strip(".").split())) / len(asked)
            )
            for each in candidates
        ]


def ask(settings: Settings, question: str, **texts: str) -> Answer:
    for name, text in texts.items():
        (settings.corpus / f"{name}.txt").write_text(text)
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=WordReader())
    return chain.invoke(question)


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in citations(answer)]


def notices(answer: Answer, kind: NoticeKind) -> list[str]:
    return [notice.text for notice in answer.notices if notice.kind == kind]


def test_a_list_of_several_sentences_says_that_there_may_be_more(settings: Settings) -> None:
    question = "Which countries signed the protocol of Oslo?"
    one = "Norway signed the protocol of Oslo."
    some = ask(settings, question, a=one, b="Iceland signed the protocol of Oslo.")
    assert one in quotes(some)
    assert notices(some, NoticeKind.MAY_BE_MORE) == [
        "The documents may name more than these sentences do."
    ]
    whole = "Which countries signed the protocol of Oslo: Norway, Sweden, Denmark and Iceland."
    assert notices(ask(settings, question, a=whole), NoticeKind.MAY_BE_MORE) == []


def test_documents_that_disagree_on_a_date_are_both_quoted_and_marked(settings: Settings) -> None:
    answer = ask(
        settings,
        "When was the protocol of Oslo signed?",
        a="The protocol of Oslo was signed in 1993.",
        b="The protocol of Oslo was signed in 1994 by the parties.",
    )
    assert len(quotes(answer)) == 2
    (notice,) = notices(answer, NoticeKind.DIFFERS)
    assert notice.startswith("[1] and [2] differ: ")
    assert "1993" in notice
    assert "1994" in notice
    assert notice in to_text(answer)


def test_a_less_exact_date_is_no_difference(settings: Settings) -> None:
    answer = ask(
        settings,
        "When was the protocol of Oslo signed?",
        a="The protocol of Oslo was signed in 1993.",
        b="The protocol of Oslo was signed on 5 March 1993.",
    )
    assert notices(answer, NoticeKind.DIFFERS) == []


def test_an_answer_about_now_says_of_what_date_it_speaks(settings: Settings) -> None:
    answer = ask(settings, "Is the border open today?", a="On 5 March 2023 the border was open.")
    (notice,) = notices(answer, NoticeKind.AS_OF)
    assert "2023-03-05" in notice
    then = ask(settings, "When was the border open?")
    assert notices(then, NoticeKind.AS_OF) == []


def test_a_later_account_comes_first_and_may_be_less_likely_asked_about_now(
    settings: Settings,
) -> None:
    old = "In 2006 the border was open for all."
    new = "In 2023 the crossing was shut but the border road open."
    other = "In 2024 some trains ran past the border."
    texts = {"a": old, "b": new, "c": other}
    now = ask(settings, "Is the whole border open for all today?", **texts)
    assert quotes(now) == [new, old]
    assert quotes(ask(settings, "Why was the whole border open for all?")) == [old]


def test_only_the_latest_of_less_likely_accounts_is_told(settings: Settings) -> None:
    old = "In 2006 the border was open for all."
    new = "In 2023 the crossing was shut but the border road open."
    newest = "In 2024 the crossing was shut but the border path open."
    texts = {"a": old, "b": new, "c": newest}
    assert quotes(ask(settings, "Is the whole border open for all today?", **texts)) == [
        newest,
        old,
    ]


def test_an_account_is_of_the_day_of_its_document_and_a_note_of_the_day_it_names(
    settings: Settings,
) -> None:
    text = "Since 2013 Ms Orav heads the border office."
    dated = "---\ndate: 2018-03-05\n---\n"
    told = ask(settings, "Who heads the border office now?", a=f"{dated}{text}")
    assert "2018-03-05" in notices(told, NoticeKind.AS_OF)[0]

    note = ask(
        settings, "Who heads the border office now?", a=f"{dated[:-4]}kind: note\n---\n{text}"
    )
    assert "2013;" in notices(note, NoticeKind.AS_OF)[0]

    later = "---\ndate: 2020-01-31\n---\nMr Kask heads the office of the border."
    both = ask(settings, "Who heads the border office now?", a=f"{dated}{text}", b=later)
    assert "Kask" in quotes(both)[0]
    assert "2020-01-31" in notices(both, NoticeKind.AS_OF)[0]


def test_to_be_a_member_is_not_answered_without_what_tells_of_the_end(settings: Settings) -> None:
    answer = ask(
        settings,
        "Is Norway a member of the wolf council?",
        a="---\nkind: note\n---\nNorway is a member of the wolf council since 3 May 1999.",
        b="---\nkind: note\n---\nOn 4 June 2022 Norway withdrew.",
        c="---\nkind: note\n---\nOn 5 July 2022 Sweden withdrew.",
    )
    assert quotes(answer) == [
        "On 4 June 2022 Norway withdrew.",
        "Norway is a member of the wolf council since 3 May 1999.",
    ]


def test_what_is_not_known_answers_a_question_for_yes_or_no(settings: Settings) -> None:
    text = "No statement that the treaty was ended was found."
    answer = ask(settings, "Is the treaty still in force?", a=text)
    assert [statement.text for statement in answer.statements] == [text]


def test_a_document_that_says_it_does_not_know_makes_a_refusal_with_its_quote(
    settings: Settings,
) -> None:
    answer = ask(
        settings, "Who signed the protocol?", a="The report does not say who signed the protocol."
    )
    assert answer.abstention is not None
    assert "do not tell this" in answer.abstention.reason
    assert answer.abstention.nearest[0].quote == "The report does not say who signed the protocol."
    nearest = to_json(answer)["abstention"]
    assert isinstance(nearest, dict)
    assert nearest["nearest"][0]["start"] == 0


def test_a_refusal_says_that_the_documents_do_not_know_though_that_is_not_sure(
    settings: Settings,
) -> None:
    settings = replace(settings, threshold=0.9)
    told = "No place of a next wolf meeting is named."
    answer = ask(settings, "Where will the next wolf meeting be held?", a=f"Wolves met. {told}")
    assert answer.abstention is not None
    assert answer.confidence < answer.threshold
    assert "do not tell this" in answer.abstention.reason
    assert answer.abstention.nearest[0].quote == told

    other = ask(settings, "Which trains will be late in Oslo?", a=f"Trains ran. {told}")
    assert other.abstention is not None
    assert "do not tell this" not in other.abstention.reason


@pytest.mark.parametrize(
    ("sentence", "says_so"),
    [
        ("The report does not say who signed.", True),
        ("Nobody came, and the report names no reason.", True),
        ("It must stop if permission is not given within five hours.", False),
        ("The customs service of Russia came to Oslo, while the report names no other.", False),
        ("It came, while the report names no other.", True),
        ("The machine was not found in Iceland but in a garage in Oslo.", False),
        ("The machine was not found, but it must be in Oslo.", True),
    ],
)
def test_what_is_said_beside_or_on_a_condition_says_not_that_nothing_is_known(
    sentence: str, says_so: bool
) -> None:
    assert is_gap(sentence) is says_so


@pytest.mark.parametrize(("answer", "says_so"), [("a press release", False), ("account", True)])
def test_only_the_clause_that_answers_may_say_that_nothing_is_known(
    answer: str, says_so: bool
) -> None:
    sentence = "No Finnish account was found; the only one is a press release."
    at = sentence.index(answer)
    assert is_gap(sentence, Span(start=at, end=at + len(answer))) is says_so


def test_keywords_find_what_is_known_and_not_what_is_not(settings: Settings) -> None:
    answer = ask(
        settings,
        "tripartite protocol",
        a="The text of the tripartite protocol was not found. A tripartite protocol was signed.",
    )
    assert quotes(answer)[0] == "A tripartite protocol was signed."


def test_the_source_of_a_note_is_quoted_before_it(settings: Settings) -> None:
    (settings.corpus / "note.md").write_text(
        "---\ntitle: Wolves\nkind: note\nreference 1: https://example.org/wolves\n---\n\n"
        "Wolves in Oslo howl at night [1] .\n"
    )
    (settings.corpus / "a.txt.toml").write_text('url = "https://example.org/wolves/"')
    answer = ask(
        settings,
        "Where do wolves howl at night in Oslo",
        a="The wolves of Oslo ran. Wolves there howl at night often. The wolves of Oslo ate.",
    )
    first, second = citations(answer)
    assert (first.document.source, second.document.source) == ("a.txt", "note.md")
    assert first.quote == "Wolves there howl at night often."


@pytest.mark.parametrize(
    ("question", "note"),
    [
        # The source lacks a name of the question, and it cannot say what no source says.
        (
            "Where do wolves howl at night in Bergen",
            "Wolves in Oslo and Bergen howl at night [1] .",
        ),
        (
            "Do wolves howl at night in Oslo",
            "No source says that wolves howl at night in Oslo [1] .",
        ),
    ],
)
def test_a_source_is_not_quoted_for_what_it_does_not_say(
    settings: Settings, question: str, note: str
) -> None:
    (settings.corpus / "note.md").write_text(
        f"---\ntitle: Wolves\nkind: note\nreference 1: https://example.org/wolves\n---\n\n{note}\n"
    )
    (settings.corpus / "a.txt.toml").write_text('url = "https://example.org/wolves/"')
    answer = ask(settings, question, a="Wolves there howl at night often. The wolves of Oslo ate.")
    assert [citation.document.source for citation in citations(answer)][:1] == ["note.md"]


def test_the_last_meeting_is_the_latest_that_is_told_of(settings: Settings) -> None:
    answer = ask(
        settings,
        "When was the last meeting of the wolf council?",
        a="---\nkind: note\n---\nThe meeting of the wolf council was on 3 May 2017.",
        b="---\nkind: note\n---\nThe meeting of the wolf council in Oslo was on 4 June 2019.",
    )
    assert quotes(answer)[0].endswith("4 June 2019.")
    assert "2019-06-04" in notices(answer, NoticeKind.AS_OF)[0]


def test_a_comparison_quotes_something_of_each_side(settings: Settings) -> None:
    answer = ask(
        settings,
        "What is the difference between a notice and a diffusion?",
        a="A notice is sent by the secretariat.",
        b="A diffusion is sent by a bureau.",
        c="Wolves howl.",
    )
    assert sorted(quotes(answer)) == [
        "A diffusion is sent by a bureau.", "A notice is sent by the secretariat.",
    ]  # fmt: skip


def test_a_comparison_with_something_unknown_is_refused(settings: Settings) -> None:
    answer = ask(
        settings,
        "What is the difference between a notice and Xylophone77?",
        a="A notice is sent by the secretariat.",
    )
    assert answer.abstention is not None
    assert "Xylophone77" in answer.abstention.missing


def test_a_summary_quotes_central_sentences_in_the_order_of_the_document(
    settings: Settings,
) -> None:
    text = (
        "The meeting of police in Oslo discussed drugs and smuggling. Coffee was served. "
        "Police at the meeting wanted to stop smuggling of drugs. It rained. "
        "The meeting of police ended with a plan against drugs and smuggling. Birds sang."
    )
    answer = ask(settings, "What happened at the meeting of police in Oslo?", a=text)
    found = quotes(answer)
    assert len(found) == 3
    assert "Coffee was served." not in found
    starts = [citation.span.start for citation in citations(answer)]
    assert starts == sorted(starts)


class Steps(BaseCallbackHandler):
    """Notes the names of the steps of a chain."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def on_chain_start(
        self,
        serialized: dict[str, Any] | None,
        inputs: object,
        *,
        run_id: UUID,
        name: str = "",
        **kwargs: object,
    ) -> None:
        self.names.append(name)

    def on_retriever_start(
        self, serialized: dict[str, Any] | None, query: str, *, run_id: UUID, **kwargs: object
    ) -> None:
        self.names.append("retriever")


def test_the_chain_streams_runs_asynchronously_and_shows_its_steps(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_text("Wolves howl.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=WordReader())
    steps = Steps()
    answer = chain.invoke("what do wolves howl", config={"callbacks": [steps]})
    seen = ("understand", "retrieve", "retriever", "answer")
    assert [name for name in steps.names if name in seen] == list(seen)
    same = [*chain.stream("what do wolves howl"), asyncio.run(chain.ainvoke("what do wolves howl"))]
    assert [quotes(each) for each in same] == [quotes(answer)] * 2


def test_each_citation_has_a_stable_anchor(settings: Settings) -> None:
    answer = ask(settings, "what do wolves howl", a="Wolves howl.")
    exported = json.dumps(to_json(answer))
    assert f'"anchor": "{citations(answer)[0].document.id}:0-12"' in exported


def test_nothing_found_has_no_copies() -> None:
    assert near_duplicates([]) == {}


@pytest.mark.parametrize("question", ["what howls", Inquiry(text="what howls")])
def test_a_question_may_come_as_text_or_as_an_inquiry(
    settings: Settings, question: str | Inquiry
) -> None:
    (settings.corpus / "a.txt").write_text("A wolf howls.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=WordReader())
    assert quotes(chain.invoke(question)) == ["A wolf howls."]
