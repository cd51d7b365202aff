"""Lines of a list: each speaks of what it names, not of what the lines beside it name."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from bot.posed import POSES
from bot.query import Query
from bot.read import Candidate
from bot.signatures import leads_up_to_name
from bot.terms import stems
from ingest.catalog import Catalog
from ingest.document import Span

_MARKED = re.compile(r"(?:[-*•–—]\s+|\(?(?:\d{1,2}|[a-z])[.)]\s+)\S")
_ITEM = re.compile(rf"{_MARKED.pattern}|[^\s.:;,][^.:;,\n]{{0,60}}(?::| [–—-]) ?\S")
_ENDS = (".", "!", "?", ";")
_MOST_LED = 10  # lines quoted with what leads up to them


def leads_up(text: str) -> bool:
    """Tell whether a sentence only leads up to what follows: "The Parties agreed to:"."""
    return text.rstrip("*_ ").endswith(":")


def lines_led_by(at: int, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the lines of a list after a candidate of the same passage, or the name below it."""
    leading = candidates[at]
    after = candidates[at + 1 : at + 1 + _MOST_LED]
    below = list(takewhile(lambda each: each.hit is leading.hit, after))
    if below and leads_up_to_name(leading.text, below[0].text):
        return below[:1]
    if not leads_up(leading.text) and not (below and _leads_on(leading.text, below[0].text)):
        return []
    return list(takewhile(lambda each: _ITEM.match(each.text), below))


def _leads_on(text: str, line: str) -> bool:
    """Tell whether a sentence without an end leads up to a marked line: "The Group decided"."""
    is_line = _MARKED.match(text)
    return bool(not is_line and not text.endswith(_ENDS) and _MARKED.match(line))


def leading_up_to(at: int, asked: frozenset[str], candidates: Sequence[Candidate]) -> int:
    """Return which candidate leads up to the list that one is a line of, or that one.

    It does so where the line has no stem of those asked for but what stands in what leads up to
    it, the title and headings: to "What was decided?" each line of the list answers.
    """
    line = candidates[at]
    first = at
    while first > 0 and _MARKED.match(candidates[first].text):
        first -= 1
    leading = candidates[first]
    if first == at or leading.hit is not line.hit or not lines_led_by(first, candidates):
        return at
    led = stems(leading.text)
    around = stems(" ".join(leading.surroundings))
    return first if asked & led and asked & stems(line.text) <= led | around else at


def lines_beside(
    query: Query, candidates: Sequence[Candidate], catalog: Catalog
) -> Mapping[Span, str]:
    """Return for lines of a list the name or number of a question that only others of it have.

    That counts where another line has all of them, with what is no line of the list: the title,
    headings and sentences that hold for all of it. candidates are those of one passage.
    """
    if not query.required:
        return {}
    document = catalog.document(candidates[0].hit.passage.document_id)
    lines = {
        each.span: each.text
        for each in candidates
        if _ITEM.match(each.text) and document.text[each.span.start - 1 : each.span.start] in "\n"
    }
    if len(lines) < 2 or any(POSES.search(text) for text in lines.values()):  # or an interview
        return {}
    others = " ".join(each.text for each in candidates if each.span not in lines)
    of_all = stems(f"{others} {' '.join(candidates[0].surroundings)}")
    lacking = {
        span: [each.word for each in query.required if not each.is_in(present)]
        for span, present in ((span, stems(text) | of_all) for span, text in lines.items())
    }
    if all(lacking.values()):
        return {}
    return {span: words[0] for span, words in lacking.items() if words}
