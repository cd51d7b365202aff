"""Fragments: a follow-up that lacks what the question before it said, completed from that."""

import re
from collections.abc import Iterator, Sequence

from bot.answer import Turn
from bot.countries import COUNTRIES, country
from bot.grammar import LED, OF_A_YEAR, Role, tokens
from bot.phrases import LIGHT, TEXTS, Kind, Phrase, phrases
from bot.reasked import Asked, asked_with
from bot.terms import ORDINALS
from bot.years import before_or_after, years_on

_NAMES = {name: adjective for name, adjective, *_ in COUNTRIES}  # norway → norwegian
_ADJECTIVES = {adjective: name for name, adjective in _NAMES.items()}
_PEOPLES = {form: name for name, _, *others in COUNTRIES for form in others if form[-1] == "s"}
_TWO = re.compile(rf"\b({'|'.join(_ADJECTIVES)})[-–]({'|'.join(_ADJECTIVES)})\b", re.IGNORECASE)
_OWNER = re.compile(r"(\w+)['’]s")
_HOW_MANY = re.compile(r"^\W*how (?:many|much) ", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:article|section|chapter|paragraph|rule) (\d{1,3})\b", re.IGNORECASE)
_LONGEST = 8  # words of a fragment
_ONLY = re.compile(r"^only (?:in )?(?=[^\W\d_]+\W*$)", re.IGNORECASE)
_HOW_IT_IS = re.compile(r"^how \w+ (?P<be>is|are|was|were) (?P<of>[^?]+)", re.IGNORECASE)
_GOES_ON = re.compile(r"\W*(?:\(|$|(?:at|in|of|for) )")
_WHO_IS = re.compile(r"^(?:who|what|where)(?:'s| is| are| was| were) (?=\w)", re.IGNORECASE)


_ANY = "|".join(name.capitalize() for name in _NAMES)
_PAIR = re.compile(rf"(?<!between )\b(?:{_ANY})(?:, (?:{_ANY}))* and (?:{_ANY})\b")


def completed(question: str, turn: Turn) -> list[str]:
    """Return a fragment's readings after an earlier question, likeliest first; else nothing."""
    led = LED.match(question)
    rest = question[led.end() if led else 0 :].strip()
    if any(name in _NAMES for name in _ONLY.sub("", rest.casefold()).rstrip("?!. ").split()):
        rest = _ONLY.sub("in ", rest)
    if asked := asked_with(rest, turn):
        return asked
    if shifted := years_on(rest, turn.query) or before_or_after(rest, turn.query):
        return [shifted]
    found = tokens(rest)
    said = [token for token in found if token.role is not Role.MARK]
    is_led = bool(led and led.group().strip())
    opens = bool(said) and (
        said[0].role is Role.PREPOSITION or (rest.endswith("?") and len(said) <= 3)
    )
    has_verb = any(token.role in (Role.VERB, Role.AUXILIARY, Role.ASK) for token in said)
    if not said or has_verb or len(said) > _LONGEST or not (is_led or opens):
        return []
    fragment = rest.rstrip("?!. ")
    if said[0].role in (Role.PREPOSITION, Role.DETERMINER):
        fragment = fragment[0].lower() + fragment[1:]
    fragment = re.sub(r"^(the (?:\w+)) ones?$", r"\1", fragment)
    return list(_put_in(fragment, turn.query, bare=not is_led and said[0].role is Role.NOUN))


def _put_in(fragment: str, query: str, *, bare: bool) -> Iterator[str]:
    """Yield the earlier question with the fragment in the place of what it is like.

    bare: nothing but a noun shows that it is a fragment, so it must be like something.
    """
    owner = _OWNER.fullmatch(fragment)
    if owner and owner[1].casefold() in _NAMES:  # "And Russia's?" after "Norwegian customs"
        fragment = _NAMES[owner[1].casefold()].capitalize()
    new = _described(fragment)
    if counted := _counted(new, query):
        yield counted
        return
    alike = [
        query[:start] + words + query[end:]
        for start, end, words in _alike(new, phrases(query), query)
    ]
    whole = _of_the_whole(new, query, owned=bool(owner) and not alike)
    if whole and not (alike and new.has_name):
        yield whole
        return
    yield from alike
    if bare:
        yield from _did(fragment, query) if new.head in _NAMES else ()
        return
    said = query.rstrip("?!. ")
    if alike and (new.kind is Kind.DATE or new.head in _NAMES or new.head in _PEOPLES):
        return
    if new.kind is Kind.DATE or new.preposition:
        lead = "" if new.preposition else ("on " if " " in new.text else "in ")
        yield f"{said} {lead}{fragment}?"
        return
    yield from _did(fragment, query)
    for old in reversed(phrases(query)):
        if not _may_take(old, new) or query.startswith("'s", old.end):
            continue
        if old.kind is new.kind or old.kind is Kind.THING:
            yield query[: old.start] + fragment + query[old.end :]


