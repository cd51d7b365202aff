"""Pronouns: what each can stand for, and whether it does so in its own question."""

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.countries import country
from bot.grammar import Role, Token, tokens
from bot.phrases import Kind, Phrase, phrases

_CLAUSE = frozenset("when where which who that after before since until as how why".split())
_INTO = frozenset("in into".split())
# A question about what is done with such things is about no person.
_NO_PERSON = frozenset(
    "meeting conference session group council committee agency organisation agreement protocol "
    "convention treaty".split()
)
_TIMES = frozenset("year day date time month week".split())


class Stands(StrEnum):
    """What a pronoun can stand for."""

    IT = "it"
    HE = "he"
    THEY = "they"
    THERE = "there"
    THEN = "then"


STANDS = {
    word: stands
    for stands, listed in (
        (Stands.IT, "it its"),
        (Stands.HE, "he him his she her"),
        (Stands.THEY, "they them their"),
        (Stands.THERE, "there"),
        (Stands.THEN, "then"),
    )
    for word in listed.split()
}
OWNING = frozenset("its his their her".split())
# "It" and "there" that stand for nothing.
_JUDGED = (
    "true|possible|impossible|clear|known|legal|illegal|allowed|necessary|important|easy|easier|"
    "difficult|hard|harder|safe|right|correct|likely|common|forbidden|prohibited|permitted|"
    "required|dangerous|better|worth|normal|useful|said|believed|thought|decided|agreed|announced|"
    "reported|planned"
)
_EMPTY = re.compile(
    "|".join(
        (
            # "Is it legal to", "they found it hard to"; but "Is it legal?" speaks of something
            rf"\b(?:is|was|be|will|makes?|made|find|found) (?:not )?it (?:be )?"
            rf"(?:still |really |so |too )?(?:{_JUDGED}) "
            r"(?:to|that|if|when|whether|for .+ to|\w+ing)\b",
            r"\bit (?:is|was) \w+ (?:that|to|for|who)\b",
            r"\bit \w+ed that\b",
            r"^\W*it (?:is|was)\b.*\bthat\b",
            r"\b(?:is|was) it (?:the|an?|in|on|at|by|to|from|for)\b.*\b(?:that|who|which)\b",
            # "What is it called when", "how long does it take to", "how is it that"
            r"\b(?:called|mean|means|matter|happen|look|like) (?:when|if|that|to)\b.*",
            r"\bit (?:called|like|that|who|takes?(?! effect| place)|from|to)\b(?=\s+\w)",
            r"\b(?:does|did) it (?:mean|matter|take(?! effect| place)|cost|follow|seem)\b.*"
            r"\b(?:to|for|that|if|when|whether)\b",
            r"\btime is it\b|\bit (?:rains?|snows?)\b|\bcomes to\b",
            # "Is there a plan", "there exist"; but "Who was there?"
            r"\b(?:is|are|was|were|has|have|be|been|will|would|could|can|did|does|must|should)"
            r" there(?=\s+\w)",
            r"^\W*(?:which|what|how many|how much) [^?]+ (?:is|are|was|were) there\W*$",
            r"\bthere (?:\w+ )?(?:is|are|was|were|has|have|exists?|will|must|should)\b",
        )
    ),
    re.IGNORECASE,
)


# "BALTCOM what is it?", "The protocol of 2014, who signed it?": it is what is named first.
_FRONTED = re.compile(
    r"\W*(?:[\w-]+ ){0,4}[\w-]+(?:,? (?:what|who|when|where|why|how|which)\b"
    r"|, (?:is|are|was|were|has|have|did|does|do)\b)",
    re.IGNORECASE,
)


def free_pronouns(text: str) -> list[int]:
    """Return the indexes of the tokens that stand for something outside the text."""
    if _FRONTED.match(text) and tokens(text)[0].role in (Role.NOUN, Role.DETERMINER):
        return []
    found = tokens(text)
    empty = [match.span() for match in _EMPTY.finditer(text)]
    return [
        i
        for i, token in enumerate(found)
        if token.lower in STANDS
        and not any(start <= token.start < end for start, end in empty)
        and not _is_bound(i, found, text)
    ]


def owns(i: int, found: Sequence[Token]) -> bool:
    """Tell whether a word that can be possessive is: "her speech", but "ask her about"."""
    return found[i].lower != "her" or found[i].role is Role.DETERMINER


def _is_bound(i: int, found: Sequence[Token], text: str) -> bool:
    """Tell whether a pronoun stands for something in its own question.

    An object does not stand for the subject of its own clause: "Did the FSB sign it?".
    """
    token = found[i]
    stands = STANDS[token.lower]
    if stands is Stands.THEN:
        last = i + 1 == len(found) or found[i + 1].role is Role.MARK
        return not last and found[i - 1].lower not in ("since", "by", "until")
    if stands is Stands.THERE:
        counted = found[0].lower == "how" and found[i - 1].role in (Role.AUXILIARY, Role.ASK)
        placed = any(p.end <= token.start and p.preposition in _INTO for p in phrases(text))
        after = found[i + 1] if i + 1 < len(found) else None
        meant_their = after is not None and after.role is Role.NOUN  # a slip
        told = after is not None and after.lower == "when"  # "there when they met"
        return i == 0 or counted or placed or meant_their or told
    previous = found[i - 1] if i else token
    before = [p for p in phrases(text) if p.end <= token.start and _may_bind(stands, p)]
    if stands is Stands.IT and previous.role is Role.PREPOSITION:  # "Is Norway a member of it?"
        before = [p for p in before if not country(p.head)]
    by_who = stands is not Stands.IT or previous.role is Role.VERB
    if by_who and i >= 2 and found[0].lower == "who" and found[1].role is Role.VERB:
        before = before or phrases(text)[:1]  # "Who gave their name to Normandy?"
    if not before:
        return False
    following = found[i + 1].role if i + 1 < len(found) else Role.MARK
    if (token.lower in OWNING and owns(i, found)) or previous.lower.endswith("ing"):
        return True
    is_subject = token.lower in ("it", "he", "she", "they") and following in (
        Role.VERB,
        Role.AUXILIARY,
        Role.ADVERB,
    )
    if is_subject and previous.role not in (Role.AUXILIARY, Role.PREPOSITION):
        return True
    between = (t for t in found[:i] if t.start >= before[0].end)
    return any(t.role is Role.JOIN or t.lower in _CLAUSE or t.text == "," for t in between)


def _may_bind(stands: Stands, phrase: Phrase) -> bool:
    """Tell whether a pronoun after a phrase in the same question may stand for it."""
    if phrase.kind is Kind.DATE:
        return False
    if stands is Stands.HE:
        return not phrase.is_plural and phrase.head not in _NO_PERSON
    if stands is Stands.THEY:
        return phrase.is_plural or phrase.head.endswith("s") or phrase.has_name
    return fits(stands, phrase) or (phrase.has_name and not phrase.is_plural)


def fits(stands: Stands, phrase: Phrase) -> bool:
    """Tell whether a phrase is of the kind and number that a pronoun stands for."""
    if stands is Stands.HE:
        return phrase.kind is Kind.PERSON
    if stands is Stands.THEY:
        return phrase.is_plural
    is_time = phrase.head in _TIMES
    return not phrase.is_plural and not is_time and phrase.kind in (Kind.THING, Kind.PLACE)
