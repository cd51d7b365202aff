"""Typing errors in a question: a word that no document has, but for a letter or two.

Only clear cases are mended, and the answer says which: the word is unknown, long enough, and one
word of the documents alone is that near. Another name that merely looks alike must not be taken
for the one that was typed, so endings of short words are left alone.
"""

from collections.abc import Callable, Iterable

from bot.terms import content_words, instead_of
from ingest.catalog import Catalog
from ingest.stem import words

_SHORTEST = 5
_LONG = 8  # letters from which a differing end, and from _VERY_LONG a second error, is believed
_VERY_LONG = 10
_SHORTLIST = 12


def corrections(
    question: str, catalog: Catalog, *, is_word: Callable[[str], bool]
) -> dict[str, str]:
    """Return for each mistyped word of a question the word of the documents that is meant.

    is_word tells the words of the language, which are no typing errors.
    """
    found = {}
    for word in content_words(question):
        if len(word) < _SHORTEST or not word.isalpha() or is_word(word):
            continue
        forms = [word.casefold(), *instead_of(word)]
        if not any(catalog.words.document_frequency(forms).values()):
            meant = _meant(word, catalog)
            if meant:
                found[word] = meant
    return found


def corrected(question: str, meant: dict[str, str]) -> str:
    """Return the question with its mistyped words replaced."""
    for typed, word in meant.items():
        question = question.replace(typed, word)
    return question


def _meant(word: str, catalog: Catalog) -> str | None:
    """Return the one word of the documents that a mistyped one stands for, if there is one."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    typed = word.casefold()
    near = process.extract(
        typed, catalog.words.vocabulary(), scorer=OSA.distance, score_cutoff=3, limit=_SHORTLIST
    )
    allowed = 2 if len(typed) >= _VERY_LONG else 1
    best: dict[str, int] = {}
    for term, _, _ in near:
        for form in _forms(term, catalog):
            distance = OSA.distance(typed, form.casefold())
            if distance <= allowed and _is_typing_error(typed, form.casefold()):
                best[form] = min(distance, best.get(form, distance))
    nearest = min(best.values(), default=0)
    meant = {form.casefold(): form for form, distance in best.items() if distance == nearest}
    return next(iter(meant.values())) if len(meant) == 1 else None


def _is_typing_error(typed: str, form: str) -> bool:
    """Tell whether two near words differ as by a slip, and not by an ending or a beginning."""
    if typed[0] != form[0] and sorted(typed[:2]) != sorted(form[:2]):
        return False
    is_swap = typed[0] == form[0] and sorted(typed) == sorted(form)
    return is_swap or len(typed) >= _LONG or typed[-1] == form[-1]


def _forms(term: str, catalog: Catalog) -> Iterable[str]:
    """Return the words, as written, of a few passages that have a term of the vocabulary."""
    ids = [passage_id for passage_id, _ in catalog.words.rank([term], limit=3)]
    texts = [passage.search_text for passage in catalog.passages(ids)]
    return {word for text in texts for word in words(text)}
