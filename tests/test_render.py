from bot.answer import Citation
from bot.render import place
from ingest.document import Metadata, Span, TextBuilder
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
