"""Timelines: what the documents date of a subject, in the order of the dates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Citation, Hit, Statement
from bot.flaws import names_only_others
from bot.query import Query
from bot.read import SENTENCE_END, Candidate
from bot.refuse import is_gap
from bot.required import Required
from bot.terms import content_words, stem, stems, unmarked
from bot.values import MONTHS, Date, begins_range, dates
from bot.weigh import Weighed, candidates, is_aside
from ingest.catalog import Catalog

_MOST = 10  # sentences
_LEAST = 2  # of what is not of one day
_SAME = 0.6  # of the words of the shorter of two sentences of one day: the other says it too
_ITSELF = 0.5  # of the subject's words, that a sentence has where its title has all
_LONGER = 2.5  # times the subject's words: a document with a longer title is of something else
_KIND = (
    r"(?:time ?lines?|chronolog(?:y|ies)|histor(?:y|ies)|sequence of events|milestones|"
    r"(?:key|main|important|major) (?:dates|events|steps|milestones))"
)
_OF = re.compile(
    r"^\W*(?:(?:please |can you |could you )*(?:give|show|list|write|make|draw|provide|tell)"
    r"(?: me| us)? |what (?:is|are|was|were) )?(?:a |an |the )?(?:\w+ )?"
    rf"{_KIND} (?:of|for|on|about|in|from|between|since)\b(?P<subject>.+)$",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"^\W*(?:(?:give|show)(?: me)? )?(?P<subject>.+) {_KIND}\W*$", re.IGNORECASE)
_HAPPENED = re.compile(
    r"^\W*(?:(?:can|could) you tell me )?what (?:has |have )?(?:happened|took place|changed|"
    r"went on)\b(?P<subject>.+)$",
    re.IGNORECASE,
)
_BEFORE_IT = re.compile(
    r"^\W*(?P<of>[^,;:]+)[,;:] what (?:has |have )?(?:happened|took place|changed)\b"
    r"(?P<subject>.*)$",
    re.IGNORECASE,
)
_DEVELOPED = re.compile(
    r"^\W*(?:how|what) (?:has|have|did) (?P<of>.+?) "
    r"(?:develop|evolve|go|gone|change|do|done)(?:e?d)?\b(?P<subject>.*\b(?:since|from|between|after|"
    r"over|through|throughout)\b.*)$",
    re.IGNORECASE,
)
_EVER = re.compile(r"\b(?:over (?:the years|time)|through(?:out)? the years)\W*$", re.IGNORECASE)
_RANGE = re.compile(
    r"(?P<first>\b(?:19|20)\d\d) ?(?:and|to|until|till|through|[–-]) ?(?P<last>(?:19|20)\d\d)\b"
)
_SINCE = re.compile(r"\b(?:since|after|from)\b(?=.*\b(?:19|20)\d\d\b)", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|before|up to)\b(?=.*\b(?:19|20)\d\d\b)", re.IGNORECASE)
_NO_MATTER = frozenset(
    map(
        stem,
        """event events date dates key main important major year years happen happened change
        changed place time development developments day today present now since until till before up
        onwards through during relation relations go gone develop developed evolve""".split(),
    )
)
_NAME = re.compile(
    r"[A-ZÅÄÖÆØ][\w-]+(?: (?:of (?:the )?)?[A-ZÅÄÖÆØ][\w-]+)+|[A-ZÅÄÖÆØ]\w+(?:[-–][A-ZÅÄÖÆØ]\w+)+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A subject, in the words of the question, and from when to when; day: one day or month."""

    subject: str
    first: int = 0  # years
    last: int = 9999
    day: Date | None = None

    def has(self, date: Date) -> bool:
        """Tell whether a date is in the time asked for."""
        if self.day:
            is_as_exact = date.month >= min(self.day.month, 1) and date.day >= min(self.day.day, 1)
            return is_as_exact and self.day.agrees(date)
        return self.first <= date.year <= self.last


