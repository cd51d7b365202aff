import zipfile
from datetime import datetime
from io import BytesIO

import pytest

from ingest.document import Document, Metadata, TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders import LOADERS
from tests import samples
from tests.samples import HEADINGS, INCLUDED, docx_bytes, docx_paragraph, odt_bytes, rtf_bytes


def load(name: str, data: bytes, builder: TextBuilder | None = None) -> Document:
    builder = builder or TextBuilder()
    LOADERS[name[name.rindex(".") :]].load(data, builder)
    return builder.build(source=name, media_type="x", metadata=Metadata(title="A"))


FILES = [  # name, data, must_include, headings, pages
    ("a.docx", docx_bytes(), INCLUDED, HEADINGS, 0),
    ("a.docm", docx_bytes(), INCLUDED, HEADINGS, 0),
    ("a.odt", odt_bytes(), INCLUDED, HEADINGS, 0),
    ("a.rtf", rtf_bytes(), INCLUDED, HEADINGS, 0),
    ("a.html", samples.html_bytes(), INCLUDED, HEADINGS, 0),
    ("a.epub", samples.epub_bytes(), INCLUDED, HEADINGS, 0),
    ("a.pptx", samples.pptx_bytes(), (*INCLUDED, "Speak slowly."), HEADINGS, 2),
    ("a.xlsx", samples.xlsx_bytes(), INCLUDED, HEADINGS, 0),
    ("a.eml", samples.eml_bytes(), (INCLUDED[0], "To: ben@example.org"), HEADINGS[:1], 0),
    ("a.csv", b"Country;Year\nFinland;2019\n", INCLUDED[1:], (), 0),
    ("a.tsv", b"Country\tYear\nFinland\t2019\n", INCLUDED[1:], (), 0),
]


@pytest.mark.parametrize(("name", "data", "must_include", "headings", "pages"), FILES)
def test_every_format_gives_the_same_text_and_headings(
    name: str, data: bytes, must_include: tuple[str, ...], headings: tuple[str, ...], pages: int
) -> None:
    document = load(name, data)
    assert all(part in document.text for part in must_include)
    in_text = [heading for heading in document.headings if heading.span.of(document.text)]
    assert tuple(heading.text for heading in in_text) == headings
    assert len(document.pages) == pages
    assert all(heading.span.of(document.text) == heading.text for heading in in_text)


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.epub", "a.pptx", "a.xlsx"])
def test_a_file_cut_short_is_refused_with_a_reason(name: str) -> None:
    data = next(data for known, data, *_ in FILES if known == name)
    with pytest.raises(UnreadableFile, match="not a whole file"):
        load(name, data[: len(data) // 2])
    with pytest.raises(UnreadableFile, match="password or from before 2007"):
        load(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data)


def test_an_archive_that_unpacks_to_far_more_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="over 200 times its size"):
        load("a.docx", samples.zipped({"word/document.xml": " " * 11_000_000}))


def test_entities_are_not_expanded_or_fetched() -> None:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    content = f"{doctype}<d><body><text><p>before &e; after</p></text></body></d>"
    assert load("a.odt", samples.zipped({"content.xml": content})).text == "before &e; after"


LEVELS = "".join(
    f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
    f'<w:lvlText w:val="{text}"/></w:lvl>'
    for place, (style, text) in enumerate(
        (("upperRoman", "Article %1"), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"))
    )
)
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="6"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="9"/></w:lvlOverride></w:num>'
)


def numbered(text: str, level: int, number: int = 5) -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return docx_paragraph(text, properties=place)


def test_list_numbers_that_word_does_not_store_are_counted() -> None:
    body = numbered("Aim", 0) + numbered("a", 1) + numbered("b", 1) + numbered("deep", 2)
    body += numbered("Means", 0) + numbered("c", 1) + numbered("Other", 0, 6)
    lines = load("a.docx", docx_bytes(body, numbering=NUMBERING)).text.split("\n\n")
    assert lines == [
        *("Article I Aim", "I.1 a", "I.2 b", "(a) deep"),
        *("Article II Means", "II.1 c", "Article IX Other"),
    ]


def test_insertions_controls_and_boxes_are_read_and_deletions_are_not() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>".format
    body = (
        f"<w:sdt><w:sdtContent><w:p>{run('In a control, ')}<w:ins>{run('inserted')}</w:ins>"
        f"<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:moveFrom>{run('moved')}"
        "</w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p></w:sdtContent>"
        f"</w:sdt><w:p><w:r><w:pict><w:txbxContent>{docx_paragraph('In a box')}</w:txbxContent>"
        "</w:pict></w:r></w:p>"
    )
    assert load("a.docx", docx_bytes(body)).text == "In a control, inserted\n\nIn a box"


def test_a_footnote_stands_in_its_section_under_its_number() -> None:
    mark = '<w:p><w:r><w:t>Claim.</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    heading = docx_paragraph("Next", properties='<w:outlineLvl w:val="0"/>')
    note = f'<w:footnote w:id="2">{docx_paragraph("Proof.")}</w:footnote>'
    text = load("a.docx", docx_bytes(mark + heading, footnotes=note)).text
    assert text == "Claim.[1]\n\n[1] Proof.\n\nNext"


def test_pages_are_those_that_word_marked_and_a_word_stays_whole() -> None:
    mark = "<w:lastRenderedPageBreak/>"
    body = f"<w:p><w:r><w:t>One sen</w:t>{mark}<w:t>tence runs on.</w:t></w:r></w:p>"
    body += '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    body += f"<w:p><w:r>{mark}<w:t>Third.</w:t></w:r></w:p>"
    document = load("a.docx", docx_bytes(body))
    parts = [page.span.of(document.text).strip() for page in document.pages]
    assert parts == ["One sentence", "runs on.", "Third."]


def test_merged_cells_are_not_repeated_and_a_layout_table_is_text() -> None:
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>".format
    wide = cell('<w:gridSpan w:val="2"/>', docx_paragraph("Both"))
    pair = cell("", docx_paragraph("a")) + cell("", docx_paragraph("b"))
    inner = f"<w:tbl><w:tr>{wide}</w:tr><w:tr>{pair}</w:tr></w:tbl>"
    heading = docx_paragraph("Part", properties='<w:outlineLvl w:val="0"/>')
    outer = f"<w:tbl><w:tr>{cell('', heading + inner)}</w:tr></w:tbl>"
    document = load("a.docx", docx_bytes(outer))
    assert document.text.rstrip() == "Part\n\nBoth\na | b"
    assert [heading.text for heading in document.headings] == ["Part"]


def test_writer_lists_notes_and_spaces_are_read() -> None:
    style = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="a" style:num-suffix=")"/></text:list-style>'
    )
    items = "".join(f"<text:list-item><text:p>{t}</text:p></text:list-item>" for t in "xy")
    body = (
        f'<text:list text:style-name="L">{items}</text:list><text:p>Claim<text:note>'
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>Proof.</text:p>"
        '</text:note-body></text:note><text:s text:c="2"/>end<office:annotation><text:p>no'
        "</text:p></office:annotation></text:p>"
    )
    text = load("a.odt", odt_bytes(body, styles=style)).text
    assert text == "a) x\n\nb) y\n\nClaim[1]  end\n\n[1] Proof."


