"""How much each sentence of the passages read weighs as evidence, and what disqualifies it."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot import foreign
from bot.answer import Hit
from bot.flaws import (
    lacks_number,
    missing_words,
    named_elsewhere,
    names_no_country,
    names_no_person,
    names_only_others,
    speaks_of_another,
    unmentioned,
)
from bot.gloss import in_english
from bot.instead import told_instead
from bot.items import leads_up, lines_beside, lines_led_by
from bot.posed import POSES, is_turn_that_asks
from bot.query import Kind, Query
from bot.read import Candidate, Reader
from bot.refuse import is_gap
from bot.rows import Row
from bot.signatures import is_signature
from bot.wanted import lacks_kind
from ingest.catalog import Catalog
from ingest.document import Span
from ingest.split import sentences

SECONDARY = "note"  # the kind of document that is drawn from others
# What makes a sentence likelier, or less likely, than a reader finds it, and what that adds to the
# logarithm of its odds: as `python -m evals.calibrate` fits them where enough questions bear on it,
# which is the last six. Those of a conversation were chosen on followups-dev and conversations.
MARKS = {
    "begins with “X is”, asked what X is": 0.50,
    "is how an agreement ends, asked who signed, when or where": 4.50,
    "of the document that the question is taken to be about": 0.20,
    "of a document quoted before in the conversation": 0.60,
    "leans on the conversation, but not of a document quoted in it": -0.60,
    "quoted for the question before": -0.80,
    "of a note, which speaks for its sources": -0.36,
    "says that something is not known": -0.50,
    "says only what a thing is not": -0.22,
    "enumerates names, asked which there are": 1.20,
    "names years or countries, none of them asked for": -0.61,
    "names no person, asked who did what a person does": -0.42,
    "names no other country, asked which": -0.81,
    "lacks a number asked for, as does what stands around": -0.25,
    "speaks of another year": -0.60,
    "lacks the date, number or person asked for": -0.86,
}
_NO_ROWS: Mapping[str, Row] = {}
_SEVERAL = 3
BETWEEN = re.compile(r"[,;] (?:and )?| and ")
_NAME = re.compile(r"\b[A-ZÅÄÖÆØ]\w")
_DEFINES = r"(?:is|are|was|were|means?|lets?|allows?|refers?|denotes?|consists?)\b"
_STANDS_FOR = r"(?:stands? for|is short for|means?)\b"
_IS_NOT = re.compile(
    r"\b(?:is|are|was|were|and) (?:\w+ (?:and|but) )?(?:is |was )?not (?:(?:the|an?)\b|\w+s of\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A candidate with its reading and what keeps it from being evidence, if anything.

    marks tells for each of MARKS whether it has it.
    """

    candidate: Candidate
    probability: float
    answer: Span | None
    flaw: str
    marks: tuple[bool, ...]

    @property
    def is_definition(self) -> bool:
        """Tell whether it begins with what is asked to be defined."""
        return self.marks[0]

    @property
    def is_gap(self) -> bool:
        """Tell whether it says that something is not known, where its answer is marked."""
        start = self.candidate.span.start
        answer = self.answer and Span(start=self.answer.start - start, end=self.answer.end - start)
        return is_gap(self.candidate.text, answer)


def candidates(
    hits: Sequence[Hit], catalog: Catalog, query: Query | None = None
) -> list[Candidate]:
    """Return the sentences of the hits' passages, in the order of hits and text.

    With a query each is told what of it only the beginning of its document names.
    """
    found: list[Candidate] = []
    for hit in hits:
        named = named_elsewhere(query, hit, catalog) if query else ()
        document = catalog.document(hit.passage.document_id)
        for span in sentences(
            document.text, language=document.metadata.language, within=hit.passage.span
        ):
            text = span.of(document.text)
            found.append(Candidate(hit=hit, span=span, text=text, named=named))
    return found


