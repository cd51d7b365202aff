"""Near misses that a sentence shows by itself: what it speaks of instead of what is asked for."""

import re
from collections.abc import Sequence

from bot.countries import country, governments
from bot.flaws import Another, names_no_head
from bot.planned import only_planned
from bot.query import Kind, Query
from bot.terms import POST, SORTS, content_words, stem, stems, unmarked
from bot.values import MONTHS, Date, begins_range, dates
from bot.wanted import DATE, says_as_asked, wanted
from ingest.stem import words

_ROMAN = "(?:II|III|IV|V|VI|VII|VIII|IX|X)"
_NUMBERED = re.compile(rf"\b(?P<name>[A-ZÅÄÖÆØ][\w-]+) {_ROMAN}\b")
_DEPUTIES = re.compile(r"\b(?:deput|vice\b|assistant|second\b)", re.IGNORECASE)
_DEPUTY = re.compile(rf"\b(?:deputy|vice|assistant)[ -](?P<name>{POST})\b", re.IGNORECASE)
_ENDS = re.compile(r"[;:]|,(?! (?:whose|which|who|where|that)\b)")  # of what is denied
_HEAD = r"(?:head|chief|director|leader|president|chair(?:man|woman|person)?|secretary general)"
_HEAD_OF = re.compile(rf"\b{_HEAD} of (?:the )?(?P<body>[\w-]+)\W*$", re.IGNORECASE)
_RELATION = re.compile(
    r"\b(?P<one>[\w-]+) (?:ever )?(?:have|has|had|shares?|sign(?:ed)?|ma[dk]e) "
    r"(?:(?:an?|any|the) )?(?:\w+ ){0,2}(?:borders?|agreements?|treat(?:y|ies)|deals?|pacts?) "
    r"with (?P<other>[\w-]+)",
    re.IGNORECASE,
)
_OF_TWO = re.compile(r"\b([A-ZÅÄÖÆØ]\w+)[-–]([A-ZÅÄÖÆØ]\w+)\b")
_NAME = re.compile(r"[A-ZÅÄÖÆØ][\w’'-]+(?: [A-ZÅÄÖÆØ][\w’'-]+)+")
_INTO = re.compile(r"\binto (?:the )?([A-ZÅÄÖÆØ][\w-]+)")
_SORT = re.compile(rf"\b(?P<sort>{'|'.join(SORTS)})\s(?P<head>[a-z]\w+)", re.IGNORECASE)
_LONGEST_TERM = 3  # words of what is asked to be defined
_WHO_IS = re.compile(r"^\W*who (?:is|are|heads|leads|chairs|runs|has|holds)\b", re.IGNORECASE)
_THEN = re.compile(
    rf"\bthen (?:the )?(?:[\w’'-]+ ){{0,3}}{POST}\b"
    r"|\b(?:held|chaired|led|headed)\b[^.;]*\b(?:when|until|at (?:that|the) time)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_JOINS = re.compile(r"[-–]|,? and |, | or ")
_NOT = re.compile(
    r"\b(?:is|are|was|were|and|but) not (?:(?:an?|the|part of|one of)\b|(?=\w+s of\b))"
)
_TELLS_OF_IT = re.compile(r"[^.;:,]*[^.;:,\s] (?:that|which|who) ")
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
    if name := of_a_longer_name(question, sentence) or of_another_sort(
        query, sentence, surroundings
    ):
        return f"speaks of {name}"
    if name := of_another_variety(question, sentence):
        return f"speaks of {name}"
    if of_a_part(question, sentence):
        return "speaks of a part of it"
    if not says_as_asked(question, sentence):
        return "does not say what is asked for"
    if not query.asks_whether and only_planned(question, unmarked(sentence)):
        return "says what is planned"
    other = of_another_day(question, sentence, surroundings)
    if query.kind is Kind.FACT:
        other = other or of_another_pair(question, sentence) or into_another(question, sentence)
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
    """Return "deputy chief" for a text that speaks only of one, asked about the chief.

    Asked about the deputy, return "chief" for a text that speaks only of that.
    """
    deputy = _DEPUTY.search(question)
    if deputy and not _DEPUTIES.search(text):
        chief = re.search(rf"\b{deputy['name']}\b", text, re.IGNORECASE)
        return chief[0].lower() if chief else ""
    alone = r"(?<!deputy )(?<!vice )(?<!vice-)(?<!assistant )\b{}\b"
    return _only_as(_DEPUTY, alone, question, text).lower()


def of_a_longer_name(question: str, text: str) -> str:
    """Return "Euro-Arctic Council" for a text that names only that, asked about Arctic Council."""
    longer = (
        re.compile(rf"\w+[-–](?P<name>{re.escape(name)})\b") for name in _NAME.findall(question)
    )
    found = (_only_as(variant, r"(?<![-–\w]){}\b", question, text) for variant in longer)
    return next(filter(None, found), "")


def of_a_part(question: str, text: str) -> bool:
    """Tell whether a text names only the head of a part of a body, asked for the head of it.

    The head of the Russian bureau of Interpol is not the head of Interpol.
    """
    asked = _HEAD_OF.search(question)
    if not asked:
        return False
    whole = rf"(?:the )?{re.escape(asked['body'])}\b"
    of_part = rf"\b(?:{_HEAD} of|head(?:s|ed)) (?!{whole})[^,.;]{{1,60}} of {whole}"
    is_of_whole = re.search(rf"\b{_HEAD} of {whole}|\b{whole}[’']s {_HEAD}", text, re.IGNORECASE)
    return bool(re.search(of_part, text, re.IGNORECASE)) and not is_of_whole


def of_another_sort(query: Query, text: str, surroundings: Sequence[str]) -> str:
    """Return "another notice" for a text about notices in general, asked what a yellow one is."""
    asked = content_words(query.defines)
    is_term = 1 < len(asked) == len(query.defines.split()) <= _LONGEST_TERM
    if query.expanded != query.text or not is_term:
        return ""
    *sorts, head = asked
    present = stems(" ".join([text, *surroundings]))
    is_lacking = any(sort.islower() and stem(sort) not in present for sort in sorts)
    return f"another {head}" if is_lacking and stem(head) in stems(text) else ""


def of_another_variety(question: str, text: str) -> str:
    """Return "red notice" for a text about that and no blue one, asked about a blue notice."""
    said = stems(text)
    if any(stem(sort) in said for sort in words(question) if sort.casefold() in SORTS):
        return ""
    heads = {stem(asked["head"]) for asked in _SORT.finditer(question)}
    return next((of[0] for of in _SORT.finditer(text) if stem(of["head"]) in heads), "")


def into_another(question: str, text: str) -> Another | None:
    """Return the country into which something goes, asked about another."""
    asked, said = (
        set(filter(None, map(country, _INTO.findall(each)))) for each in (question, text)
    )
    if not asked or not said or asked & said:
        return None
    return Another(kind="country", found=", ".join(sorted(name.title() for name in said)))


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
    if not asked:
        return None
    said = dates(unmarked(sentence))
    days = sorted(date for date in said if date.day)
    if not days:
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
    return begins_range(day, text)


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
    relation = _RELATION.search(question)
    if relation and asked == set(map(country, (relation["one"], relation["other"]))):
        of_others = [set(map(country, two)) for two in _OF_TWO.findall(sentence)]
        if any(None not in two and len(asked & two) == 1 for two in of_others):
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
    of the coordination group" tells of another. "Not the costs that make up a third" tells of them.
    """
    asked = {stem(word) for word in content_words(question)}
    for at in _NOT.finditer(sentence):
        if _TELLS_OF_IT.match(sentence, at.end()):
            continue
        denied = asked & stems(_ENDS.split(sentence[at.end() :])[0])
        is_named = len(denied) >= 2 or asked <= denied
        if is_named and denied - stems(sentence[: at.start()]):
            return True
    return False
