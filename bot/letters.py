"""Cyrillic words in Latin letters and the other way round, so that a name is known in either."""

import re

_LATIN = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшщыэюя",
        "a b v g d e z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya".split(),
        strict=True,
    )
) | {"ж": "zh", "ё": "yo", "ъ": "", "ь": ""}
_CYRILLIC = {latin: letter for letter, latin in reversed(_LATIN.items()) if latin} | {
    "e": "е", "y": "й", "yo": "е", "x": "кс", "w": "в", "h": "х", "c": "к", "q": "к", "j": "дж",
}  # fmt: skip
_SOUNDS = re.compile("|".join(sorted(_CYRILLIC, key=len, reverse=True)))


def latin(word: str) -> str:
    """Return a Cyrillic word in Latin letters, its capital kept."""
    text = "".join(_LATIN.get(letter, letter) for letter in word.casefold())
    return text.capitalize() if word[:1].isupper() else text


def cyrillic(word: str) -> str:
    """Return a word in Latin letters as Russian most likely writes it, in lower case."""
    return _SOUNDS.sub(lambda sound: _CYRILLIC[sound[0]], word.casefold())
