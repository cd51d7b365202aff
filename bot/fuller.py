"""Nouns of a follow-up that say too little alone, in the fuller words of earlier questions."""

import re
from collections.abc import Sequence

from bot.answer import Turn
from bot.antecedents import is_act_or_body, nouns_of
from bot.countries import country
from bot.grammar import MONTH, YEAR, Role, tokens
from bot.phrases import TEXTS, Kind, Phrase, phrases
from bot.pronouns import free_pronouns
from bot.terms import SORTS
from bot.years import in_another_year, year_spoken_of
from ingest.stem import words

_ONE = re.compile(r"\b(?:the|an?) (?:(?!one\b)[\w-]+) (one)\b", re.IGNORECASE)
# "Weren't they there?" asks what "Were they there?" asks.
_NOT = re.compile(
    r"^(\W*(?:is|are|was|were|do|does|did|has|have|had|would|could|should))n['’]t\b", re.I
)
_LED_ON = r"(?:with|of|from|for|between|on|about)"
_SORT = re.compile(rf"\b(?:{'|'.join(SORTS)})\b")
_ONE_WITH = re.compile(
    rf"\bthe (one)(?= (?:{_LED_ON}|in|at) )"
    r"|\b(?:there|have|has|had|sign|signed|make|made) (one)(?= (?:with|between|in|from|at) )",
    re.IGNORECASE,
)
_ONE_ALONE = re.compile(
    r"^(\W*(?:(?:and|but|so)\b\W*)?(?:(?:what|how) about )?)the one "
    rf"(?={_LED_ON} (?:\w+ ){{0,3}}\w+\W*$)",
    re.IGNORECASE,
)
_ONE_OF_THEM = re.compile(
    r"\b(?:(?<=does |join |make |have |need |used )|(?<=of |in |by ))one\b(?= in|\W*$)"
    r"|\b(?<=does |join |make |have |need |used )one\b(?! of\b)",
    re.IGNORECASE,
)
_WHAT_IS_A = re.compile(r"^what(?:'s| is| was) (an? [^?,]+?)\W*$", re.IGNORECASE)
_UNSAID = r"(?!['’-]| (?:of|in|at|on|for|between|with|from|to|that|which|who|held|signed|\d|[A-Z]))"
# "The agreement" with nothing said of it is the one that was spoken of.
_DEFINITE = re.compile(
    r"\bthe (?P<noun>agreement|protocol|convention|treaty|declaration|memorandum|plan|pact|"
    r"meeting|conference|summit|visit|operation|group|council|committee|working group|task force|"
    r"border)"
    rf"\b{_UNSAID}"
)
_PART = re.compile(
    r"\b(?:(?:article|section|chapter|paragraph|annex|table) (?:\d{1,3}|[IVX]+)\b"
    r"|(?:which|what) (?:article|section|chapter|paragraph|annex)s?\b)",
    re.IGNORECASE,
)
_OF_A_TEXT = re.compile(
    r"\b(?:of|in|under|to|by) (?:the|this|that|which|[A-Z])|\b(?:agreement|protocol|convention|"
    r"treaty|act|law|constitution|decision|regulation)\b|\b[A-Z]{3,}\b",
)
_TELLS_WHICH = re.compile(r"[A-Z]|\d{4}")
_POST = re.compile(r"\bthe (?:post|job)\b(?! (?:of|as)\b)", re.IGNORECASE)
_COUNTRY = re.compile(r"\bthe country\b(?! (?:of|that|which|whose|with)\b)", re.IGNORECASE)
_DAY = re.compile(rf"\b(?:\d\d? (?:{MONTH})|(?:{MONTH}) \d\d?)\b", re.IGNORECASE)


def in_full(question: str, recent: Sequence[Turn]) -> str:
    """Return a question with its bare nouns in fuller words; recent are turns, newest first."""
    text = _with_noun(in_another_year(_NOT.sub(r"\1", question), recent[0]), recent)
    for fuller in (_as_one, _as_before, _of_text, _with_holder, _with_country, _with_year):
        text = fuller(text, recent)
    return text


def _with_noun(text: str, recent: Sequence[Turn]) -> str:
    """Return "Is the red notice binding?" for "Is the red one binding?".

    "And the one with Estonia?" is "And with Estonia?".
    """
    text = _ONE_ALONE.sub(r"\1", text)
    one_with = _ONE_WITH.search(text)
    one = one_with or _ONE.search(text)
    if not one:
        return text
    spoken_of = [nouns_of(turn) for turn in recent]
    known = [p for nouns in spoken_of for p in reversed(nouns) if p.kind is not Kind.DATE]
    if one_with:
        heads = [p.head for p in known if is_act_or_body(p)]
        if one[2] or not heads:  # "Was there one in Oslo?"
            plural = (p.text for nouns in spoken_of for p in nouns if p.is_plural)
            heads = [_singular(t.removeprefix("the ")) for t in plural if t.islower()] + heads
    else:
        if any(phrase.end < one.start() for phrase in phrases(text)):
            return text  # "the last road that was the only one open"
        heads = [
            _singular(p.head) if p.is_plural else p.head
            for p in known
            if (
                p.text.partition(" of ")[0].endswith(p.head)
                or p.text.startswith((f"the {p.head} between ", f"the {p.head} with "))
                or (is_act_or_body(p) and " " in p.text)
            )
            and p.head != "one"
        ]
    said = " ".join(turn.query for turn in recent)
    acts = {p.head for p in known if is_act_or_body(p) and p.text.islower()}

    has_sort = one.re is _ONE and _SORT.search(one[0])

    def suits_less(head: str) -> tuple[bool, bool, bool]:
        """Rank "notice" first for "a blue one" after "a red notice", and last "Ministry"."""
        is_of_sorts = has_sort and re.search(rf"{_SORT.pattern} {re.escape(head)}", said)
        is_said = re.search(rf"\b{re.escape(head)}", said)
        return not is_of_sorts, not is_said, head not in acts

    heads.sort(key=suits_less)
    if not any(map(_is_kind, heads)):  # "Was there a newer one?": of what was quoted
        told = (p for turn in recent for quote in turn.quotes for p in phrases(quote))
        heads = [p.head for p in told if is_act_or_body(p) and " " in p.text]
    fit = filter(_is_kind, heads)
    head = next(fit, "")
    at = one.lastindex or 0
    if at == 1 and any(map(country, words(text[one.start() : one.start(1)]))):
        head = _but_for_country(head, known)
    if head and at > 1:
        head = f"{'an' if head[0] in 'aeiou' else 'a'} {head}"
    return text[: one.start(at)] + head + text[one.end(at) :] if head else text


