"""The table from a file name's suffix to the loader of its format.

A loader takes the bytes of one file and fills a `TextBuilder`; it raises UnreadableFile with a
reason. A new format is one module here and one line per suffix in LOADERS.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.document import TextBuilder
from ingest.loaders.markdown import load_markdown
from ingest.loaders.plain import load_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Loader:
    """A media type and the function that reads it."""

    media_type: str
    load: Callable[[bytes, TextBuilder], None]


_PLAIN = Loader(media_type="text/plain", load=load_plain)
_MARKDOWN = Loader(media_type="text/markdown", load=load_markdown)

LOADERS = {".txt": _PLAIN, ".text": _PLAIN, ".md": _MARKDOWN, ".markdown": _MARKDOWN}
