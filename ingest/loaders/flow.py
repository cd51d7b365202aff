"""The running text over the ends of lines, columns and pages, into a TextBuilder.

A paragraph that runs over the end of a page stays one: its first part is appended, the page
begins, the rest follows. What stands between the parts on paper, such as footnotes at the foot or
a table at the head, is moved out of the sentence but never off its page: before the running
paragraph on the page that it leaves, after it on the page that it reaches. When the paragraph
fills the page from its first line to its last, the notes stand after its last whole sentence there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.document import TextBuilder
from ingest.loaders.paragraphs import Block, begins_small, stops

_HYPHEN = tuple("-\u2010\u00ad")
_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)([-\u2010])$")
_AND = {"and", "or", "to", "und", "oder", "ja", "tai", "og", "eller", "och", "и", "или", "до"}
_SENTENCE_END = re.compile(r"[.!?]['\"’”»)\]]*(?=\s+[^\W\d_a-zа-я])")


class Words:
    """The words of a document that stand whole within a line, counted.

    They tell whether a hyphen at a line's end belongs to the word.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        for line in lines:
            self._counts.update(_WORD.findall(line.casefold()))

    def keeps_hyphen(self, start: str, end: str) -> bool:
        """Tell whether start-end occurs in the text, and not less often than startend."""
        hyphenated = self._counts[f"{start}-{end}".casefold()]
        return hyphenated > 0 and hyphenated >= self._counts[f"{start}{end}".casefold()]

    def join(self, text: str, line: str) -> str:
        """Return a text with the next line: with a space, or as the word that was broken."""
        if not text or not line or text.endswith("\n"):
            return text + line
        if text.endswith("\u00ad"):
            return text.rstrip("\u00ad") + line
        last = text[text.rfind(" ") + 1 :]
        if text.endswith(_HYPHEN) and last[:-1] and line[0].isalnum():
            return self._join_hyphen(text, last, line)
        is_dash = text[-1] in "–—" and len(last) > 1
        is_address = "://" in last and text[-1] in "/=&?_%"
        if line[0].isalnum() and (is_dash or is_address):
            return text + line
        return text + " " + line

    def _join_hyphen(self, text: str, last: str, line: str) -> str:
        following = _WORD.match(line)
        first = following[0].split("-")[0] if following else ""
        if first.casefold() in _AND:
            return text + " " + line
        broken = _BROKEN.search(last)
        is_name = last.startswith("/") or last.count("/") > 1 or "@" in last or "_" in last
        if not broken or not line[0].islower() or is_name or self.keeps_hyphen(broken[1], first):
            return text + line
        return text[:-1] + line

    def joined(self, block: Block) -> str:
        """Return the text of a block, each line with the next."""
        text = ""
        for line in block.lines:
            text = self.join(text, line)
        return text


def merge_columns(columns: Sequence[Sequence[Block]]) -> list[Block]:
    """Return the blocks of a page, paragraphs that run on in the next column made one."""
    page: list[Block] = []
    for column in columns:
        blocks = list(column)
        if places := _running(page, blocks):
            last, first = places
            page[last] = _continued(page[last], blocks.pop(first))
        page += blocks
    return page


def _continued(block: Block, rest: Block) -> Block:
    last = block.lines[-1].removesuffix("\n")
    return replace(block, lines=(*block.lines[:-1], last, *rest.lines), full=rest.full)


def _running(page: Sequence[Block], following: Sequence[Block]) -> tuple[int, int] | None:
    """Return where the paragraph stands that runs on, in what it leaves and what it reaches."""
    if not page or not following:
        return None
    if _runs_on(page[-1], following[0], skipping=False):
        return len(page) - 1, 0
    last = next((i for i in range(len(page) - 1, -1, -1) if not page[i].is_aside), None)
    first = next((i for i, block in enumerate(following) if not block.is_aside), None)
    if last is None or first is None:
        return None
    skipping = first > 0 or any(not block.is_note for block in page[last + 1 :])
    return (last, first) if _runs_on(page[last], following[first], skipping=skipping) else None


def _runs_on(block: Block, rest: Block, *, skipping: bool) -> bool:
    if block.heading or rest.heading or rest.is_item or rest.is_note or block.is_note:
        return False
    if abs(block.size - rest.size) > 0.05 * block.size:
        return False
    end = block.lines[-1].rstrip()
    if begins_small(rest.lines[0]):
        return not stops(end) or (end.endswith(".") and block.full and not skipping)
    return block.full and not skipping and not stops(end)


def write(
    pages: Sequence[Sequence[Block]],
    builder: TextBuilder,
    *,
    labels: Sequence[str | None],
    words: Words,
) -> Iterator[int]:
    """Append all pages to the builder; yield the index of each page when it is done."""
    coming = [list(page) for page in pages]
    runs_in = False
    for i, page in enumerate(coming):
        builder.begin_page(labels[i])
        following = coming[i + 1] if i + 1 < len(coming) else []
        places = _running(page, following)
        if places is None:
            _append(page, builder, words)
        else:
            last, first = places
            following.insert(0, following.pop(first))
            text = words.joined(page[last])
            if page[last + 1 :] and last == 0 and runs_in:
                text = _append_sentences(text, builder)
            _append([*page[:last], *page[last + 1 :]], builder, words)
            _append_running(text, following, builder, words)
        runs_in = places is not None
        yield i


def _append(blocks: Iterable[Block], builder: TextBuilder, words: Words) -> None:
    for block in blocks:
        text = words.joined(block).replace("\u00ad", "").strip()
        if block.heading and text:
            builder.heading(block.heading, text)
        elif text:
            builder.paragraph(text)


def _append_sentences(text: str, builder: TextBuilder) -> str:
    """Append the whole sentences of a text as a paragraph and return what is left."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if ends:
        builder.paragraph(text[: ends[-1]])
    return text[ends[-1] if ends else 0 :].lstrip()


def _append_running(text: str, following: list[Block], builder: TextBuilder, words: Words) -> None:
    """Append the part before the page's end, with all of a word that is broken over it."""
    lines = following[0].lines
    word, _, rest = lines[0].partition(" ")
    joined = words.join(text, word)
    if joined != f"{text} {word}":
        text = joined
        following[0] = replace(following[0], lines=(rest, *lines[1:]))
    builder.append(text)