def _of_the_whole(new: Phrase, query: str, *, owned: bool) -> str:
    """Return an earlier question about another person or thing, or what else there is of it.

    That is "What is the price of the fence?" for "And the price?" after "How high is the fence?",
    "Who is the Finnish member?" for that member after "Who is the liaison prosecutor?", and, where
    the fragment is owned, "the Norwegian agreement" for "And Norway's?" after "the agreement".
    """
    known = phrases(query)
    if owned:
        first = next((p for p in known if p.text.startswith("the ")), None)
        return f"{query[: first.start]}the {new.text}{query[first.start + 3 :]}" if first else ""
    if new.preposition or not new.text.startswith("the ") or not new.head.isalpha():
        return ""
    if new.head in LIGHT and (asked := _HOW_IT_IS.match(query)):
        return f"What {asked['be']} {new.text} of {asked['of']}?"
    told = _WHO_IS.match(query)
    old = next((p for p in known if told and p.start == told.end()), None)
    if old is None or _GOES_ON.match(query, old.end) is None:
        return ""
    of = "" if " of " in new.text else "".join(old.text.partition(" of ")[1:])
    if any(map(country, of.split())) and any(map(country, new.text.split())):
        of = ""
    return query[: old.start] + new.text + of + query[old.end :]


def _counted(new: Phrase, query: str) -> str:
    """Return "How much heroin did they seize?" for "And heroin?" after that of hashish."""
    if new.kind is not Kind.THING or new.preposition or new.has_name:
        return ""
    what = _HOW_MANY.match(query)
    old = next((p for p in phrases(query) if what and p.start == what.end()), None)
    return query[: old.start] + new.text + query[old.end :] if old else ""


def _described(fragment: str) -> Phrase:
    """Return a fragment as a phrase, its text without the preposition that leads it."""
    found = tokens("x " + fragment)[1:]
    preposition = found[0].lower if found[0].role is Role.PREPOSITION else ""
    inner = [token for token in found if token.lower != preposition]
    text = ("x " + fragment)[inner[0].start :] if inner else fragment
    known = phrases("x of " + text)
    last = known[-1] if known else None
    kind = last.kind if last else Kind.THING
    is_name = bool(inner) and inner[-1].is_name
    if kind is Kind.THING and is_name and len(inner) <= 3 and not inner[-1].text.isupper():
        kind = Kind.PLACE if preposition in ("in", "from", "at", "near") else kind
    if inner and inner[-1].lower in _NAMES:
        kind = Kind.PLACE
    return Phrase(
        text=text, start=0, end=len(text), head=inner[-1].lower if inner else "", kind=kind,
        is_plural=False, preposition=preposition,
    )  # fmt: skip


