"""The same short document in every office format, written by hand so that its marks are known.

Each function takes the format's own markup for its body, or none for the sample.
"""

import zipfile
from email.message import EmailMessage
from io import BytesIO

INCLUDED = ("The parties met in Murmansk in 1993.", "Country: Finland | Year: 2019")
HEADINGS = ("The framework", "Meetings")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(members: dict[str, str]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return held.getvalue()


def _relations(**targets: str) -> str:
    each = (f'<Relationship Id="{k}" Type="{_R}/{k}" Target="{v}"/>' for k, v in targets.items())
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(each)}</Relationships>'


def docx_paragraph(text: str, *, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _docx_table() -> str:
    rows = (("Country", "Year"), ("Finland", "2019"), ("Norway", "2021"))
    cells = ("".join(f"<w:tc>{docx_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx_bytes(body: str = "", *, numbering: str = "", footnotes: str = "") -> bytes:
    sample = (
        docx_paragraph(HEADINGS[0], properties='<w:pStyle w:val="berschrift1"/>')
        + docx_paragraph(INCLUDED[0])
        + docx_paragraph(HEADINGS[1], properties='<w:outlineLvl w:val="1"/>')
        + _docx_table()
    )
    styles = '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'

    def part(name: str, inside: str) -> str:
        return f'<w:{name} xmlns:w="{_W}">{inside}</w:{name}>'

    return zipped(
        {
            "_rels/.rels": _relations(officeDocument="word/document.xml"),
            "word/_rels/document.xml.rels": _relations(
                styles="styles.xml", numbering="numbering.xml", footnotes="footnotes.xml"
            ),
            "word/document.xml": part("document", f"<w:body>{body or sample}</w:body>"),
            "word/styles.xml": part("styles", styles),
            "word/numbering.xml": part("numbering", numbering),
            "word/footnotes.xml": part("footnotes", footnotes),
        }
    )


def odt_bytes(body: str = "", *, styles: str = "", pages: int | None = None) -> bytes:
    rows = (("Country", "Year"), ("Finland", "2019"), ("Norway", "2021"))
    cells = (
        "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
        for row in rows
    )
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    sample = (
        f'<text:h text:outline-level="1">{HEADINGS[0]}</text:h><text:p>{INCLUDED[0]}</text:p>'
        f'<text:h text:outline-level="2">{HEADINGS[1]}</text:h><table:table>{table}</table:table>'
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style", "meta")
    )
    count = f'<meta:document-statistic meta:page-count="{pages}"/>' if pages else ""
    return zipped(
        {
            "content.xml": f"<office:document-content {spaces}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body or sample}"
            "</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {spaces}><office:meta>{count}</office:meta>"
            "</office:document-meta>",
        }
    )


def rtf_bytes(body: str = "") -> bytes:
    rows = (("Country", "Year"), ("Finland", "2019"), ("Norway", "2021"))
    table = "".join(
        r"\trowd\pard\intbl " + "".join(rf"{cell}\cell " for cell in row) + r"\row " for row in rows
    )
    sample = (
        rf"\pard\s1 {HEADINGS[0]}\par\pard {INCLUDED[0]}\par\pard\outlinelevel1 {HEADINGS[1]}\par "
        rf"{table}\pard\par"
    )
    head = (
        r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Times;}{\f1\fcharset2 Symbol;}}"
        r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}}{\info{\title The title}{\author Ann}}"
    )
    return f"{head}\\f0 {body or sample}}}".encode("cp1251")


def html_bytes(body: str = "", *, head: str = "") -> bytes:
    rows = (("Country", "Year"), ("Finland", "2019"), ("Norway", "2021"))
    table = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
    sample = (
        f"<h1>{HEADINGS[0]}</h1><p>{INCLUDED[0]}</p><h2>{HEADINGS[1]}</h2><table>{table}</table>"
    )
    return f"<html><head>{head}</head><body>{body or sample}</body></html>".encode()


def epub_bytes(
    *, chapter: str = "chapters/one.xhtml", extra: dict[str, str] | None = None
) -> bytes:
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>The book</dc:title>"
        "<dc:language>en-GB</dc:language><dc:date>2020-05-01T00:00:00Z</dc:date></metadata>"
        '<manifest><item id="n" href="nav.xhtml" properties="nav"/>'
        f'<item id="a" href="{chapter}" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="n"/><itemref idref="a"/></spine></package>'
    )
    container = '<container><rootfile full-path="OEBPS/book.opf"/></container>'
    return zipped(
        {
            "META-INF/container.xml": container,
            "OEBPS/book.opf": package,
            "OEBPS/nav.xhtml": "<html><body><p>Contents</p></body></html>",
            "OEBPS/chapters/one.xhtml": html_bytes().decode(),
            **(extra or {}),
        }
    )


def pptx_bytes() -> bytes:
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    for number, title in enumerate(HEADINGS):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        assert slide.shapes.title is not None
        slide.shapes.title.text = title
        if number == 0:
            box = slide.shapes.add_textbox(Inches(1), Inches(3), Inches(5), Inches(1))
            box.text_frame.text = INCLUDED[0]
            slide.notes_slide.notes_text_frame.text = "Speak slowly."
            continue
        table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(5), Inches(1)).table
        for place, cell in enumerate(("Country", "Year", "Finland", "2019")):
            table.cell(place // 2, place % 2).text = cell
    held = BytesIO()
    deck.save(held)
    return held.getvalue()


def xlsx_bytes(sheets: dict[str, list[list[object]]] | None = None) -> bytes:
    from openpyxl import Workbook  # type: ignore[import-untyped]

    sample: dict[str, list[list[object]]] = {
        HEADINGS[0]: [[INCLUDED[0]], ["Country", "Year"], ["Finland", 2019.0]],
        HEADINGS[1]: [["Country", "Year"], ["Norway", 2021]],
    }
    book = Workbook()
    book.remove(book.active)
    for name, rows in (sheets or sample).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def eml_bytes() -> bytes:
    message = EmailMessage()
    message["Subject"] = HEADINGS[0]
    message["From"] = "Ann Ek <ann@example.org>"
    message["To"] = "ben@example.org"
    message["Date"] = "Wed, 25 Sep 2019 10:00:00 +0300"
    message.set_content(INCLUDED[0])
    message.add_alternative(html_bytes().decode(), subtype="html")
    message.add_attachment(b"Country,Year\n", "text", "csv", filename="../t\a.csv")
    return message.as_bytes()
