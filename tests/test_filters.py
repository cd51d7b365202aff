import pytest

from bot.answer import Answer, Filters, Inquiry, NoticeKind
from bot.chain import answer_chain
from bot.render import citations
from bot.web import talk
from ingest.errors import UsageError
from ingest.settings import Settings
from ingest.sync import sync
from tests.fakes import EagerReader, HashingEmbedder

NOTES = {
    "oslo": 'publisher = "Desk"\ndate = 2020-05-01\nevent_date = 2018-03-01\nlanguage = "en"',
    "riga": 'publisher = "Agency"\nsource = "Ministry"\ndate = 2021-05-01\nlanguage = "fi"',
    "kiel": 'language = "en"',
}


@pytest.mark.parametrize(
    ("filters", "sources"),
    [
        (Filters(), {"oslo.txt", "riga.txt", "kiel.txt"}),
        (Filters(documents=("riga.txt",)), {"riga.txt"}),
        (Filters(publishers=("desk",)), {"oslo.txt"}),
        (Filters(publishers=("Ministry",)), {"riga.txt"}),
        (Filters(languages=("en",)), {"oslo.txt", "kiel.txt"}),
        (Filters(since="2019-01-01"), {"riga.txt"}),  # the event counts, and no date is out
        (Filters(until="2019-01-01"), {"oslo.txt"}),
        (Filters(languages=("sv",)), set()),
    ],
)
def test_only_documents_that_pass_the_filters_answer(
    settings: Settings, filters: Filters, sources: set[str]
) -> None:
    for name, known in NOTES.items():
        (settings.corpus / f"{name}.txt").write_text(f"The wolves howled {name}.")
        (settings.corpus / f"{name}.txt.toml").write_text(known)
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    chain = answer_chain(settings, embedder=embedder, reader=EagerReader())
    answer = chain.invoke(Inquiry(text="what howled", filters=filters))
    found = {row.hit.passage.document_id for row in answer.ledger}
    assert len(found) == len(sources)
    assert {citation.document.source for citation in citations(answer)} <= sources
    assert bool(answer.statements) == bool(sources)
    said = [each.text for each in answer.notices if each.kind is NoticeKind.NARROWED]
    assert bool(said) == (filters != Filters())
    assert all(f"({len(sources)} of 3)" in text for text in said)


@pytest.mark.parametrize("day", ["last year", "20190101", "2019-W39-3", "2019-9-25", "٢٠١٩-٠٩-٢٥"])
def test_a_filter_by_what_is_no_date_is_an_error(day: str) -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        Filters(since=day)
    with pytest.raises(UsageError, match="is not a date such as 2019-09-25"):
        talk.filters([], [], [], "", day)


def test_a_range_that_ends_before_it_begins_is_an_error() -> None:
    with pytest.raises(UsageError, match="since 2020-01-01 is later than until 2019-01-01"):
        Filters(since="2020-01-01", until="2019-01-01")
    assert Filters(since="2020-01-01", until="2020-01-01")


def ask(settings: Settings, question: str, **texts: str) -> Answer:
    for name, text in texts.items():
        (settings.corpus / f"{name}.txt").write_text(text)
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    return answer_chain(settings, embedder=embedder, reader=EagerReader()).invoke(question)


def test_copies_of_a_passage_do_not_fill_the_list(settings: Settings) -> None:
    text = (
        "The long report of wolves and of trains that run at night was read by many officers of "
        "the coast guard before winter came over hills where snow lies until late in spring."
    )
    answer = ask(settings, "wolves at night", a=text, b=f"{text} Twice", c="Wolves howl at night.")
    verdicts = sorted(row.verdict for row in answer.ledger)
    assert sum("says what a better passage" in verdict for verdict in verdicts) == 1