def _alike(new: Phrase, known: Sequence[Phrase], query: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, words) of places in a question that a fragment can take, best first."""
    head = re.sub(r"^the ", "", new.text)
    if head.casefold() in ORDINALS:
        for token in tokens(query):
            if token.lower in ORDINALS:
                yield token.start, token.end, head
        return
    if people := _PEOPLES.get(head.casefold()):
        for token in tokens(query):
            if token.lower in _PEOPLES:
                yield token.start, token.end, head
            elif token.lower in _NAMES:
                yield token.start, token.end, people.title()
            elif token.lower in _ADJECTIVES:
                yield token.start, token.end, _NAMES[people].title()
        return
    place, adjective = head.casefold(), _NAMES.get(head.casefold())
    pair = _PAIR.search(query)
    if adjective and not new.preposition and (two := _TWO.search(query)):
        yield two.start(1), two.end(1), adjective.capitalize()  # "the Finnish-Russian border"
        return
    if place in _NAMES and pair and not new.preposition:
        yield pair.start(), pair.end(), head
    said = tokens(query)
    if new.preposition and place in _NAMES:  # in the place of one led alike, if there is any
        led_so = [t for t in said if query[: t.start].casefold().endswith(f" {new.preposition} ")]
        said = [t for t in led_so if t.lower in _NAMES] or said
    for token in said:
        if place in _NAMES and token.lower in _NAMES:
            start = token.start
            words = head
            led = query[: token.start].rstrip().rsplit(" ", 1)
            if new.preposition and led[-1].casefold() in ("in", "from", "for", "to", "of", "by"):
                start, words = len(led[0]) + 1, f"{new.preposition} {head}"
            yield start, token.end, words
        elif adjective and token.lower in _ADJECTIVES:
            yield token.start, token.end, adjective.capitalize()
        elif place in _ADJECTIVES and token.lower in _ADJECTIVES:
            yield token.start, token.end, head
        elif place in _ADJECTIVES and token.lower in _NAMES:  # "of Finland", "the Norwegian one"
            yield token.start, token.end, _ADJECTIVES[place].title()
    if place in _NAMES and not new.preposition:
        return
    own = [word for word in head.split() if word.casefold() in _ADJECTIVES]
    two = _TWO.search(query) if len(own) == 1 and new.text.endswith(new.head) else None
    if two and query[two.end() :].startswith(f" {new.head}"):  # "the Finnish-Russian border"
        other = two[2] if two[2].casefold() != own[0].casefold() else two[1]
        yield two.start(), two.end(), f"{own[0]}-{other}"
    for phrase in known:  # "And the Norwegian border?" after "the border between two others"
        if phrase.head == new.head and f"{phrase.head} between " in phrase.text:
            yield phrase.start, phrase.end, new.text
    has_country = any(word.casefold() in _ADJECTIVES for word in head.split())
    if new.kind is Kind.THING and has_country and not new.preposition:
        for phrase in known:  # "And the Finnish border?" after "How far is it from Russia?"
            if (
                phrase.kind is Kind.PLACE
                and phrase.preposition
                and phrase.text.casefold() in _NAMES
            ):
                yield phrase.start, phrase.end, new.text
    if "'s " in new.text:
        owner, owned = new.text.split("'s ", 1)
        for phrase in known:
            if phrase.text.casefold().startswith(owner.casefold() + "'s "):
                yield phrase.start, phrase.end, f"{owner}'s {owned}"
    if re.fullmatch(r"\d{1,3}", new.text):
        yield from ((m.start(1), m.end(1), new.text) for m in _NUMBERED.finditer(query))
        return
    number = re.fullmatch(r"(?:the )?([^\W\d]+) \d+", new.text)
    numbered = re.search(rf"\b{number.group(1)} \d+", query, re.IGNORECASE) if number else None
    if numbered:
        yield numbered.start(), numbered.end(), head
        return
    if new.kind is Kind.THING and new.preposition in ("in", "under", "by"):
        for phrase in known:
            if phrase.head in TEXTS and " of " not in phrase.text:
                dated = re.match(r" of \d{4}", query[phrase.end :])
                yield phrase.start, phrase.end + (dated.end() if dated else 0), new.text
    has_date = new.kind is Kind.DATE and any(phrase.kind is Kind.DATE for phrase in known)
    for phrase in known:
        if has_date and phrase.kind is not Kind.DATE:
            continue  # "and in 2016?" is not in the north
        if phrase.kind is Kind.DATE and new.kind is Kind.PLACE:
            continue
        same = phrase.kind is new.kind and new.kind is not Kind.THING
        led_alike = bool(new.preposition) and phrase.preposition == new.preposition
        if new.preposition and not led_alike and not (same and phrase.preposition):
            continue
        if not _may_take(phrase, new):
            continue
        if led_alike or same or (phrase.head and phrase.head == new.head):
            start = phrase.start
            words = new.text
            if same and new.preposition and not led_alike:
                before = query[: phrase.start]
                led_by = list(re.finditer(rf"\b{phrase.preposition}\b", before, re.IGNORECASE))
                start = led_by[-1].start() if led_by else phrase.start
                words = f"{new.preposition} {new.text}"
            yield start, phrase.end + _year_after(phrase, new, query), words


def _may_take(old: Phrase, new: Phrase) -> bool:
    """Tell whether a phrase can give its place to another: no "Which the group did they leave?"."""
    return not old.is_asked or not (new.text.startswith("the ") or new.has_name)


def _year_after(phrase: Phrase, new: Phrase, query: str) -> int:
    """Return the length of " of 1993", which the customs agreement need not be of as well."""
    dated = OF_A_YEAR.match(query, phrase.end) if phrase.head == new.head else None
    return len(dated[0]) if dated else 0


def _did(fragment: str, query: str) -> Iterator[str]:
    """Yield "Did the FSB take part?" for "And the FSB?" after "Which agencies took part?"."""
    asked = Asked(query)
    rest = tokens(query[asked.verb.end :]) if asked.verb else []
    is_noun = bool(rest) and rest[0].role is Role.AUXILIARY  # "What sentence did he get?"
    if asked.verb and not is_noun and asked.ask in ("who", "which", "what"):
        yield f"Did {fragment} {asked.verb.lemma}{query[asked.verb.end :]}"
    elif asked.passive:
        yield f"{asked.passive.text.capitalize()} {fragment}{query[asked.passive.end :]}"
