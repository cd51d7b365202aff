"""Questions asked in one: "Who opened the meeting, and when was it held?"."""

import re
from collections.abc import Sequence

from bot.answer import Turn
from bot.followup import readings
from bot.grammar import LED, YEAR, Role, tokens
from bot.terms import POST

_ASKS = r"(?:who|whom|whose|what|when|where|why|how|which)\b"
_BEGINS = rf"(?:(?:at|by|for|from|in|of|on|since|to|under|until|with) )?{_ASKS}"
_NEXT = re.compile(rf"(?:,? and (?:also )?|; (?:and )?|\? (?:and )?)(?={_BEGINS})", re.IGNORECASE)
_DOES = (Role.VERB, Role.AUXILIARY)
_MOST = 4  # questions, each of which is looked up and read
_WAYS = 2  # of reading each, at most
_FIRST = re.compile(_BEGINS, re.IGNORECASE)
_NUMBER = r"(?:[IVX]{1,4}|\d{1,3}|[A-D])"
_OF_SERIES = re.compile(
    rf"\b(?P<noun>(?i:tables?|lists?|articles?|schedules?|annex|protocols?|operations?|phases?|parts?|"
    rf"chapters?|sections?|decisions?|groups?)) (?P<one>{_NUMBER}) and (?:the )?"
    rf"(?:(?i:(?P=noun)) )?(?P<other>{_NUMBER})\b"
)
_BEFORE_AND_AFTER = re.compile(r"\bbefore and after\b", re.IGNORECASE)
_POST = rf"the (?:[\w’'-]+ ){{0,4}}{POST}s? of [^,;?]+?"
_TWO_POSTS = re.compile(
    rf"^\W*(?P<who>who (?:is|was|are|were)) (?P<one>{_POST}) and (?P<other>{_POST})\W*$",
    re.IGNORECASE,
)


def coordinated(question: str) -> tuple[str, ...]:
    """Return a question about each of two things that one coordinates; nothing for others.

    They are two of a series (*Table I and Table II*), the time before and after something, or who
    holds each of two posts.
    """
    if two := _OF_SERIES.search(question):
        start, end = two.span()
        noun = two["noun"].removesuffix("s")
        return tuple(
            f"{question[:start]}{noun} {each}{question[end:]}"
            for each in (two["one"], two["other"])
        )
    if _BEFORE_AND_AFTER.search(question):
        return tuple(_BEFORE_AND_AFTER.sub(each, question) for each in ("before", "after"))
    if posts := _TWO_POSTS.match(question):
        years = YEAR.findall(question)
        asked = (f"{posts['who']} {posts[each]}?" for each in ("one", "other"))
        return tuple(_of_year(each, years) for each in asked)
    return ()


def asked_in_one(question: str, before: Sequence[Turn] = ()) -> tuple[tuple[str, ...], ...]:
    """Return the questions that one holds, each standing alone, in the ways it may be read.

    The likeliest is first. Nothing for a question that is single.

    before are the turns of the conversation that it follows, oldest first.

    "When and where did it take place?" is single, and so is "Who decides who attends and what is
    discussed?": what is asked within another question is no question of its own.
    """
    if not before and (two := coordinated(question)):
        return tuple((each,) for each in two)
    asked = [
        part.strip(" ,;?") for part in _NEXT.split(LED.sub("", question) if before else question)
    ]
    if not 1 < len(asked) <= _MOST or not _FIRST.match(asked[0]):
        return ()
    said = [tokens(part) for part in asked]
    if any(sum(t.role is Role.ASK for t in part) != 1 for part in said):
        return ()
    roles = {t.role for t in said[0]}
    names_it = bool(before) or not roles.isdisjoint((Role.NOUN, Role.PRONOUN))
    if not names_it or roles.isdisjoint(_DOES):
        return ()
    years = YEAR.findall(asked[0])
    turns = tuple(before)
    found: list[tuple[str, ...]] = []
    for part in asked:
        text = f"{part[0].upper()}{part[1:]}?"
        ways = [_of_year(way, years) if way != text else way for way in readings(text, turns)]
        if ways == [text] and not any(t.role in _DOES for t in tokens(text)):
            return ()  # a fragment that the one before does not complete
        found.append(tuple(ways[:_WAYS]))
        turns = (*turns, Turn(query=ways[0]))
    return tuple(found)


def _of_year(question: str, years: Sequence[str]) -> str:
    """Return a question that leans on one of a certain year as of that year."""
    if len(years) != 1 or YEAR.search(question):
        return question
    return f"{question.rstrip('?')} in {years[0]}?"
