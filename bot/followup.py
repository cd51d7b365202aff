"""Follow-ups: a question that leans on the ones before it, as questions that stand alone.

No language model: pronouns are replaced by noun phrases of the earlier questions, then by names in
what was quoted for them; a fragment ("And from Norway?") takes its place in the earlier question.
A question in another language must have been read in English before (`bot.translate`).
"""

import re
from collections.abc import Sequence

from bot.answer import Turn
from bot.antecedents import is_act_or_body, meant, nouns_of
from bot.countries import country
from bot.ellipsis import completed
from bot.fuller import in_full
from bot.grammar import BEING, LED, OF_A_YEAR, YEAR, Role, Token, tokens
from bot.more import corrected, more
from bot.phrases import Kind, Phrase
from bot.pronouns import OWNING, STANDS, Stands, free_pronouns, owns
from bot.terms import content_words
from bot.years import before_holder

_MOST = 4
_VAGUE = 2  # words of content, at most, of a question that says too little alone
_WITHOUT_NAME = 9  # likewise, of one whose pronouns stand for something without a name
_TOPICS = 2  # of an earlier question
TURNS = 3  # of the newest turns; what was spoken of before is rarely meant


_WHICH_ONES = re.compile(r"^(\W*(?:and |but )?which) ones?\b(?=\s*\w)", re.IGNORECASE)
_WHICH_ONE_THEN = re.compile(
    r"^\W*(?:and |but |so )?which ones? ((?:in|on|at|from|for|by|under|between) .+)$", re.IGNORECASE
)
_ASKS_WHICH = re.compile(r"^\W*(?:in |on |at |from )?(?:which|what) [\w-]+ [\w-]+", re.IGNORECASE)
_THEN = re.compile(r",? then(?=\W*$)", re.IGNORECASE)
_GOES_ON = re.compile(r"^\W*(?:and|but|so) (?=\w)", re.IGNORECASE)
_THAT = re.compile(r"(?<=\w )(?:that|this)(?: one)?(?=\W*$)", re.IGNORECASE)
_THAT_DONE = re.compile(
    r"\b(?i:is|was|has|did|does) (?P<that>that) (?P<next>[a-z]+)"
    r"(?=\W*$| (?:in|on|at|by|for|from|with|to|still|ever|yet|already|the|[A-Z]\w*)\b)"
)
# "That" after these is what was said or done, no thing: "Who decided that?".
_CLAUSES = frozenset("do say happen decide announce propose plan expect report know".split())
_WHAT_IS_THAT = re.compile(
    r"^(\W*(?:and )?what(?:'s| is| was) )(?:that|this)(?=\W*$)", re.IGNORECASE
)
_JOINED = frozenset("join leave withdraw accede participate attend sign ratify".split())
_DO_THAT = re.compile(r"\b(?:do|did|done|doing) (?:that|this|so)\b|\bdo it\b", re.IGNORECASE)
_OVER_THERE = re.compile(r"\b(?:over|out|up|down) (?=there\b)", re.IGNORECASE)
_AT_THAT_TIME = re.compile(
    r"\bat (?:that|the same|this) time\b|\bat the time(?=\W*$)", re.IGNORECASE
)
_POINTING = re.compile(r"\b(?:this|that|these|those|the same) (\w+)", re.IGNORECASE)
_DATED = re.compile(r"\bthe (?:[\w-]+ )?of (?:19|20)\d\d\b|\bthe (?:19|20)\d\d \w")
_TIMES = frozenset("year day date time month period".split())
_PLACES = frozenset("city town place country region".split())
_LEADING = frozenset("in on at from of to since by for about is was are".split())
_TOWNS = frozenset("city town".split())
# "Is Russia still a member?" does not say of what: of what was spoken of.
_OF_WHAT = re.compile(
    r"\b(?:members?|part(?:y|ies)|observers?|signator(?:y|ies)|sides?|delegations?)(?=\W*$)",
    re.IGNORECASE,
)
_OF_WHAT_LONGEST = 4
# A question that asks what something is stands alone.
_DEFINED = re.compile(r"^\W*(?:what|who)(?:'s| is| are| was| were) (?!the\b|to\b)", re.IGNORECASE)


