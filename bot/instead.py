"""Near misses that a sentence shows by itself: what it speaks of instead of what is asked for."""

import re
from collections.abc import Sequence

from bot.countries import country
from bot.flaws import Another, governments, names_no_head
from bot.query import Kind, Query
from bot.terms import content_words, stem, stems, unmarked
from bot.values import MONTHS, Date, dates
from bot.wanted import DATE, wanted

_ROMAN = "(?:II|III|IV|V|VI|VII|VIII|IX|X)"
_NUMBERED = re.compile(rf"\b(?P<name>[A-ZÅÄÖÆØ][\w-]+) {_ROMAN}\b")
_DEPUTY = re.compile(
    r"\b(?:deputy|vice|assistant)[ -](?P<name>chief|head|director|minister|president|commissioner|"
    r"chair(?:man|woman|person)?|prosecutor|governor|commander|secretary|ambassador|inspector)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[;:]|,(?! (?:whose|which|who|where|that)\b)")  # of what is denied
_WHO_IS = re.compile(r"^\W*who (?:is|are|heads|leads|chairs|runs)\b", re.IGNORECASE)
_THEN = re.compile(
    r"\bthen (?:the )?(?:[\w’'-]+ ){0,3}(?:minister|chief|head|president|director|commissioner|"
    r"chair(?:man|woman|person)?|secretary|ambassador|governor)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_JOINS = re.compile(r"[-–]|,? and |, | or ")
_NOT = re.compile(
    r"\b(?:is|are|was|were|and|but) not (?:(?:an?|the|part of|one of)\b|(?=\w+s of\b))"
)
# "What happened on 5 May 2019?", not "the treaty signed on 5 May 2019", which it names.
_ON = re.compile(
    r"(?<!\w)(?<!signed )(?<!held )(?<!made )(?<!concluded )(?<!adopted )(?<!dated )(?<!published )"
    rf"on (?:\w+day,? )?(?:the )?(?=\d\d? (?:{'|'.join(MONTHS)})|(?:{'|'.join(MONTHS)}) \d)"
)


def told_instead(query: Query, sentence: str, surroundings: Sequence[str]) -> str:
    """Return what a sentence speaks of in the place of what is asked for, or nothing."""
    question = query.text
    if name := of_a_series(question, sentence) or of_a_deputy(question, sentence):
        return f"speaks of {name}"
    other = of_another_day(question, sentence, surroundings)
    if query.kind is Kind.FACT:
        other = other or of_another_pair(question, sentence)
    if other:
        return f"speaks of {other}"
    if query.kind is not Kind.COMPARISON and not query.asks_whether:
        if only_denies(question, sentence) or dates_only_a_denial(question, sentence):
            return "says what is not that"
        if names_no_head(question, sentence):
            return "names nobody"
    if query.is_about_now and of_one_then(question, sentence):
        return "says who it was then"
    return ""


def of_a_series(question: str, text: str) -> str:
    """Return "Gate II" for a text that speaks only of Iron Gate II, asked about Iron Gate."""
    return _only_as(_NUMBERED, rf"\b{{}}\b(?! {_ROMAN}\b)", question, text)


def of_a_deputy(question: str, text: str) -> str:
    """Return "deputy chief" for a text that speaks only of one, asked about the chief."""
    alone = r"(?<!deputy )(?<!vice )(?<!vice-)(?<!assistant )\b{}\b"
    return _only_as(_DEPUTY, alone, question, text).lower()


def _only_as(variant: re.Pattern[str], alone: str, question: str, text: str) -> str:
    """Return the variant of a name that a text has, and the question asks for the name alone.

    alone is the pattern of the name by itself, with {} for it; a text that has that too is left.
    """
    for found in variant.finditer(text):
        plain = re.compile(alone.format(re.escape(found["name"])), variant.flags)
        if plain.search(question) and not plain.search(text):
            return found[0]
    return ""


def of_another_day(question: str, sentence: str, surroundings: Sequence[str]) -> Another | None:
    """Return the days that a sentence speaks of, asked what was on another, if it names any.

    A month without a day may be that of the day asked for.
    """
    asked = [day for at in _ON.finditer(question) if (day := dates(question[at.end() :])[:1])]
    said = dates(unmarked(sentence))
    days = sorted(date for date in said if date.day)
    if not asked or not days:
        return None
    text = " ".join([sentence, *surroundings])
    around = [*said, *dates(" ".join(surroundings))]
    if any(_is_said(day, text, around) for [day] in asked):
        return None
    return Another(kind="day", found=", ".join(dict.fromkeys(map(str, days))))


def _is_said(day: Date, text: str, around: Sequence[Date]) -> bool:
    """Tell whether a text has a day, perhaps in a range: "24–25 November"."""
    if any(day.agrees(other) and other.month for other in around):
        return True
    ranges = rf"\b{day.day}(?: ?[–-] ?| and | to )\d\d? {MONTHS[day.month - 1]}\b"
    return bool(day.month and re.search(ranges, text))


def of_another_pair(question: str, sentence: str) -> Another | None:
    """Return the countries of a sentence that has only some of several asked about, and others.

    The length of the border of Norway and Russia is not that of Norway's and Finland's.
    """
    asked, said = governments(question), governments(unmarked(sentence))
    others = ", ".join(sorted(name.title() for name in said - asked))
    if not asked & said or not said - asked:
        return None
    if asked - said:
        return Another(kind="country", found=others)
    pairs, theirs = _together(question), _together(sentence)
    if pairs and theirs and not any(pair <= group for pair in pairs for group in theirs):
        return Another(kind="country", found=others)
    return None


def _together(text: str) -> list[set[str]]:
    """Return the countries that are named together: "Finland and Norway", "Finnish–Russian"."""
    groups: list[set[str]] = []
    ended = 0
    for word in _WORD.finditer(text):
        name = country(word[0])
        if not name:
            continue
        if groups and _JOINS.fullmatch(text, ended, word.start()):
            groups[-1].add(name)
        else:
            groups.append({name})
        ended = word.end()
    return [group for group in groups if len(group) > 1]


def dates_only_a_denial(question: str, sentence: str) -> bool:
    """Tell whether a date is asked for, and a sentence has one only of what something is not.

    "The agreement of 1993 is not the protocol that was signed in 2019" dates no signing of it.
    """
    if wanted(question) is not DATE:
        return False
    for at in _NOT.finditer(sentence):
        denied = _ENDS.split(sentence[at.end() :])[0]
        left = sentence.replace(denied, " ")
        if dates(denied) and not set(dates(left)) - set(dates(question)):
            return True
    return False


def of_one_then(question: str, sentence: str) -> bool:
    """Tell whether a sentence names who held a post back then, asked who holds it."""
    return bool(_WHO_IS.search(question) and _THEN.search(sentence))


def only_denies(question: str, sentence: str) -> bool:
    """Tell whether a sentence names what a question asks about only to say what is not that.

    Asked when the coordination group met, "the first of the three-country group and not a meeting
    of the coordination group" tells of another.
    """
    asked = {stem(word) for word in content_words(question)}
    for at in _NOT.finditer(sentence):
        denied = asked & stems(_ENDS.split(sentence[at.end() :])[0])
        is_named = len(denied) >= 2 or asked <= denied
        if is_named and denied - stems(sentence[: at.start()]):
            return True
    return False
