"""Questions as documents of other languages than English may have them, to be looked up there.

A question is looked up word by word: as typed where the documents are in its own language, else by
the table of words (lexicon.toml), and names by their letters.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product

from bot.countries import country
from bot.grammar import CLOSED_WORDS
from bot.letters import cyrillic
from bot.lexicon import FUNCTION, entries, pieces_of, synonyms
from bot.query import Kind, Query
from bot.required import Required
from bot.retrieve import HybridRetriever
from bot.spelling import sounding_like
from bot.terms import STOP_WORDS, content_words, word_keys
from bot.terms import stem as english_stem
from ingest.catalog import Catalog
from ingest.stem import stem, words

# Shares of dense retrieval and of late interaction in rankings of these languages; chosen on half
# of the questions of XQuAD in Russian.
DENSE_SHARE = 0.2
INTERACTION_SHARE = 0.2
_EMPTY = STOP_WORDS.union(CLOSED_WORDS)  # of English
_LONGEST_PHRASE = 5  # words


def in_other_languages(english: Query, question: str, catalog: Catalog) -> Iterator[Query]:
    """Yield a question as documents of each other language may have it.

    english is how it is read in English; question is how it was typed.
    """
    for other in sorted(catalog.languages - {"en"}):
        # A language that the table lacks may be that of the question, taken for English.
        is_own = other == english.asked_in or (english.asked_in == "en" and not entries(other))
        terms = _typed(question, other) if is_own else _translated(english, other, catalog)
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
            otherwise="",
        )


def known_elsewhere(english: Query, word: str, catalog: Catalog) -> bool:
    """Tell whether documents in another language than English have a word of a question."""
    for language in sorted(catalog.languages - {"en"}):
        for term in _translated(english, language, catalog):
            asked = {key for form in term.instead for key in form}
            if word in term.word.split() and any(catalog.words.document_frequency(asked).values()):
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


def _translated(english: Query, language: str, catalog: Catalog) -> tuple[Required, ...]:
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
                    heard = (stem(cyrillic(word), language), *sounding_like(word, catalog))
                    forms = (*(frozenset((each,)) for each in dict.fromkeys(heard)), *forms)
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
