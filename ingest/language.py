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


@cache
def _classify() -> Callable[[str], tuple[str, float]]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.labels)
    identifier.set_languages([name for name in _LANGUAGES if name in known])
    classify: Callable[[str], tuple[str, float]] = identifier.classify
    return classify


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None for too few letters to say.

    Both written Norwegians and their common code are "no".
    """
    sample = _sample(text)
    if sum(map(str.isalpha, sample)) < _ENOUGH:
        return None
    language, _ = _classify()(sample)
    return "no" if language in ("nb", "nn") else str(language)


def _sample(text: str) -> str:
    """Return prose from the middle, where there are no headers, addresses and contents."""
    start = max(0, len(text) // 2 - _SAMPLE // 2) if len(text) > 2 * _SAMPLE else 0
    return re.sub(r"\S*[/@\\]\S*", " ", text[start : start + _SAMPLE])
