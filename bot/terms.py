"""The words of a question and of a text, as the retriever and the reader compare them."""

import re
from functools import lru_cache

from bot.countries import country, part_of_world
from bot.letters import latin, unaccented
from bot.values import spelled
from ingest import stem as snowball
from ingest.stem import words

STOP_WORDS = frozenset(
    """a about according after all also am an and any are as at be been being between but by can
    could did do does doing for from had has have he her him his how i if in into is it its me my
    no not of on or our please s she should so tell than that the their them there these they this
    those to us was we were what when where which who whom whose why will with would you your
    и в во на с со к о об от до по из за у для что кто где когда как какие какой какая чем это
    был была были было ли же не ja on oli ovat mitä kuka ketkä missä milloin mikä miten og i på
    av til er var hva hvem hvor når hvordan som för till är vad vem vilka när och""".split()
)
# What evidence may say instead of a question's word, in reports of meetings and agreements.
_INSTEAD = {
    word: alternatives.split()
    for words, alternatives in (
        ("participate participated", "attend present represent"),
        ("participant participants", "participate attend present represent"),
        ("attend attended", "participate present represent"),
        (
            "agency agencies body bodies",
            "service ministry department unit authority administration",
        ),
        ("topic topics agenda subject subjects", "issue discuss question"),
        ("outgrowth offshoot origin origins roots", "initiative basis created founded emerged"),
        ("founded established created formed", "founded established created formed organized"),
        ("aim aims goal goals purpose objective", "aim goal purpose objective task focus"),
        ("head chief director chairman chairperson", "head chief director chair"),
        ("drugs narcotics", "drug narcotic psychotropic"),
    )
    for word in words.split()
}
# Known without a definition in the documents.
COMMON_ABBREVIATIONS = (
    ("UN", "United Nations"),
    ("EU", "European Union"),
    ("MIA", "Ministry of Internal Affairs"),
    ("MVD", "Ministry of Internal Affairs"),
    ("Interior Ministry", "Ministry of Internal Affairs"),
    ("MFA", "Ministry of Foreign Affairs"),
    ("Foreign Ministry", "Ministry of Foreign Affairs"),
    ("FSB", "Federal Security Service"),
)
_PREFIX = 5  # letters
_LONGEST_REMEMBERED = 3_000  # code points of a text whose stems are
_MARK = re.compile(r"\[\d{1,3}\]")
_TAKE_PART = re.compile(r"\b(?:take|takes|took|taken|taking) part\b", re.IGNORECASE)
NTH = dict(
    zip(
        """1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 13th 14th 15th 16th 17th 18th 19th
        20th""".split(),
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
        thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
        twentieth""".split(),
        strict=True,
    )
)
# Words that single out one of several events; evidence about another one is a near miss.
ORDINALS = frozenset((*NTH, *NTH.values(), "next", "previous", "upcoming", "future", "again"))

# The posts of persons who head something, and those that a country may hold too: for patterns.
OF_PERSONS = (
    "(?:head|chief|director|minister|president|chair(?:man|woman|person)|commissioner|secretary|"
    "leader|boss|ambassador|governor|commander|inspector|prosecutor)"
)
POST = f"(?:{OF_PERSONS}|chair)"
# Words by which things of one kind are told apart: a red notice is no blue one.
SORTS = (
    "red blue green yellow black white orange purple grey northern southern eastern western "
    "bilateral trilateral multilateral domestic foreign internal external civil military"
).split()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return what a word is compared by: its country or continent, or its Snowball stem.

    Latin letters lose their accents: "Prum" is Prüm.
    """
    word = unaccented(word.casefold())
    if place := country(word) or part_of_world(word):
        return place
    if word in ("participant", "participants"):  # to name them is not to say that they took part
        return "participant"
    return snowball.stem(word, "ru" if "а" <= word[:1] <= "я" else "en")


def instead_of(word: str) -> list[str]:
    """Return the words that evidence may hold instead of a question's word."""
    return _INSTEAD.get(word.casefold(), [])


def content_words(text: str) -> list[str]:
    """Return the words that carry meaning, once each, in order, as written.

    "To take part" is one word, "to participate".
    """
    text = _TAKE_PART.sub("participate", text)
    kept: dict[str, str] = {}
    for word in words(text):
        if word.casefold() not in STOP_WORDS and (len(word) > 1 or word.isdigit()):
            kept.setdefault(word.casefold(), word)
    return list(kept.values())


def unmarked(text: str) -> str:
    """Return a text without source marks such as [2], which say nothing of its matter."""
    return _MARK.sub("", text)


def stems(text: str) -> frozenset[str]:
    """Return the stems of all words of a text, source marks aside; dates are spelled out.

    Those of passages and sentences are remembered; whole documents would fill the memory.
    """
    return (_remembered if len(text) <= _LONGEST_REMEMBERED else _stems)(text)


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, set(words(spelled(unmarked(text))))))


_remembered = lru_cache(maxsize=5_000)(_stems)


def keys(text: str, language: str) -> frozenset[str]:
    """Return what the words of a text in some language, ISO 639-1, are compared by."""
    if language == "en":
        return stems(text)
    return frozenset().union(*(word_keys(word, language) for word in set(words(unmarked(text)))))


@lru_cache(maxsize=100_000)
def word_keys(word: str, language: str) -> frozenset[str]:
    """Return what a word of another language than English may be compared by.

    That is its stem; the beginning of a long Finnish word, whose stem changes inside; a Russian
    name in Latin letters.
    """
    found = {snowball.stem(word.casefold().replace("ё", "е"), language)}
    if language == "fi" and len(word) > _PREFIX + 1:
        found.add(f"{word.casefold()[:_PREFIX]}-")
    if language == "ru" and word[:1].isupper():
        found |= {latin(each) for each in found}
    return frozenset(found)


def exact_words(question: str) -> list[str]:
    """Return the words that evidence must hold: names, numbers and ordinals.

    A name is a capitalised word that does not begin the question.
    """
    found = words(question)
    kept = content_words(question)
    names = {word for word in found[1:] if word[:1].isupper()}
    return [
        word
        for word in kept
        if word in names or any(c.isdigit() for c in word) or word.casefold() in ORDINALS
    ]
