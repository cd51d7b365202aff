from bot.items import lines_beside
from bot.query import Query, understand
from bot.weigh import candidates
from ingest.catalog import Catalog
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.answers import hit_of
from tests.fakes import HashingEmbedder

SHARES = "# Funding\n\nThe parties share the cost.\n\n- EU: 1.2 million\n- Norway: 400,000\n"


def beside(settings: Settings, question: str) -> list[str]:
    (settings.corpus / "a.md").write_text(SHARES, encoding="utf-8")
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    catalog: Catalog = index_folder(settings, embedder).open().catalog
    query: Query = understand(question, catalog, is_word=str.isupper)
    hits = [hit_of(passage) for passage in catalog.passages(sorted(catalog.passage_ids()))]
    found = candidates(hits, catalog)
    return [each.text for each in found if each.span in lines_beside(query, found, catalog)]


def test_a_line_beside_the_one_that_is_named_is_about_another(settings: Settings) -> None:
    assert beside(settings, "What is the share of Norway?") == ["- EU: 1.2 million"]


def test_lines_stand_where_no_line_or_each_has_what_is_named(settings: Settings) -> None:
    assert beside(settings, "What is the share of Iceland?") == []
    assert beside(settings, "What is the cost?") == []
