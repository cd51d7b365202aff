"""The SQuAD 2.0 measures: normalised exact match and F1, and how answerability is ranked.

Source: Rajpurkar, Jia and Liang, "Know What You Don't Know", ACL 2018, and its evaluation script.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = frozenset(string.punctuation)


def normalized(answer: str) -> str:
    """Return an answer in lower case, without punctuation, articles and extra space."""
    kept = "".join(c for c in answer.lower() if c not in _PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", kept).split())


def exact(golds: Sequence[str], answer: str) -> float:
    """Return 1 if an answer is one of the gold ones; none given: if it is empty."""
    return max(float(normalized(gold) == normalized(answer)) for gold in golds or ("",))


def f1(golds: Sequence[str], answer: str) -> float:
    """Return the best overlap in words with a gold answer; none given: 1 if it is empty."""
    return max(_overlap(normalized(g).split(), normalized(answer).split()) for g in golds or ("",))


def _overlap(gold: Sequence[str], given: Sequence[str]) -> float:
    if not gold or not given:
        return float(gold == given)
    common = sum((Counter(gold) & Counter(given)).values())
    return 2 * common / (len(gold) + len(given))


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Return how often a true one scores above a false one, ties counting half."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks = [0.0] * len(scores)
    at = 0
    while at < len(order):
        last = at
        while last + 1 < len(order) and scores[order[last + 1]] == scores[order[at]]:
            last += 1
        for i in order[at : last + 1]:
            ranks[i] = (at + last) / 2 + 1
        at = last + 1
    true = sum(labels)
    false = len(labels) - true
    if not true or not false:
        return float("nan")
    total = sum(rank for rank, label in zip(ranks, labels, strict=True) if label)
    return (total - true * (true + 1) / 2) / (true * false)
