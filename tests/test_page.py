import re

import pytest

from bot.answer import Citation, NoticeKind
from bot.markup import inert, plain
from bot.page import answer_html, question_html
from bot.source_page import Shown, document_html, quote_html
from bot.strings import LANGUAGES, choose_language, say, table
from ingest.catalog import Catalog
from ingest.document import Document, Metadata, Span, TextBuilder
from ingest.loaders.markdown import load_markdown
from ingest.settings import Settings
from tests.answers import HOSTILE, answer, document


def shown(found: Document, **how: str) -> str:
    return answer_html(answer(found, **how), key="k" * 16, number=0, language="en", ideas=["wolf"])


@pytest.fixture
def catalog(settings: Settings) -> Catalog:
    return Catalog(settings.corpus / "catalog.sqlite", create=True)


def test_a_mark_leads_to_the_quote_and_is_named_for_a_screen_reader() -> None:
    found = document("Before. Popov opened the meeting. After.")
    html = shown(found, quote="Popov opened the meeting.", exact="Popov")
    address = f"quote/{found.id}?start=8&amp;end=33&amp;from=8&amp;to=13&amp;n=1"
    assert f"<a class='cite' href='{address}' aria-label='Source 1&#58; A title'>1</a>" in html
    assert "“<strong class='exact'>Popov</strong> opened the meeting.”" in html


def test_a_row_of_a_table_stands_over_the_names_of_its_columns() -> None:
    builder = TextBuilder()
    load_markdown(b"# Requests\n\n| Country | Sent |\n|---|---|\n| Norway | 95 |\n", builder)
    found = builder.build(source="a.md", media_type="text/markdown", metadata=Metadata(title="T"))

    def footer(quote: str) -> str:
        html = shown(found, quote=quote, exact=quote)
        return html.partition("<footer>")[2].partition("</footer>")[0]

    assert "Country &#124; Sent" in footer("| Norway | 95 |")
    assert "Country &#124; Sent" not in footer("Requests")


def test_a_refusal_gives_reason_missing_words_nearest_passages_and_ideas() -> None:
    html = shown(document("Wolves howl."))
    assert "never mention “Mars”" in html
    assert "<li>Mars</li>" in html
    assert "Nearest passages, not an answer" in html
    assert "data-ask='wolf'" in html
    assert "class='cite'" not in html


def test_notices_ledger_and_confidence_are_shown() -> None:
    html = shown(document("Wolves howl."), quote="Wolves howl.")
    assert "<p class='notice as-of'><b>As of then</b> The evidence is of 2019" in html
    assert "Confidence 0.70, shown from 0.11" in html
    assert "<td>used</td>" in html


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("language", ["en", "ru", "fi", "nb", "sv"])
def test_every_kind_of_notice_has_a_name_in_every_language(kind: NoticeKind, language: str) -> None:
    assert say(language, str(kind))


def test_an_answer_has_no_line_break_for_markdown_to_read() -> None:
    html = shown(document("One\n\n    two\n\n# three"), quote="One\n\n    two\n\n# three")
    assert "\n" not in html


def test_hostile_content_stays_text_in_the_chat(catalog: Catalog) -> None:
    found = document(HOSTILE, title=HOSTILE, url="javascript:alert(1)")
    html = shown(found, quote=HOSTILE, question=HOSTILE) + question_html(HOSTILE)
    html += answer_html(
        answer(found, question=HOSTILE), key="k" * 16, number=0, language="en", ideas=[HOSTILE]
    )
    for mark in ("<script", "<img", "<!--", "](", "{{", "${", "$$", "`", "javascript:", "\u202e"):
        assert mark not in html
    assert set(re.findall(r"<(\w+)", html)) <= {
        "a", "b", "blockquote", "br", "button", "details", "div", "footer", "form", "input",
        "label", "li", "meter", "ol", "p", "small", "span", "summary", "table", "tbody", "td",
        "textarea", "th", "thead", "tr", "ul",
    }  # fmt: skip


def test_hostile_content_stays_text_in_the_panel_and_the_document(catalog: Catalog) -> None:
    found = document(HOSTILE, title=HOSTILE, url="javascript:alert(1)")
    cited = Shown(citation=Citation(document=found, span=Span(start=0, end=len(HOSTILE))), number=1)
    html = quote_html(cited, catalog, language="en")
    html += document_html(found, cited, at=0, language="en")
    assert "&lt;script&gt;alert(1)" in html
    assert "⟨U+202E⟩" in html
    for mark in ("<script", "<img", "<!--", "href='javascript", "\u202e"):
        assert mark not in html


def test_a_document_shows_pages_headings_and_the_quote_with_the_words_that_answer() -> None:
    builder = TextBuilder()
    builder.begin_page("iv")
    builder.heading(1, "Protocol")
    builder.paragraph("The parties met.")
    builder.begin_page("1")
    builder.paragraph("They signed it in Murmansk.")
    found = builder.build(source="a.pdf", media_type="x", metadata=Metadata(title="A"))
    start = found.text.index("They")
    at = found.text.index("Murmansk")
    citation = Citation(
        document=found,
        span=Span(start=start, end=start + 27),
        answer=Span(start=at, end=at + 8),
    )
    html = document_html(found, Shown(citation=citation), at=0, language="en")
    assert "<b class='heading'>Protocol</b>" in html
    assert "<span class='page-mark'>page 1 (sheet 2)</span><mark id='quote'>They signed" in html
    assert "<strong class='exact'>Murmansk</strong>.</mark>" in html
    text = html.split("<div class='text'")[1].split(">", 1)[1]
    bare = re.sub(r"<span class='page-mark'>.*?</span>|<[^>]+>", "", text)
    assert bare == found.text


def test_a_long_document_is_shown_in_parts_that_lead_on() -> None:
    found = document("word " * 100_000)
    middle = document_html(found, None, at=250_000, language="en")
    assert len(middle) < 80_000
    assert "Earlier text" in middle
    assert "Later text" in middle
    assert "Earlier text" not in document_html(found, None, at=0, language="en")


def test_every_string_is_said_in_every_language_with_the_same_braces() -> None:
    for key, texts in table().items():
        assert set(texts) == set(LANGUAGES), key
        braces = {language: set(re.findall(r"{\w+}", text)) for language, text in texts.items()}
        assert len(set(map(frozenset, braces.values()))) == 1, key


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        (None, None, "en"),
        (None, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        (None, "no,en", "nb"),
        (None, "de-DE, sv;q=0.5", "sv"),
        ("fi", "ru", "fi"),
        ("<script>", "ru", "ru"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers(
    cookie: str | None, accepted: str | None, language: str
) -> None:
    assert choose_language(cookie, accepted) == language
    assert say(language, "ask")


def test_a_text_of_a_megabyte_in_one_line_is_shown_as_text() -> None:
    line = "<b>" * 350_000
    assert "<b>" not in inert(line)
    assert "<b>" not in plain(line)
