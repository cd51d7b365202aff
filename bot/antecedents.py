"""What a pronoun of a follow-up may stand for: phrases of earlier questions and their quotes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.answer import Turn
from bot.countries import country
from bot.grammar import OF_A_YEAR, Role, tokens
from bot.letters import has_cyrillic
from bot.phrases import LIGHT, Kind, Phrase, people, phrases
from bot.pronouns import STANDS, Stands, fits

# What is done with a thing, and what is said of it, tells what kind of thing "it" is.
_SUITS = [
    (frozenset(doing.split()), frozenset(heads.split()))
    for doing, heads in (
        (
            "attend open close end start begin finish host hold last happen speak agenda discuss "
            "atmosphere participants participate welcome",
            "meeting conference session summit talks event visit seminar congress",
        ),
        (
            "sign ratify adopt enter force article articles text denounce contain require oblige "
            "define enshrine say conclude cover replace apply take end terminate amend valid part "
            "party",
            "agreement protocol convention treaty declaration plan memorandum act programme",
        ),
        (
            "found join lead chair member members secretariat belong leave suspend budget meet "
            "head establish create chairman tasks website part",
            "group council force committee organisation organization agency ministry office "
            "centre service commission bstf cbss interpol europol eurojust",
        ),
    )
]
# What somebody does to such a thing: it is not what "it" did in "When did it leave?".
_DONE_TO = frozenset(
    "attend open close host hold chair sign ratify adopt denounce found join lead leave belong "
    "establish create welcome".split()
)
_PLACES = frozenset("city town country region area village district".split())
_WHAT_IS = re.compile(
    r"^(?:what|who|which)(?:'s| is| are| was| were) ((?:the|an?) (?:[^?,;(]* )?(?:that|which|who|"
    r"of|between|in|from|with|on|for|against)\b ?[^?,;(]+)\W*$",
    re.IGNORECASE,
)
_LIGHT_OF = re.compile(rf"(?:the|an?) (?:{'|'.join(LIGHT)}) of ", re.IGNORECASE)
_IS_WHAT = re.compile(r"^\W*what(?:'s| is) \w+\W*$", re.IGNORECASE)
_EVENTS = {"meet": "meeting", "cooperate": "cooperation", "agree": "agreement"}


def meant(stands: Stands, text: str, recent: Sequence[Turn]) -> list[str]:
    """Return what a pronoun may stand for, likeliest first, in the words to put in its place."""
    weighed: list[tuple[float, str]] = []
    said = tokens(text)
    doing = {token.lemma for token in said}
    is_doer = any(a.lower in ("did", "does", "do") and b.lower in STANDS for a, b in pairwise(said))
    if is_doer:
        doing -= _DONE_TO
    for age, turn in enumerate(recent):
        asked = [(p, 1.0) for p in nouns_of(turn)]
        # What the question asked for is what is spoken of next.
        answers = 1.8 if stands is Stands.IT else 0.0
        quoted = [
            (p, answers) for quote in turn.quotes for p in _nouns_of_quote(turn, quote, stands)
        ]
        bracket = turn.query.find(" (")
        is_said = any(
            p.start < bracket and not country(p.head) and _may_be(stands, p) for p, _ in asked
        )
        for order, (phrase, weight) in enumerate(asked + quoted):
            if not _may_be(stands, phrase):
                continue
            if is_said and order < len(asked) and phrase.start > bracket:
                continue  # what was added to the question is spoken of less than what it says
            weight += 0.4 * (phrase.is_asked or "’" in phrase.text) - 0.05 * order - 1.5 * age
            head = phrase.head.removesuffix("s") if phrase.is_plural else phrase.head
            suits = any(doing & does and head in heads for does, heads in _SUITS)
            weight += 2.0 * (suits and stands is not Stands.THERE)
            is_bare = phrase.text.islower() and not phrase.text.startswith("the ")
            weight -= 1.0 * (is_bare and not phrase.is_plural)
            weight += 0.5 * (stands is Stands.IT and not is_doer and is_act_or_body(phrase))
            weight += 1.5 * (phrase.kind is Kind.PLACE and stands is Stands.THERE)
            weight += 0.6 * (stands is Stands.THERE and phrase.text.split()[-1][0].isupper())
            is_place = phrase.kind is Kind.PLACE or phrase.head in _PLACES
            is_where = is_place and phrase.preposition != ""
            weight -= 0.7 * (is_where and stands is Stands.IT)
            weight -= 1.0 * (stands is Stands.IT and _may_be_a_body(phrase))
            weight += 0.5 * (stands is Stands.IT and phrase.is_owned)
            weight -= 1.2 * (stands is Stands.THEY and not phrase.is_plural)
            weighed.append((weight, _as(stands, phrase)))
        if described := _description(turn, stands):
            has_name = any(p.kind is Kind.PERSON for p, _ in asked + quoted)
            weighed.append((1.2 - 1.5 * age - 2.0 * (stands is Stands.HE and has_name), described))
    best = sorted(weighed, key=lambda pair: -pair[0])
    return list(dict.fromkeys(_in_full(words, turns=recent) for _, words in best))


def _in_full(words: str, *, turns: Sequence[Turn]) -> str:
    """Return "the agreement that both made in 1993" for "the agreement", if it was said so."""
    asked = [whole.group(1) for turn in turns if (whole := _WHAT_IS.match(turn.query))]
    return next((text for text in asked if text.startswith(words + " ")), words)


def _may_be(stands: Stands, phrase: Phrase) -> bool:
    if stands is Stands.THEN:
        return phrase.kind is Kind.DATE
    if stands is Stands.THERE:
        event = any(phrase.head in heads for _, heads in _SUITS[:1])
        is_place = phrase.kind is Kind.PLACE and phrase.preposition in ("in", "at", "near")
        is_named = phrase.kind is Kind.THING and phrase.text[-1:].isalpha() and phrase.has_name
        return event or is_place or is_named
    if stands is Stands.THEY:
        body = any(phrase.head in heads for _, heads in _SUITS[2:])
        return phrase.is_plural or body
    return fits(stands, phrase) or (stands is Stands.IT and _may_be_a_body(phrase))


def _may_be_a_body(phrase: Phrase) -> bool:
    """Tell whether what is taken for a person may be a body, as "Kripos" in "Kripos was set up"."""
    return phrase.kind is Kind.PERSON and phrase.text.istitle() and " " not in phrase.text


def _as(stands: Stands, phrase: Phrase) -> str:
    """Return the words a phrase is put into another question with."""
    if stands is Stands.THERE:
        led = phrase.preposition if phrase.kind is Kind.PLACE else "at"
        return f"{led} {phrase.text}"
    if stands is Stands.THEN:
        led = "on" if re.search(r"\d{1,2} [A-Z]|[A-Z]\w+ \d{1,2},", phrase.text) else "in"
        return f"{led} {phrase.text}"
    return phrase.text


def nouns_of(turn: Turn) -> list[Phrase]:
    """Return the noun phrases of an earlier question, and the event that its verb names.

    What "What is …?" asks about is one phrase, with all that is said of it.
    """
    found = [_with_its_year(phrase, turn.query) for phrase in phrases(turn.query)]
    if len(found) == 1 and _IS_WHAT.match(turn.query):  # "What is kripos?" asks of one thing
        found = [replace(found[0], is_plural=False)]
    whole = _WHAT_IS.match(turn.query)
    if whole and found and not _LIGHT_OF.match(whole.group(1)):
        start, end = whole.span(1)
        inside = [phrase for phrase in found if not start <= phrase.start < end]
        first = next((phrase for phrase in found if phrase.start >= start), None)
        if first:
            text = re.sub("^an? ", "the ", whole.group(1))
            found = [*inside, replace(first, text=text, end=end, is_asked=True), *found]
    said = tokens(turn.query)
    for i, token in enumerate(said):
        subject = next((p for p in found if p.end < token.start and not p.is_asked), None)
        if said[0].lower != "who":  # "When met the group first?", as a translation may say
            subject = subject or next((p for p in found if p.start == token.end + 1), None)
        if token.role is Role.VERB and token.lemma in _EVENTS and subject:
            event = _EVENTS[token.lemma]
            order = "first " if said[i - 1].lower == "first" else ""
            date = next((" " + _as(Stands.THEN, p) for p in found if p.kind is Kind.DATE), "")
            text = f"the {order}{event} of {subject.text}{date}"
            found.insert(
                0,
                Phrase(
                    text=text, start=subject.start, end=token.end, head=event, kind=Kind.THING,
                    is_plural=False,
                ),
            )  # fmt: skip
            break
    return found


def _nouns_of_quote(turn: Turn, quote: str, stands: Stands) -> Iterable[Phrase]:
    """Return the phrases of a quote: persons, places and dates, and what the question asked for."""
    if stands is Stands.HE:
        is_latin = not has_cyrillic(turn.query)
        return (p for p in people(quote) if not (is_latin and has_cyrillic(p.text)))
    found = [p for p in phrases(quote) if p.kind is Kind.DATE or not p.text[0].isdigit()]
    if stands in (Stands.THERE, Stands.THEN):
        return (p for p in found if p.kind in (Kind.PLACE, Kind.DATE))
    if stands is Stands.THEY:
        return (p for p in found if p.is_plural)
    # "Which convention?": the convention of the quote. "What was signed?": what was signed there.
    asked = phrases(turn.query)
    heads = {p.head for p in asked if p.is_asked and is_act_or_body(p)}
    alike = (p for p in found if p.head in heads)
    if told := next((p for p in alike if p.has_name or OF_A_YEAR.match(quote, p.end)), None):
        return [_with_its_year(told, quote)]
    done = {t.lemma for t in tokens(turn.query) if t.role is Role.VERB}
    said = tokens(quote)
    at = next((i for i, t in enumerate(said) if t.role is Role.VERB and t.lemma in done), None)
    if at is None:
        return ()
    known = {p.head for p in asked}  # "their customs agreement" says more than "an agreement"
    found = [p for p in found if p.has_name or p.head not in known]
    verb, is_passive = said[at], at > 0 and said[at - 1].role is Role.AUXILIARY
    if is_passive:
        return (p for p in found if verb.start - 8 < p.end < verb.start)
    return (p for p in found if verb.end < p.start < verb.end + 3)


def _with_its_year(phrase: Phrase, text: str) -> Phrase:
    """Return "the convention of 1988" for "the convention" where a text goes on so."""
    dated = OF_A_YEAR.match(text, phrase.end) if is_act_or_body(phrase) else None
    return replace(phrase, text=phrase.text + dated[0]) if dated else phrase


def _description(turn: Turn, stands: Stands) -> str:
    """Return "the person who signed the protocol" for a question "Who signed the protocol?"."""
    said = turn.query.rstrip("?!. ")
    found = tokens(said)
    roles = [token.role for token in found[1:3]]
    if stands not in (Stands.HE, Stands.THEY) or found[0].lower != "who" or Role.VERB not in roles:
        return ""
    done = next(token for token in found[1:3] if token.role is Role.VERB)
    if done.lower in (done.lemma, done.lemma + "s"):  # "Who pays?" asks of nobody in particular
        return ""
    person = "the person" if stands is Stands.HE else "those"
    return f"{person} who {said[found[1].start :]}"


def is_act_or_body(phrase: Phrase) -> bool:
    """Tell whether a phrase names an event, a legal text or a body."""
    return any(phrase.head in heads for _, heads in _SUITS)
