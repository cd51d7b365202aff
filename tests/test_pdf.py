import io
import random

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.coverage import page_warnings
from ingest.document import Document, Metadata, TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders import ocr
from ingest.loaders.images import load_image
from ingest.loaders.pdf import load_pdf
from tests.pdfs import Text, column, pdf

needs_tesseract = pytest.mark.skipif(not ocr.available(), reason="Tesseract is not installed")
SENTENCE = "The parties shall meet once a year."


def load(data: bytes) -> tuple[Document, TextBuilder]:
    builder = TextBuilder()
    load_pdf(data, builder)
    return builder.build(source="a", media_type="x", metadata=Metadata(title="A")), builder


def picture(text: str = SENTENCE) -> Image.Image:
    image = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(image).text((150, 300), text, fill=0, font=ImageFont.load_default(44))
    return image


def saved(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def test_every_page_has_its_text_and_its_printed_label() -> None:
    labels = "0<</S/r>>1<</S/D/St 1>>"
    document, _ = load(pdf([[Text(text="Preface.")], [Text(text="Body.")]], labels=labels))
    assert [page.label for page in document.pages] == ["i", "1"]
    assert [p.span.of(document.text).strip() for p in document.pages] == ["Preface.", "Body."]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n", "the file is empty"),
        (b"The parties shall meet.", "not a PDF, whatever its name says"),
        (b"%PDF-1.4\n%%EOF", "the PDF is damaged"),
    ],
)
def test_what_cannot_be_opened_says_whether_it_is_a_pdf(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        load(data)


def test_a_label_that_is_the_count_is_no_label() -> None:
    document, _ = load(pdf([[Text(text="Text.")]], labels="0<</S/D>>"))
    assert [page.label for page in document.pages] == [None]


def test_bookmarks_become_headings() -> None:
    page = [Text(text="1 Scope", size=14), *column(["The parties agree."], y=670)]
    document, _ = load(pdf([page], outline=[("Scope", 0, 715.0)]))
    assert [(h.level, h.text) for h in document.headings] == [(1, "1 Scope")]
    assert document.heading_path(document.text.index("parties")) == ("1 Scope",)


def test_without_bookmarks_bold_lines_become_headings() -> None:
    page = [
        Text(text="Scope of the agreement", bold=True),
        *column(["The parties agree to the following text."] * 12, y=670),
    ]
    assert [h.text for h in load(pdf([page]))[0].headings] == ["Scope of the agreement"]


@pytest.mark.parametrize(
    ("title", "kept"), [("An agreement", True), ("untitled", False), ("x.docx", False)]
)
def test_metadata_is_noted_but_not_what_programs_put_there(title: str, kept: bool) -> None:
    info = f"/Title({title})/Author(A. Person)/CreationDate(D:20190305120000Z)"
    found = load(pdf([[Text(text="Text.")]], info=info))[1].found
    assert found == ({"title": title} if kept else {}) | {
        "author": "A. Person",
        "created": "2019-03-05",
    }


def test_a_title_that_is_no_valid_text_is_passed_over() -> None:
    document, builder = load(pdf([[Text(text="Text.")]], info="/Title<FEFFD8000041>"))
    assert document.text == "Text."
    assert builder.found == {}


def test_a_page_turned_as_a_whole_is_read_upright() -> None:
    lines = ["The first line of it", "and the second one."]
    turned = [Text(text=text, x=100 + 12 * i, y=100, turn=(0, 1)) for i, text in enumerate(lines)]
    assert load(pdf([turned], rotate=90))[0].text.split("\n") == lines


def test_a_watermark_across_the_page_is_left_out() -> None:
    page = [*column([SENTENCE] * 9), Text(text="DRAFT", x=200, y=300, size=60, turn=(1, 1))]
    assert "DRAFT" not in load(pdf([page]))[0].text


def test_an_empty_page_stays_empty() -> None:
    document, builder = load(pdf([[Text(text="Text.")], []]))
    assert document.pages[1].span.of(document.text) == ""
    assert builder.warnings == []


def test_progress_is_told_for_every_page() -> None:
    told: list[tuple[int, int]] = []
    load_pdf(
        pdf([[Text(text="A.")], [Text(text="B.")]]), TextBuilder(on_page=lambda *x: told.append(x))
    )
    assert told[:2] == [(1, 2), (2, 2)]


def test_an_encrypted_pdf_is_refused_with_what_to_do() -> None:
    lock = f"<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>"
    data = pdf([[Text(text="Text.")]]).replace(
        b"trailer<<", f"trailer<</Encrypt {lock}/ID[<00><00>]".encode()
    )
    with pytest.raises(UnreadableFile, match="encrypted; remove its password"):
        load(data)


def test_a_loop_in_the_page_tree_is_a_document_or_refused() -> None:
    data = pdf([[Text(text="Text.")]]).replace(b"/Count 1/Kids[", b"/Count 9/Kids[2 0 R ")
    try:
        load(data)
    except UnreadableFile:
        return


def test_damage_never_raises_anything_else() -> None:
    whole = pdf([column([SENTENCE] * 5)] * 2, labels="0<</S/r>>", outline=[("The", 0, 700)])
    chance = random.Random(7)
    for _ in range(60):
        data = bytearray(whole[: chance.choice([len(whole), chance.randrange(len(whole))])])
        for _ in range(chance.choice([0, 2, 20])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            load(bytes(data))
        except UnreadableFile:
            continue


@needs_tesseract
def test_a_scanned_page_is_read_by_ocr_with_a_warning() -> None:
    document, builder = load(saved(picture(), "PDF"))
    assert SENTENCE in document.text
    assert builder.warnings == [
        "page 1: read by OCR, which can misread: check quotes against the original"
    ]


def test_without_tesseract_a_scanned_page_stays_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    document, builder = load(saved(picture(), "PDF"))
    assert document.text == ""
    assert builder.warnings == []


@needs_tesseract
def test_every_frame_of_an_image_is_a_page() -> None:
    out = io.BytesIO()
    picture().save(out, "TIFF", save_all=True, append_images=[picture("Another page of it.")])
    builder = TextBuilder()
    load_image(out.getvalue(), builder)
    document = builder.build(source="a", media_type="x", metadata=Metadata(title="A"))
    assert [p.span.of(document.text).strip() for p in document.pages] == [
        SENTENCE,
        "Another page of it.",
    ]


@needs_tesseract
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello", "damaged"),
        (saved(Image.new("L", (300, 300), 255), "PNG"), "no text was found"),
        (saved(Image.new("1", (20_000, 6_000)), "PNG"), "100 megapixels"),
    ],
)
def test_images_without_text_are_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        load_image(data, TextBuilder())


def test_without_tesseract_an_image_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(UnreadableFile, match="apt install tesseract-ocr"):
        load_image(saved(picture(), "PNG"), TextBuilder())


def test_a_blank_page_is_no_loss_and_a_picture_that_cannot_be_read_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    scanned = io.BytesIO()
    pages = [Image.new("L", (300, 400), shade) for shade in (255, 128)]
    pages[0].save(scanned, "PDF", save_all=True, append_images=pages[1:])
    builder = TextBuilder()
    load_pdf(scanned.getvalue(), builder)
    assert page_warnings(builder.unread_pages) == [
        "pages 1–2: no text; install Tesseract or supply a text version"
    ]
    builder = TextBuilder()
    load_pdf(pdf([column(["Some text on the page."]), []]), builder)
    assert builder.unread_pages == []
