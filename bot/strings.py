"""The words of the web chat and of refusals in five languages.

Those of the page and of refusals are in strings.toml, and what the program says of questions and
passages, by its English, in told.toml.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = {"en": "English", "fi": "Suomi", "nb": "Norsk", "ru": "Русский", "sv": "Svenska"}

_DECIMAL = re.compile(r"\d+\.\d+")


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


def told(language: str, english: str) -> str:
    """Return a sentence of the program in a language, or in English where told.toml lacks it."""
    for pattern, texts in _told():
        if language in texts and (said := pattern.fullmatch(english)):
            values = {
                name: ", ".join(told(language, part) for part in value.split(", "))
                if name == "parts"
                else _value(language, value)
                for name, value in said.groupdict().items()
            }
            return texts[language].format(**values)
    return english


def decimal(language: str, number: float, *, places: int) -> str:
    """Return a number with so many decimals, after a comma but in English."""
    written = f"{number:.{places}f}"
    return written if language == "en" else written.replace(".", ",")


def _value(language: str, value: str) -> str:
    """Return what a sentence names: a number, another sentence, or words as they are."""
    if _DECIMAL.fullmatch(value) and language != "en":
        return value.replace(".", ",")
    if value in _said_by_english():
        return told(language, value)
    opened, closed = say(language, "quoted", text=" ").split(" ")
    return value.replace("”, “", f"{closed}, {opened}")


@cache
def _told() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """Return the sentences as patterns of their English, each with its texts by language."""
    return tuple(
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(english)), re.DOTALL), texts)
        for english, texts in _said_by_english().items()
    )


@cache
def _said_by_english() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("told.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
