"""Countries and other parts of the world by name, adjective, people, capital (countries.toml)."""

import tomllib
from importlib.resources import files

from ingest.stem import words

_TABLE = tomllib.loads(files("bot").joinpath("countries.toml").read_text(encoding="utf-8"))
# Forms of one country each, in lower case: its name, its adjective, its people.
COUNTRIES = tuple((name, *forms.split()) for name, forms in _TABLE["forms"].items())
_FORMS = {form: forms for forms in COUNTRIES for form in forms}
# A capital also stands for its government, unless something is in it.
CAPITALS: dict[str, str] = _TABLE["capitals"]
REGIONS: dict[str, list[str]] = _TABLE["regions"]
_PARTS = {form: part for part, forms in _TABLE["parts"].items() for form in (part, *forms.split())}


def country(word: str) -> str | None:
    """Return the country that a word names, or whose adjective or people it is."""
    forms = _FORMS.get(word.casefold())
    return forms[0] if forms else None


def part_of_world(word: str) -> str | None:
    """Return the part of the world, no country, that a word names, or whose adjective it is."""
    return _PARTS.get(word.casefold())


def forms_of(word: str) -> list[str]:
    """Return in lower case the words that are the same to a reader: of a country, all its forms."""
    word = word.casefold()
    return [*_FORMS.get(word, (word,))]


def governments(text: str) -> set[str]:
    """Return the countries that a text names, by themselves or by their capitals."""
    found = (country(CAPITALS.get(word, word)) for word in words(text))
    return {name for name in found if name}
