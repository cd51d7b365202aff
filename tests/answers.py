"""Answers made by hand, for what shows and keeps them."""

from bot.answer import (
    Abstention,
    Answer,
    Citation,
    Considered,
    Hit,
    Notice,
    NoticeKind,
    Statement,
)
from ingest.document import Document, Metadata, Passage, Span

HOSTILE = (
    "<script>alert(1)</script> ![x](http://evil.example/x.png) {{7*7}} ${8*8} <img onerror='x'> "
    "<!-- gone --> [a](javascript:alert(1)) \u202egnp.exe $$x$$ `code` | cell |"
)


def document(text: str, *, title: str = "A title", url: str | None = None) -> Document:
    return Document(
        source="a.txt",
        media_type="text/plain",
        metadata=Metadata(title=title, publisher="MIL OSI", date="2019-10-01", url=url),
        text=text,
    )


def hit(found: Document) -> Hit:
    whole = Span(start=0, end=len(found.text))
    passage = Passage(
        document_id=found.id, title=found.metadata.title, heading=(), span=whole, text=found.text
    )
    return hit_of(passage)


def hit_of(passage: Passage) -> Hit:
    return Hit(
        passage=passage, score=1.0, similarity=0.5, alignment=0.5, dense_rank=1, lexical_rank=None
    )


def answer(found: Document, *, quote: str = "", exact: str = "", question: str = "Who?") -> Answer:
    """Return an answer that quotes a document, or a refusal when no quote is given."""
    statements: tuple[Statement, ...] = ()
    if quote:
        start = found.text.index(quote)
        inside = start + quote.index(exact)
        citation = Citation(
            document=found,
            span=Span(start=start, end=start + len(quote)),
            answer=Span(start=inside, end=inside + len(exact)) if exact else None,
        )
        statements = (Statement(text=quote, citations=(citation,)),)
    whole = Citation(document=found, span=Span(start=0, end=len(found.text)))
    refusal = Abstention(
        reason="The documents never mention “Mars”.", missing=("Mars",), nearest=(whole,)
    )
    return Answer(
        question=question,
        query=question,
        notices=(Notice(kind=NoticeKind.AS_OF, text="The evidence is of 2019-09-25."),),
        statements=statements,
        abstention=None if quote else refusal,
        confidence=0.7 if quote else 0.0,
        threshold=0.11,
        hits=(hit(found),),
        ledger=(Considered(hit=hit(found), rank=1, score=0.7, verdict="used"),),
        answerer="eager",
        generation=3,
        seconds=0.1,
    )
