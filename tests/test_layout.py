from collections.abc import Sequence

from ingest.document import Document, Metadata, TextBuilder
from ingest.loaders.flow import Words
from ingest.loaders.layout import Line, clean, columns, rows, upright
from ingest.loaders.pages import PageRead, write_pages
from ingest.loaders.paragraphs import Block
from ingest.loaders.titles import Bookmark

WIDTH = 5.0  # points of a letter
HEADER = "Framework agreement, draft of May"


def line(text: str, *, x: float = 72, y: float = 700, size: float = 10) -> Line:
    return Line(text=text, left=x, right=x + WIDTH * len(text), top=y + size, bottom=y, size=size)


def column(lines: Sequence[str], *, x: float = 72, y: float = 700) -> tuple[Line, ...]:
    return tuple(line(text, x=x, y=y - 12 * i) for i, text in enumerate(lines))


def written(pages: Sequence[Sequence[Line]], *, bookmarks: Sequence[Bookmark] = ()) -> Document:
    builder = TextBuilder()
    read = [PageRead(lines=tuple(page), height=842) for page in pages]
    labels = [None] * len(pages)
    for _ in write_pages(read, builder, labels=labels, bookmarks=bookmarks):
        pass
    return builder.build(source="a", media_type="x", metadata=Metadata(title="A"))


def test_two_columns_are_read_one_after_the_other_below_their_title() -> None:
    left = column(
        ["The parties shall work as", "one on the left side and", "they go on and on until it"] * 2
    )
    right = column(
        ["then they go to the right", "and finish what they have", "begun in the left column."] * 2,
        x=250,
    )
    title = line("A title over the whole width of both the columns of it", y=730)
    found = columns([*left, title, *right])
    assert [[row.text[:3] for row in part] for part in found] == [
        ["A t"],
        ["The", "one", "the"] * 2,
        ["the", "and", "beg"] * 2,
    ]


def test_a_table_is_read_row_by_row_with_its_cells_apart() -> None:
    names = column(["Country", "Finland", "Norway", "Sweden"])
    sums = column(["Share", "12 %", "30 %", "58 %"], x=300)
    text = written([[*names, *sums]]).text
    assert text == "Country | Share\nFinland | 12 %\nNorway | 30 %\nSweden | 58 %"


def test_two_lines_with_wide_gaps_are_no_table() -> None:
    text = written([[*column(["Helsinki", "Oslo"]), *column(["1 May", "2 May"], x=300)]]).text
    assert "|" not in text
    assert "Helsinki 1 May" in text


def test_a_word_broken_at_a_line_end_is_joined() -> None:
    words = Words(["their co-operation goes on"])
    assert words.join("the agree-", "ment holds") == "the agreement holds"
    assert words.join("the agree\u00ad", "ment holds") == "the agreement holds"
    assert words.join("their co-", "operation") == "their co-operation"
    assert words.join("the EU-", "Russia border") == "the EU-Russia border"
    assert words.join("pre-", "and post-war") == "pre- and post-war"
    assert words.join("see http://a.b/c-", "d") == "see http://a.b/c-d"


def test_a_paragraph_over_a_page_end_stays_one_and_keeps_its_word_whole() -> None:
    first = column(["The parties to this agreement shall", "meet once a year and discuss the co-"])
    second = column(["ordination of their work.", "A new paragraph begins here."])
    document = written([first, second])
    page, following = (page.span.of(document.text) for page in document.pages)
    assert page.endswith("discuss the coordination")
    assert following.startswith("of their work.\n\nA new")


def test_notes_at_the_foot_do_not_cut_the_sentence_and_stay_on_their_page() -> None:
    body = column(
        [
            "A paragraph that has a note to it",
            "and ends here.",
            "The parties to this agreement shall",
        ]
    )
    note = line("1 Signed in 1993 by all of the parties to it.", y=600, size=8)
    document = written([[*body, note], column(["meet once a year."])])
    assert "\n\n1 Signed in 1993 by all of the parties to it.\n\nThe parties" in document.text
    assert "agreement shall\nmeet once a year." in document.text
    assert "Signed" in document.pages[0].span.of(document.text)


