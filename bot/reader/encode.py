"""Question and passage as word pieces: [CLS] question [SEP] title, headings, names, text [SEP].

A text too long for one reading is read in windows that overlap; nothing is cut off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.document import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_PIECES = 256
_MAX_QUESTION = 96  # of a longer question the beginning and the end are read
_MAX_TITLE = 48  # likewise of a title with its headings
OVERLAP = 48
_CLS, _SEP = 101, 102  # BERT's uncased vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One reading: ids and segments of its pieces, and where its pieces of text stand.

    offsets are spans of the text, for the pieces from `start` on; the last piece is [SEP].
    """

    ids: tuple[int, ...]
    segments: tuple[int, ...]
    start: int
    offsets: tuple[tuple[int, int], ...]

    def place(self, span: Span) -> tuple[int, int] | None:
        """Return the first and last piece of a span of the text, if both are in this window."""
        inside = [
            self.start + i
            for i, (start, end) in enumerate(self.offsets)
            if start < span.end and end > span.start
        ]
        if not inside or self.offsets[0][0] > span.start or self.offsets[-1][1] < span.end:
            return None
        return inside[0], inside[-1]


class Encoder:
    """Cuts texts into word pieces with the installed model's tokenizer."""

    def __init__(self, tokenizer: Path) -> None:
        self._path = tokenizer

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._path))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def windows(
        self, question: str, title: str, text: str, *, max_pieces: int = MAX_PIECES
    ) -> list[Window]:
        """Return the windows over a text, in order; a text without pieces has one, empty."""
        asked = _ends(self._pieces(question)[0], _MAX_QUESTION)
        head = [_CLS, *asked, _SEP]
        titled = _ends(self._pieces(title)[0], _MAX_TITLE)
        ids, offsets = self._pieces(text)
        room = max_pieces - len(head) - len(titled) - 1
        start = len(head) + len(titled)
        found = []
        for at in range(0, max(len(ids) - OVERLAP, 1), room - OVERLAP):
            part = ids[at : at + room]
            found.append(
                Window(
                    ids=(*head, *titled, *part, _SEP),
                    segments=(0,) * len(head) + (1,) * (len(titled) + len(part) + 1),
                    start=start,
                    offsets=tuple(offsets[at : at + room]),
                )
            )
        return found

    def _pieces(self, text: str) -> tuple[list[int], Sequence[tuple[int, int]]]:
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return encoded.ids, encoded.offsets


def headed(title: str, named: Sequence[str]) -> str:
    """Return what is read above a text: title, headings, and names of the question.

    named are those that the text and its title lack, and the rest of its document has.
    """
    return f"{title}\n{', '.join(named)}" if named else title


def _ends(ids: list[int], most: int) -> list[int]:
    """Return at most that many ids: of more, as many from the beginning as from the end."""
    return ids if len(ids) <= most else ids[: most // 2] + ids[-(most // 2) :]
