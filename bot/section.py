"""Lists under one heading: where one of its sentences answers, the others like it do too."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Notice
from bot.compose import cut_short
from bot.terms import content_words, stem, stems, unmarked
from bot.weigh import BETWEEN, Weighed, enumerates_names
from ingest.document import Passage

_MOST = 8  # sentences that are quoted
_NAMED = 0.65  # of the question's words, that title and headings have: it asks for that section
_LEAST = 0.3  # probability of the likeliest sentence of such a section
_SURE = 0.5  # probability of a sentence that is a list by itself
_LONGEST = 12  # sentences of a section that is one list
# Words that say only that several are asked for.
_NO_MATTER = frozenset(
    map(
        stem,
        """kind kinds type types sort sorts form forms name names list lists thing things different
        several various main""".split(),
    )
)

_COUNTED = re.compile(
    r"\b(?:which|what|name|list|the) (?:two|three|four|five|six|seven|eight|nine|ten|\d+) (?!of\b)",
    re.IGNORECASE,
)
_SHORT = 4  # words of a member of an enumeration


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What stands under one heading; asked are stems of the question.

    shared are those that a sentence of the list has; None: it has any of those asked.
    """

    document_id: str
    heading: tuple[str, ...]
    asked: frozenset[str]
    shared: frozenset[str] | None

    def holds(self, passage: Passage) -> bool:
        """Tell whether a passage is of the section."""
        return (passage.document_id, passage.heading) == (self.document_id, self.heading)

    def completed(
        self, chosen: Sequence[Weighed], weighed: Sequence[Weighed]
    ) -> tuple[list[Weighed], list[Notice]]:
        """Return the sentences of a list, and how many of them are left out.

        They are those of the section, in the order of the text, and then what was chosen elsewhere.
        """
        own = {e.candidate.span: e for e in weighed if self.holds(e.candidate.hit.passage)}
        found = [each for each in own.values() if each in chosen or self._is_of_list(each)]
        if len(own) > _LONGEST or all(each in chosen for each in found):
            return list(chosen), []
        first = sorted(found, key=lambda each: (each not in chosen, each.candidate.span))[:_MOST]
        listed = sorted(first, key=lambda each: each.candidate.span)
        others = [each for each in chosen if not self.holds(each.candidate.hit.passage)]
        left = cut_short(len(listed), len(found), "sentences under this heading")
        return [*listed, *others][:_MOST], left

    def _is_of_list(self, each: Weighed) -> bool:
        if each.flaw or each.is_gap:
            return False
        present = self.asked & stems(each.candidate.text)
        return bool(present) if self.shared is None else self.shared <= present


def section_of(question: str, allowed: Sequence[Weighed]) -> Section | None:
    """Return the section that gives a list: the one a question names, or that of the likeliest.

    allowed may be evidence, likeliest first. None where there is no heading, and where the
    likeliest sentence of the section is a whole answer.
    """
    asked = frozenset(map(stem, content_words(question))) - _NO_MATTER
    degrees = [
        _degree(asked, each.candidate.hit.passage) if each.probability >= _LEAST else 0.0
        for each in allowed
    ]
    is_named = max(degrees) >= _NAMED
    likeliest = allowed[degrees.index(max(degrees)) if is_named else 0]
    passage, text = likeliest.candidate.hit.passage, likeliest.candidate.text
    if not _is_below_title(passage) or is_whole(question, likeliest):
        return None
    return Section(
        document_id=passage.document_id,
        heading=passage.heading,
        asked=asked,
        shared=None if is_named else asked & stems(text),
    )


def is_whole(question: str, each: Weighed) -> bool:
    """Tell whether a sentence answers by itself, though several things are asked for.

    It defines them, or likely is the list; so is one that tells of as many as are asked for.
    """
    is_list = bool(_COUNTED.search(question)) or _enumerates(each.candidate.text)
    return each.is_definition or (is_list and each.probability >= _SURE)


def _enumerates(text: str) -> bool:
    """Tell whether a sentence is a list by itself: of names, or with three short members inside."""
    inside = [len(member.split()) <= _SHORT for member in BETWEEN.split(unmarked(text))[1:-1]]
    return enumerates_names(text) or any(all(inside[i : i + 3]) for i in range(len(inside) - 2))


def _is_below_title(passage: Passage) -> bool:
    return bool(passage.heading) and passage.heading[-1] != passage.title


def _degree(asked: frozenset[str], passage: Passage) -> float:
    """Return which share of a question's words stands above a passage; the last heading has one."""
    if not asked or not _is_below_title(passage) or not asked & stems(passage.heading[-1]):
        return 0.0
    return len(asked & stems(" ".join([passage.title, *passage.heading]))) / len(asked)
