"""Evidence in documents of other languages than English, which the models do not know.

A question is looked up word by word: as typed where the documents are in its own language, else by
the table of words (lexicon.toml), and names by their letters. How likely a sentence answers is told
by the words it shares, and by what the network of a trained reader reads in its gloss.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product

from bot.countries import country
from bot.gloss import in_english, read_glosses
from bot.grammar import CLOSED_WORDS
from bot.letters import cyrillic
from bot.lexicon import FUNCTION, entries, pieces_of, synonyms
from bot.query import Kind, Query
from bot.read import FARTHEST, SENTENCE_END, Candidate, Network, Reading, logistic, rarity
from bot.required import Held, Required
from bot.retrieve import HybridRetriever
from bot.terms import STOP_WORDS, content_words, keys, word_keys
from bot.terms import stem as english_stem
from bot.wanted import DATE, DURATION, NUMBER, PERSON, SHARE, wanted
from ingest.catalog import Catalog
from ingest.stem import stem, words

# Shares of dense retrieval and of late interaction in rankings of these languages; chosen on half
# of the questions of XQuAD in Russian.
DENSE_SHARE = 0.2
INTERACTION_SHARE = 0.2
_EMPTY = STOP_WORDS.union(CLOSED_WORDS)  # of English
_LONGEST_PHRASE = 5  # words
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
WEIGHTS = (2.62, 0.96, 2.28, 3.89, 0.00, -0.97, -1.29, -2.39)
BIAS = -4.60
# The same with what the network reads in the glosses.
WEIGHTS_READ = (0.05, 0.48, 2.89, 2.15, 0.00, -0.50, -1.15, -0.96, 0.21, 0.02, 0.42, 0.50)
BIAS_READ = -1.37
_HOPELESS = 0.1  # what no words make likelier than this, the network need not read


def in_other_languages(english: Query, question: str, catalog: Catalog) -> Iterator[Query]:
    """Yield a question as documents of each other language may have it.

    english is how it is read in English; question is how it was typed.
    """
    for other in sorted(catalog.languages - {"en"}):
        # A language that the table lacks may be that of the question, taken for English.
        is_own = other == english.asked_in or (english.asked_in == "en" and not entries(other))
        terms = _typed(question, other) if is_own else _translated(english, other)
        if not terms:
            continue
        forms = (form for term in terms for form in term.instead)
        said = [] if is_own else [" ".join(sorted(form)) for form in forms]
        yield replace(
            english,
            text=question,
            expanded=question,
            search=" ".join([question, *said]),
            kind=Kind.FACT if english.kind == Kind.COMPARISON else english.kind,
            required=tuple(
                term
                for term in terms
                if (_is_exact(term, question) if is_own else _is_exact_of(term, english, other))
            ),
            parts=(),
            anchor=None,
            notices=(),
            language=other,
            terms=terms,
            asks=english.text,
        )


def known_elsewhere(english: Query, word: str, catalog: Catalog) -> bool:
    """Tell whether documents in another language than English have a word of a question."""
    for language in sorted(catalog.languages - {"en"}):
        for term in _translated(english, language):
            asked = {key for form in term.instead for key in form}
            if term.word == word and any(catalog.words.document_frequency(asked).values()):
                return True
    return False


def in_language(retriever: HybridRetriever, query: Query) -> HybridRetriever:
    """Return a retriever like another for documents in the query's language.

    What its filters keep out stays out. The question as typed is embedded: once for all languages.
    """
    filters = retriever.filters
    languages = filters.languages or (query.language,)
    return retriever.model_copy(
        update={
            "filters": replace(filters, languages=languages),
            "dense_share": DENSE_SHARE,
            "interaction_share": INTERACTION_SHARE,
            "embedded": query.text,
        }
    )


def _typed(question: str, language: str) -> tuple[Required, ...]:
    """Return the content words of a question in its own language.

    A word of the table stands for all that mean the same there.
    """
    if not entries(language):
        kept = [word for word in content_words(question) if len(word) > 1]
        return tuple(Required(word=word, instead=_alternatives(word, language)) for word in kept)
    found: list[Required] = []
    for piece in pieces_of(words(question), language):
        if piece.section in FUNCTION or piece.words[0].casefold() in STOP_WORDS:
            continue
        alike = _reversed(language).get(tuple(map(english_stem, words(piece.english))), ())
        own = product(*(_alternatives(word, language) for word in piece.words))
        forms = dict.fromkeys([*(frozenset().union(*sets) for sets in own), *alike])
        found.append(Required(word=" ".join(piece.words), instead=tuple(forms)))
    return tuple(dict.fromkeys(found))


def _translated(english: Query, language: str) -> tuple[Required, ...]:
    """Return the content words of a question in English with what another language has for them."""
    table = _reversed(language)
    typed = words(english.text)
    found: list[Required] = []
    at = 0
    while at < len(typed):
        for size in range(min(_LONGEST_PHRASE, len(typed) - at), 0, -1):
            run = typed[at : at + size]
            forms = table.get(tuple(map(english_stem, run)))
            if forms:
                found.append(Required(word=" ".join(run), instead=forms))
                break
        else:
            size, word = 1, typed[at]
            if word.casefold() not in _EMPTY and len(word) > 1:
                forms = _alternatives(word, language)
                if language == "ru" and word[:1].isupper():
                    forms = (frozenset((stem(cyrillic(word), language),)), *forms)
                found.append(Required(word=word, instead=forms))
        at += size
    return tuple(dict.fromkeys(found))


def _alternatives(word: str, language: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset((key,)) for key in sorted(word_keys(word, language)))


@cache
def _reversed(language: str) -> dict[tuple[str, ...], tuple[frozenset[str], ...]]:
    """Return by the stems of English words what a language has for them, as sets of keys."""
    table: dict[tuple[str, ...], list[frozenset[str]]] = {}
    for said, section, forms in entries(language):
        if section in FUNCTION:
            continue
        found = [frozenset(stem(word, language) for word in words(form)) for form in forms]
        for english in (said, *synonyms().get(said, ())):
            table.setdefault(tuple(map(english_stem, words(english))), []).extend(found)
    return {key: tuple(dict.fromkeys(forms)) for key, forms in table.items()}


def _is_exact(term: Required, question: str) -> bool:
    """Tell whether a term is a number or a name, which evidence must have."""
    is_name = term.word[:1].isupper() and words(question)[0] != term.word
    return is_name or any(map(str.isdigit, term.word))


def _is_exact_of(term: Required, english: Query, language: str) -> bool:
    """Tell the same of a term of a question in another language than the documents.

    A name that the table has may be called otherwise there; a country is not.
    """
    if any(map(str.isdigit, term.word)) or country(term.word):
        return True
    is_name = any(each.word == term.word for each in english.required)
    return is_name and (english_stem(term.word),) not in _reversed(language)


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
