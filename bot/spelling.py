"""Typing errors in a question: a word that no document has, but for a letter or two.

Only clear cases are mended, and the answer says which: the word is unknown, long enough, and one
word of the documents alone is that near. Another name that merely looks alike must not be taken
for the one that was typed, so endings of short words are left alone.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from bot.letters import cyrillic, has_cyrillic, latin, unaccented, without_marks
from bot.terms import STOP_WORDS, content_words, instead_of
from ingest.catalog import Catalog
from ingest.stem import stem, words

_SHORTEST = 5
_LONG = 8  # letters from which a differing end, and from _VERY_LONG a second error, is believed
_VERY_LONG = 10
_SHORTLIST = 12
# Ways to write one sound of a name in Latin letters: "Okhisalo" and "Ohisalo", "Vitaly", "Vitalij".
_SOUNDS = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("zh", "z"),
    ("ts", "c"), ("tz", "c"), ("ph", "f"), ("ck", "k"), ("ks", "x"), ("w", "v"), ("y", "i"),
    ("j", "i"), ("ie", "e"),
)  # fmt: skip
_SOFT = re.compile(r"(?<=[^aeiouyäö])ye")  # "Terentyev" is Терентьев
_ROUND = re.compile("[öø]")  # Бёрмер, which is indexed as Бермер, for Børmer
_GLIDE = re.compile("i(?=[aou])")
# A word of its own, and the commonest slip of all: capitalised, or led as an adjective is.
_FINISH = re.compile(
    r"(?P<led>(?:^|\b(?:the|a|which|what|of|with|by|from|for|between) ))?"
    r"\b(?P<word>Finish|finish)\b(?=[ -](?P<noun>\w+))"
)
# "Were is the office?": two verbs, so the first is none.
_WERE = re.compile(r"^\W*were (?=(?:is|are|was|did|does|do|has|have|had|can)\b)", re.I)
_FIRST = re.compile(r"^\W*(?:and )?(?P<word>[a-z]{3,6})\b", re.IGNORECASE)
_ASKING = ("what", "when", "where", "which", "who", "whom", "whose", "why", "how")
_BEGINNINGS = tuple(map(frozenset, ("kcqhx", "yije", "vwf", "szct", "uvw")))


def corrections(
    question: str, catalog: Catalog, *, is_word: Callable[[str], bool]
) -> dict[str, str]:
    """Return for each mistyped word of a question the word of the documents that is meant.

    is_word tells the words of the language, which are no typing errors.
    """
    found = _finnish(question) | _asking(question, is_word)
    for word in content_words(question):
        if word in found or len(word) < _SHORTEST or not word.isalpha() or is_word(word):
            continue
        forms = [word.casefold(), *instead_of(word)]
        if not any(catalog.words.document_frequency(forms).values()):
            meant = _meant(word, catalog)
            if meant:
                found[word] = meant
    return found


def _finnish(question: str) -> dict[str, str]:
    """Return "Finnish" for "Finish" where it stands as an adjective does: "the finish police"."""
    found = {}
    for slip in _FINISH.finditer(question):
        follows = slip["noun"].casefold()
        if follows not in STOP_WORDS and (slip["word"][0].isupper() or slip["led"]):
            found[slip["word"]] = "Finnish"
    return found


def _asking(question: str, is_word: Callable[[str], bool]) -> dict[str, str]:
    """Return "Where" for "Were" in "Were is it?", and "Which" for "Wich" at the beginning."""
    from rapidfuzz.distance import OSA

    first = _FIRST.search(question)
    if not first:
        return {}
    word, lower = first["word"], first["word"].casefold()
    if _WERE.search(question):
        near = ["where"]
    elif lower in _ASKING or is_word(word):
        return {}
    else:
        near = [asking for asking in _ASKING if OSA.distance(lower, asking) == 1]
    if len(near) != 1:
        return {}
    return {word: near[0].capitalize() if word[0].isupper() else near[0]}


def corrected(question: str, meant: dict[str, str]) -> str:
    """Return the question with its mistyped words replaced."""
    for typed, word in meant.items():
        question = re.sub(rf"\b{re.escape(typed)}\b", word, question)
    return question


def nearest_name(spellings: Sequence[str], catalog: Catalog) -> str | None:
    """Return the name in the documents that one of several spellings stands for, as written there.

    Spellings in other letters differ in more than slips do, so sounds are compared. Of two names
    that are as near, the one of the earlier spelling is meant.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    best: tuple[int, str] | None = None
    for spelling in spellings:
        key = _sound(spelling)
        first = spelling[:1].casefold()
        alike = frozenset(first).union(*(group for group in _BEGINNINGS if first in group))
        terms = [term for term in catalog.words.vocabulary() if term[:1] in alike]
        near = process.extract(
            key, list(map(_sound, terms)), scorer=OSA.distance, score_cutoff=2, limit=_SHORTLIST
        )
        allowed = 2 if len(key) >= _VERY_LONG else int(len(key) > _SHORTEST)
        for _, _, at in near:
            for form in sorted(_forms(terms[at], catalog)):
                distance = OSA.distance(key, _sound(form))
                is_near = distance <= allowed and form[0].isupper() and len(form) > 2
                if is_near and (best is None or distance < best[0]):
                    best = (distance, form)
    return best[1] if best else None


