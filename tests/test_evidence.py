import json
from dataclasses import replace

import pytest

from bot.answer import Answer, Inquiry, Turn
from bot.chain import answer_chain
from bot.query import understand
from bot.read import Reading
from bot.refuse import abstention
from bot.render import citations, to_text
from bot.web import talk
from bot.web.desk import Kept
from bot.weigh import candidates
from ingest.document import Span
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.answers import hit_of
from tests.fakes import EagerReader, HashingEmbedder


def ask(settings: Settings, question: str, **texts: str) -> Answer:
    for name, text in texts.items():
        (settings.corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    return answer_chain(settings, embedder=embedder, reader=EagerReader()).invoke(question)


def test_the_likeliest_sentence_is_quoted_where_it_stands(settings: Settings) -> None:
    answer = ask(settings, "what howls", a="\n\nWolves howl. Trains run.")
    (citation,) = citations(answer)
    assert answer.statements[0].text == citation.quote == "Wolves howl."
    assert citation.document.text[citation.span.start : citation.span.end] == "Wolves howl."


def test_evidence_that_lacks_a_name_of_the_question_is_never_stated(settings: Settings) -> None:
    answer = ask(settings, "What did Kolokoltsev say of wolves?", a="Wolves howl.")
    assert answer.abstention is not None
    assert answer.abstention.missing == ("Kolokoltsev",)
    assert "never mention “Kolokoltsev”" in answer.abstention.reason


def test_a_number_that_stands_in_another_passage_does_not_count(settings: Settings) -> None:
    answer = ask(
        settings, "Did wolves howl in 2018?", a="Wolves howl in 2019.", b="Trains ran in 2018."
    )
    quotes = [citation.quote for citation in citations(answer)]
    assert "Wolves howl in 2019." not in quotes


class OfWolves(EagerReader):
    def read(self, question, candidates, catalog):  # type: ignore[no-untyped-def]
        return [Reading(probability=0.9 if "Wolves" in each.text else 0.1) for each in candidates]


class NeverAsked:
    def read(self, question, texts):  # type: ignore[no-untyped-def]
        raise AssertionError("no English text is read by it here")


class HearsNames(EagerReader):
    network = NeverAsked()  # type: ignore[assignment]

    def read(self, question, candidates, catalog):  # type: ignore[no-untyped-def]
        self.heard = {each.text: each.named for each in candidates}
        return super().read(question, candidates, catalog)


def test_a_trained_reader_is_told_what_names_the_document_begins_with(
    settings: Settings,
) -> None:
    settings = replace(settings, passage_tokens=20)
    filler = "Trains ran on all days of that long week. " * 8
    (settings.corpus / "a.txt").write_text(f"Popov came.\n\n{filler}\n\nWolves howl all night.")
    embedder, reader = HashingEmbedder(), HearsNames()
    sync([settings.corpus], settings=settings, embedder=embedder)
    answer_chain(settings, embedder=embedder, reader=reader).invoke(
        "Did Popov hear wolves howl all night in 2019?"
    )
    assert reader.heard["Wolves howl all night."] == ("Popov",)
    assert reader.heard["Popov came."] == ()


class ReadsEnglish(OfWolves):
    network = NeverAsked()  # type: ignore[assignment]


def test_a_network_is_trusted_with_a_name_that_another_passage_of_the_document_has(
    settings: Settings,
) -> None:
    settings = replace(settings, passage_tokens=20)
    filler = "Trains ran on all days of that long week. " * 8
    (settings.corpus / "a.txt").write_text(f"Popov came.\n\n{filler}\n\nWolves howl all night.")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    question = "Did Popov hear wolves howl all night?"
    chain = answer_chain(settings, embedder=embedder, reader=ReadsEnglish())
    quotes = [citation.quote for citation in citations(chain.invoke(question))]
    assert "Wolves howl all night." in quotes
    untrained = answer_chain(settings, embedder=embedder, reader=OfWolves())
    quotes = [citation.quote for citation in citations(untrained.invoke(question))]
    assert "Wolves howl all night." not in quotes
    absent = chain.invoke("Did Kolokoltsev hear wolves howl all night?")
    assert absent.abstention
    assert absent.abstention.missing == ("Kolokoltsev",)


def test_others_are_read_in_the_place_of_what_lacks_a_name(settings: Settings) -> None:
    settings = replace(settings, read=1)
    answer = ask(
        settings,
        "Who heard wolves howl at night in Kuopio?",
        a="They heard wolves howl, howl at night.",
        b="In Kuopio Wolves howl, said Tuomi.",
    )
    assert [hit.passage.title for hit in answer.hits] == ["a", "b"]


def test_documents_quoted_before_are_read_though_others_rank_higher(settings: Settings) -> None:
    settings = replace(settings, read=1)
    (settings.corpus / "a.txt").write_text("Wolves sleep all day.")
    (settings.corpus / "b.txt").write_text("Trains howl at night, at night they howl.")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    chain = answer_chain(settings, embedder=embedder, reader=OfWolves())
    first = chain.invoke("Do wolves sleep?")
    alone = chain.invoke("What howls at night?")
    assert [hit.passage.title for hit in alone.hits] == ["b"]
    turns = (first.as_turn,)
    after = chain.invoke(Inquiry(text="What howls at night?", turns=turns))
    assert [citation.quote for citation in citations(after)] == ["Wolves sleep all day."]
    assert turns[0].documents == (citations(first)[0].document.id,)
    assert len(after.hits) == 2
    kept = Kept(key="", answer=first)
    assert talk.turns([json.loads(json.dumps(talk.record(kept, seal="")))]) == turns


def test_documents_quoted_before_are_likelier_to_answer_than_others(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_text("Wolves howl in packs.")
    (settings.corpus / "b.txt").write_text("Wolves howl at dawn.")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    chain = answer_chain(settings, embedder=embedder, reader=OfWolves())
    first = {c.document.source: c.document.id for c in citations(chain.invoke("Do wolves howl?"))}
    for source, document in first.items():
        turn = Turn(query="What do wolves do?", documents=(document,))
        after = chain.invoke(Inquiry(text="Do wolves howl?", turns=(turn,)))
        assert citations(after)[0].document.source == source
        assert after.confidence > chain.invoke("Do wolves howl?").confidence
    assert len(first) == 2


def test_what_was_just_quoted_is_less_likely_to_answer_the_next_question(
    settings: Settings,
) -> None:
    (settings.corpus / "a.txt").write_text("Wolves sleep all day. Wolves howl at night.")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    chain = answer_chain(settings, embedder=embedder, reader=OfWolves())
    first = chain.invoke("Do wolves sleep?")
    turn = Turn(query=first.query, quotes=("Wolves sleep all day.",))
    after = chain.invoke(Inquiry(text="Do wolves rest?", turns=(turn,)))
    assert citations(first)[0].quote == "Wolves sleep all day."
    assert citations(after)[0].quote == "Wolves howl at night."
    which = chain.invoke(Inquiry(text="Which of them rest?", turns=(turn,)))
    assert citations(which)[0].quote == "Wolves sleep all day."


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it(settings: Settings) -> None:
    class SecondReader(EagerReader):
        def read(self, question, candidates, catalog):  # type: ignore[no-untyped-def]
            return [Reading(probability=0.9 if i == 1 else 0.1) for i in range(len(candidates))]

    (settings.corpus / "a.txt").write_text("Popov came. He spoke of wolves.")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    chain = answer_chain(settings, embedder=embedder, reader=SecondReader())
    answer = chain.invoke("what about wolves")
    assert [s.text for s in answer.statements] == ["Popov came. He spoke of wolves."]


def test_nothing_in_common_is_a_refusal(settings: Settings) -> None:
    answer = ask(settings, "Xylophone 77?", a="Wolves howl.")
    assert answer.abstention is not None
    assert not answer.statements


@pytest.mark.parametrize(
    ("question", "is_another"),
    [
        ("When did Norway and Sweden reopen the road?", False),
        ("When did Sweden reopen the road?", True),
    ],
)
def test_a_refusal_calls_no_country_another_that_is_asked_about(
    settings: Settings, question: str, is_another: bool
) -> None:
    (settings.corpus / "a.txt").write_text("Norway closed the road in 1999. Sweden agreed.")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    catalog = index_folder(settings, embedder).open().catalog
    hits = [hit_of(each) for each in catalog.passages(sorted(catalog.passage_ids()))]
    query = understand(question, catalog, is_word=str.islower)
    reason = abstention(query, candidates(hits, catalog), catalog).reason
    assert ("another country (Norway)" in reason) == is_another


def test_a_sentence_without_the_person_asked_for_is_no_answer(settings: Settings) -> None:
    answer = ask(settings, "Who signed the protocol?", a="The protocol was signed at the end.")
    assert answer.abstention is not None
    assert "a person or body" in answer.abstention.reason


def test_a_lesser_sentence_does_not_stand_in_for_one_that_lacks_the_date(
    settings: Settings,
) -> None:
    class FirstReader(EagerReader):
        def read(self, question, candidates, catalog):  # type: ignore[no-untyped-def]
            return [Reading(probability=0.9 if i == 0 else 0.5) for i in range(len(candidates))]

    (settings.corpus / "a.txt").write_text("The protocol was signed. The hall burned in 1901.")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    chain = answer_chain(settings, embedder=embedder, reader=FirstReader())
    answer = chain.invoke("When was the protocol signed?")
    assert answer.abstention is not None
    assert "a date" in answer.abstention.reason
    assert chain.invoke("What burned?").statements[0].text == "The protocol was signed."


def test_the_ledger_has_every_passage_considered_and_what_became_of_it(settings: Settings) -> None:
    towns = ("Oslo", "Bergen", "Lillehammer")
    texts = {town: f"The archive of {town} opened in 1901." for town in towns}
    answer = ask(replace(settings, read=2), "When did the archive of Oslo open?", **texts)
    assert [each.rank for each in answer.ledger] == [1, 2, 3]
    verdicts = {each.hit.passage.title: each.verdict for each in answer.ledger}
    assert verdicts["Oslo"] == "used"
    assert sorted(verdicts.values())[:2] == ["lacks “Oslo”", "not read: others rank higher"]


def test_what_several_documents_say_in_the_same_words_is_stated_once(settings: Settings) -> None:
    class OsloReader(EagerReader):
        def read(self, question, candidates, catalog):  # type: ignore[no-untyped-def]
            return [
                Reading(probability=0.9 if "Oslo" in candidate.text else 0.1)
                for candidate in candidates
            ]

    for name in ("a", "b"):
        text = f"{name.upper()} reports.\n\nThe archive of Oslo opened in 1901.\n"
        (settings.corpus / f"{name}.txt").write_text(text)
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    chain = answer_chain(settings, embedder=embedder, reader=OsloReader())
    answer = chain.invoke("When did the archive of Oslo open?")
    assert [len(statement.citations) for statement in answer.statements] == [2]
    assert "[1][2]" in to_text(answer)


def test_a_people_is_not_said_to_be_unknown_where_its_country_is_named(settings: Settings) -> None:
    answer = ask(settings, "What do the Finns call Visby?", a="Finland trades. Visby sleeps.")
    assert answer.abstention is None or "Finns" not in answer.abstention.missing


def test_a_question_in_a_document_is_no_evidence(settings: Settings) -> None:
    answer = ask(settings, "Do wolves howl?", a="Do wolves howl?\n\nYes, at night.")
    assert "Do wolves howl?" not in [statement.text for statement in answer.statements]


LAW = "# Treaty of Oslo\n\n## Article 5\n\nWolves howl. They run.\n\n## Article 6\n\nTrains run.\n"


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("What does Article 5 say?", ["Wolves howl. They run."]),
        ("article 6", ["Trains run."]),
        ("What does article 6 of the Treaty of Oslo provide?", ["Trains run."]),
    ],
)
def test_what_stands_under_a_numbered_heading_can_be_asked_for(
    settings: Settings, question: str, quotes: list[str]
) -> None:
    (settings.corpus / "law.md").write_text(LAW, encoding="utf-8")
    answer = ask(settings, question, a="Ships sink.")
    assert [statement.text for statement in answer.statements] == quotes


