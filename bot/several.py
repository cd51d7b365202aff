"""Lists: evidence that several sentences give together, each a part of it."""

import math
import re
from collections.abc import Sequence

from bot.countries import country
from bot.terms import stems, unmarked
from bot.weigh import Weighed
from ingest.stem import words

MOST = 6
_LEAST = 0.04  # probability of a sentence that counts
_DEPEND = 0.75  # of the odds: that one sentence answers makes it likelier that another does
_SHARE = 0.3  # of the best sentence's: what is shown beside it
_KIN = 0.3  # how much of that share being worded like the best sentence stands for
_SAME_SENTENCE = 0.7  # of the words of two sentences in common: one says what the other says
_TOLD_APART = re.compile(r"(?<=\W)(?:[^\W\d_a-zäöåæø]\w+|\d[\d.,]*)")  # by names and numbers


def likelihood(allowed: Sequence[Weighed]) -> float:
    """Return how likely one at least of the likeliest sentences answers, which are best first.

    They are joined as if independent, by a noisy-or (Pearl, 1988), which is lowered a little as
    they are not. What says the same counts once.
    """
    counted: list[Weighed] = []
    for each in allowed:
        if each.probability < _LEAST or len(counted) == MOST:
            break
        text = each.candidate.text
        if all(text != other.candidate.text for other in counted) and not is_said(text, counted):
            counted.append(each)
    none = max(math.prod(1.0 - each.probability for each in counted), 1e-9)
    odds = _DEPEND * (1.0 - none) / none
    return odds / (1.0 + odds)


def items(allowed: Sequence[Weighed]) -> list[Weighed]:
    """Return the sentences that give parts of a list, likeliest first."""
    best, *others = allowed
    own = stems(best.candidate.text)
    chosen = [best]

    worth: list[tuple[float, Weighed]] = []
    for each in others:
        if each.probability >= _LEAST / 2:
            theirs = stems(each.candidate.text)
            alike = len(own & theirs) / max(1, len(own | theirs))
            worth.append((each.probability + _KIN * best.probability * alike, each))
    for share, each in sorted(worth, key=lambda pair: -pair[0]):
        if len(chosen) == MOST or share < _SHARE * best.probability:
            break
        if not is_said(each.candidate.text, chosen):
            chosen.append(each)
    return chosen


def is_said(text: str, chosen: Sequence[Weighed]) -> bool:
    """Tell whether a sentence says in nearly the same words what a chosen one says.

    It does not where each has a name or number that the other lacks. What is said in exactly the
    same words is cited to each of its documents.
    """
    own, names = stems(text), _told_apart_by(text)
    for each in chosen:
        other = each.candidate.text
        theirs = stems(other)
        if text != other and len(own & theirs) >= _SAME_SENTENCE * len(own | theirs):
            others = _told_apart_by(other)
            if not (names - others and others - names):
                return True
    return False


def _told_apart_by(text: str) -> set[str]:
    """Return the names and numbers of a sentence; its first word only if it is a country."""
    first = next(iter(words(text)), "")
    return {*_TOLD_APART.findall(unmarked(text)), *([first] if country(first) else [])}
