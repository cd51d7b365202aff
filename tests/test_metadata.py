import pytest

from ingest.document import TextBuilder
from ingest.errors import BadMetadata
from ingest.metadata import combine, from_sidecar, take_front_matter


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
