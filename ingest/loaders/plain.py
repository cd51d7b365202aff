"""Plain text in Unicode or in the older encodings of the corpus's languages.

Bytes that are valid UTF-8 are UTF-8. Anything else without a byte order mark is guessed by
charset-normalizer (MIT; Mozilla's chardet is LGPL), among encodings that offices here have used:
left to choose from all 99 it takes Norwegian for Baltic.
"""

import codecs
import re

from ingest.document import TextBuilder, normalize
from ingest.errors import UnreadableFile
from ingest.language import detect
from ingest.loaders.outline import outlines
from ingest.metadata import take_front_matter

# UTF-32 first: its little-endian mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC = ("cp1251", "koi8_r", "iso8859_5", "cp866")
_WESTERN = ("cp1252", "iso8859_15")
_CENTRAL = ("cp1250", "iso8859_2")
_CENTRAL_LANGUAGES = frozenset(("pl", "cs", "sk", "hu"))
_SAMPLE = 20_000
_SHORTEST_TITLE = 18  # letters: "Post sponsored by" and "Page 1 of 3" are none
_LONGEST_TITLE = 200
_TITLE_LINES = 4
_LABELLED = re.compile(r"(?:source|from|to|date|by|url|subject|cc|tel|email)\s*:", re.IGNORECASE)
_MASTHEAD = re.compile(
    r"\b(?:(?:press|news) release|news|bulletin|published|tiedote|uutinen|pressemelding|nyhet|"
    r"pressmeddelande|пресс-релиз|новости|сообщение)\b",
    re.IGNORECASE,
)
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x85\x1c\x1d\x1e")


def decode(data: bytes, *, builder: TextBuilder | None = None) -> str:
    """Return the text of a file's bytes; a guessed encoding is a warning to the builder.

    Raises UnreadableFile when it is empty, is in no encoding known here, or holds control
    characters that no text has.
    """
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableFile("the file is empty; add text or remove the file")
    text = _decoded(data, builder)
    for offset, character in enumerate(text):
        if character < " " and character not in _TEXT_CONTROLS:
            raise UnreadableFile(
                f"binary data (control character U+{ord(character):04X} at {offset}), not text; "
                "give the file its real suffix or convert it to text"
            )
    return text


def _decoded(data: bytes, builder: TextBuilder | None) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    encoding = marked or _wide(data) or "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        if marked:
            raise UnreadableFile(
                f"not {marked} text at byte {exc.start}; save it as UTF-8 and ingest again"
            ) from exc
    encoding = _narrow(data)
    if builder:
        builder.warn(f"no encoding is stated; read as {encoding}, a guess")
    return data.decode(encoding)


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 byte order of data without a mark, by its zero or Cyrillic high bytes."""
    sample = data[: _SAMPLE & ~1]
    halves = {"utf-16-le": sample[1::2], "utf-16-be": sample[0::2]}
    for encoding, high in halves.items():
        if len(data) % 2 == 0 and high and (high.count(0) + high.count(4)) > 0.7 * len(high):
            return encoding
    return None


def _narrow(data: bytes) -> str:
    """Return the likeliest one-byte encoding. Raises UnreadableFile when none fits."""
    from charset_normalizer import from_bytes

    sample = _around_high_bytes(data)
    letters = sum(byte > 127 or chr(byte).isalpha() for byte in sample)
    high = sum(byte > 127 for byte in sample)
    if high > 0.25 * letters and (best := from_bytes(sample, cp_isolation=[*_CYRILLIC]).best()):
        return _first_that_decodes(data, (best.encoding, *_CYRILLIC))
    if detect(data.decode("cp1252", errors="ignore")) not in _CENTRAL_LANGUAGES:
        return _first_that_decodes(data, _WESTERN)
    # Windows puts letters where ISO 8859-2 has control characters, so those tell them apart.
    windows = any(byte in sample for byte in range(0x80, 0xA0))
    return _first_that_decodes(data, _CENTRAL if windows else _CENTRAL[::-1])


def _around_high_bytes(data: bytes) -> bytes:
    """Return the first part of the data that has enough bytes above ASCII to judge by."""
    lines = [line for line in data[: 50 * _SAMPLE].splitlines() if not line.isascii()]
    return b"\n".join(lines)[:_SAMPLE]


def _first_that_decodes(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnreadableFile("in no encoding known here; save it as UTF-8 and ingest again")


def load_plain(data: bytes, builder: TextBuilder) -> None:
    """Append the file and note its headings; a form feed begins a page, as printers have it."""
    text = take_front_matter(normalize(decode(data, builder=builder)), builder)
    builder.describe(title=_title(text))
    pages = text.rstrip("\f\n ").split("\f")
    for page, headings in zip(pages, outlines(pages), strict=True):
        if len(pages) > 1:
            builder.begin_page()
        at = 0
        for heading in headings:
            if before := page[at : heading.start].strip("\n"):
                builder.paragraph(before)
            builder.heading(heading.level, heading.text)
            at = heading.end
        if page[at:].strip():
            builder.append(page[at:].strip("\n"))


def _title(text: str) -> str | None:
    """Return the first paragraph if it is set like a title: short, and no sentence.

    Where it is a masthead, such as "Swedish Customs – Press release", the headline below it comes
    first.
    """
    blocks = re.split(r"\n[ \t]*\n\s*", text.strip("\ufeff\n \t\f"), maxsplit=2)
    titles = [_fitting(block) if _is_title(block) else None for block in blocks[:-1]]
    if len(titles) > 1 and titles[1] and _MASTHEAD.search(blocks[0]) and not titles[1][0].isdigit():
        return f"{titles[1]} – {titles[0]}" if titles[0] else titles[1]
    return titles[0] if titles else None


def _is_title(paragraph: str) -> bool:
    title = _fitting(paragraph)
    letters = sum(map(str.isalpha, title))
    return (
        letters >= _SHORTEST_TITLE
        and len(title) <= _LONGEST_TITLE
        and len(paragraph.splitlines()) <= _TITLE_LINES
        and letters > 0.6 * len(title)
        and not title[0].islower()
        and not title.endswith((".", ",", ";", ":", "!", "?", "-"))
        and not _LABELLED.match(title)
    )


def _fitting(paragraph: str) -> str:
    """Return a paragraph as one line, without the last of its lines where it is too long.

    That is for a title with what stands below it, so each line that is left out must begin anew.
    """
    lines = [" ".join(line.split()) for line in paragraph.splitlines()]
    kept = list(lines)
    while len(kept) > 1 and len(" ".join(kept)) > _LONGEST_TITLE and kept[-1][:1].isupper():
        kept.pop()
    return " ".join(kept)