@pytest.mark.parametrize(("stated", "pages"), [(2, 2), (9, 0), (None, 2)])
def test_page_marks_that_contradict_the_page_count_are_not_used(
    stated: int | None, pages: int
) -> None:
    body = "<text:p>First<text:soft-page-break/> second.</text:p>"
    assert len(load("a.odt", odt_bytes(body, pages=stated)).pages) == pages


def test_rtf_code_pages_notes_and_labels_are_read() -> None:
    body = (
        r"\pard {\listtext\f1\'b7\tab}\'cc\'e8\'f0 \u8470?5 {\v hidden}\chftn{\footnote \chftn "
        r"{} Note.}\par {\pntext 1.\tab}Next {\field{\*\fldinst HYPERLINK x}{\fldrslt link}}\par"
    )
    text = load("a.rtf", rtf_bytes(body)).text
    assert text == "- Мир №5 [1]\n\n1. Next link\n\n[1] Note."


def test_an_rtf_title_beyond_the_code_page_is_read() -> None:
    info = r"{\info{\upr{\title \'3f\'3f}{\*\ud{\title \u1071\'3f!}}}{\author A}}"
    builder = TextBuilder()
    LOADERS[".rtf"].load(rf"{{\rtf1\ansi{info}\pard Text\par}}".encode(), builder)
    assert builder.found == {"title": "Я!", "author": "A"}


def test_rtf_without_its_mark_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="not RTF"):
        load("a.rtf", b"plain")


def test_a_cell_shows_dates_in_iso_form_and_an_empty_one_is_left_out() -> None:
    rows: list[list[object]] = [["Name", "Day", "Note"], ["A", datetime(2019, 9, 25), None]]
    rows.append(["B", None, 1.5])
    document = load("a.xlsx", samples.xlsx_bytes({"Sheet1": rows}))
    rows_read = [span.of(document.text) for span in document.records]
    assert rows_read == ["Name: A | Day: 2019-09-25", "Name: B | Note: 1.5"]


def test_a_book_cannot_lead_out_of_its_archive_or_be_copy_protected() -> None:
    with pytest.raises(UnreadableFile, match="outside itself"):
        load("a.epub", samples.epub_bytes(chapter="../../x.xhtml"))
    locked = "<e><EncryptedData><EncryptionMethod Algorithm='aes'/></EncryptedData></e>"
    with pytest.raises(UnreadableFile, match="copy protection"):
        load("a.epub", samples.epub_bytes(extra={"META-INF/encryption.xml": locked}))


def test_attachments_are_handed_over_under_safe_names() -> None:
    builder = TextBuilder()
    load("a.eml", samples.eml_bytes(), builder)
    assert builder.attachments == [("t.csv", b"Country,Year\n")]
    assert builder.found == {"title": HEADINGS[0], "author": "Ann Ek", "date": "2019-09-25"}


def test_mail_that_names_the_wrong_encoding_is_read() -> None:
    head = b"Subject: x\nContent-Type: text/plain; charset=us-ascii\n\n"
    assert "Встреча в Мурманске" in load("a.eml", head + "Встреча в Мурманске".encode()).text


def test_damaged_members_are_refused_with_a_reason() -> None:
    data = bytearray(docx_bytes("<w:p/>" + docx_paragraph("x" * 2000)))
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        at = archive.getinfo("word/document.xml").header_offset
    data[at + 60] ^= 0xFF
    with pytest.raises(UnreadableFile, match="damaged"):
        load("a.docx", bytes(data))


def test_a_slide_without_a_title_does_not_stand_under_the_one_before() -> None:
    from io import BytesIO

    from pptx import Presentation

    deck = Presentation(BytesIO(samples.pptx_bytes()))
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_textbox(0, 0, 9144000, 914400).text_frame.text = "Untitled words."
    saved = BytesIO()
    deck.save(saved)
    document = load("a.pptx", saved.getvalue())
    place = document.heading_path(document.text.index("Untitled words."))
    assert place == (f"slide {len(deck.slides)}",)
    assert "slide" not in document.text
