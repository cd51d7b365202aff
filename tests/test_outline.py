"""The headings of plain text."""

from ingest.document import Metadata, TextBuilder
from ingest.loaders.plain import load_plain

PROSE = "The police of both countries met in the harbour and agreed on a plan for the whole year."


def headings(text: str) -> list[tuple[int, str]]:
    builder = TextBuilder()
    load_plain(text.encode(), builder)
    document = builder.build(
        source="a.txt", media_type="text/plain", metadata=Metadata(title="A title")
    )
    assert [heading.span.of(document.text) for heading in document.headings] == [
        heading.text for heading in document.headings
    ]
    assert document.text.split() == text.replace("\f", " ").replace("=====", "").split()
    return [(heading.level, heading.text) for heading in document.headings]


def test_numbered_lines_and_lines_in_capitals_are_headings() -> None:
    text = f"Annual report\n\n1. Introduction\n\n{PROSE}\n\n2. Operations\n\n2.1 At sea\n{PROSE}\n"
    assert headings(text) == [(2, "1. Introduction"), (2, "2. Operations"), (3, "2.1 At sea")]
    loud = f"ANNUAL REPORT\n\nOPERATION FOX\n\n{PROSE}\n\n{PROSE}\n\nOPERATION OWL\n{PROSE}"
    assert headings(loud) == [(2, "OPERATION FOX"), (2, "OPERATION OWL")]


def test_an_underlined_line_is_a_heading_even_alone() -> None:
    assert headings(f"A report\n\nOperations\n=====\n{PROSE}\n") == [(2, "Operations")]


def test_headings_of_all_pages_count_together() -> None:
    text = f"A report\n\n1. Introduction\n\n{PROSE}\n\f2. Operations\n\n{PROSE}\n"
    assert headings(text) == [(2, "1. Introduction"), (2, "2. Operations")]


def test_lists_and_sentences_are_no_headings() -> None:
    agenda = "Agenda\n\n1. Opening of the talks\n\n2. Adoption of the agenda\n\n3. Other matters"
    assert headings(agenda) == []
    assert headings("Agenda\n\n1. Opening\n2. Adoption\n3. Closing\n\n4. A\n5. B\n") == []
    numbered = f"Rules\n\n1. The police stop ships.\n\n{PROSE}\n\n2. These are searched.\n\n{PROSE}"
    assert headings(numbered) == []
    once = f"A letter\n\nIMPORTANT NOTICE\n\n{PROSE}\n"
    assert headings(once) == []
    table = f"A table\n\n1  Boats   5\n\n{PROSE}\n\n2  Cars   7\n\n{PROSE}\n"
    assert headings(table) == []
