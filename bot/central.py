"""The central sentences of a text: those that share most with the others.

Source: degree centrality of Erkan and Radev, "LexRank", JAIR 2004, biased towards a query as in
Otterbacher, Erkan and Radev, HLT/EMNLP 2005.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.terms import content_words, stem

_QUERY_SHARE = 0.3
_LEAST_SHARE = 0.4  # of the best score: what stands apart is not central


def central_sentences(texts: Sequence[str], query: str, *, most: int) -> list[int]:
    """Return the places of at most `most` central sentences, in their order in the text."""
    bags = [Counter(stem(word) for word in content_words(text)) for text in texts]
    frequency = Counter(term for bag in bags for term in bag)
    weights = {term: math.log(1 + len(bags) / count) for term, count in frequency.items()}
    asked = Counter(stem(word) for word in content_words(query))
    scores = []
    for i, bag in enumerate(bags):
        others = sum(_cosine(bag, other, weights) for j, other in enumerate(bags) if j != i)
        degree = others / max(1, len(bags) - 1)
        scores.append((1 - _QUERY_SHARE) * degree + _QUERY_SHARE * _cosine(bag, asked, weights))
    floor = _LEAST_SHARE * max(scores, default=0.0)
    best = sorted((i for i in range(len(texts)) if scores[i] >= floor), key=lambda i: -scores[i])
    return sorted(best[:most])


def _cosine(
    one: Mapping[str, int], other: Mapping[str, int], weights: Mapping[str, float]
) -> float:
    shared = sum(
        one[term] * other[term] * weights.get(term, 1.0) ** 2 for term in one.keys() & other
    )
    if not shared:
        return 0.0
    return shared / (_length(one, weights) * _length(other, weights))


def _length(bag: Mapping[str, int], weights: Mapping[str, float]) -> float:
    return math.sqrt(sum((count * weights.get(term, 1.0)) ** 2 for term, count in bag.items()))
