"""Follow-ups that ask an earlier question with another question word: "When?", "Why not?"."""

import re
from dataclasses import replace

from bot.answer import Turn
from bot.grammar import Role, Token, past_participle, tokens
from bot.phrases import phrases

_ASKS = re.compile(
    r"(?P<ask>(?:since |until |from |by |to |for |with )?(?:when|where|why|how|who|whom|who else|"
    r"what else|which(?: ones?)?|how many|how often|how long)|(?:in |on |at )?"
    r"(?:which|what) (?:day|date|year|city|country|town|place|month))"
    r"(?: exactly| is (?:that|it|this)| was (?:that|it|this)| (?:so|not))?\W*$",
    re.IGNORECASE,
)
_NOT = re.compile(r"why not\W*$", re.IGNORECASE)
_OPPOSITES = (("open", "closed"), ("closed", "open"))


class Asked:
    """The parts of an earlier question that another question word can be put before."""

    def __init__(self, query: str) -> None:
        found = tokens(query)
        self.query = query
        self.ask = found[0].lower
        at = next((i for i, t in enumerate(found) if t.role in (Role.AUXILIARY, Role.VERB)), 0)
        self.start = found[at].start
        self.auxiliary = found[at] if found[at].role is Role.AUXILIARY else None
        self.verb: Token | None = found[at] if found[at].role is Role.VERB else None
        follows = found[at + 1] if at + 1 < len(found) else None
        self.passive = self.auxiliary if follows and follows.role is Role.VERB else None
        named = query[found[1].start : self.start].strip() if len(found) > 1 and at > 1 else ""
        named = named.removeprefix("many ")
        self.named = f"the {named}" if self.ask in ("which", "what", "how") and named else ""


def asked_with(fragment: str, turn: Turn) -> list[str]:
    """Return the question of a turn with the question word that a fragment is, if it is one."""
    asks = _ASKS.match(fragment)
    if not asks:
        return []
    turn = _as_answered(turn)
    return _why_not(fragment, turn) or _asked(asks.group("ask"), turn)


def _asked(ask: str, turn: Turn) -> list[str]:
    """Return the earlier question with another question word."""
    asked = Asked(turn.query)
    query, ask = turn.query, ask.strip()
    word = ask.casefold()
    if word.startswith("which") and asked.named:
        return [f"Which {asked.named.removeprefix('the ')} {query[asked.start :]}"]
    if word.startswith(("who", "what", "how many")) and not asked.auxiliary:
        counted = asked.named.removeprefix("the") if word == "how many" else ""
        return [f"{ask}{counted} {query[asked.start :]}"]
    if asked.verb:
        return [_of_subject_question(ask, asked)]
    if asked.auxiliary is None:
        return [f"{ask}: {query}"]
    rest = query[asked.start :]
    rest = rest[0].lower() + rest[1:]
    if asked.passive and (asked.ask in ("who", "what", "which") or asked.named):
        if word.startswith("who"):
            ask = "by whom" if word in ("who", "whom") else ask
        subject = asked.named or _subject_of_quote(asked, turn)
        rest = f"{asked.passive.text} {subject}{query[asked.passive.end :]}"
    return [f"{ask} {rest}"]


def _why_not(fragment: str, turn: Turn) -> list[str]:
    """Return "Why was Russia not suspended?" for "Why not?" after "Was Russia suspended?"."""
    auxiliary = tokens(turn.query)[0]
    subject = next((p for p in phrases(turn.query) if p.start == auxiliary.end + 1), None)
    if not _NOT.match(fragment) or auxiliary.role is not Role.AUXILIARY or not subject:
        return []
    query, end = turn.query, subject.end
    return [f"Why {query[0].lower()}{query[1:end]} not{query[end:]}"]


def _as_answered(turn: Turn) -> Turn:
    """Return "Is the border closed?" for "Is the border open?" where the quotes say closed."""
    said = " ".join(turn.quotes).casefold()
    for asked, answered in _OPPOSITES:
        if re.search(rf"\b{answered}\b", said) and not re.search(rf"\b{asked}\b", said):
            return replace(turn, query=re.sub(rf"\b{asked}\b", answered, turn.query))
    return turn


def _of_subject_question(ask: str, asked: Asked) -> str:
    """Return "When was the meeting opened?" for "When?" after "Who opened the meeting?"."""
    query, verb = asked.query, asked.verb
    if verb is None:
        return f"{ask}: {query}"
    if asked.named:
        return f"{ask} did {asked.named} {verb.lemma}{query[verb.end :]}"
    gap = verb.end + 1
    thing = next((p for p in phrases(query) if p.start == gap), None)
    if thing:
        be = "were" if thing.is_plural else "was"
        return f"{ask} {be} {thing.text} {past_participle(verb.lemma)}{query[thing.end :]}"
    return f"{ask} was that: {query[0].lower()}{query[1:]}"


def _subject_of_quote(asked: Asked, turn: Turn) -> str:
    """Return what the quotes say was done, as "the tripartite protocol", or "that"."""
    verb = next((t.lower for t in tokens(turn.query) if t.role is Role.VERB), "")
    for quote in turn.quotes:
        at = next((t for t in tokens(quote) if t.lower == verb), None)
        for phrase in phrases(quote):
            if at and 0 < at.start - phrase.end <= 6:
                return phrase.text
    return "that"
