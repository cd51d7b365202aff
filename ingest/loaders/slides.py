"""PowerPoint presentations: each slide a page, its title a heading, its notes at its end.

Shapes come from top to bottom, then from left to right. Charts, pictures, comments and the date,
footer and number of a slide are left out.
"""

import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders.archive import attribute, local, open_archive, parse_xml
from ingest.loaders.properties import iso_day, primary_language
from ingest.loaders.tables import add_table

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

_SAME_LINE = 228_600  # quarter of an inch in EMU: shapes put side by side by hand differ by less
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def load_pptx(data: bytes, builder: TextBuilder) -> None:
    """Append the text of every slide, hidden ones too, and the speaker's notes."""
    presentation = _opened(data)
    try:
        properties = presentation.core_properties
        builder.describe(
            title=properties.title,
            author=properties.author,
            created=iso_day(str(properties.created or "")),
            language=primary_language(properties.language),
        )
        for number, slide in enumerate(presentation.slides, start=1):
            builder.begin_page()
            _add_slide(slide, number, builder)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError, SyntaxError) as exc:
        # What python-pptx lets through when a part is missing or is not what it should be.
        raise UnreadableFile("damaged inside; save it anew in PowerPoint") from exc


def _opened(data: bytes) -> "Presentation":
    from zipfile import BadZipFile

    from pptx import Presentation
    from pptx.exc import PythonPptxError

    open_archive(data)
    try:
        return Presentation(BytesIO(data))
    except (PythonPptxError, BadZipFile, KeyError, ValueError, AttributeError) as exc:
        raise UnreadableFile("not a whole .pptx presentation; save it anew as .pptx") from exc
    except (SyntaxError, TypeError, IndexError, EOFError, OSError, zlib.error) as exc:
        raise UnreadableFile("damaged inside; save it anew in PowerPoint") from exc


def _add_slide(slide: "Slide", number: int, builder: TextBuilder) -> None:
    title = slide.shapes.title
    heading = " ".join(title.text_frame.text.split()) if title is not None else ""
    if heading:
        builder.heading(1, heading)
    else:  # or it would stand under the title of the slide before
        builder.label(1, f"slide {number}")
    for shape in _in_reading_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            _add_shape(shape, slide, builder)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        text = "\n".join(_paragraphs(notes))
        if text:
            builder.label(2, "speaker notes")
            builder.paragraph(text)


def _in_reading_order(shapes: Iterable["BaseShape"]) -> list["BaseShape"]:
    return sorted(shapes, key=lambda shape: ((shape.top or 0) // _SAME_LINE, shape.left or 0))


def _add_shape(shape: "BaseShape", slide: "Slide", builder: TextBuilder) -> None:
    from pptx.enum.shapes import PP_PLACEHOLDER
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.shapes.group import GroupShape

    around = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
    if shape.is_placeholder and shape.placeholder_format.type in around:
        return
    if isinstance(shape, GroupShape):
        for inner in _in_reading_order(shape.shapes):
            _add_shape(inner, slide, builder)
    elif isinstance(shape, GraphicFrame) and shape.has_table:
        rows = [
            ["" if cell.is_spanned else cell.text_frame.text for cell in row.cells]
            for row in shape.table.rows
        ]
        add_table(rows, builder)
    elif isinstance(shape, GraphicFrame):
        for text in _diagram(shape, slide):
            builder.paragraph(text)
    elif shape.has_text_frame:
        for text in _paragraphs(shape.text_frame):  # type: ignore[attr-defined]
            builder.paragraph(text)


def _paragraphs(frame: "TextFrame") -> Iterator[str]:
    for paragraph in frame.paragraphs:
        text = paragraph.text.replace("\v", "\n").strip()
        if text:
            yield text


def _diagram(frame: "BaseShape", slide: "Slide") -> Iterator[str]:
    """Yield the texts of a SmartArt diagram, which are kept in a part of their own."""
    for element in frame._element.iter(f"{{{_DIAGRAM}}}relIds"):
        part = slide.part.related_part(attribute(element, "dm") or "")
        for paragraph in parse_xml(part.blob).iter():
            if local(paragraph) == "p":
                text = "".join(e.text or "" for e in paragraph.iter() if local(e) == "t")
                if text.strip():
                    yield text.strip()
