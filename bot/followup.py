"""Follow-ups: a question that leans on the ones before it, as questions that stand alone.

No language model: pronouns are replaced by noun phrases of the earlier questions, then by names in
what was quoted for them; a fragment ("And from Norway?") takes its place in the earlier question.
A question in another language must have been read in English before (`bot.translate`).
"""

import re
from collections.abc import Sequence

from bot.answer import Turn
from bot.antecedents import is_act_or_body, meant, nouns_of
from bot.ellipsis import completed
from bot.grammar import Role, Token, tokens
from bot.phrases import Kind, Phrase, phrases
from bot.pronouns import OWNING, STANDS, Stands, free_pronouns, owns
from bot.terms import content_words

_MOST = 4
_VAGUE = 2  # words of content, at most, of a question that says too little alone
_TOPICS = 2  # of an earlier question
_TURNS = 3  # of the newest turns; what was spoken of before is rarely meant


_WHICH_ONES = re.compile(r"^(\W*(?:and |but )?which) ones?\b(?=\s*\w)", re.IGNORECASE)
_GOES_ON = re.compile(r"^\W*(?:and|but|so) (?=\w)", re.IGNORECASE)
_ONE = re.compile(r"\b(?:the|an?) (?:(?!one\b)[\w-]+) (one)\b", re.IGNORECASE)
_THAT = re.compile(r"(?<=\w )(?:that|this)(?: one)?(?=\W*$)", re.IGNORECASE)
_AT_THAT_TIME = re.compile(r"\bat (?:that|the same|this) time\b", re.IGNORECASE)
_POINTING = re.compile(r"\b(?:this|that|these|those|the same) (\w+)", re.IGNORECASE)
# "The agreement" with nothing said of it is the one that was spoken of.
_DEFINITE = re.compile(
    r"\bthe (?P<noun>agreement|protocol|convention|treaty|declaration|memorandum|plan|pact|meeting|"
    r"conference|summit|visit|operation|group|council|committee|working group|task force)\b"
    r"(?!['’-]| (?:of|in|at|on|for|between|with|from|to|that|which|who|held|signed|\d|[A-Z]))",
)
_DATED = re.compile(r"\bthe (?:[\w-]+ )?of (?:19|20)\d\d\b|\bthe (?:19|20)\d\d \w")
_TIMES = frozenset("year day date time month period".split())
_PLACES = frozenset("city town place country region".split())
# A question that asks what something is stands alone.
_DEFINED = re.compile(r"^\W*(?:what|who)(?:'s| is| are| was| were) (?!the\b|to\b)", re.IGNORECASE)


def readings(question: str, turns: Sequence[Turn]) -> list[str]:
    """Return a follow-up as questions that stand alone, likeliest first, at most four.

    A question that stands alone is returned alone and unchanged. turns are oldest first.
    """
    recent = [turn for turn in reversed(turns) if any(map(str.isalnum, turn.query))][:_TURNS]
    if not recent:
        return [question]
    named = _as_before(_with_noun(question, recent), recent)
    resolved = _resolved(named, recent)
    found: list[str] = []
    for text in resolved or [named]:
        found += completed(text, recent[0])
    if resolved and not found:
        is_named = any(token.is_name for token in tokens(resolved[0])[1:])
        found = ([] if is_named else _about(resolved[0], recent)) + resolved
    found = found or _about(named, recent) or [named] * (named != question)
    return list(dict.fromkeys(map(_begun, found)))[:_MOST] or [question]


def _about(question: str, recent: Sequence[Turn]) -> list[str]:
    """Return a question that names nothing with what was spoken of added in brackets.

    "Which countries joined?" after a question on an operation may be about it. What is added is
    the names, events and bodies of the newest question that has any.
    """
    said = tokens(question)
    is_asked = any(t.role in (Role.ASK, Role.AUXILIARY) for t in said)
    is_asked = is_asked or (question.rstrip().endswith("?") and question.islower())
    is_vague = len(content_words(question)) <= _VAGUE and not _DATED.search(question)
    if not is_asked or not is_vague or _DEFINED.match(question):
        return []
    for turn in recent:
        named = [p for p in nouns_of(turn) if _is_topic(p)]
        outer = [p for i, p in enumerate(named) if not any(_holds(q, p) for q in named[:i])]
        outer = [p for p in outer if p.text.casefold() not in question.casefold()]
        if outer:
            topic = ", ".join(dict.fromkeys(p.text for p in outer[:_TOPICS]))
            asked = _GOES_ON.sub("", question).rstrip("?!. ")
            return [f"{asked} ({topic})?", question]
    return []


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
    text = _that_as_it(text)
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


def _with_noun(text: str, recent: Sequence[Turn]) -> str:
    """Return "Is the red notice binding?" for "Is the red one binding?"."""
    one = _ONE.search(text)
    if not one or any(phrase.end < one.start() for phrase in phrases(text)):
        return text  # "the last road that was the only one open"
    known = [p for turn in recent for p in reversed(nouns_of(turn)) if p.kind is not Kind.DATE]
    heads = [p.head for p in known if p.text.casefold().endswith(p.head) and p.head != "one"]
    head = next((head for head in heads if head.isalpha() and not head.endswith("s")), "")
    return text[: one.start(1)] + head + text[one.end(1) :] if head else text


def _that_as_it(text: str) -> str:
    """Return "Who signed it?" for "Who signed that?"."""
    found = _THAT.search(text)
    before = tokens(text[: found.start()])[-1] if found else None
    is_done = before and before.role is Role.VERB and before.lemma not in ("do", "say", "happen")
    return _THAT.sub("it", text) if is_done else text


def _as_before(text: str, recent: Sequence[Turn]) -> str:
    """Return a question with "the agreement" in the fuller words of an earlier one."""
    for bare in _DEFINITE.finditer(text):
        named = (p for turn in recent for p in nouns_of(turn) if p.has_name)
        fuller = (p.text for p in named if p.text.casefold().endswith(bare["noun"]))
        if found := next(fuller, ""):
            return text[: bare.start()] + found + text[bare.end() :]
    return text


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
        parts = [words.split(" ", 1) for words in found]
        is_led = before in ("in", "on", "at", "from", "of", "to", "since", "by", "for", "about")
        return [rest if is_led else f"{led} {rest}" for led, rest in parts]
    known = [p for turn in recent for p in nouns_of(turn)]
    return [p.text for p in known if p.head == noun]
