r"""Rich Text Format, read by the rules of its specification (1.9.1).

Not with striprtf: it drops footnotes, text boxes and old list labels, and writes the addresses of
links into the text. Headers, footers, comments, hidden and deleted text are left out.
"""

import codecs
import re
from dataclasses import dataclass, replace

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders.blocks import Block, BlockWriter
from ingest.loaders.labels import numeral, symbol
from ingest.loaders.rtf_story import BODY_TEXT, Story

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)",
    re.DOTALL,
)
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "nestcell": " | ", "nestrow": "\n",
    "~": "\u00a0", "_": "\u2011", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
_SKIPPED = frozenset(
    "header headerl headerr headerf footer footerl footerr footerf pict colortbl fldinst xe tc "
    "rxe txe sp nonesttables objdata nonshppict shprslt filetbl private comment".split()
)
_IN_UNICODE = ("ud", "info")  # the title again, in letters that the code page lacks
_ENTERED = frozenset(
    "shpinst shptxt shppict listtext pntext footnote do".split()
)  # though marked \*
_CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_SYMBOL_CHARSET = 2
_HEADING_NAME = re.compile(r"heading ([1-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What a group begins with and its end undoes."""

    sink: str = "body"
    font: int = 0
    skip: int = 1
    is_shown: bool = True


def load_rtf(data: bytes, builder: TextBuilder) -> None:
    """Append paragraphs, tables and notes; RTF does not say where pages end."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFile("not RTF (it does not begin with {\\rtf); save it as .rtf again")
    reader = _Reader()
    reader.read(data.decode("latin-1"))
    if reader.depth > 0:
        builder.warn("the file ends early; get a complete copy")
    builder.describe(title=reader.info.get("title"), author=reader.info.get("author"))
    writer = BlockWriter(builder)
    for block in [*reader.story.blocks, *reader.endnotes]:
        writer.add(block)
    writer.finish()


class _Reader:
    """Follow the groups and control words of a file, and collect its blocks."""

    def __init__(self) -> None:
        self.info: dict[str, str] = {}
        self.endnotes: list[Block] = []
        self.story = Story()
        self._outer: list[tuple[int, Story]] = []  # the depth a note or box began at, and around
        self._state = _State()
        self._states: list[_State] = []
        self._starred = False
        self._code_page = "cp1252"
        self._charsets: dict[int, int] = {}
        self._font_names: dict[int, str] = {}
        self._outlines: dict[int, int] = {}
        self._style_names: dict[int, str] = {}
        self._current = 0  # the font or style that a table is defining
        self._bytes = bytearray()
        self._to_skip = 0
        self._label = ""
        self._notes = {False: 0, True: 0}

    @property
    def depth(self) -> int:
        """Return how many groups are open."""
        return len(self._states)

    def read(self, text: str) -> None:
        """Read a whole file, one character to a byte."""
        at = 0
        while found := _TOKEN.search(text, at):
            at = found.end()
            word, number, code, mark, brace, plain = found.groups()
            if code:
                self._take(bytes.fromhex(code))
                continue
            if plain:
                self._take(plain.encode("latin-1"))
                continue
            self._decode()
            if word == "bin":
                at += max(0, int(number or 0))
            elif word:
                self._word(word, int(number) if number else None)
            elif mark:
                self._mark(mark)
            elif brace == "{":
                self._to_skip = 0
                self._states.append(self._state)
            elif self._states:
                self._close()
            if brace == "}" and not self._states:
                break
        self._decode()
        while self._outer:
            self._end_story()
        self.story.end_paragraph()
        self.story.end_table()

    def _take(self, data: bytes) -> None:
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        self._bytes += data[skipped:]

    def _decode(self) -> None:
        """Turn the bytes read so far into text: a letter may be two of them."""
        data, self._bytes = bytes(self._bytes), bytearray()
        if not data:
            return
        self._starred = False
        charset = self._charsets.get(self._state.font)
        name = self._font_names.get(self._state.font, "")
        if charset == _SYMBOL_CHARSET and self._state.sink in ("body", "label"):
            self._put("".join(symbol(byte, name) if byte > 32 else chr(byte) for byte in data))
        else:
            page = self._code_page if charset is None else _CODE_PAGES.get(charset)
            self._put(data.decode(page or self._code_page, "replace"))

    def _put(self, text: str) -> None:
        sink = self._state.sink
        if sink == "body" and self._state.is_shown:
            self.story.text.append(text)
        elif sink == "label":
            self._label += text
        elif sink in ("title", "author"):
            self.info[sink] = self.info.get(sink, "") + text
        elif sink in ("fonttbl", "stylesheet"):
            names = self._font_names if sink == "fonttbl" else self._style_names
            names[self._current] = names.get(self._current, "") + text

    def _mark(self, mark: str) -> None:
        if mark == "*":
            self._starred = True
        elif mark in "\r\n":
            self._word("par", None)
        elif mark in _CHARACTERS:
            self._put(_CHARACTERS[mark])

    def _close(self) -> None:
        self._to_skip = 0
        ended, self._state = self._state, self._states.pop()
        if self._outer and self._outer[-1][0] > len(self._states):
            self._end_story()
        if ended.sink == "label" and self._state.sink == "body":
            label, self._label = self._label.strip(), ""
            is_bullet = label == "o" or not any(c.isalnum() for c in label)
            if label:
                self.story.text.append("- " if is_bullet else f"{label} ")

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        sink = self._state.sink
        if self._to_skip and word != "u":
            self._to_skip -= 1
        elif sink == "skip":
            return
        elif word in _SKIPPED or (starred and word not in _ENTERED and (word, sink) != _IN_UNICODE):
            self._state = replace(self._state, sink="skip")
        elif word in ("fonttbl", "stylesheet", "info") and sink == "body":
            self._state = replace(self._state, sink=word)
        elif word in ("listtext", "pntext"):
            self._state = replace(self._state, sink="label")
        elif sink == "info" and word in ("title", "author"):
            self._state, self.info[word] = replace(self._state, sink=word), ""
        elif word in ("footnote", "shptxt", "dptxbxtext"):
            self._outer.append((len(self._states), self.story))
            self.story = Story(is_box=word != "footnote")
        elif word in _CHARACTERS:
            self._put(_CHARACTERS[word])
        elif word == "u":
            self._unicode(number or 0)
        elif sink in ("fonttbl", "stylesheet"):
            self._define(word, number or 0)
        else:
            self._format(word, number)

    def _unicode(self, number: int) -> None:
        code = number % 0x10000
        font = self._font_names.get(self._state.font, "")
        is_private = 0xF000 <= code <= 0xF0FF
        self._put(symbol(code, font or "Symbol") if is_private else chr(code))
        self._to_skip = self._state.skip

    def _outline(self, style: int) -> int:
        """Return the outline level of a style; Writer gives it by the style's name alone."""
        name = self._style_names.get(style, "").strip(" ;").lower()
        if found := _HEADING_NAME.fullmatch(name):
            return int(found[1]) - 1
        return 0 if name == "title" else self._outlines.get(style, BODY_TEXT)

    def _define(self, word: str, number: int) -> None:
        if word == ("f" if self._state.sink == "fonttbl" else "s"):
            self._current = number
        elif word == "fcharset":
            self._charsets[self._current] = number
        elif word == "outlinelevel":
            self._outlines[self._current] = number

    def _format(self, word: str, number: int | None) -> None:
        story, is_on = self.story, number != 0
        if word in ("v", "deleted"):
            self._state = replace(self._state, is_shown=not is_on)
        elif word == "plain":
            self._state = replace(self._state, is_shown=True)
        elif word == "f":
            self._state = replace(self._state, font=number or 0)
        elif word == "uc":
            self._state = replace(self._state, skip=1 if number is None else max(0, number))
        elif word in ("ansicpg", "mac", "pc", "pca"):
            self._set_code_page(word, number)
        elif word == "chftn":
            story.is_marked = True
        elif word == "ftnalt":
            story.is_endnote = True
        elif self._state.sink == "body":
            self._shape(word, number)

    def _set_code_page(self, word: str, number: int | None) -> None:
        known = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
        name = known.get(word) or f"cp{number}"
        try:
            codecs.lookup(name)
        except LookupError:
            return
        self._code_page = name

    def _shape(self, word: str, number: int | None) -> None:
        story = self.story
        if word in ("par", "sect"):
            story.end_paragraph()
        elif word == "page":
            story.text.append("\n")
        elif word == "pard":
            story.outline, story.in_table = BODY_TEXT, False
        elif word == "intbl":
            story.in_table = True
        elif word == "s":
            story.outline = self._outline(number or 0)
        elif word == "outlinelevel":
            story.outline = number or 0
        elif word == "cell":
            story.in_table = True
            story.end_paragraph()
            story.end_cell()
        elif word == "row":
            story.end_row()

    def _end_story(self) -> None:
        """Leave a note or a text box, which follows the paragraph that it is in."""
        story = self.story
        self.story = self._outer.pop()[1]
        story.end_paragraph()
        story.end_table()
        if story.is_box:
            self.story.after += story.blocks
            return
        label = ""
        if self.story.is_marked:
            self._notes[story.is_endnote] += 1
            style = "lowerRoman" if story.is_endnote else "decimal"
            label = f"[{numeral(self._notes[story.is_endnote], style)}]"
            self.story.text.append(label)
            self.story.is_marked = False
        for place, block in enumerate(story.blocks):
            text = f"{label} {block.text}" if place == 0 and label else block.text
            note = Block(text=text, is_note=not story.is_endnote)
            (self.endnotes if story.is_endnote else self.story.after).append(note)
