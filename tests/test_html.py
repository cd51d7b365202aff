import pytest

from ingest.document import Document, Metadata, TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders import LOADERS
from tests.samples import html_bytes

TEXT = "<p>The parties met in Murmansk and agreed on a common plan for the years to come.</p>"


def load(data: bytes, builder: TextBuilder | None = None) -> Document:
    builder = builder or TextBuilder()
    LOADERS[".html"].load(data, builder)
    return builder.build(source="a", media_type="x", metadata=Metadata(title="A"))


def text_of(body: str) -> str:
    return load(html_bytes(body)).text.rstrip()


@pytest.mark.parametrize(
    "around",
    [
        "<nav>Home</nav>",
        "<header><p>Site name</p></header>",
        "<footer>Imprint</footer>",
        '<div class="site-footer">Imprint</div>',
        '<div id="leftSidebar">Links</div>',
        '<ul class="breadcrumbs"><li>Home</li></ul>',
        '<div role="navigation">Home</div>',
        "<p hidden>Not shown</p>",
        "<script>run()</script>",
        '<ul><li><a href="a">One</a></li><li><a href="b">Two</a></li><li><a href="c">3</a></ul>',
    ],
)
def test_what_stands_around_the_text_is_left_out(around: str) -> None:
    assert text_of(f"{around}{TEXT}<p>Tail</p>") == text_of(f"{TEXT}<p>Tail</p>")


@pytest.mark.parametrize(
    "kept",
    [
        '<section id="handling-related-bugs"><p>Related bugs are closed.</p></section>',
        '<aside class="footnote">1. The note.</aside>',
        "<article><header><h1>Title</h1></header></article>",
        "<blockquote>Words.<footer>Who said them</footer></blockquote>",
        '<p>See <a href="a">one</a>, <a href="b">two</a>, <a href="c">three</a></p>',
    ],
)
def test_what_only_looks_like_navigation_is_kept(kept: str) -> None:
    from ingest.loaders.html import add_html, parse_html

    whole = TextBuilder()
    add_html(parse_html(kept), whole)
    document = whole.build(source="a", media_type="x", metadata=Metadata(title="A"))
    assert document.text
    assert document.text in text_of(TEXT * 3 + kept)


def test_most_of_a_page_is_never_dropped() -> None:
    assert text_of(f'<div class="sidebar">{TEXT}</div><p>x</p>').startswith("The parties")


def test_the_main_part_is_preferred_if_it_holds_enough() -> None:
    assert text_of(f"<p>Aside</p><main>{TEXT}</main>").startswith("The parties")
    assert text_of(f"{TEXT * 3}<main>Small</main>").endswith("Small")


def test_inline_elements_do_not_break_words_and_note_marks_stand_apart() -> None:
    body = "<p>Mur<b>man</b>sk<sup><a href='#n'>1</a></sup> x<sup>2</sup><br>next  line</p>"
    assert text_of(body) == "Murmansk[1] x2\nnext line"


def test_list_items_have_their_numbers() -> None:
    body = '<ol start="3"><li>a</li><li value="7">b</li><li>c<ul><li>d</li></ul></li></ol>'
    assert text_of(body) == "3. a\n\n7. b\n\n8. c\n\n- d"


def test_a_heading_loses_its_permalink() -> None:
    heading = load(
        html_bytes('<h2>Aims<a class="headerlink" href="#a">¶</a></h2>' + TEXT)
    ).headings[0]
    assert (heading.level, heading.text) == (2, "Aims")


def test_cells_that_span_rows_keep_the_columns_apart() -> None:
    rows = "<tr><th>A</th><th>B</th></tr><tr><td rowspan=2>1</td><td>x</td></tr><tr><td>y</td></tr>"
    assert text_of(f"<table>{rows}</table>") == "A: 1 | B: x\nB: y"


def test_a_page_describes_itself() -> None:
    builder = TextBuilder()
    head = '<title>A page</title><meta property="article:published_time" content="2020-02-03T1">'
    head += '<meta name="author" content="Ann"><meta property="og:site_name" content="Site">'
    load(html_bytes(TEXT, head=head).replace(b"<html>", b'<html lang="nb-NO">'), builder)
    assert builder.found == {
        **{"title": "A page", "author": "Ann", "publisher": "Site"},
        **{"date": "2020-02-03", "language": "nb"},
    }


@pytest.mark.parametrize(
    ("declared", "real"), [("windows-1251", "cp1251"), ("koi8-r", "koi8-r"), ("utf-8", "utf-16")]
)
def test_the_declared_encoding_counts_unless_a_mark_says_otherwise(
    declared: str, real: str
) -> None:
    page = f'<meta charset="{declared}"><p>Мурманск'
    assert load(page.encode(real)).text == "Мурманск"


