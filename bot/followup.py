"""Follow-ups: a question that leans on the ones before it, as questions that stand alone.

No language model: pronouns are replaced by noun phrases of the earlier questions, then by names in
what was quoted for them; a fragment ("And from Norway?") takes its place in the earlier question.
A question in another language must have been read in English before (`bot.translate`).
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.answer import Turn
from bot.ellipsis import completed
from bot.grammar import Role, Token, tokens
from bot.phrases import Kind, Phrase, people, phrases
from bot.pronouns import OWNING, STANDS, Stands, fits, free_pronouns, owns

_MOST = 4
_TURNS = 3  # of the newest turns; what was spoken of before is rarely meant


_WHICH_ONES = re.compile(r"^(\W*(?:and |but )?which) ones?\b(?=\s*\w)", re.IGNORECASE)
_AT_THAT_TIME = re.compile(r"\bat (?:that|the same|this) time\b", re.IGNORECASE)
_POINTING = re.compile(r"\b(?:this|that|these|those|the same) (\w+)", re.IGNORECASE)
_TIMES = frozenset("year day date time month period".split())
_PLACES = frozenset("city town place country region".split())
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
            "define enshrine say conclude cover replace apply",
            "agreement protocol convention treaty declaration plan memorandum act programme",
        ),
        (
            "found join lead chair member members secretariat belong leave suspend budget meet "
            "head establish create chairman tasks website",
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
_EVENTS = {"meet": "meeting", "cooperate": "cooperation", "agree": "agreement"}


def readings(question: str, turns: Sequence[Turn]) -> list[str]:
    """Return a follow-up as questions that stand alone, likeliest first, at most four.

    A question that stands alone is returned alone and unchanged. turns are oldest first.
    """
    recent = [turn for turn in reversed(turns) if any(map(str.isalnum, turn.query))][:_TURNS]
    if not recent:
        return [question]
    resolved = _resolved(question, recent)
    found: list[str] = []
    for text in resolved or [question]:
        found += completed(text, recent[0])
    found = found or resolved
    return list(dict.fromkeys(map(_begun, found)))[:_MOST] or [question]


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _resolved(question: str, recent: Sequence[Turn]) -> list[str]:
    """Return the question with its pronouns replaced in each likely way; nothing without any."""
    text = _WHICH_ONES.sub(r"\1 of them", _AT_THAT_TIME.sub("then", question))
    for pointing in _POINTING.finditer(text):
        meant = _pointed_at(pointing, text, recent)
        if meant:
            return [text[: pointing.start()] + meant[0] + text[pointing.end() :]]
    found = tokens(text)
    pronouns = free_pronouns(text)
    choices = {
        stands: meant
        for stands in dict.fromkeys(STANDS[found[i].lower] for i in pronouns)
        if (meant := _meant(stands, text, recent))
    }
    pronouns = [i for i in pronouns if STANDS[found[i].lower] in choices]
    if not pronouns:
        return []
    first = STANDS[found[pronouns[0]].lower]
    return [
        _put(text, found, pronouns, {s: meant[0] for s, meant in choices.items()} | {first: choice})
        for choice in choices[first][:_MOST]
    ]


def _put(
    text: str, found: Sequence[Token], pronouns: Sequence[int], meant: dict[Stands, str]
) -> str:
    """Return the text with the tokens at some indexes replaced by what they stand for."""
    for i in reversed(pronouns):
        token = found[i]
        words = meant[STANDS[token.lower]]
        previous = found[i - 1].lower if i else ""
        if token.lower in ("there", "then") and found[i - 1].role is Role.PREPOSITION:
            words = words.split(" ", 1)[1]
        elif token.lower == "there" and previous in ("go", "get", "come", "travel", "sent", "went"):
            words = "to " + words.split(" ", 1)[1]
        elif token.lower in OWNING and owns(i, found):
            words += "’" if words.endswith("s") else "’s"
        text = text[: token.start] + words.replace("’", "'") + text[token.end :]
    return text


def _pointed_at(pointing: re.Match[str], text: str, recent: Sequence[Turn]) -> list[str]:
    """Return what "that meeting" or "the same year" is, from the earlier questions."""
    noun = pointing.group(1).casefold()
    before = next((t.lower for t in reversed(tokens(text[: pointing.start()]))), "")
    if noun in _TIMES or noun in _PLACES:
        kind = Stands.THEN if noun in _TIMES else Stands.THERE
        found = [words for words in _meant(kind, text, recent) if not words.startswith("at the ")]
        meant = [words.split(" ", 1) for words in found]
        is_led = before in ("in", "on", "at", "from", "of", "to", "since", "by", "for", "about")
        return [rest if is_led else f"{led} {rest}" for led, rest in meant]
    known = [p for turn in recent for p in _nouns_of(turn)]
    return [p.text for p in known if p.head == noun]


def _meant(stands: Stands, text: str, recent: Sequence[Turn]) -> list[str]:
    """Return what a pronoun may stand for, likeliest first, in the words to put in its place."""
    weighed: list[tuple[float, str]] = []
    said = tokens(text)
    doing = {token.lemma for token in said}
    if any(a.lower in ("did", "does", "do") and b.lower in STANDS for a, b in pairwise(said)):
        doing -= _DONE_TO
    for age, turn in enumerate(recent):
        asked = [(p, 1.0) for p in _nouns_of(turn)]
        # What the question asked for is what is spoken of next.
        answers = 1.5 if stands is Stands.IT else 0.0
        quoted = [
            (p, answers) for quote in turn.quotes for p in _nouns_of_quote(turn, quote, stands)
        ]
        for order, (phrase, weight) in enumerate(asked + quoted):
            if not _may_be(stands, phrase):
                continue
            weight += 0.4 * (phrase.is_asked or "’" in phrase.text) - 0.05 * order - 1.5 * age
            suits = any(doing & does and phrase.head in heads for does, heads in _SUITS)
            weight += 2.0 * (suits and stands is not Stands.THERE)
            weight += 1.5 * (phrase.kind is Kind.PLACE and stands is Stands.THERE)
            is_where = phrase.kind is Kind.PLACE and phrase.preposition != ""
            weight -= 0.7 * (is_where and stands is Stands.IT)
            weight -= 1.2 * (stands is Stands.THEY and not phrase.is_plural)
            weighed.append((weight, _as(stands, phrase)))
        if described := _description(turn, stands):
            has_name = any(p.kind is Kind.PERSON for p, _ in asked + quoted)
            weighed.append((1.2 - 1.5 * age - 2.0 * (stands is Stands.HE and has_name), described))
    best = sorted(weighed, key=lambda pair: -pair[0])
    return list(dict.fromkeys(words for _, words in best))


def _may_be(stands: Stands, phrase: Phrase) -> bool:
    if stands is Stands.THEN:
        return phrase.kind is Kind.DATE
    if stands is Stands.THERE:
        event = any(phrase.head in heads for _, heads in _SUITS[:1])
        return event or (phrase.kind is Kind.PLACE and phrase.preposition in ("in", "at", "near"))
    if stands is Stands.THEY:
        body = any(phrase.head in heads for _, heads in _SUITS[2:])
        return phrase.is_plural or body
    return fits(stands, phrase)


def _as(stands: Stands, phrase: Phrase) -> str:
    """Return the words a phrase is put into another question with."""
    if stands is Stands.THERE:
        led = phrase.preposition if phrase.kind is Kind.PLACE else "at"
        return f"{led} {phrase.text}"
    if stands is Stands.THEN:
        led = "on" if re.search(r"\d{1,2} [A-Z]|[A-Z]\w+ \d{1,2},", phrase.text) else "in"
        return f"{led} {phrase.text}"
    return phrase.text


def _nouns_of(turn: Turn) -> list[Phrase]:
    """Return the noun phrases of an earlier question, and the event that its verb names."""
    found = phrases(turn.query)
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
        return people(quote)
    found = phrases(quote)
    if stands in (Stands.THERE, Stands.THEN):
        return (p for p in found if p.kind in (Kind.PLACE, Kind.DATE))
    if stands is Stands.THEY:
        return (p for p in found if p.is_plural)
    # "What was signed?": what was signed in the quote.
    done = {t.lower for t in tokens(turn.query) if t.role is Role.VERB}
    verb = next((t for t in tokens(quote) if t.role is Role.VERB and t.lower in done), None)
    return (p for p in found if verb and p.end < verb.start and p.end > verb.start - 8)


def _description(turn: Turn, stands: Stands) -> str:
    """Return "the person who signed the protocol" for a question "Who signed the protocol?"."""
    said = turn.query.rstrip("?!. ")
    found = tokens(said)
    roles = [token.role for token in found[1:3]]
    if stands not in (Stands.HE, Stands.THEY) or found[0].lower != "who" or Role.VERB not in roles:
        return ""
    person = "the person" if stands is Stands.HE else "those"
    return f"{person} who {said[found[1].start :]}"
