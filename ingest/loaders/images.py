"""Pictures of text: read by OCR, each frame of a multi-page file as a page."""

import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders import ocr
from ingest.loaders.flow import Words, write
from ingest.loaders.paragraphs import from_lines

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS = 100_000_000
_MOST_FRAMES = 500
_UNSURE = 0.7
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")


def load_image(data: bytes, builder: TextBuilder) -> None:
    """Append what OCR reads. Raises UnreadableFile without Tesseract, or when there is no text."""
    if not ocr.available():
        raise UnreadableFile(
            "reading an image needs Tesseract; install it (Debian: apt install tesseract-ocr) or "
            "supply a text version"
        )
    readings = []
    for frame, total in _frames(data):
        readings.append(ocr.read_image(frame))
        if not readings[-1].paragraphs:
            builder.lose_page(len(readings))
        builder.report_page(len(readings), total)
    if not any(reading.paragraphs for reading in readings):
        raise UnreadableFile("no text was found in the image; supply a sharper one or a text")
    builder.warn("read by OCR, which can misread: check quotes against the original")
    if any(0 < reading.confidence < _UNSURE for reading in readings):
        builder.warn("OCR was unsure of much of the text; a sharper image would help")
    pages = [[from_lines(lines) for lines in reading.paragraphs] for reading in readings]
    words = Words(line for page in pages for block in page for line in block.lines)
    for _ in write(pages, builder, labels=[None] * len(pages), words=words):
        builder.report_page(len(pages), len(pages))


def _frames(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each frame as a PNG, and how many there are."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                total = min(getattr(image, "n_frames", 1), _MOST_FRAMES + 1)
                if total > _MOST_FRAMES:
                    raise UnreadableFile(f"more than {_MOST_FRAMES} pages; split the file")
                for number in range(total):
                    image.seek(number)
                    yield _png(image), total
    except Image.DecompressionBombError as exc:
        raise UnreadableFile(_TOO_LARGE) from exc
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as exc:
        raise UnreadableFile("the image is damaged or of another format; save it again") from exc
    except (MemoryError, TypeError, KeyError, IndexError, OverflowError) as exc:
        raise UnreadableFile("the image is damaged; save it again") from exc


_TOO_LARGE = f"an image of more than {_MOST_PIXELS // 1_000_000} megapixels; make it smaller"


def _png(image: "Image") -> bytes:
    """Return the frame in grey, turned as its camera says. Raises UnreadableFile for a bomb."""
    from PIL import ImageOps

    if image.width * image.height > _MOST_PIXELS:
        raise UnreadableFile(_TOO_LARGE)
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = _on_white(upright)
    png = io.BytesIO()
    resolution = image.info.get("dpi")
    upright.convert("L").save(
        png, "PNG", compress_level=1, **({"dpi": resolution} if resolution else {})
    )
    return png.getvalue()


def _on_white(image: "Image") -> "Image":
    from PIL import Image

    letters = image.convert("RGBA")
    paper = Image.new("RGBA", letters.size, "white")
    paper.alpha_composite(letters)
    return paper
