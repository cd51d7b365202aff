"""How agreements end: "Done at Oslo on 5 May 2012 …", "For the Government of Norway: …"."""

import re

from bot.countries import governments

ENDS = ("done at", "done in", "for the government of")  # by which the end of one is found
_ASKS_WHO = re.compile(
    r"^\W*(?:and |so )?who (?:\w+ )?signed\b|\bsignator(?:y|ies)\b", re.IGNORECASE
)
_ASKS_WHEN = re.compile(
    r"^\W*(?:and |so )?(?:when|where|(?:on|in|at) (?:what|which) \w+|(?:what|which) \w+)\b"
    r"(?: and (?:when|where))?.*\b(?:sign(?:ed)?|done|concluded)\b",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"For (?:and on behalf of )?(?:the )?(?:(?:\w+ ){0,3}(?:Government|Ministry|Kingdom|Republic|"
    r"Federation|Union|Commission|Authority|Administration|Service|Directorate)\b|[A-Z]\w+\s*:)"
    r"[^.;]*"
)
_DONE = re.compile(
    r"(?:Done|Signed) (?:at|in) (?:the )?[A-ZÅÄÖÆØ].*\b(?:1[6-9]|20)\d\d\b", re.DOTALL
)
_PERSON = re.compile(r"[A-ZÅÄÖÆØ][\w’'.-]*(?: (?:[a-z]{1,3} )?[A-ZÅÄÖÆØ][\w’'.-]*){1,5}")


def asks_for_signatures(question: str) -> bool:
    """Tell whether a question asks who signed something, or when or where."""
    return bool(_ASKS_WHO.search(question) or _ASKS_WHEN.search(question))


def is_signature(question: str, sentence: str) -> bool:
    """Tell whether a sentence is the part of how an agreement ends that a question asks for."""
    if _ASKS_WHO.search(question):
        asked = governments(question)
        is_asked = not asked or bool(asked & governments(sentence))
        return bool(is_asked and _SIGNS.fullmatch(sentence.strip()))
    return bool(_ASKS_WHEN.search(question) and _DONE.match(sentence))


def leads_up_to_name(sentence: str, following: str) -> bool:
    """Tell whether a line says for whom somebody signs, and the next one who that is."""
    text = sentence.strip()
    return bool(_SIGNS.fullmatch(text) and _PERSON.fullmatch(following.strip()))
