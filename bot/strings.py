"""The words of the web chat and of refusals in five languages, from strings.toml beside it."""

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = {"en": "English", "fi": "Suomi", "nb": "Norsk", "ru": "Русский", "sv": "Svenska"}


@cache
def table() -> dict[str, dict[str, str]]:
    """Return every string: key, then language, then text."""
    path = Path(__file__).with_name("strings.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def say(language: str, key: str, **values: object) -> str:
    """Return a string in a language, its braces filled in. The text is not yet HTML."""
    return table()[key][language].format(**values)


def in_language(language: str) -> dict[str, str]:
    """Return all strings of a language."""
    return {key: texts[language] for key, texts in table().items()}


def choose_language(cookie: str | None, accepted: str | None) -> str:
    """Return the language to speak: the one chosen in the page, else the browser's first known.

    accepted is an Accept-Language header.
    """
    if cookie in LANGUAGES:
        return cookie
    for part in (accepted or "").split(","):
        code = part.split(";")[0].split("-")[0].strip().lower()
        if language := spoken(code):
            return language
    return "en"


def spoken(code: str) -> str | None:
    """Return the language of the strings that an ISO 639-1 code asks for, if there is one."""
    language = {"no": "nb", "nn": "nb"}.get(code, code)
    return language if language in LANGUAGES else None