def asked_for(question: str) -> Asked | None:
    """Return the subject and time of a timeline, if a question asks for one.

    So does "What happened in 2022?", of that year.
    """
    named = _OF.search(question) or _AFTER.search(question)
    found = named or next(
        (m for asks in (_HAPPENED, _BEFORE_IT, _DEVELOPED) if (m := asks.search(question))), None
    )
    if not found:
        return None
    typed = f"{found.groupdict().get('of', '')} {found['subject']}"
    said, subject = dates(typed), _undated(typed)
    if not (said or (_words(subject) and (named or _EVER.search(typed)))):
        return None
    if years := _RANGE.search(typed):
        return Asked(subject=subject, first=int(years["first"]), last=int(years["last"]))
    if said and _SINCE.search(typed):
        return Asked(subject=subject, first=said[0].year)
    if said and _UNTIL.search(typed):
        return Asked(subject=subject, last=said[0].year)
    return Asked(subject=subject, day=said[0] if said else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the sentences of a timeline must speak of: words, and names of several words."""

    words: tuple[Required, ...]
    names: tuple[re.Pattern[str], ...]

    def degree(self, candidate: Candidate) -> float:
        """Return the share of the words that a sentence has; 0 where it speaks of something else.

        Where the title has them all, the sentence need not repeat them.
        """
        if not self.words:
            return 1.0
        own = stems(candidate.text)
        share = sum(word.is_in(own) for word in self.words) / len(self.words)
        title = stems(candidate.hit.passage.title)
        is_of_title = len(title) <= _LONGER * len(self.words)
        if share < 1.0 and not (is_of_title and all(word.is_in(title) for word in self.words)):
            above = own | stems(" ".join(candidate.surroundings))
            if share < _ITSELF or not all(word.is_in(above) for word in self.words):
                return 0.0
        text = " ".join([candidate.text, *candidate.surroundings])
        if any(_is_only_joined(word.word, text) for word in self.words):
            return 0.0
        is_short = any(other <= own for word in self.words for other in word.instead)
        return share if is_short or all(name.search(text) for name in self.names) else 0.0


def timeline(
    query: Query, hits: Sequence[Hit], read: Sequence[Weighed], catalog: Catalog
) -> tuple[list[Statement], int]:
    """Return dated sentences about what a timeline is asked of, and how many there are.

    They are in the order of their dates; of many, those that speak most clearly of the subject,
    and of these what is likeliest of what was read. Nothing where fewer than two do.
    """
    asked = asked_for(query.text) if query.language == "en" else None
    if not asked:
        return [], 0
    known = {each.word.casefold(): each for each in query.required}
    wanted = Subject(
        words=tuple(
            known.get(word.casefold(), Required(word=word)) for word in _words(asked.subject)
        ),
        names=tuple(
            re.compile(rf"(?<![\w-]){re.sub('[-–]', '[-–]', name)}\b", re.IGNORECASE)
            for name in _NAME.findall(asked.subject)
        ),
    )
    likely = {
        (each.candidate.hit.passage.document_id, each.candidate.span): each.probability
        for each in read
    }
    found: list[tuple[tuple[float, int, int, float, int], Date, Candidate]] = []
    for rank, hit in enumerate(hits):
        for candidate in candidates([hit], catalog):
            text = candidate.text
            when = _day(text, asked)
            if when is None or not SENTENCE_END.search(text):
                continue
            if is_gap(text) or is_aside(candidate) or names_only_others(asked.subject, text):
                continue
            if degree := wanted.degree(candidate):
                share = likely.get((hit.passage.document_id, candidate.span), 0.0)
                days = len(set(dates(unmarked(text))))
                preferred = (-degree, -bool(when.month), days, -share, rank)
                found.append((preferred, when, candidate))
    chosen: list[tuple[Date, Candidate]] = []
    for _, when, candidate in sorted(found, key=lambda each: each[0]):
        if not _is_told(when, candidate, chosen):
            chosen.append((when, candidate))
    is_one_day = asked.day is not None and bool(asked.day.day)
    if len(chosen) < (1 if is_one_day else _LEAST):
        return [], 0
    return [
        Statement(
            text=candidate.text,
            citations=(
                Citation(
                    document=catalog.document(candidate.hit.passage.document_id),
                    span=candidate.span,
                ),
            ),
        )
        for _, candidate in sorted(chosen[:_MOST], key=lambda each: each[0])
    ], len(chosen)


def _words(subject: str) -> list[str]:
    return [word for word in content_words(subject) if stem(word) not in _NO_MATTER]


def _is_only_joined(word: str, text: str) -> bool:
    """Tell whether a text has a word only as the second of a compound: the Euro-Arctic Council."""
    places = re.findall(rf"(.?)\b{re.escape(word)}\b", text, re.IGNORECASE)
    return bool(places) and all(before in ("-", "–") for before in places)


def _day(text: str, asked: Asked) -> Date | None:
    """Return the most exact date of a sentence in the time asked for, the first of such."""
    said = [date for date in dates(unmarked(text)) if asked.has(date)]
    if asked.day and begins_range(asked.day, text):
        said.append(asked.day)
    return max(said, key=lambda date: bool(date.month) + bool(date.day), default=None)


def _undated(text: str) -> str:
    """Return a text without words with numbers and without the names of months."""
    return " ".join(
        word
        for word in text.split()
        if not any(map(str.isdigit, word)) and word.strip(".,;:?()") not in MONTHS
    )


def _is_told(when: Date, candidate: Candidate, chosen: Sequence[tuple[Date, Candidate]]) -> bool:
    """Tell whether a sentence says what a chosen one of the same day says."""
    own = _said(candidate.text)
    for date, other in chosen:
        theirs = _said(other.text)
        if date.agrees(when) and len(own & theirs) >= _SAME * min(len(own), len(theirs)):
            return True
    return False


def _said(text: str) -> frozenset[str]:
    return frozenset(map(stem, content_words(_undated(unmarked(text)))))
