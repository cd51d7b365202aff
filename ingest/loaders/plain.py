"""Plain text: UTF-8, or UTF-16 and UTF-32 that say so with a byte order mark."""

import codecs

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile

# UTF-32 first: its little-endian mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x85\x1c\x1d\x1e")


def decode(data: bytes) -> str:
    """Return the text of a file's bytes.

    Raises UnreadableFile when it is empty, is not in a Unicode encoding, or holds control
    characters that no text has.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise UnreadableFile(
            f"not {encoding} text at byte {exc.start}; save it as UTF-8 and ingest again"
        ) from exc
    if not text.strip():
        raise UnreadableFile("the file is empty; add text or remove the file")
    for offset, character in enumerate(text):
        if character < " " and character not in _TEXT_CONTROLS:
            raise UnreadableFile(
                f"binary data (control character U+{ord(character):04X} at {offset}), not text; "
                "give the file its real suffix or convert it to text"
            )
    return text


def load_plain(data: bytes, builder: TextBuilder) -> None:
    """Append the whole file as one block."""
    builder.append(decode(data))
