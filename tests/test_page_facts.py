import json

import pytest

from ingest.document import TextBuilder
from ingest.loaders import LOADERS
from ingest.loaders.properties import written_day

TEXT = "<p>The parties met in Murmansk and agreed on a common plan for the years to come.</p>" * 3
NAME = "First meeting of the group"
SITE = '<meta property="og:site_name" content="Ministry">'


def facts(head: str, body: str = "") -> dict[str, str]:
    builder = TextBuilder()
    page = f"<html><head>{head}</head><body>{body}{TEXT}</body></html>"
    LOADERS[".html"].load(page.encode(), builder)
    return builder.found


def linked(**values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(values)}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>{NAME} - Ministry</title>{SITE}", ""),
        (f"<title>Ministry | {NAME}</title>{SITE}", ""),
        (f"<title>{NAME} – news – ministry.example</title>", f"<h1>{NAME}</h1>"),
        ("<title>Ministry of the Interior</title>", f"<h1>{NAME}</h1>"),
        (f'{SITE}<title>Ministry</title><meta property="og:title" content="{NAME}">', ""),
        (f"<title>Ministry</title>{SITE}" + linked(**{"@type": "NewsArticle", "headline": NAME}),
         ""),
        ("<title>The Manual</title>", f'<h1>{NAME}<a href="#a">¶</a></h1>'),
        (f"<title>{NAME}</title>", "<h1>Part one</h1><p>x</p><h1>Part two</h1>"),
        (f"<title>{NAME} - Ministry</title>{SITE}", "<header><h1>Ministry</h1></header>"),
    ],
)  # fmt: skip
def test_the_title_is_that_of_the_text_and_not_of_the_site(head: str, body: str) -> None:
    assert facts(head, body)["title"] == NAME


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2019-09-27T10:04:00+03:00">', ""),
        ('<meta name="DC.date.issued" content="2019-09-27">', ""),
        (linked(**{"@type": "NewsArticle", "datePublished": "2019-09-27T10:04:00+03:00"}), ""),
        (linked(**{"@graph": [{"@type": "WebSite"},
                              {"@type": ["WebPage"], "datePublished": "2019-09-27"}]}), ""),
        ("", '<time datetime="2019-10-01" class="updated"></time>'
             '<time datetime="2019-09-27T10:00">27.9.2019</time>'),
        ("", '<time datetime="2019-09-25">x</time><time itemprop="datePublished" '
             'datetime="2019-09-27">y</time>'),
        ("", '<span class="article-date">Dato: 27.09.2019</span>'),
        ("", '<div class="news-date">27 сентября 2019, 14:30</div>'),
        ("", '<p class="publishDate">Published September 27, 2019</p>'),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_found_wherever_pages_put_it(head: str, body: str) -> None:
    assert facts(head, body)["date"] == "2019-09-27"


def test_a_heading_that_is_no_headline_is_no_title() -> None:
    found = facts("<title>Convention on Mutual Assistance</title>", "<h1>CHAPTER I</h1>")
    assert found["title"] == "Convention on Mutual Assistance"


def test_the_day_of_an_event_or_of_an_update_is_no_publication() -> None:
    assert "date" not in facts("", '<p class="event-date">25.9.2019</p>')
    assert "date" not in facts("", '<time class="updated" datetime="2019-10-01"></time>')
    assert "date" not in facts("", f'<div class="date">{TEXT} 25.9.2019</div>')


def test_linked_data_names_author_and_publisher_directly_or_by_reference() -> None:
    publisher = {"@type": "Organization", "@id": "#o", "name": "Sisäministeriö"}
    article = {"@type": "Article", "publisher": {"@id": "#o"}, "author": [{"name": "A"}, "B"]}
    found = facts(linked(**{"@graph": [article, publisher]}))
    assert (found["publisher"], found["author"]) == ("Sisäministeriö", "A, B")


@pytest.mark.parametrize("script", ["{", "[" * 5000, "null", '{"@type": "Article", "author": 5}'])
def test_broken_linked_data_is_passed_over(script: str) -> None:
    found = facts(f'<title>{NAME}</title><script type="application/ld+json">{script}</script>')
    assert found["title"] == NAME


def test_an_address_is_no_author() -> None:
    assert "author" not in facts('<meta property="article:author" content="https://a.example/b">')


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25. syyskuuta 2019 klo 10", "2019-09-25"),
        ("Publisert: 25. september 2019", "2019-09-25"),
        ("1 maj 2020", "2020-05-01"),
        ("1 мая 2020 года", "2020-05-01"),
        ("Sept. 5, 2019", "2019-09-05"),
        ("5. joulukuuta 2019", "2019-12-05"),
        ("27.9.2019 10.04", "2019-09-27"),
        ("25.9.2019, updated 1.10.2019", None),
        ("31. februar 2019", None),
        ("Room 12 table 2019", None),
    ],
)
def test_a_written_day_is_read_in_five_languages(text: str, day: str | None) -> None:
    assert written_day(text) == day
