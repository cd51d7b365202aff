"""Comparisons: what a question compares, as a question about each side."""

import re

from bot.grammar import Role, tokens
from bot.terms import NTH

_SIDES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bdifferences? between (.+?) and (?:that of |those of )?(.+?)\W*$",
        r"^\W*(?:compare|contrast) how (?P<doer>\w+) and (?P<other>\w+) (?P<does>.+?)\W*$",
        r"^\W*(?:please )?(?:compare|contrast) (.+?) (?:with|to|against) (.+?)\W*$",
        r"^\W*(?:please )?(?:compare|contrast) (.+?) and (.+?)\W*$",
        r"\bhow (?:do|does|did|is|are|was|were) (.+?) (?:differ|different) from (.+?)\W*$",
        r"\bhow (?:do|does|did) (.+?) compare (?:with|to) (.+?)\W*$",
        r"\bhow (?:do|does|did) (.+?) and (.+?) (?:differ|compare)\W*$",
        r"\bwhat (?:sets|set|tells|distinguishes) (.+?) (?:apart )?from (.+?)\W*$",
        r"\bwhat (?:do|does|did) (.+?) and (.+?) have in common\W*$",
        r"\bdistinguish(?:es|ed)? (.+?) from (.+?)\W*$",
        r"^(?P<one>.+?) (?:versus|vs\.?) (?P<two>[^:]+?): (?P<asks>.+?)\W*$",
        r"^(.+?) (?:versus|vs\.?) (.+?)\W*$",
        r"^\W*(?:is|are|was|were) (.+?) (?:the|one and the) same(?: \w+)? as (.+?)\W*$",
        r"^\W*(?:which|what|who)(?: of the two)? (?P<doing>.+?) (?P<how>first|earlier|later|longer|"
        r"sooner|last),? (?P<either>.+?) or (?P<or>.+?)\W*$",
        r"^\W*(?:is|are|was|were) (.+?) (?:\w+er|more \w+|less \w+) than (.+?)\W*$",
    )
)
_NTH = rf"(?:{'|'.join((*NTH, *NTH.values()))})"
_BOTH = re.compile(
    r"(?<!between )(?<!from )\b(?P<year>(?:19|20)\d\d) and (?:in )?(?P<other_year>(?:19|20)\d\d)\b"
    rf"|\bthe (?P<nth>{_NTH}) and (?:the )?(?P<other_nth>{_NTH})\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:each|both|they|the two)(?: of (?:them|the two))?\b", re.IGNORECASE)
_BARE = re.compile(r"(?:the )?[A-Z0-9]\w+")
_SHARED = re.compile(r"(?:the )?[A-Z0-9]\w+ ([a-z].+)")
_NOTHING_NAMED = frozenset("it that this they those these he she them".split())


def compared(question: str) -> tuple[str, ...]:
    """Return a question about each thing that a question compares; nothing for other questions.

    So is one about two years, or two of a series of meetings, asked of each.
    What the second leaves unsaid is taken from the first: "Norway's ties with Eurojust" and
    "Russia's".
    """
    if both := _BOTH.search(question):
        start, end = both.span()
        lead = "the " if both["nth"] else ""
        each = (both["year"] or both["nth"], both["other_year"] or both["other_nth"])
        return tuple(f"{question[:start]}{lead}{one}{question[end:]}" for one in each)
    for pattern in _SIDES:
        if not (found := pattern.search(question)):
            continue
        said = found.groupdict()
        if said.get("doer"):
            return tuple(f"How {who} {said['does']}?" for who in (said["doer"], said["other"]))
        if said.get("asks"):
            return tuple(_EACH.sub(who, said["asks"]) + "?" for who in (said["one"], said["two"]))
        if said.get("doing"):
            ask = "How long" if said["how"].casefold() == "longer" else "When"
            either = (said["either"], said["or"])
            return tuple(f"{ask} {who} {said['doing']}?" for who in either)
        one, other = (side.strip() for side in found.groups()[:2])
        if {one.casefold(), other.casefold()} & _NOTHING_NAMED or not (one and other):
            return ()
        if _BARE.fullmatch(one) and (shared := _SHARED.match(other)):
            one = f"{one} {shared[1]}"  # "the Russian and the Latvian lists of members"
        return f"What is {one}?", f"What is {_in_full(other, one)}?"
    return ()


def _in_full(other: str, one: str) -> str:
    """Return the second of two things compared with what it leaves to the first."""
    owner, _, owned = one.partition("'s ")
    noun = owned or _noun(one)
    if owned and re.search(r"['’]s?$", other):
        return f"{other} {owned}"
    if led := re.match(r"(?:that|those|the ones?|ones?) (\w+)\b", other, re.IGNORECASE):
        rest = other[led.start(1) :]
        before, same, _ = noun.partition(f" {led[1]} ")
        if same and owned:  # "Interpol's curbs on Belarus" and "those on Russia"
            return f"{owner}'s {before} {rest}"
        return f"the {before if same else noun} {rest}"
    return re.sub(r"\bones?$", _noun(one), other)


def _noun(phrase: str) -> str:
    """Return "Trident sweep" of "the October 2025 Trident sweep in the north"."""
    found = tokens(phrase)
    start = 1 if found and found[0].role is Role.DETERMINER else 0
    end = next(
        (i for i, t in enumerate(found) if i > start and t.role is Role.PREPOSITION), len(found)
    )
    words = [t for t in found[start:end] if t.role is not Role.DATE]
    return " ".join(t.text for t in words)