def readings(question: str, turns: Sequence[Turn]) -> list[str]:
    """Return a follow-up as questions that stand alone, likeliest first, at most four.

    A question that stands alone is returned alone and unchanged. turns are oldest first.
    """
    recent = [turn for turn in reversed(turns) if any(map(str.isalnum, turn.query))][:TURNS]
    if not recent:
        return [question]
    if asked_for := more(question, recent):
        return [asked_for]
    if (mended := corrected(question)) != question:
        question, recent = mended, [turn for turn in recent if turn.documents] or recent
    named = in_full(_but_for_then(question), recent)
    before = before_holder(LED.sub("", named, count=1).strip(), recent[0])
    found = [before] if before else _which_one(named, recent)
    resolved = [] if found else _resolved(named, recent)
    for turn in [] if found else recent:  # "And Norway?" may be about what was asked before
        found = [reading for text in resolved or [named] for reading in completed(text, turn)]
        if found:
            break
    if resolved and not found:
        found = _told_apart(resolved, named, recent)
    if found and len(tokens(named.rstrip("?!. "))) == 1:  # "Staff?" after "How much was seized?"
        found += _about(named, recent)[:1]
    found = found or _about(named, recent) or [named] * (named != question)
    return list(dict.fromkeys(map(_begun, found)))[:_MOST] or [question]


def _but_for_then(question: str) -> str:
    """Return "The founder?" for "The founder then?", where nothing is said of a time."""
    if not _THEN.search(question):
        return question
    said = tokens(LED.sub("", question))[:-2]
    is_fragment = all(t.role in (Role.DETERMINER, Role.NOUN, Role.MARK) for t in said)
    return _THEN.sub("", question) if is_fragment else question


def _told_apart(resolved: list[str], before: str, recent: Sequence[Turn]) -> list[str]:
    """Return questions whose pronouns were replaced so that each tells what it is about.

    "Who signed the agreement?" alone might be answered from any agreement: where the likeliest
    reading has no more names than there were before, it gets some in brackets, and of the others
    only those that have are left.
    """
    if _named(resolved[0]) > _named(before):
        return resolved
    about = _about(resolved[0], recent[:1], most=_WITHOUT_NAME)
    others = [text for text in resolved[1:] if _named(text) > _named(before)]
    return [about[0], *others] if about else resolved


def _named(text: str) -> int:
    """Return how many words tell a text's persons, bodies, places and treaties from others."""
    return sum(token.is_name for token in tokens(text)[1:]) + len(OF_A_YEAR.findall(text))


def _which_one(question: str, recent: Sequence[Turn]) -> list[str]:
    """Return "Which market closed in 2023?" for "And which one in 2023?".

    That is the newest question of the earlier ones that asks which, with what is said otherwise.
    """
    asked = _WHICH_ONE_THEN.match(question)
    of_which = (turn for turn in recent if _ASKS_WHICH.match(turn.query))
    turn = next(of_which, None) if asked else None
    return completed(f"And {asked.group(1)}", turn) if asked and turn else []


def _about(question: str, recent: Sequence[Turn], *, most: int = _VAGUE) -> list[str]:
    """Return a question that names nothing with what was spoken of added in brackets.

    "Which countries joined?" after a question on an operation may be about it. What is added is
    the names, events and bodies of the newest question that has any.
    """
    said = tokens(question)
    length = len(content_words(question))
    is_asked = any(t.role in (Role.ASK, Role.AUXILIARY) for t in said)
    has_verb = any(t.role in (Role.VERB, Role.AUXILIARY) for t in said)
    is_noun = length == 1 and not has_verb and question.islower() and not YEAR.search(question)
    is_short = not has_verb and question.rstrip().endswith("?") and length > 1
    is_fragment = is_short or is_noun
    is_asked = is_asked or is_fragment
    is_open = bool(_OF_WHAT.search(question)) or (
        most == _VAGUE and bool(_DO_THAT.search(question) or _lacks_object(said))
    )
    most = max(most, _OF_WHAT_LONGEST) if is_open else most
    defines = _DEFINED.match(question) and not any(t.role is Role.VERB for t in said)
    if not is_asked or length > most or _DATED.search(question) or defines:
        return []
    for turn in recent:
        nouns = nouns_of(turn)
        named = [p for p in nouns if _is_topic(p) and (length <= _VAGUE or p.has_name)]
        if not named and (is_open or is_fragment):
            named = [p for p in nouns if p.kind is not Kind.DATE]
        outer = [p for i, p in enumerate(named) if not any(_holds(q, p) for q in named[:i])]
        outer = [p for p in outer if p.text.casefold() not in question.casefold()]
        if is_open:  # what a country joined is no country
            outer = [p for p in outer if not country(p.head)] or outer
        if outer:
            topics = list(dict.fromkeys(p.text for p in outer[:_TOPICS]))
            years = {year for p in nouns if p.kind is Kind.DATE for year in YEAR.findall(p.text)}
            if len(years) == 1 and not YEAR.search(f"{question} {topics}"):
                topics += years
            topic = ", ".join(topics)
            asked = _GOES_ON.sub("", question)
            leads_on = (asked != question or not has_verb) and not _named(question)
            with_topic = f"{asked.rstrip('?!. ')} ({topic})?"
            # "The meeting" is the one spoken of, not any other.
            is_known = any(
                re.search(rf"\bthe {re.escape(p.head)}\b", question.casefold()) for p in outer
            )
            stands_alone = is_noun or not (leads_on or is_known or is_open)
            return [with_topic, question] if stands_alone else [with_topic]
    return []