def _but_for_country(head: str, known: Sequence[Phrase]) -> str:
    """Return "crime agreement" for "agreement" after "the Norwegian-Russian crime agreement"."""
    before = (p.text.partition(" of ")[0] for p in known if p.head == head)
    named = next((text for text in before if text.endswith(head)), head)
    others = [
        w
        for w in named.split()
        if w != "the" and not w.isdigit() and not any(map(country, words(w)))
    ]
    return " ".join(others) if " ".join(others).islower() else head


def _is_kind(head: str) -> bool:
    """Tell whether a noun says what kind of thing something is, as "market" in "one market"."""
    return head.replace(" ", "").isalpha() and not head.endswith("s") and not country(head)


def _singular(word: str) -> str:
    return word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")


def _as_one(text: str, recent: Sequence[Turn]) -> str:
    """Return "How long does a red notice last?" for "How long does one last?".

    "Do they have one too?" after "Is the Finnish border fence ready?" is "have a border fence".
    """
    one = _ONE_OF_THEM.search(text)
    if not one:
        return text
    kinds = [kind[1] for turn in recent if (kind := _WHAT_IS_A.match(turn.query))]
    if not kinds and text[: one.start()].endswith(" have "):
        things = (p for p in nouns_of(recent[0]) if p.kind is Kind.THING and p.head.islower())
        named = next((p.text.removeprefix("the ") for p in things if not p.is_plural), "")
        own = " ".join(w for w in named.split() if not country(w))
        kinds = [f"{'an' if own[0] in 'aeiou' else 'a'} {own}"] if own.islower() else []
    return text[: one.start()] + kinds[0] + text[one.end() :] if kinds else text


def _as_before(text: str, recent: Sequence[Turn]) -> str:
    """Return a question with "the agreement" in the fuller words of an earlier one."""
    for bare in _DEFINITE.finditer(text):
        named = (p for turn in recent for p in nouns_of(turn) if p.has_name)
        own = re.compile(rf"{bare['noun']}$|the {bare['noun']} (?:between|with) ", re.IGNORECASE)
        fuller = (p.text for p in named if own.search(p.text))
        if found := next(fuller, ""):
            return text[: bare.start()] + found + text[bare.end() :]
    return text


def _of_text(text: str, recent: Sequence[Turn]) -> str:
    """Return "article 20 of the protocol of 2001" for "article 20" after a question on that."""
    part = _PART.search(text)
    if not part or _OF_A_TEXT.search(text) or free_pronouns(text):
        return text
    if not any(t.role in (Role.ASK, Role.AUXILIARY) for t in tokens(text)):
        return text
    spoken_of = (p.text for turn in recent for p in nouns_of(turn) if p.head in TEXTS)
    whole = (re.sub(rf"^.*{_PART.pattern} of ", "", named, flags=re.I) for named in spoken_of)
    of = next((named for named in whole if _TELLS_WHICH.search(named)), "")
    return f"{text[: part.end()]} of {of}{text[part.end() :]}" if of else text


def _with_holder(text: str, recent: Sequence[Turn]) -> str:
    """Return "the post of Border Commissioner" for "the post"."""
    bare = _POST.search(text)
    if not bare:
        return text
    titles = (p for turn in recent for p in nouns_of(turn) if p.kind is Kind.PERSON)
    spoken_of = (p.text.removeprefix("the ") for p in titles if p.text.startswith("the "))
    title = next(spoken_of, "")
    return f"{text[: bare.end()]} of {title}{text[bare.end() :]}" if title else text


def _with_country(text: str, recent: Sequence[Turn]) -> str:
    """Return "Russia" for "the country", where the newest question that names any names one."""
    bare = _COUNTRY.search(text)
    if not bare or any(map(country, words(text))):
        return text
    named = (dict.fromkeys(filter(None, map(country, words(turn.query)))) for turn in recent)
    known = next(filter(None, named), {})
    if len(known) != 1:
        return text
    return text[: bare.start()] + next(iter(known)).title() + text[bare.end() :]


def _with_year(text: str, recent: Sequence[Turn]) -> str:
    """Return "on 24 November 2023" for "on 24 November" after a question on a day of 2023."""
    day = _DAY.search(text)
    if not day or YEAR.search(text):
        return text
    year = year_spoken_of(recent)
    return f"{text[: day.end()]} {year}{text[day.end() :]}" if year else text
