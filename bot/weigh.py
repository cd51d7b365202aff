"""How much each sentence of the passages read weighs as evidence, and what disqualifies it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot import foreign
from bot.answer import Hit
from bot.flaws import lacks_kind, missing_words, speaks_of_another, unnamed
from bot.query import Kind, Query
from bot.read import Candidate, Reader
from bot.refuse import is_gap, surroundings
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.split import sentences

SECONDARY = "note"  # the kind of document that is drawn from others
# Times likelier than a reader finds a sentence: "X is …", when the question is what X is; one of
# the document that the question is taken to be about; one that lacks a name asked for, as do the
# sentences before it and its headings; one of a note, which speaks for its sources; one that says
# that something is not known, or only what a thing is not.
_DEFINITION_ODDS = 6.0
_ANCHOR_ODDS = 3.0
_UNNAMED_ODDS = 0.25
_NOTE_ODDS = 0.7
_GAP_ODDS = 0.4
_ASIDE_ODDS = 0.3
_LOOKS_BACK = 2  # sentences
_DEFINES = r"(?:is|are|was|were|means?|lets?|allows?|refers?|denotes?|consists?)\b"
_IS_NOT = re.compile(
    r"\b(?:is|are|was|were|and) (?:\w+ (?:and|but) )?(?:is |was )?not (?:the|an?)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A candidate with its reading and what keeps it from being evidence, if anything."""

    candidate: Candidate
    probability: float
    answer: Span | None
    flaw: str


def candidates(hits: Sequence[Hit], catalog: Catalog) -> list[Candidate]:
    """Return the sentences of the hits' passages, in the order of hits and text."""
    found: list[Candidate] = []
    for hit in hits:
        document = catalog.document(hit.passage.document_id)
        for span in sentences(
            document.text, language=document.metadata.language, within=hit.passage.span
        ):
            found.append(Candidate(hit=hit, span=span, text=span.of(document.text)))
    return found


def weigh(query: Query, hits: Sequence[Hit], catalog: Catalog, reader: Reader) -> list[Weighed]:
    """Return every sentence of the hits' passages, read and weighed, in the order of the text."""
    found = candidates(hits, catalog)
    readings = (
        reader.read(query.expanded, found, catalog)
        if query.language == "en"
        else foreign.read(query, found, catalog)
    )
    # Once per passage: its document is read for it.
    lacking = {hit.passage.id: missing_words(query, hit, catalog) for hit in hits}
    kinds = {
        hit.passage.document_id: catalog.document(hit.passage.document_id).metadata.kind
        for hit in hits
    }
    weighed = []
    for at, (candidate, reading) in enumerate(zip(found, readings, strict=True)):
        before = [
            other.text
            for other in found[max(0, at - _LOOKS_BACK) : at]
            if other.hit is candidate.hit
        ]
        nearby = " ".join([*surroundings(candidate), *before, candidate.text])
        document_id = candidate.hit.passage.document_id
        odds = _UNNAMED_ODDS if unnamed(query, nearby) else 1.0
        odds *= _DEFINITION_ODDS if _is_definition(query, candidate.text) else 1.0
        odds *= _ANCHOR_ODDS if document_id == query.anchor else 1.0
        odds *= _NOTE_ODDS if kinds[document_id] == SECONDARY else 1.0
        odds *= _GAP_ODDS if is_gap(candidate.text) else 1.0
        odds *= _ASIDE_ODDS if query.kind != Kind.COMPARISON and _is_aside(candidate) else 1.0
        weighed.append(
            Weighed(
                candidate=candidate,
                probability=_likelier(reading.probability, odds),
                answer=reading.answer,
                flaw=_flaw(query, candidate, lacking[candidate.hit.passage.id]),
            )
        )
    return weighed


def _likelier(probability: float, times: float) -> float:
    """Return a probability whose odds are so many times as high."""
    odds = times * probability / max(1.0 - probability, 1e-9)
    return odds / (1.0 + odds)


def _is_definition(query: Query, text: str) -> bool:
    subject = rf"(?:the |an? )?{re.escape(query.defines)}s?(?: \([^)]+\))? "
    return bool(query.defines and re.match(subject + _DEFINES, text, re.IGNORECASE))


def _is_aside(candidate: Candidate) -> bool:
    """Tell whether a sentence only says what its subject is not, to keep two things apart."""
    headings = " ".join(candidate.hit.passage.heading).casefold()
    return "confus" in headings or bool(_IS_NOT.search(candidate.text))


def _flaw(query: Query, candidate: Candidate, lacking: Sequence[str]) -> str:
    """Return why a sentence cannot be evidence, however likely, or nothing."""
    if lacking:
        return f"lacks {', '.join(f'“{word}”' for word in lacking)}"
    if other := speaks_of_another(query, candidate.text, surroundings(candidate)):
        return f"speaks of {other}"
    if query.language == "en":
        kind = lacks_kind(query.text, candidate.text)
    else:
        kind = foreign.lacks_kind(query, candidate.text)
    if kind and not is_gap(candidate.text):
        return f"its likeliest sentence gives no {kind.removeprefix('a ')}"
    return ""
