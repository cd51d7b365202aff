"""Follow-ups that ask for more of the same, or take back what was meant."""

import re
from collections.abc import Sequence

from bot.answer import Turn
from bot.antecedents import nouns_of
from bot.countries import country
from bot.phrases import Kind

_PLEASE = r"(?:(?:can|could) you )?(?:please )?"
_MORE = re.compile(
    rf"^\W*(?:and |ok(?:ay)? )?(?:{_PLEASE}tell me more|more(?: details?| info)?|go on|elaborate|"
    r"(?:anything|something) else(?: do you know)?)(?: please)?\W*$",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    rf"^\W*(?:{_PLEASE}give (?:me )?)?(?:an |some |any )?(?:for )?(?:examples?|instance)"
    r"(?: please)?\W*$",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"^\W*(?:(?:no|sorry|wait|actually|oh)\b\W*)+(?:(?:i|we) (?:mean|meant)|not that(?: one)?)?\b"
    r"\W*(?=\w)|^\W*(?:i|we) (?:mean|meant) ",
    re.IGNORECASE,
)


def more(question: str, recent: Sequence[Turn]) -> str:
    """Return "Tell me about precursors" for "Tell me more" after a question on these, or nothing.

    For "Give examples" it is "What are examples of precursors?". recent are turns, newest first.
    """
    is_example = _EXAMPLES.match(question)
    if not is_example and not _MORE.match(question):
        return ""
    spoken_of = [p for turn in recent for p in nouns_of(turn) if p.kind is not Kind.DATE]
    # Of a body rather than of a member of it.
    spoken_of.sort(key=lambda phrase: any(map(country, phrase.text.split())))
    topic = next((phrase.text for phrase in spoken_of), "")
    if not topic:
        return ""
    return f"What are examples of {topic}?" if is_example else f"Tell me about {topic}"


def corrected(question: str) -> str:
    """Return "And 2015" for "No, I mean 2015"."""
    return _CORRECTED.sub("And ", question)
