"""Words in other letters: Cyrillic as Latin, Latin as Cyrillic, Latin without accents.

So a name is known in any of them.
"""

import re
import unicodedata

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
_IS_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_ALONE = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def has_cyrillic(text: str) -> bool:
    """Tell whether a text has a Cyrillic letter."""
    return bool(_IS_CYRILLIC.search(text))


def without_marks(text: str) -> str:
    """Return a text whose letters have lost what can be written apart: é as e, й as и."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def unaccented(word: str) -> str:
    """Return a word in lower case with its Latin letters without accents; Cyrillic as it is."""
    if word.isascii() or "а" <= word[:1] <= "я":
        return word
    return without_marks(word.translate(_ALONE))


def latin(word: str) -> str:
    """Return a Cyrillic word in Latin letters, its capital kept."""
    text = "".join(_LATIN.get(letter, letter) for letter in word.casefold())
    return text.capitalize() if word[:1].isupper() else text


def cyrillic(word: str) -> str:
    """Return a word in Latin letters as Russian most likely writes it, in lower case."""
    return _SOUNDS.sub(lambda sound: _CYRILLIC[sound[0]], word.casefold())
