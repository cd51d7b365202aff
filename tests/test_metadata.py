from contextlib import closing

import pytest

from ingest.document import Reference, TextBuilder
from ingest.errors import BadMetadata
from ingest.metadata import combine, from_sidecar, take_front_matter
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import HashingEmbedder


def front(text: str) -> tuple[str, dict[str, str], list[str]]:
    builder = TextBuilder()
    rest = take_front_matter(text, builder)
    return rest.strip(), builder.found, builder.warnings


def test_front_matter_between_lines_of_dashes_is_taken() -> None:
    rest, found, warnings = front('---\ntitle: "A title"\ndate: 2019-10-01\ntags: x\n---\nText.\n')
    assert (rest, found) == ("Text.", {"title": "A title", "date": "2019-10-01"})
    assert warnings == ["front matter: 'tags' is not a known key and was left out"]


def test_known_lines_on_top_are_front_matter_and_other_lines_are_text() -> None:
    assert front("title: A\nlang: en\n\nText.")[:2] == ("Text.", {"title": "A", "language": "en"})
    letter = "Title: A\nDear Sir: hello\n\nText."
    assert front(letter)[:2] == (letter, {})
    assert front("From: A\nDate: 2019-10-01\n\nText.")[1] == {}


def test_a_date_that_is_none_is_refused_where_it_was_given_and_ignored_where_it_was_found() -> None:
    with pytest.raises(BadMetadata, match="front matter: date must be YYYY-MM-DD, not 'May'"):
        front("---\ndate: May\n---\nText.")
    assert combine({}, {"date": "May 2019"}, title="A").date is None


def test_what_is_given_counts_more_than_what_the_file_says() -> None:
    found = {"title": "Untitled1", "author": "Anna"}
    metadata = combine({"title": "Minutes"}, found, title="minutes")
    assert (metadata.title, metadata.author) == ("Minutes", "Anna")
    assert combine({}, {}, title="minutes").title == "minutes"


def test_a_sidecar_may_have_a_byte_order_mark_and_a_time_of_retrieval() -> None:
    given = from_sidecar(b'\xef\xbb\xbfretrieved = "2026-11-24T10:00:00+00:00"', name="a.toml")
    assert given == {"retrieved": "2026-11-24T10:00:00+00:00"}


@pytest.mark.parametrize("day", ["2019-W39-3", "20190925", "2019-09-25Tnonsense", "2019-09-25T"])
def test_a_date_is_a_day_with_or_without_a_time(day: str) -> None:
    with pytest.raises(BadMetadata, match="date must be YYYY-MM-DD"):
        from_sidecar(f'date = "{day}"'.encode(), name="a.toml")
    assert combine({}, {"date": day}, title="A").date is None
    for good in ("2019-09-25", "2019-09-25T10:00:00Z", "2019-09-25T10:00+03:00"):
        assert combine({}, {"date": good}, title="A").date == good


NOTE = """---
title: A note
kind: note
subjects: BSTF, Task Force
reference 1: https://example.org/a (read 2026-11-24)
reference 12: http://example.org/b?c=d
---
The force was founded in Visby [1]. It met [12].
"""


def test_references_are_taken_from_front_matter_and_from_a_sidecar() -> None:
    rest, found, warnings = front(NOTE)
    metadata = combine({}, found, title="a")
    assert rest.startswith("The force")
    assert not warnings
    assert (metadata.kind, metadata.subjects) == ("note", "BSTF, Task Force")
    assert metadata.references == (
        Reference(mark="1", url="https://example.org/a", read="2026-11-24"),
        Reference(mark="12", url="http://example.org/b?c=d"),
    )
    given = from_sidecar(b'[references]\n1 = "https://example.org/z"\n', name="a.toml")
    assert combine(given, found, title="a").references[0].url == "https://example.org/z"


@pytest.mark.parametrize(
    "line",
    [
        "reference 1: example.org/a",
        "reference 1: https:///a",
        "reference 1: https://[a",
        "reference 1: https://example.org/a (read yesterday)",
        "reference 1: https://example.org/a\nreference 1: https://example.org/b",
    ],
)
def test_a_reference_that_is_none_or_stands_twice_is_refused(line: str) -> None:
    with pytest.raises(BadMetadata, match="front matter: reference 1"):
        front(f"---\n{line}\n---\nText [1].")


def test_references_of_a_sidecar_are_a_table_of_addresses() -> None:
    for toml in (
        b'references = "https://a.example"',
        b'[references]\n1 = "a"',
        b'reference_x = ""',
    ):
        with pytest.raises(BadMetadata, match=r"a\.toml: "):
            from_sidecar(toml, name="a.toml")


def test_references_come_back_from_the_index_and_subjects_are_found(
    settings: Settings, embedder: HashingEmbedder
) -> None:
    (settings.corpus / "a.md").write_text(NOTE)
    sync([settings.corpus], settings=settings, embedder=embedder)
    with closing(index_folder(settings, embedder).open()) as live:
        (found,) = live.catalog.document_ids()
        assert [each.mark for each in live.catalog.document(found).metadata.references] == [
            "1",
            "12",
        ]
        ((passage_id, _),) = live.catalog.words.rank(["bstf"], limit=5)
        (passage,) = live.catalog.passages([passage_id])
    assert "BSTF" in passage.search_text
    assert "BSTF" not in passage.text
