from bot.items import leading_up_to, lines_beside, lines_led_by
from bot.query import Query, understand
from bot.weigh import candidates
from ingest.catalog import Catalog
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.answers import hit_of
from tests.fakes import HashingEmbedder
from tests.test_kinds import ask, quotes

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


AGREED = """# Talks

The Parties met in Oslo. The Parties agreed to:

- hold an exercise in 2020;
- exchange officers.

The talks ended. They were led by Norway and by:
"""


def test_what_leads_up_to_a_list_is_quoted_with_its_lines(settings: Settings) -> None:
    (settings.corpus / "a.md").write_text(AGREED, encoding="utf-8")
    answer = ask(settings, "What did the Parties agreed to:")
    assert quotes(answer)[0] == (
        "The Parties agreed to:\n\n- hold an exercise in 2020;\n- exchange officers."
    )


DECIDED = """# Minutes of Oslo

The Group decided
(a) to hold an exercise in 2020;
(b) to exchange officers.

They went home."""


def test_lines_that_are_not_singled_out_are_quoted_whole(settings: Settings) -> None:
    (settings.corpus / "a.md").write_text(DECIDED, encoding="utf-8")
    whole = DECIDED[DECIDED.index("The Group") : DECIDED.index("\n\nThey")]
    embedder = HashingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    catalog = index_folder(settings, embedder).open().catalog
    hits = [hit_of(passage) for passage in catalog.passages(sorted(catalog.passage_ids()))]
    found = candidates(hits, catalog)
    texts = [each.text for each in found]
    at = texts.index("(a) to hold an exercise in 2020;")
    led = lines_led_by(at - 1, found)
    assert [texts[at - 1], *(each.text for each in led)] == whole.split("\n")
    for asked, leads in (
        ({"decid"}, at - 1),
        ({"decid", "oslo"}, at - 1),
        ({"decid", "exercis"}, at),
        ({"oslo"}, at),
    ):
        assert leading_up_to(at, frozenset(asked), found) == leads


def test_what_leads_up_to_nothing_is_no_evidence(settings: Settings) -> None:
    (settings.corpus / "a.md").write_text(AGREED, encoding="utf-8")
    answer = ask(settings, "Who were they led by Norway and by:")
    assert not any("led by Norway" in quote for quote in quotes(answer))
