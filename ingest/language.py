"""The language of a text, by py3langid (BSD-3, 5 MB; lingua needs 96 MB for the same work)."""

import re
from collections.abc import Callable
from functools import cache

# Of neighbours that short texts confuse (Danish, Bulgarian, Faroese) only what the framework's
# papers are written in is asked for.
_LANGUAGES = ("en", "ru", "fi", "nb", "nn", "no", "sv", "da", "de", "fr", "es", "et", "lt", "lv",
              "pl", "cs", "sk", "hu", "uk", "it", "nl", "pt", "se")  # fmt: skip
_SAMPLE = 4_000  # code points; more does not change the verdict
_ENOUGH = 20  # letters
_ENOUGH_TO_DOUBT = 150  # letters
_UNLIKELY = 0.01
_SCANDINAVIAN = frozenset(("no", "nb", "nn", "da"))  # which resemble each other too much


@cache
def _ranking() -> Callable[[str], list[tuple[str, float]]]:
    """Return what gives the languages of a text with their probabilities, likeliest first."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.labels)
    identifier.set_languages([name for name in _LANGUAGES if name in known])
    rank: Callable[[str], list[tuple[str, float]]] = identifier.rank
    return rank


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None for too few letters to say."""
    sample = _sample(text)
    if sum(map(str.isalpha, sample)) < _ENOUGH:
        return None
    language, _ = _ranking()(sample)[0]
    return code(str(language))


def code(tag: str) -> str:
    """Return the ISO 639-1 code of a language tag: "en" for en-GB, "no" for nb-NO and nn."""
    language = re.split("[-_]", tag.strip().casefold())[0]
    return "no" if language in ("nb", "nn") else language


def spoken(text: str, *, stated: str | None) -> str | None:
    """Return the language that a file states, unless its text is surely in another.

    Programs state the language of their menus: Word and web sites say "en" of Russian texts.
    """
    sample = _sample(text)
    if stated and sum(map(str.isalpha, sample)) >= _ENOUGH_TO_DOUBT:
        likely = {str(language): probability for language, probability in _ranking()(sample)}
        alike = _SCANDINAVIAN if stated in _SCANDINAVIAN else {stated}
        known = alike & likely.keys()
        if known and max(likely[language] for language in known) < _UNLIKELY:
            return detect(text)
    return stated or detect(text)


def _sample(text: str) -> str:
    """Return prose from the middle, where there are no headers, addresses and contents."""
    start = max(0, len(text) // 2 - _SAMPLE // 2) if len(text) > 2 * _SAMPLE else 0
    return re.sub(r"\S*[/@\\]\S*", " ", text[start : start + _SAMPLE])