def test_a_long_article_is_quoted_in_part_and_found_though_others_rank_higher(
    settings: Settings,
) -> None:
    settings = replace(settings, read=1)
    rules = "\n\n".join(f"Wolf {number} shall rest." for number in range(1, 11))
    text = f"# Wolf act\n\n## Article 1\n\nWolf act, wolf act.\n\n## Article 2\n\n{rules}\n"
    (settings.corpus / "act.md").write_text(text, encoding="utf-8")
    answer = ask(
        settings, "What does article 2 of the wolf act say?", b="Article 2, says the wolf."
    )
    quotes = [statement.text for statement in answer.statements]
    assert quotes == [f"Wolf {number} shall rest." for number in range(1, 9)]
    assert answer.notices[-1].text == "Quoted are 8 of 10 sentences under this heading."


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("What does article 1 of the wolf agreement say?", "Wolves rest."),
        ("What does article 1 of the protocol say?", "Foxes rest."),
        ("Article 1 of the protocol", "Foxes rest."),
    ],
)
def test_an_article_of_a_protocol_is_not_that_of_its_agreement(
    settings: Settings, question: str, quote: str
) -> None:
    text = (
        "WOLF AGREEMENT OF FINLAND AND NORWAY\n\nArticle 1\n\nWolves rest.\n\n"
        "Article 2\n\nBears rest.\n\nProtocol to the wolf agreement\n\n"
        "Article 1\n\nFoxes rest.\n"
    )
    answer = ask(settings, question, a=text)
    assert [statement.text for statement in answer.statements] == [quote]


