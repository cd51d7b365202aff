"""The table from a file name's suffix to the loader of its format.

A loader takes the bytes of one file and fills a `TextBuilder`; it raises UnreadableFile with a
reason. A new format is one module here and one line per suffix in LOADERS. Loaders run in a
process of their own (ingest/parse.py), so what they import is imported when they are called.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.document import TextBuilder
from ingest.loaders.docx import load_docx
from ingest.loaders.epub import load_epub
from ingest.loaders.html import load_html
from ingest.loaders.images import load_image
from ingest.loaders.mail import load_mail
from ingest.loaders.markdown import load_markdown
from ingest.loaders.odt import load_odt
from ingest.loaders.pdf import load_pdf
from ingest.loaders.plain import load_plain
from ingest.loaders.rtf import load_rtf
from ingest.loaders.sheets import load_csv, load_xlsx
from ingest.loaders.slides import load_pptx


@dataclass(frozen=True, slots=True, kw_only=True)
class Loader:
    """A media type and the function that reads it."""

    media_type: str
    load: Callable[[bytes, TextBuilder], None]


_PLAIN = Loader(media_type="text/plain", load=load_plain)
_MARKDOWN = Loader(media_type="text/markdown", load=load_markdown)

_JPEG = Loader(media_type="image/jpeg", load=load_image)
_TIFF = Loader(media_type="image/tiff", load=load_image)
_HTML = Loader(media_type="text/html", load=load_html)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MACROS = "application/vnd.ms-{}.macroEnabled.12".format

LOADERS = {
    ".txt": _PLAIN,
    ".text": _PLAIN,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": Loader(media_type="application/xhtml+xml", load=load_html),
    ".docx": Loader(media_type=_OFFICE + "wordprocessingml.document", load=load_docx),
    ".docm": Loader(media_type=_MACROS("word.document"), load=load_docx),
    ".odt": Loader(media_type="application/vnd.oasis.opendocument.text", load=load_odt),
    ".rtf": Loader(media_type="application/rtf", load=load_rtf),
    ".pptx": Loader(media_type=_OFFICE + "presentationml.presentation", load=load_pptx),
    ".xlsx": Loader(media_type=_OFFICE + "spreadsheetml.sheet", load=load_xlsx),
    ".xlsm": Loader(media_type=_MACROS("excel.sheet"), load=load_xlsx),
    ".csv": Loader(media_type="text/csv", load=load_csv),
    ".tsv": Loader(media_type="text/tab-separated-values", load=load_csv),
    ".epub": Loader(media_type="application/epub+zip", load=load_epub),
    ".eml": Loader(media_type="message/rfc822", load=load_mail),
    ".pdf": Loader(media_type="application/pdf", load=load_pdf),
    ".png": Loader(media_type="image/png", load=load_image),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".tif": _TIFF,
    ".tiff": _TIFF,
    ".bmp": Loader(media_type="image/bmp", load=load_image),
    ".webp": Loader(media_type="image/webp", load=load_image),
}
# Types in which people state the metadata themselves; elsewhere programs do.
FRONT_MATTER = frozenset((_PLAIN.media_type, _MARKDOWN.media_type))