def sounding_like(name: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the words of the documents in Cyrillic letters, as stems, that a name may be there.

    "Heikkinen" is "хейккинен", though letter by letter it would be another word.
    """
    spellings = {name, name.replace("j", "i").replace("J", "I"), _SOFT.sub("e", name)}
    spellings |= {_ROUND.sub("e", each) for each in spellings}
    keys = {_plainly(each) for each in spellings}
    keys |= {_plainly(latin(stem(cyrillic(unaccented(each)), "ru"))) for each in spellings}
    known = _by_sound(tuple(catalog.words.vocabulary()))
    return tuple(word for key in sorted(keys) if len(key) > 2 for word in known.get(key, ()))


@lru_cache(maxsize=2)
def _by_sound(vocabulary: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the words in Cyrillic letters by what they sound like."""
    found: dict[str, tuple[str, ...]] = {}
    for word in filter(has_cyrillic, vocabulary):
        key = _plainly(latin(word))
        found[key] = (*found.get(key, ()), word)
    return found


def _plainly(name: str) -> str:
    """Return what a name sounds like without the glides that Russian writes before a vowel."""
    return _GLIDE.sub("", _sound(name))


def _sound(name: str) -> str:
    """Return what a name is compared by: its letters without accents, one letter a sound."""
    plain = without_marks(name.casefold().replace("ø", "o"))
    plain = "".join(letter for letter in plain if letter.isalnum())
    for letters, sound in _SOUNDS:
        plain = plain.replace(letters, sound)
    return re.sub(r"(.)\1+", r"\1", plain)


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
        for form in sorted(_forms(term, catalog)):
            distance = OSA.distance(typed, form.casefold())
            if distance <= allowed and _is_typing_error(typed, form.casefold()):
                best[form] = min(distance, best.get(form, distance))
    nearest = min(best.values(), default=0)
    meant = {form.casefold(): form for form, distance in best.items() if distance == nearest}
    return next(iter(meant.values())) if len(meant) == 1 else None


def _is_typing_error(typed: str, form: str) -> bool:
    """Tell whether two near words differ as by a slip, and not by an ending or a beginning."""
    if unaccented(typed) == unaccented(form):
        return True
    if typed[0] != form[0] and sorted(typed[:2]) != sorted(form[:2]):
        return False
    is_swap = typed[0] == form[0] and sorted(typed) == sorted(form)
    return is_swap or len(typed) >= _LONG or typed[-1] == form[-1]


def _forms(term: str, catalog: Catalog) -> Iterable[str]:
    """Return the words, as written, of a few passages that have a term of the vocabulary."""
    ids = [passage_id for passage_id, _ in catalog.words.rank([term], limit=3)]
    texts = [passage.search_text for passage in catalog.passages(ids)]
    return {word for text in texts for word in words(text)}
