import json

from bot.answer import Answer, Citation, Hit, Statement
from bot.render import place, to_json, to_text
from ingest.document import Document, Metadata, Passage, Reference, Span, TextBuilder
from ingest.structure import with_articles


def citation(quote: str) -> Citation:
    builder = TextBuilder()
    builder.begin_page("iv")
    builder.append("Protocol of the parties.")
    builder.begin_page("4")
    builder.paragraph("")
    builder.append("CHAPTER II\n\nArticle 1\n\nScope\n\n1. It applies.\n\nArticle 2\n\n1. It ends.")
    document = with_articles(
        builder.build(source="a.pdf", media_type="x", metadata=Metadata(title="A"))
    )
    start = document.text.index(quote)
    return Citation(document=document, span=Span(start=start, end=start + len(quote)))


def test_a_place_names_articles_and_the_page_as_printed_and_as_counted() -> None:
    found = place(citation("It applies."))
    assert found.startswith(
        "CHAPTER II › Article 1 – Scope › paragraph 1, page 4 (sheet 2), characters "
    )


def test_a_place_without_headings_counts_paragraphs() -> None:
    assert place(citation("Protocol of the parties.")).startswith(
        "page iv (sheet 1), paragraph 1, characters 0–"
    )


def test_only_the_references_whose_marks_are_in_the_quote_are_shown() -> None:
    text = "Visby was first [1]. Riga was next [2][3]."
    references = tuple(
        Reference(mark=mark, url=f"https://example.org/{mark}'<b>", read="2026-11-24")
        for mark in ("1", "2", "3")
    )
    document = Document(
        source="a.md",
        media_type="text/markdown",
        metadata=Metadata(title="A", kind="note", publisher="Desk", references=references),
        text=text,
    )
    span = Span(start=text.index("Riga"), end=len(text))
    passage = Passage(
        document_id=document.id,
        title="A",
        heading=(),
        span=Span(start=0, end=len(text)),
        text=text,
    )
    hit = Hit(
        passage=passage, score=1.0, similarity=1.0, alignment=1.0, dense_rank=1, lexical_rank=1
    )
    cited = Citation(document=document, span=span)
    answer = Answer(
        question="q",
        query="q",
        notices=(),
        statements=(Statement(text=cited.quote, citations=(cited,)),),
        abstention=None,
        confidence=1.0,
        threshold=0.1,
        hits=(hit,),
        ledger=(),
        answerer="a",
        generation=1,
        seconds=0.0,
    )
    shown = to_text(answer)
    assert "    [2] https://example.org/2'<b> (read 2026-11-24)\n    [3] " in shown
    assert "example.org/1" not in shown
    assert "Desk, note" in shown
    ((value,),) = [s["citations"] for s in json.loads(json.dumps(to_json(answer)))["statements"]]
    assert [each["mark"] for each in value["references"]] == ["2", "3"]
    assert value["kind"] == "note"