def test_a_title_in_capitals_is_no_evidence(settings: Settings) -> None:
    answer = ask(settings, "What wolves howl?", a="ON WOLVES THAT HOWL\n\nWolves howl in packs.")
    assert [statement.text for statement in answer.statements] == ["Wolves howl in packs."]


class MarksTheEnd(EagerReader):
    """Marks the last two words of each sentence."""

    def read(self, question, candidates, catalog):  # type: ignore[no-untyped-def]
        found = []
        for each in candidates:
            last = len(" ".join(each.text.rstrip(".").split()[-2:])) + 1
            span = Span(start=each.span.end - last, end=each.span.end - 1)
            found.append(Reading(probability=0.9, answer=span))
        return found


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("The wolves were closed in May 2022.", "May 2022"),
        ("The wolves were not closed in May 2022.", None),
        ("The wolves were not many and closed in May 2022.", "May 2022"),
        ("The wolves were not closed in April but in May 2022.", "May 2022"),
        ("The wolves, not the bears, were led out in May 2022.", "May 2022"),
    ],
)
def test_words_that_only_stand_in_a_denial_are_not_marked_as_the_answer(
    settings: Settings, text: str, marked: str | None
) -> None:
    (settings.corpus / "a.txt").write_text(text, encoding="utf-8")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=MarksTheEnd())
    (citation,) = citations(chain.invoke("When were the wolves closed?"))
    assert (citation.answer and citation.answer.of(citation.document.text)) == marked
