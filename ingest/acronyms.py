"""Abbreviations as a text defines them: "Baltic Sea Task Force (BSTF)" or the other way round.

Source: Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text", PSB 2003. Here an abbreviation also has at least two capital letters, which
leaves asides in brackets alone.
"""

import re
from collections.abc import Iterator

_SHORT = re.compile(r"\(([^\W\d_][\w./-]{1,9})\)")
_REVERSED = re.compile(r"\b([A-ZА-ЯÅÄÖÆØ][\w./-]{1,9}) \(([^()\n]{6,90})\)")
_PLURAL = re.compile(r"[A-ZА-ЯÅÄÖÆØ]{2,}s")
_LONGEST_WORDS = 12


def abbreviations(text: str) -> Iterator[tuple[str, str]]:
    """Yield (short, long) for each definition in a text, one in the plural in the singular too."""
    for match in _SHORT.finditer(text):
        short = match[1]
        if sum(letter.isupper() for letter in short) < 2:
            continue
        before = re.split(r"[.;:!?\n(]\s", text[max(0, match.start() - 200) : match.start()])[-1]
        if long := _long_form(short, before.split()):
            yield short, long
            if _PLURAL.fullmatch(short) and long.endswith("s"):
                yield short[:-1], long[:-1]
    for match in _REVERSED.finditer(text):
        short, long = match[1], match[2]
        capitals = sum(letter.isupper() for letter in short)
        if capitals >= 2 and long.count(" ") < _LONGEST_WORDS and _spells(short, long):
            yield short, long


def _long_form(short: str, before: list[str]) -> str | None:
    """Return the shortest run of words before an abbreviation that has its letters in order."""
    most = min(len(before), len(short) + 5, 2 * len(short), _LONGEST_WORDS)
    for count in range(1, most + 1):
        words = before[-count:]
        if words[0][:1].casefold() == short[0].casefold() and _spells(short, " ".join(words)):
            long = " ".join(words).strip(" ,“”\"'")
            return long if len(long) > len(short) and short not in words else None
    return None


def _spells(short: str, long: str) -> bool:
    """Tell whether a text has the letters of an abbreviation, in order, from its first letter.

    Letters are matched from the right; the first one must begin a word.
    """
    at = len(long)
    for i in range(len(short) - 1, -1, -1):
        letter = short[i].casefold()
        if not letter.isalnum():
            continue
        at -= 1
        while at >= 0 and (
            long[at].casefold() != letter or (i == 0 and at > 0 and long[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return False
    return at == 0
