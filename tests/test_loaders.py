import pytest

from ingest.document import Document, Metadata, TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders import LOADERS
from ingest.loaders.plain import load_plain
from ingest.split import split


def load(suffix: str, data: bytes) -> Document:
    builder = TextBuilder()
    LOADERS[suffix].load(data, builder)
    return builder.build(source="a", media_type="x", metadata=Metadata(title="A"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_that_say_what_they_are_are_read(encoding: str) -> None:
    assert load(".txt", "Мурманск – é\n".encode(encoding)).text == "Мурманск – é"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\x7fELF\x02\x00\x00", "binary data"),
        (b"\xff\xfea", "not utf-16"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        load(".txt", data)


TABLE = """# Seizures

In kilograms.
| Country | Heroin 2019 | Heroin 2020 |
|---|--:|:-:|
| Kazakhstan | 382 | 291 |
| Kyrgyzstan | 119 | |

Source: customs.

```
a | b
--- | ---
```
1 | 2
---
"""


def test_a_markdown_table_is_read_by_row_as_written_under_its_columns() -> None:
    document = load(".md", TABLE.encode())

    passages = split(document, max_tokens=100, count_tokens=lambda texts: [len(t) for t in texts])

    columns = ("Seizures", "Country | Heroin 2019 | Heroin 2020")
    assert [(each.heading, each.text) for each in passages if each.text.startswith("|")] == [
        (columns, "| Kazakhstan | 382 | 291 |"),
        (columns, "| Kyrgyzstan | 119 | |"),
    ]
    after = next(each for each in passages if "Source" in each.text)
    assert after.heading == document.heading_path(after.span.start) == ("Seizures",)
    assert all(each.heading != columns for each in passages if "1 | 2" in each.text)
    assert document.heading_path(document.text.index("| Kyrgyzstan")) == columns


def test_markdown_headings_are_noted_and_code_is_not_a_heading() -> None:
    document = load(".md", b"# One #\n\nText.\n\n```\n# code\n```\n## Two\nMore.\n")
    assert [(h.level, h.text) for h in document.headings] == [(1, "One"), (2, "Two")]
    assert all(h.span.of(document.text) == h.text for h in document.headings)
    assert document.heading_path(document.text.index("More")) == ("One", "Two")
    assert "# code" in document.text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("AGREEMENT\nbetween Finland and Norway\non police\n\nText.",
         "AGREEMENT between Finland and Norway on police"),
        ("Press release: Third meeting held in Kirkenes\n\nText.",
         "Press release: Third meeting held in Kirkenes"),
        (f"Evaluation of the Programme\nFinal report\nPrepared by {'Somebody ' * 20}\n\nText.",
         "Evaluation of the Programme Final report"),
        (f"Evaluation of the Programme\nand so on {'and on ' * 30}\n\nText.", None),
        ("Swedish Customs – Press release\n1 May 2018\n\nCustoms heads met in Haparanda\n\nText.",
         "Customs heads met in Haparanda – Swedish Customs – Press release 1 May 2018"),
        ("Swedish Customs – Press release\n1 May 2018\n\nThey met in Haparanda today.\n\nText.",
         "Swedish Customs – Press release 1 May 2018"),
        ("---\ntitle: Given\n---\nThird meeting held in Kirkenes\n\nText.", "Given"),
        ("The third meeting was held in Kirkenes.\n\nText.", None),
        ("Post sponsored by\n\nText.", None),
        ("Source: Russian Federation Government\n\nText.", None),
        ("Third meeting held in Kirkenes", None),
        ("----------------------------------\n\nText.", None),
    ],
)  # fmt: skip
def test_a_text_is_titled_by_a_first_paragraph_set_like_one(text: str, title: str | None) -> None:
    builder = TextBuilder()
    load_plain(text.encode(), builder)
    assert builder.found.get("title") == title
