"""Near misses: a question or passage changed so that they no longer belong together.

A swap replaces a name, year, number, month, ordinal or word by another of its kind. Questions are
also put in the styles in which people type them.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.terms import STOP_WORDS, stem

_NAME = re.compile(r"[A-Z][\w’'-]+(?: (?:of |the |de |van |von )?[A-Z][\w’'-]+)*")
_YEAR = re.compile(r"\b(?:1\d{3}|20\d\d)\b")
_NUMBER = re.compile(r"\b\d{1,3}(?:[.,]\d+)*\b")
_WORD = re.compile(r"[A-Za-z]+")
_SERIES = tuple(
    tuple(series.split())
    for series in (
        "January February March April May June July August September October November December",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "first second third fourth fifth sixth seventh eighth ninth tenth last",
        "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 13th 14th 15th 16th 17th 18th 19th",
        "one two three four five six seven eight nine ten eleven twelve twenty hundred",
        "northern southern eastern western central",
        "north south east west",
        "Finland Norway Russia Sweden Denmark Estonia Germany Poland France Italy Spain Japan",
        "Finnish Norwegian Russian Swedish Danish Estonian German Polish French Italian Spanish",
        "king queen emperor prince president minister bishop duke general",
        "red blue green white black yellow brown",
        "father mother brother sister son daughter wife husband uncle",
        "police customs army navy court parliament ministry church university company",
    )
)
_KIN = {word.casefold(): series for series in _SERIES for word in series}
_OPPOSITES = dict(
    pair
    for a, b in (
        pair.split("/")
        for pair in """before/after largest/smallest most/least more/less first/last begin/end
        began/ended start/stop started/stopped highest/lowest oldest/youngest earliest/latest
        increase/decrease increased/decreased win/lose won/lost rich/poor early/late new/old
        high/low large/small long/short strong/weak good/bad best/worst major/minor public/private
        internal/external inside/outside above/below increase/reduce allow/prohibit
        allowed/prohibited accept/reject accepted/rejected join/leave joined/left open/close
        opened/closed buy/sell bought/sold attack/defend attacked/defended support/oppose
        supported/opposed include/exclude included/excluded import/export same/different
        positive/negative legal/illegal male/female men/women always/never many/few easy/hard
        fast/slow like/dislike love/hate cheap/expensive hot/cold upper/lower maximum/minimum
        ancient/modern direct/indirect possible/impossible common/rare found/abolished
        signed/rejected borrowed/lent arrived/departed born/killed created/destroyed gained/lost
        front/back top/bottom light/heavy light/dark present/absent near/far with/without
        success/failure advantage/disadvantage safe/dangerous local/foreign up/down""".split()
    )
    for pair in ((a, b), (b, a))
)
_DENIABLE = re.compile(r"\b(?:is|are|was|were|can|could|will|would|should|must)\b", re.IGNORECASE)
_TYPING = 0.06  # of the words of a mistyped question


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Words and what to put in their place, wherever they stand."""

    old: str
    new: str

    def of(self, text: str) -> str:
        """Return a text with the swap made, whatever the case of the words."""
        return self._pattern.sub(lambda _: self.new, text)

    def is_in(self, text: str) -> bool:
        """Tell whether the words to replace stand in a text."""
        return bool(self._pattern.search(text))

    @property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){re.escape(self.old)}(?!\w)", re.IGNORECASE)


def names(text: str) -> list[str]:
    """Return runs of capitalised words that do not begin a sentence, in order, once each."""
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        begins = re.search(r"(?:^|[.!?\n]\s*[\"'“]?)$", text[: match.start()])
        if not begins or " " in match.group():
            found[match.group()] = None
    return [name for name in found if name.casefold() not in STOP_WORDS]