def weigh(
    query: Query,
    hits: Sequence[Hit],
    catalog: Catalog,
    reader: Reader,
    rows: Mapping[str, Row] = _NO_ROWS,
) -> list[Weighed]:
    """Return every sentence of the hits' passages, read and weighed, in the order of the text.

    rows tells by passage id of the rows of tables among them.
    """
    is_english, talk = query.language == "en", query.talk
    quoted = talk.documents if talk else frozenset()
    leans = talk is not None and talk.leans and bool(quoted)
    # A network that reads English tells near misses; else a name that a passage lacks settles it.
    is_told = is_english and reader.network is not None
    found = candidates(hits, catalog, query if is_told else None)
    readings = (
        reader.read(query.expanded, found, catalog)
        if is_english
        else foreign.read(query, found, catalog, reader.network)
    )
    documents = {key: catalog.document(key) for key in {h.passage.document_id for h in hits}}
    kinds = {key: document.metadata.kind for key, document in documents.items()}
    asked = query.text if is_english else query.asks
    names = " ".join(each.word for each in query.required) if is_english else asked
    missing = unmentioned if is_told else missing_words
    # Once per passage: its document is read for it.
    lacking = {hit.passage.id: missing(query, hit, catalog) for hit in hits}
    no_number = {hit.passage.id: is_told and lacks_number(query, hit, catalog) for hit in hits}
    beside = {
        (passage_id, span): name
        for passage_id, own in groupby(found, lambda each: each.hit.passage.id)
        for span, name in lines_beside(query, list(own), catalog).items()
    }
    weighed = []
    for at, (candidate, reading) in enumerate(zip(found, readings, strict=True)):
        text = candidate.text if is_english else in_english(candidate.text, query.language)
        marks = (
            _is_definition(query, candidate.text),
            is_signature(query.text, candidate.text),
            candidate.hit.passage.document_id == query.anchor,
            candidate.hit.passage.document_id in quoted,
            leans and candidate.hit.passage.document_id not in quoted,
            talk is not None and any(candidate.text in quote for quote in talk.quotes),
            kinds[candidate.hit.passage.document_id] == SECONDARY,
            is_gap(candidate.text),
            query.kind != Kind.COMPARISON and is_aside(candidate),
            query.kind == Kind.LIST and enumerates_names(candidate.text),
            names_only_others(names, text),
            names_no_person(asked, text),
            names_no_country(asked, text),
            no_number[candidate.hit.passage.id],
            is_told and _is_of_another_year(query, candidate),
            is_told and bool(_lacks_kind(query, candidate)),
        )
        flaw = _lacks(lacking[candidate.hit.passage.id])
        if POSES.search(candidate.text):
            flaw = "asks a question itself"
        elif is_turn_that_asks(documents[candidate.hit.passage.document_id].text, candidate.span):
            flaw = "is of one who asks"
        elif candidate.text.isupper() and not candidate.hit.passage.text.isupper():
            flaw = "is a heading"
        elif leads_up(candidate.text) and not lines_led_by(at, found):
            flaw = "only leads up to what follows"
        flaw = told_instead(query, candidate.text, candidate.surroundings) or flaw
        if name := beside.get((candidate.hit.passage.id, candidate.span)):
            flaw = f"is a line beside that of “{name}”"
        if not flaw and not is_told:
            flaw = _flaw(query, candidate)
        row = rows.get(candidate.hit.passage.id, Row())
        weighed.append(
            Weighed(
                candidate=candidate,
                probability=max(_likelier(reading.probability, marks), row.likely),
                answer=row.cell or reading.answer,
                flaw=flaw or row.flaw,
                marks=marks,
            )
        )
    return weighed


def _likelier(probability: float, marks: Sequence[bool]) -> float:
    """Return the probability that a reader gives, moved by the marks."""
    added = sum(weight for weight, has in zip(MARKS.values(), marks, strict=True) if has)
    odds = math.exp(added) * probability / max(1.0 - probability, 1e-9)
    return odds / (1.0 + odds)


def _is_definition(query: Query, text: str) -> bool:
    subject = rf"(?:the |an? )?{re.escape(query.defines)}s?(?: \([^)]+\))? "
    defines = _STANDS_FOR if "stand for" in query.text else _DEFINES
    return bool(query.defines and re.match(subject + defines, text, re.IGNORECASE))


def enumerates_names(text: str) -> bool:
    """Tell whether at least three neighbouring members of an enumeration have a name."""
    _, _, after_first_word = text.partition(" ")
    members = [bool(_NAME.search(member)) for member in BETWEEN.split(after_first_word)]
    return any(all(members[i : i + _SEVERAL]) for i in range(len(members) - _SEVERAL + 1))


def is_aside(candidate: Candidate) -> bool:
    """Tell whether a sentence only says what its subject is not, to keep two things apart."""
    headings = " ".join(candidate.hit.passage.heading).casefold()
    return "confus" in headings or bool(_IS_NOT.search(candidate.text))


def _lacks(words: Sequence[str]) -> str:
    """Return that these words are lacking, or nothing where there are none."""
    return f"lacks {', '.join(f'“{word}”' for word in words)}" if words else ""


def _flaw(query: Query, candidate: Candidate) -> str:
    """Return why a sentence with all names cannot be evidence, however likely, or nothing."""
    if other := speaks_of_another(query, candidate.text, candidate.surroundings):
        return f"speaks of {other}"
    if kind := _lacks_kind(query, candidate):
        return f"its likeliest sentence gives no {kind.removeprefix('a ')}"
    return ""


def _is_of_another_year(query: Query, candidate: Candidate) -> bool:
    other = speaks_of_another(query, candidate.text, candidate.surroundings)
    return other is not None and other.kind == "year"


def _lacks_kind(query: Query, candidate: Candidate) -> str:
    """Return the kind of thing that is asked for, such as "a date", if a sentence gives none."""
    if is_gap(candidate.text):
        return ""
    if query.language == "en":
        return lacks_kind(query.text, candidate.text)
    return foreign.lacks_kind(query, candidate.text)