def test_a_page_nested_too_deeply_is_refused_and_not_cut_off() -> None:
    with pytest.raises(UnreadableFile, match="nested too deeply"):
        text_of("<div>" * 5000 + "deep")


ARTICLE = f"<article><h1>Title</h1>{TEXT * 2}</article>"


@pytest.mark.parametrize(
    "around",
    [
        '<div id="CybotCookiebotDialog"><h2>This site uses cookies</h2>'
        + "<p>Cookies are small text files that make a visit more pleasant.</p>" * 20
        + "</div>",
        '<div class="cc-window cc-banner" role="dialog"><span>Käytämme evästeitä.</span></div>',
        '<div class="consent-overlay"><p>Vi använder kakor.</p></div>',
        '<div class="box"><p>Мы используем файлы cookie.</p><button>Принять</button></div>',
        '<section aria-label="Informasjonskapsler"><p>Vi bruker slike.</p></section>',
        '<div class="sharedaddy"><h3>Share this:</h3><a href="a">Twitter</a></div>',
        '<div class="addtoany_share_save_container"><a href="a">Facebook</a></div>',
        '<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3></div>',
        '<div id="comments" class="comments-area"><p>Kalle: Bra!</p></div>',
        '<div class="newsletter-signup"><p>Prenumerera på vårt nyhetsbrev!</p></div>',
        '<ul class="tags"><li>Murmansk</li></ul>',
        '<span class="visually-hidden">Opens in a new window</span>',
    ],
)
def test_banners_of_consent_and_calls_to_share_are_left_out(around: str) -> None:
    assert text_of(f"{around}{ARTICLE}<p>Tail</p>") == text_of(f"{ARTICLE}<p>Tail</p>")
    inside = ARTICLE.replace("</article>", f"{around}</article>")
    assert text_of(inside) == text_of(ARTICLE)


def test_a_banner_on_a_short_page_does_not_take_the_text_with_it() -> None:
    banner = "<div><p>We use cookies.</p><div><button>OK</button></div></div>"
    assert text_of(f"<div>{banner}<div>{TEXT}</div></div>") == text_of(TEXT)


@pytest.mark.parametrize(
    "kept",
    [
        '<section id="comments"><h2>Comments</h2><p>The comments of the parties.</p></section>',
        '<div class="section" id="related"><p>Related conventions.</p></div>',
        "<div><p>The accused gave the cookie to police and agreed to it.</p></div>",
        '<div class="teaser"><p>The lead of the article.</p></div>',
    ],
)
def test_text_about_such_things_is_kept(kept: str) -> None:
    assert text_of(f"{TEXT * 3}{kept}").count("\n") > text_of(TEXT * 3).count("\n")


def test_a_header_that_holds_the_title_of_the_page_is_text() -> None:
    page = f"<header><h1>Title</h1><p>25.9.2019</p></header><div>{TEXT}</div>"
    assert text_of(page).startswith("Title\n\n25.9.2019\n\nThe parties")


def test_articles_that_only_announce_others_do_not_hide_the_text() -> None:
    teasers = "<article><h3>Other</h3><p>Another meeting was held in Oslo.</p></article>" * 4
    page = f"<div><h1>Title</h1>{TEXT * 2}</div><div>{teasers}</div>"
    assert text_of(page).startswith("Title\n\nThe parties")


def test_of_several_articles_the_one_with_the_title_and_most_text_is_taken() -> None:
    other = "<article><h3>Other</h3><p>Another meeting was held.</p></article>"
    assert text_of(ARTICLE + other * 2) == text_of(ARTICLE)
    equal = f"<article><h2>One</h2>{TEXT}</article><article><h2>Two</h2>{TEXT}</article>"
    assert text_of(equal).count("The parties") == 2


def test_navigation_in_a_cell_of_a_table_that_lays_out_the_page_is_left_out() -> None:
    menu = '<a href="a">Home</a> | <a href="b">News</a> | <a href="c">Documents</a>'
    page = f"<table><tr><td>{menu}</td></tr><tr><td><h1>Title</h1>{TEXT}</td></tr></table>"
    assert text_of(page).startswith("Title\n\nThe parties")
    data = (
        f"<table><tr><th>Year</th><th>Acts</th></tr><tr><td>2019</td><td>{menu}</td></tr></table>"
    )
    assert "Acts: Home | News" in text_of(TEXT + data)