def _lacks_object(said: Sequence[Token]) -> bool:
    """Tell whether a question lacks what somebody joined or signed: "When did Finland join?"."""
    kept = [t for t in said if t.role not in (Role.MARK, Role.ADVERB) and t.lower != "else"]
    if len(kept) < 2 or kept[-1].lemma not in _JOINED or kept[0].lower in ("which", "what"):
        return False
    is_done_to = any(t.lower in BEING for t in kept)
    return not is_done_to and bool(country(kept[-2].text) or kept[0].lower == "who")


def _is_topic(phrase: Phrase) -> bool:
    has_name = phrase.has_name and phrase.kind is not Kind.DATE
    return has_name or (not phrase.is_asked and is_act_or_body(phrase))


def _holds(outer: Phrase, inner: Phrase) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _resolved(question: str, recent: Sequence[Turn]) -> list[str]:
    """Return the question with its pronouns replaced in each likely way; nothing without any."""
    text = _WHICH_ONES.sub(r"\1 of them", _AT_THAT_TIME.sub("then", question))
    text = _that_as_it(_OVER_THERE.sub("", _WHAT_IS_THAT.sub(r"\1it", text)))
    for pointing in _POINTING.finditer(text):
        if found := _pointed_at(pointing, text, recent):
            return [text[: pointing.start()] + found[0] + text[pointing.end() :]]
    said = tokens(text)
    pronouns = free_pronouns(text)
    choices = {
        stands: likely
        for stands in dict.fromkeys(STANDS[said[i].lower] for i in pronouns)
        if (likely := meant(stands, text, recent))
    }
    if Stands.IT in choices and choices.get(Stands.THERE, [""])[0].endswith(choices[Stands.IT][0]):
        del choices[Stands.THERE]  # "Since when has it been there?"
    pronouns = [i for i in pronouns if STANDS[said[i].lower] in choices]
    if not pronouns:
        return []
    first = STANDS[said[pronouns[0]].lower]
    return [
        _put(text, said, pronouns, {s: words[0] for s, words in choices.items()} | {first: choice})
        for choice in choices[first][:_MOST]
    ]


def _that_as_it(text: str) -> str:
    """Return "Who signed it?" for "Who signed that?", "When was it signed?" likewise."""
    done = _THAT_DONE.search(text)
    follows = tokens(f"it was {done['next']}")[-1].role if done else Role.NOUN
    if done and follows in (Role.VERB, Role.PREPOSITION):
        return text[: done.start("that")] + "it" + text[done.end("that") :]
    found = _THAT.search(text)
    before = next(reversed(tokens(text[: found.start()])), None) if found else None
    is_done = before and before.role is Role.VERB and before.lemma not in _CLAUSES
    is_of = before and before.lower in ("of", "about")
    return _THAT.sub("it", text) if is_done or is_of else text


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
        found = [words for words in meant(kind, text, recent) if not words.startswith("at the ")]
        if noun in _TOWNS:
            found = [words for words in found if not country(words.split()[-1])]
        parts = [words.split(" ", 1) for words in found]
        is_led = before in _LEADING
        return [rest if is_led else f"{led} {rest}" for led, rest in parts]
    known = [p for turn in recent for p in nouns_of(turn)]
    return [p.text for p in known if p.head == noun]
