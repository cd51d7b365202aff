"""Why a question is not answered, in words: what is missing, and what comes nearest."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.answer import Abstention, Citation
from bot.countries import forms_of
from bot.flaws import missing_words, speaks_of_another
from bot.instead import of_another_day
from bot.query import Query
from bot.read import Candidate
from bot.strings import say, spoken
from bot.terms import content_words, stem, stems
from bot.wanted import lacks_kind
from bot.worded import known_elsewhere
from ingest.catalog import Catalog
from ingest.document import Span

_NEAREST = 3
_OF_IT = 0.6  # of a question's words, that a sentence has which says it is not known
# A sentence that says what is not known is shown with a refusal, never as an answer.
_GAP = re.compile(
    r"\b(?:does|do|did) not (?:say|name|give|state|mention|tell|specify|record|list|contain)\b"
    r"|\b(?:is|are|was|were) not (?:named|given|stated|mentioned|known|documented|recorded|found|"
    r"specified)\b|\b(?:no|neither)\b[^.;]{0,120}\b(?:was|were|is|are) (?:found|documented|named|"
    r"known|seen|given|mentioned)\b|\bno (?:report|account|statement|information|text|record)\b"
    r"|\b(?:names?|gives?|mentions?|states?) (?:no|neither|none)\b",
    re.IGNORECASE,
)


_CLAUSE_ENDS = re.compile(r"; |, (?:and|but|so|or) ")
_BESIDE = re.compile(r"\b(?:if|unless)\b[^,.;]*$|^(?:\S+\s+){6,}while\b[^.;]*$")
# "It was not found in Iceland but in a garage" says where it was found.
_BUT = re.compile(r"[^.;,]*,? but (?!(?:is|are|was|were|it|they|he|she|no|not)\b)")


def is_gap(sentence: str, answer: Span | None = None) -> bool:
    """Tell whether a sentence says that something is not known or not said.

    "If permission is not given" sets a condition, and what is said with "while" is said beside it.
    "Not found here but there" says where.
    With an answer, a span of the sentence, only the clause that has it counts: "No Finnish account
    was found; the only one is a press release" tells whose the only one is.
    """
    ends = [0, *(at.end() for at in _CLAUSE_ENDS.finditer(sentence)), len(sentence)]
    clauses = [Span(start=start, end=end) for start, end in pairwise(ends)]
    told = [each for each in clauses if answer and each.holds(answer)]
    return any(
        not _BESIDE.search(sentence[: at.start()])
        and not (" not " in at[0] and _BUT.match(sentence, at.end()))
        and not any(at.end() <= each.start or each.end <= at.start() for each in told)
        for at in _GAP.finditer(sentence)
    )


def says_it_lacks(query: Query, candidate: Candidate) -> bool:
    """Tell whether a sentence says of what is asked that it is not known."""
    asked = {stem(word) for word in content_words(query.text)}
    return (
        is_gap(candidate.text)
        and query.is_question
        and len(asked & stems(candidate.text)) >= _OF_IT * len(asked)
    )


def abstention(
    query: Query, ranked: Sequence[Candidate], catalog: Catalog, *, gap: Candidate | None = None
) -> Abstention:
    """Return the refusal of a question; ranked are sentences, likeliest first.

    gap is a sentence by which the documents themselves say that they do not know.
    """
    absent = tuple(
        each.word
        for each in query.required
        if not each.instead
        and not any(catalog.words.document_frequency(forms_of(each.word)).values())
        and not known_elsewhere(query, each.word, catalog)
    )
    nearest = _nearest([gap, *ranked] if gap else ranked, catalog)
    reason = _reason(query, ranked, catalog, absent=absent)
    if gap and not absent:
        reason = _say(query, "gap")
    return Abstention(reason=reason, missing=absent, nearest=nearest)


def _reason(
    query: Query, ranked: Sequence[Candidate], catalog: Catalog, *, absent: Sequence[str]
) -> str:
    if not ranked:
        return _say(query, "nothing")
    if absent:
        return _say(query, "unmentioned", words=_quoted(query, absent))
    # Of the likeliest passage that has all names, if there is any.
    whole = (e for e in _likeliest(ranked) if not missing_words(query, e.hit, catalog))
    best = next(whole, None)
    if best is None:
        lacking = missing_words(query, ranked[0].hit, catalog)
        return _say(query, "apart", words=_quoted(query, lacking))
    other = of_another_day(query.text, best.text, best.surroundings)
    other = other or speaks_of_another(query, best.text, best.surroundings)
    # What lacks one country of several is not about another.
    if other and not stems(other.found) <= stems(query.text):
        return _say(query, other.kind, found=other.found)
    if kind := lacks_kind(query.text, best.text):
        return _say(query, kind.split()[1])
    return _say(query, "unsaid")


def _say(query: Query, why: str, **values: str) -> str:
    """Return a reason in the language of the question."""
    return say(_language(query), f"refused_{why}", **values)


def _language(query: Query) -> str:
    return spoken(query.asked_in) or "en"


def _nearest(ranked: Sequence[Candidate], catalog: Catalog) -> tuple[Citation, ...]:
    """Return the likeliest sentence of each of a few passages."""
    return tuple(
        Citation(document=catalog.document(candidate.hit.passage.document_id), span=candidate.span)
        for candidate in _likeliest(ranked)[:_NEAREST]
    )


def _likeliest(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return the likeliest sentence of each passage, likeliest first."""
    by_passage: dict[str, Candidate] = {}
    for candidate in ranked:
        by_passage.setdefault(candidate.hit.passage.id, candidate)
    return list(by_passage.values())


def _quoted(query: Query, words: Sequence[str]) -> str:
    return ", ".join(say(_language(query), "quoted", text=word) for word in words)