def test_a_note_under_a_page_long_paragraph_stands_after_a_sentence_of_its_page() -> None:
    pages = [
        column(["The parties to this agreement shall"]),
        [*column(["meet. They also write to the other"]), line("1 A note.", y=600, size=8)],
        column(["parties once a month or oftener."]),
    ]
    text = written(pages).text
    assert "shall\nmeet.\n\n1 A note.\n\nThey also write to the other\nparties once" in text


def test_running_headers_and_page_numbers_are_left_out() -> None:
    pages = [
        [line(HEADER, y=800), *column([f"Page text {word} is here."]), line(f"- {n} -", y=40)]
        for n, word in enumerate(["one", "two", "three"], start=5)
    ]
    assert written(pages).text.split("\n\n") == [
        f"Page text {word} is here." for word in ("one", "two", "three")
    ]


def test_headers_of_odd_and_even_pages_may_differ() -> None:
    names = ["The agreement as adopted", "Chapter of the parties"] * 3
    texts = [f"Text of the {word} page." for word in "one two three four five six".split()]
    pages = [[line(n, y=800), line(text)] for n, text in zip(names, texts, strict=True)]
    assert written(pages).text.split("\n\n") == texts


def test_article_numbers_at_the_top_of_pages_are_text() -> None:
    pages = [column([f"Article {n}", "The parties agree."], y=780) for n in range(1, 6)]
    text = written(pages).text
    assert all(f"Article {n}" in text for n in range(1, 6))


def test_in_a_short_document_only_bare_page_numbers_are_left_out() -> None:
    pages = [[line(HEADER, y=800), line("Text."), line(f"Page {n} of 2", y=40)] for n in (1, 2)]
    text = written(pages).text
    assert text.count(HEADER) == 2
    assert "of 2" not in text


def test_indents_gaps_and_list_markers_begin_paragraphs() -> None:
    lines = [
        *column(["The first paragraph is set full and", "ends here."]),
        line("An indent begins the second one as", x=90, y=676),
        line("it goes on from the margin of text.", y=664),
        line("(a) an item of the list is here;", y=652),
        line("(b) another item of the list here.", y=640),
    ]
    starts = [part[:3] for part in written([lines]).text.split("\n\n")]
    assert starts == ["The", "An ", "(a)", "(b)"]


def test_a_bookmark_marks_the_line_on_its_page_and_nothing_else() -> None:
    page = [*column(["2. Scope", "Scope is a word of this sentence."], y=700)]
    marks = [
        Bookmark(title="SCOPE", level=2, page=0, top=712),
        Bookmark(title="Not there", level=1, page=0),
    ]
    document = written([page], bookmarks=marks)
    assert [(h.level, h.text) for h in document.headings] == [(2, "2. Scope")]
    assert document.headings[0].span.of(document.text) == "2. Scope"


def test_larger_type_makes_headings_unless_it_ends_as_a_sentence() -> None:
    page = [
        line("Purpose of this", y=700, size=14),
        *column(["Text of the section goes here."], y=670),
        line("Large but a sentence.", y=640, size=14),
        *column(["Text of the section goes here."] * 9, y=610),
    ]
    assert [h.text for h in written([page]).headings] == ["Purpose of this"]


def test_a_raised_figure_stays_in_its_row() -> None:
    found = rows([line("word", y=700), line("3", x=92, y=704, size=6), line("below", y=688)])
    assert [row.text for row in found] == ["word3", "below"]


def test_a_few_turned_lines_are_left_out_and_many_are_kept() -> None:
    level = (line("A long line of the ordinary text of the page"), (1.0, 0.0))
    turned = (line("DRAFT"), (0.7, 0.7))
    assert [x.text for x in upright([level, turned])] == [level[0].text]
    assert len(upright([level, (level[0], (0.0, 1.0))])) == 2


def test_ligatures_become_letters_and_control_characters_go() -> None:
    assert clean("ﬁnal e\u00adffort\x00 a\u00a0b\ufffe") == "final effort a\u00a0b"


def test_paragraphs_read_by_ocr_join_their_lines() -> None:
    words = Words([])
    assert words.joined(Block(lines=("the agree-", "ment of", "1993"))) == "the agreement of 1993"
