"""Exact match and F1 of answer texts, by the definitions of the official SQuAD 2.0 script.

Source: Rajpurkar, Jia and Liang, "Know What You Don't Know", ACL 2018; its evaluation script v2.0.
"""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalized(text: str) -> str:
    """Return a text in lower case without ASCII punctuation, English articles and extra space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, answers: Sequence[str]) -> float:
    """Return 1.0 if the prediction equals an answer once both are normalized, else 0.0.

    No answers: the question has none, and an empty prediction is right.
    """
    return _best(prediction, answers, lambda a, b: float(normalized(a) == normalized(b)))


def f1(prediction: str, answers: Sequence[str]) -> float:
    """Return the highest harmonic mean of word precision and recall with any answer.

    Words are those of the normalized texts, counted as often as they occur. When either text has
    none, the score is 1.0 if both have none, else 0.0. No answers: as for `exact_match`.
    """
    return _best(prediction, answers, _f1)


def _best(prediction: str, answers: Sequence[str], compare: Callable[[str, str], float]) -> float:
    golds = [answer for answer in answers if normalized(answer)] or [""]
    return max(compare(prediction, gold) for gold in golds)


def _f1(prediction: str, gold: str) -> float:
    said, wanted = normalized(prediction).split(), normalized(gold).split()
    if not said or not wanted:
        return float(said == wanted)
    shared = sum((Counter(said) & Counter(wanted)).values())
    return 2 * shared / (len(said) + len(wanted))