def swaps(question: str, passage: str, others: Sequence[str], chance: random.Random) -> list[Swap]:
    """Return exact replacements in a question: of names, years, numbers and words with kin.

    others are texts from which other names come, likeliest first.
    """
    found = [
        Swap(old=match.group(), new=_other_year(match.group(), chance))
        for match in _YEAR.finditer(question)
    ]
    found += [
        Swap(old=match.group(), new=_other_number(match.group(), chance))
        for match in _NUMBER.finditer(question)
        if not _YEAR.search(match.group())
    ]
    for word in _WORD.findall(question):
        if kin := _KIN.get(word.casefold()):
            fitting = [other for other in kin if other.casefold() != word.casefold()]
            found.append(Swap(old=word, new=chance.choice(fitting)))
    pool = [name for text in others for name in names(text)]
    start = len(question.split(" ", 1)[0])
    folded = question.casefold()
    own = [name for name in names(passage) if len(name) > 3 and _stands(name.casefold(), folded)]
    own += [match.group() for match in _NAME.finditer(question, start)]
    for name in dict.fromkeys(own):
        alike = [
            other
            for other in pool
            if other.count(" ") == name.count(" ") and other.casefold() not in folded
        ]
        loose = [other for other in pool if other.casefold() not in folded]
        if alike or loose:
            found.append(Swap(old=name, new=chance.choice((alike or loose)[:40])))
    return [swap for swap in found if swap.is_in(question)]


def _stands(part: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text))


def _other_year(year: str, chance: random.Random) -> str:
    return str(max(1000, int(year) + chance.choice((-1, 1)) * chance.choice((1, 2, 4, 7, 10, 23))))


def _other_number(number: str, chance: random.Random) -> str:
    digits = [at for at, character in enumerate(number) if character.isdigit()]
    at = chance.choice(digits)
    other = chance.choice([d for d in "123456789" if d != number[at]])
    return number[:at] + other + number[at + 1 :]


def opposed(question: str, chance: random.Random) -> str | None:
    """Return a question with a word turned into its opposite, or denied; None if it has neither."""
    words = [word for word in _WORD.findall(question) if word.casefold() in _OPPOSITES]
    if words:
        word = chance.choice(words)
        return Swap(old=word, new=_OPPOSITES[word.casefold()]).of(question)
    if match := _DENIABLE.search(question):
        at = match.end()
        return f"{question[:at]} {chance.choice(('not', 'never'))}{question[at:]}"
    return None


def reworded(question: str, passage: str, chance: random.Random) -> str | None:
    """Return a question with one of its words replaced by one of the passage with its ending."""
    asked = [w for w in _WORD.findall(question)[1:] if _is_content(w)]
    asked = [word for word in asked if _stands(word.casefold(), passage.casefold())] or asked
    chance.shuffle(asked)
    known = {stem(word) for word in _WORD.findall(question)}
    for word in asked:
        alike = [
            other
            for other in dict.fromkeys(_WORD.findall(passage))
            if _is_content(other) and other[-2:] == word[-2:] and stem(other) not in known
        ]
        if alike:
            return Swap(old=word, new=chance.choice(alike)).of(question)
    return None


def _is_content(word: str) -> bool:
    return len(word) > 3 and word.casefold() not in STOP_WORDS


def styled(question: str, chance: random.Random) -> str:
    """Return a question as people also type it: keywords, lower case, unmarked, mistyped."""
    draw = chance.random()
    if draw < 0.08:
        kept = [word for word in question.rstrip(" ?").split() if word.casefold() not in STOP_WORDS]
        question = " ".join(kept) if len(kept) > 2 else question
    elif draw < 0.20:
        question = question.rstrip(" ?").lower()
    elif draw < 0.26:
        question = question.rstrip(" ?")
    if chance.random() < 0.10:
        question = " ".join(_mistyped(word, chance) for word in question.split())
    return question


def _mistyped(word: str, chance: random.Random) -> str:
    if len(word) < 5 or not word.isalpha() or chance.random() > _TYPING * 5:
        return word
    at = chance.randrange(1, len(word) - 2)
    if chance.random() < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]
