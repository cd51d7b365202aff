"""Evidence in documents of other languages than English, which the models do not know.

How likely a sentence answers is told by the words it shares with the question, which `bot.worded`
has in that language, and by what the network of a trained reader reads in its gloss.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from bot.gloss import in_english, read_glosses
from bot.lexicon import entries
from bot.query import Query
from bot.read import FARTHEST, SENTENCE_END, Candidate, Network, Reading, logistic, rarity
from bot.required import Held, Required
from bot.terms import keys
from bot.wanted import DATE, DURATION, NUMBER, PERSON, SHARE, wanted
from ingest.catalog import Catalog

_NAME = re.compile(r"[^\W\d_a-zåäöæøа-яё][\w’'-]+(?:\s+[^\W\d_a-zåäöæøа-яё][\w’'.-]*)+")
_NUMERALS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve hundred thousand million half
    third several none""".split()
)

FEATURES = (
    "terms in sentence",
    "terms in sentence and those beside it",
    "terms in passage",
    "terms in sentence, below the best",
    "wanted kind present",
    "wanted kind absent",
    "fused score below the best",
    "not a sentence",
)
FEATURES_READ = (
    *FEATURES,
    "gloss answers",
    "gloss answers, beside the others",
    "answer in sentence, of the gloss",
    "answer in sentence, of all glosses",
)
# Fitted with `python -m evals.foreign` on half of XQuAD in Russian and of evals/languages, the bias
# lowered: words alone tell near misses badly.
WEIGHTS = (2.32, 0.86, 2.00, 4.25, 0.00, -1.01, -1.17, -2.64)
BIAS = -4.19
# The same with what the network reads in the glosses.
WEIGHTS_READ = (0.33, 0.45, 2.24, 2.03, 0.00, -0.35, -1.10, -1.10, 0.22, 0.00, 0.49, 0.48)
BIAS_READ = -1.00
_HOPELESS = 0.1  # what no words make likelier than this, the network need not read


def lacks_kind(query: Query, sentence: str) -> str:
    """Return the kind of thing that is asked for and that a sentence lacks, such as "a date"."""
    kind = wanted(query.asks)
    if kind in (DATE, NUMBER) and not _gives(kind, sentence, query.language):
        return "a date" if kind is DATE else "a number"
    return ""


def _gives(kind: re.Pattern[str], sentence: str, language: str) -> bool:
    if kind in (DATE, NUMBER) and re.search(r"\d", sentence):
        return True
    if kind is NUMBER:
        return not _numerals(language).isdisjoint(keys(sentence, language))
    if kind is DATE:
        return False
    return kind is not PERSON or bool(_NAME.search(sentence))


@cache
def _numerals(language: str) -> frozenset[str]:
    """Return what the numbers written as words are compared by."""
    forms = (form for said, _, forms in entries(language) if said in _NUMERALS for form in forms)
    return frozenset().union(*(keys(form, language) for form in forms))


def read(
    query: Query, candidates: Sequence[Candidate], catalog: Catalog, network: Network | None
) -> list[Reading]:
    """Return one reading per candidate, in order; no words are marked.

    network reads English, and so glosses: passage and question word by word in English.
    """
    rows = features(query, candidates, catalog)
    by_words = [Reading(probability=logistic(row, WEIGHTS, BIAS)) for row in rows]
    if network is None or max((r.probability for r in by_words), default=0.0) < _HOPELESS:
        return by_words
    read = gloss_features(query, candidates, network)
    return [
        Reading(probability=logistic((*row, *more), WEIGHTS_READ, BIAS_READ))
        for row, more in zip(rows, read, strict=True)
    ]


def gloss_features(
    query: Query, candidates: Sequence[Candidate], network: Network
) -> list[tuple[float, ...]]:
    """Return the last four of FEATURES_READ for each candidate."""
    is_own = query.asked_in == query.language
    question = in_english(query.text, query.language) if is_own else query.asks
    return read_glosses(question, candidates, query.language, network)


def features(
    query: Query, candidates: Sequence[Candidate], catalog: Catalog
) -> list[tuple[float, ...]]:
    """Return the signals named in FEATURES for each candidate, between -1 and 1."""
    if not candidates:
        return []
    weights = {term: _weight(term, catalog) for term in query.terms}
    total = sum(weights.values())
    kind = wanted(query.asks)
    if kind in (DURATION, SHARE):  # which take too many forms in other languages
        kind = None

    def found(text: str) -> dict[Required, float]:
        held = Held(text, query.language)
        return {term: held.degree(term) for term in query.terms}

    def share(degrees: Mapping[Required, float]) -> float:
        return sum(weights[t] * degree for t, degree in degrees.items()) / total

    own = [found(candidate.text) for candidate in candidates]
    around = {text: found(text) for text in {c.hit.passage.search_text for c in candidates}}
    most = max(map(share, own))
    best = max(candidate.hit.score for candidate in candidates)
    rows: list[tuple[float, ...]] = []
    for at, candidate in enumerate(candidates):
        beside = [
            own[i]
            for i in range(max(0, at - 1), min(len(own), at + 2))
            if candidates[i].hit is candidate.hit
        ]
        near = {term: max(degrees[term] for degrees in beside) for term in query.terms}
        gives = kind is not None and _gives(kind, candidate.text, query.language)
        rows.append(
            (
                share(own[at]),
                share(near),
                share(around[candidate.hit.passage.search_text]),
                share(own[at]) - most,
                float(gives),
                float(kind is not None and not gives),
                min(best - candidate.hit.score, FARTHEST),
                float(not SENTENCE_END.search(candidate.text)),
            )
        )
    return rows


def _weight(term: Required, catalog: Catalog) -> float:
    """Return how rare a term is, in the form the most passages hold."""
    asked = {key for form in term.instead for key in form} | {term.word.casefold()}
    frequency = max(catalog.words.document_frequency(asked).values())
    return rarity(frequency, catalog.passage_count())
