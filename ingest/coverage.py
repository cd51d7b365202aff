"""What a person should be told about how well a document could be read."""

import re
from collections.abc import Sequence

from ingest.document import Document
from ingest.loaders import ocr

_WORD = re.compile(r"[^\W\d_]{4,}")
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýāēīōūąęőűůěаеёиоуыэюяієї")
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|\\(cid:\\d+\\)|Ð.|Ñ.|Ã.|â€")
_MIXED = re.compile("[a-zA-Z][а-яА-Я]|[а-яА-Я][a-zA-Z]")
# A lower-case letter above ASCII in UTF-8, read as windows-1252: no language has the like.
_MISREAD = re.compile("Ã[¡-ª¬®-º¼-¿]")
_FEWEST = 20  # words to judge by


def page_warnings(unread: Sequence[int]) -> list[str]:
    """Return what to say about pages of which no text could be had."""
    return [f"{_pages(sorted(unread))}: {no_text()}"] if unread else []


def no_text() -> str:
    """Return what is missing where there is no text, and what would help."""
    if ocr.available():
        return "no text, by OCR neither; supply a text version"
    return "no text; install Tesseract or supply a text version"


def text_warnings(document: Document) -> list[str]:
    """Return what to say about text that does not look like any language's, or some of it."""
    if is_garbled(document.text):
        return ["the text looks garbled; compare it with the file"]
    if misread := _MISREAD.search(document.text):
        return [
            f"some of the text looks garbled ({misread[0]}), as if it were in two encodings; "
            "save it as UTF-8"
        ]
    return []


def is_garbled(text: str) -> bool:
    """Tell whether a text shows the marks of a wrong encoding or of a font without letters.

    Those are: broken characters, words of two alphabets, long words without a vowel.
    """
    words = _WORD.findall(text[:200_000])
    if len(words) < _FEWEST:
        return len(_BROKEN.findall(text)) > max(2, len(text) // 50)
    odd = len(_BROKEN.findall(text[:200_000])) + sum(bool(_MIXED.search(word)) for word in words)
    mute = sum(not _VOWELS & set(word.casefold()) for word in words)
    return odd > 0.03 * len(words) or mute > 0.3 * len(words)


def _pages(numbers: Sequence[int]) -> str:
    """Return "page 3" or "pages 1–4, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(parts)}"
