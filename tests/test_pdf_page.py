from pathlib import Path

import pytest

from ingest.errors import UnreadableFile
from ingest.loaders.pdf_page import picture
from tests.pdfs import column, pdf


def test_a_quote_is_boxed_where_it_stands_across_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    lines = ["The parties met in Murmansk.", "A tripartite protocol", "was signed at the end."]
    path.write_bytes(pdf([column(lines, y=700, step=20)]))
    drawn = picture(path, 1, "A tripartite protocol was signed")
    assert drawn.png.startswith(b"\x89PNG")
    assert len(drawn.boxes) == 2
    for left, top, width, height in drawn.boxes:
        assert 0 < left < left + width < 1
        assert 0 < top < top + height < 1
    assert drawn.boxes[0][1] < drawn.boxes[1][1]


def test_the_beginning_of_a_quote_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([column(["The parties met in Murmansk and"])]))
    assert picture(path, 1, "The parties met in Murmansk and then in Kirkenes, later.").boxes
    assert not picture(path, 1, "Wolves howl at night.").boxes


def test_a_page_that_cannot_be_drawn_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4 broken")
    for number in (1, 7):
        with pytest.raises(UnreadableFile, match="cannot be drawn"):
            picture(path, number, "a")
