"""A page of a PDF as a picture, and where a quote stands on it. Run in a process of its own.

    python -m ingest.loaders.pdf_page FILE NUMBER < quote > JSON

PDFium reads files that anyone may have made: what crashes it must not crash the chat.
"""

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UnreadableFile

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage  # type: ignore[import-untyped]

_WIDTH = 1200  # pixels: sharp on a screen of double density
_TALLEST = 4000
_SECONDS = 20.0
_SHORTEST = 12  # letters of a quote's beginning that are enough to find it by

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page as PNG, and boxes (left, top, width, height) around a quote, in shares of the page."""

    png: bytes
    boxes: tuple[Box, ...]


def picture(path: Path, number: int, quote: str) -> PagePicture:
    """Return a page, numbered from 1, with boxes around what of a quote stands on it.

    Raises UnreadableFile when it cannot be drawn in time.
    """
    command = [sys.executable, "-m", "ingest.loaders.pdf_page", str(path), str(number)]
    try:
        done = subprocess.run(  # noqa: S603  # our own module, no shell
            command, input=quote.encode(), capture_output=True, timeout=_SECONDS, check=True
        )
        found = json.loads(done.stdout)
        boxes = tuple((float(x), float(y), float(w), float(h)) for x, y, w, h in found["boxes"])
        return PagePicture(png=b64decode(found["png"]), boxes=boxes)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError) as exc:
        raise UnreadableFile(f"page {number} cannot be drawn ({type(exc).__name__})") from exc


def _draw(path: Path, number: int, quote: str) -> PagePicture:
    from pypdfium2 import PdfDocument

    with closing(PdfDocument(path)) as document, closing(document[number - 1]) as page:
        width, height = max(page.get_width(), 1.0), max(page.get_height(), 1.0)
        scale = min(_WIDTH / width, _TALLEST / height)
        png = BytesIO()
        page.render(scale=scale).to_pil().save(png, "PNG", optimize=False)
        with closing(page.get_textpage()) as text:
            boxes = tuple(
                (left / width, 1 - top / height, (right - left) / width, (top - bottom) / height)
                for left, bottom, right, top in _rectangles(text, quote)
            )
    return PagePicture(png=png.getvalue(), boxes=boxes)


def _rectangles(text: "PdfTextPage", quote: str) -> list[Box]:
    """Return what covers a quote, or as much of its beginning as stands on the page.

    Letters and digits are compared alone: line ends, hyphens and ligatures differ.
    """
    letters: list[str] = []
    places: list[int] = []
    for i in range(text.count_chars()):
        for letter in text.get_text_range(i, 1).casefold():
            if letter.isalnum():
                letters.append(letter)
                places.append(i)
    page = "".join(letters)
    wanted = "".join(letter for letter in quote.casefold() if letter.isalnum())
    least = min(_SHORTEST, len(wanted))
    while wanted and len(wanted) >= least:
        at = page.find(wanted)
        if at >= 0:
            first, last = places[at], places[at + len(wanted) - 1]
            return [text.get_rect(i) for i in range(text.count_rects(first, last - first + 1))]
        wanted = wanted[: len(wanted) * 3 // 4]
    return []


def main(argv: list[str]) -> int:
    """Draw a page and write it to standard output."""
    drawn = _draw(Path(argv[0]), int(argv[1]), sys.stdin.read())
    found = {"png": b64encode(drawn.png).decode(), "boxes": drawn.boxes}
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
