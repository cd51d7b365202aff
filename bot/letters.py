"""Cyrillic words in Latin letters, so that a name is known in either."""

_LATIN = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшщыэюя",
        "a b v g d e z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya".split(),
        strict=True,
    )
) | {"ж": "zh", "ё": "yo", "ъ": "", "ь": ""}


def latin(word: str) -> str:
    """Return a Cyrillic word in Latin letters, its capital kept."""
    text = "".join(_LATIN.get(letter, letter) for letter in word.casefold())
    return text.capitalize() if word[:1].isupper() else text
