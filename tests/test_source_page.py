from bot.answer import Citation
from bot.source_page import Shown, document_html, quote_html
from ingest.document import Span
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import HashingEmbedder

NOTE = """---
title: Wolves
kind: note
reference 1: https://example.org/1'<b> (read 2026-11-24)
reference 3: https://example.org/3
---

Wolves howl [1]. Trains run [3].
"""


def test_the_panel_of_a_quote_links_the_sources_that_its_marks_stand_for(
    settings: Settings,
) -> None:
    (settings.corpus / "a.md").write_text(NOTE)
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    document = catalog.document(catalog.document_ids()[0])
    start = document.text.index("Wolves howl")
    citation = Citation(document=document, span=Span(start=start, end=start + 15))
    page = quote_html(Shown(citation=citation, number=1), catalog, language="en")
    assert page.count("class='reference'") == 1
    assert "<b>" not in page
    assert "example.org/3" not in page
    assert "read 2026" in page


def test_a_long_document_is_shown_from_its_end_where_an_offset_is_beyond_it(
    settings: Settings,
) -> None:
    (settings.corpus / "a.txt").write_text("The border was closed. " * 4_000 + "The end.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    [key] = catalog.document_ids()
    assert "The end." in document_html(catalog.document(key), None, at=999_999_999, language="en")
