import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document, Heading, Metadata, Span, TextBuilder, normalize

TEXTS = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\r\n \u0301\u0308e\u1100\u1161🙂.!?A"),
    ),
    max_size=400,
)


def build(*blocks: str) -> Document:
    builder = TextBuilder()
    for block in blocks:
        builder.append(block)
    return builder.build(source="a", media_type="text/plain", metadata=Metadata(title="A"))


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_every_block_stands_at_the_span_that_append_returned(blocks: list[str]) -> None:
    builder = TextBuilder()
    spans = [builder.append(block) for block in blocks]
    text = builder.build(source="a", media_type="x", metadata=Metadata(title="A")).text
    assert [span.of(text) for span in spans] == [normalize(block) for block in blocks]
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text


def test_line_ends_of_all_systems_become_one() -> None:
    assert normalize("a\r\nb\rc\n") == "a\nb\nc\n"


def test_same_text_has_the_same_id_and_other_text_another() -> None:
    assert build("one").id == build("one").id != build("two").id


def test_heading_path_leaves_deeper_headings_when_a_higher_one_begins() -> None:
    builder = TextBuilder()
    for level, title in ((1, "A"), (2, "B"), (1, "C"), (3, "D")):
        builder.heading(level, title)
        builder.append("text")
    document = builder.build(source="a", media_type="x", metadata=Metadata(title="A"))
    assert document.heading_path(document.text.index("B") + 2) == ("A", "B")
    assert document.heading_path(len(document.text)) == ("C", "D")
    assert document.headings[0] == Heading(level=1, text="A", span=Span(start=0, end=1))


def test_page_is_noted_with_number_label_and_span() -> None:
    builder = TextBuilder()
    builder.begin_page("iv")
    builder.append("first")
    builder.begin_page()
    builder.begin_page()
    span = builder.append("second")
    document = builder.build(source="a", media_type="x", metadata=Metadata(title="A"))
    assert [(page.number, page.label) for page in document.pages] == [
        (1, "iv"),
        (2, None),
        (3, None),
    ]
    assert document.pages[2].span == span
    assert [page.span.of(document.text) for page in document.pages] == ["first", "", "second"]


def test_a_span_that_ends_before_it_starts_is_rejected() -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start=3, end=2)
