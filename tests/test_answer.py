import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Abstention, Answer, Citation, Statement
from ingest.document import Metadata, Span, TextBuilder
from ingest.errors import UnlocatedQuote
from tests.test_document import TEXTS, build


def answer(*, statements: tuple[Statement, ...], abstention: Abstention | None) -> Answer:
    return Answer(
        question="q", query="q", notices=(), statements=statements, abstention=abstention,
        confidence=0.5, threshold=0.1, hits=(), ledger=(), answerer="test", generation=1,
        seconds=0.0,
    )  # fmt: skip


@given(TEXTS, st.integers(0, 500), st.integers(0, 500))
def test_a_citation_is_the_text_at_its_span_or_cannot_be_built(text: str, a: int, b: int) -> None:
    document, span = build(text), Span(start=min(a, b), end=max(a, b))
    try:
        citation = Citation(document=document, span=span)
    except UnlocatedQuote:
        assert span.end > len(document.text) or not span.of(document.text).strip()
    else:
        assert document.text[span.start : span.end] == citation.quote


def test_words_that_answer_lie_inside_their_quote() -> None:
    document, whole = build("Wolves howl at night."), Span(start=0, end=11)
    inside = Citation(document=document, span=whole, answer=Span(start=7, end=11))
    assert inside.answer is not None
    assert inside.answer.of(document.text) == "howl"
    with pytest.raises(UnlocatedQuote, match="outside its quote"):
        Citation(document=document, span=whole, answer=Span(start=7, end=14))


def test_a_citation_knows_the_page_and_paragraph_of_its_quote() -> None:
    builder = TextBuilder()
    builder.begin_page("i")
    builder.append("One.\n\nTwo.")
    builder.begin_page()
    builder.append("Three.")
    document = builder.build(source="a", media_type="x", metadata=Metadata(title="A"))
    at = document.text.index("Three")
    citation = Citation(document=document, span=Span(start=at, end=at + 6))
    assert citation.page is not None
    assert citation.page.number == 2
    assert Citation(document=document, span=Span(start=6, end=10)).paragraph == 2


def test_a_statement_without_a_citation_is_rejected() -> None:
    with pytest.raises(ValueError, match="citation"):
        Statement(text="So they say.", citations=())


def test_an_answer_states_or_abstains_and_never_both_or_neither() -> None:
    citation = Citation(document=build("Yes."), span=Span(start=0, end=4))
    statement = Statement(text="Yes.", citations=(citation,))
    with pytest.raises(ValueError, match="either"):
        answer(statements=(statement,), abstention=Abstention(reason="no"))
    with pytest.raises(ValueError, match="either"):
        answer(statements=(), abstention=None)
