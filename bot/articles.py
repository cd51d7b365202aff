"""Questions for what stands under a numbered heading: "What does article 5 say?"."""

import re
from collections.abc import Sequence

from bot.terms import content_words, stems
from bot.weigh import Weighed

_MOST = 4  # sentences that are quoted
LIKELY = 0.9  # that what stands under the heading that is asked for answers
_ASKED = re.compile(
    r"(?P<part>article|art\.|section|chapter|rule|clause|annex) ?(?P<number>\d+[a-z]?|[IVX]+)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^\W*(?:what|how) (?:does|do|did|is|are|was) .*\b(?:say|state|stated|provide|contain|regulate|"
    r"read|cover|written|said|about|in)\b|^\W*(?:summari[sz]e|quote|show|cite|read|outline|explain)\b"
    r"|^\W*(?:the )?(?:text|wording|content)s? of\b|^\W*(?:article|art\.|section|annex) \w+\W*$",
    re.IGNORECASE,
)
_ASIDE = stems(
    "article art section chapter rule clause annex say state provide contain regulate read cover "
    "write about summarise summarize quote show cite outline explain text wording content"
)


def under_heading(question: str, weighed: Sequence[Weighed]) -> list[Weighed]:
    """Return the first sentences under the numbered heading that a question asks for the words of.

    weighed are in the order of hits and text. What else the question says, such as the name of the
    agreement, must stand in the title or headings; of several texts the one found first is meant.
    """
    asked = _ASKED.search(question)
    if not asked or not _SAYS.search(question):
        return []
    part = asked["part"].rstrip(".").casefold()
    numbered = re.compile(rf"\W*{part}\w*\.? {asked['number']}\b", re.IGNORECASE)
    rest = question[: asked.start()] + question[asked.end() :]
    named = stems(" ".join(content_words(rest))) - _ASIDE
    found: list[Weighed] = []
    for each in weighed:
        passage = each.candidate.hit.passage
        at = next((i for i, h in enumerate(passage.heading) if numbered.match(h)), None)
        if at is None or not named <= stems(f"{passage.title} {' '.join(passage.heading)}"):
            continue
        first = found[0].candidate.hit.passage if found else passage
        is_same = passage.document_id == first.document_id
        if is_same and passage.heading[: at + 1] == first.heading[: at + 1]:
            found.append(each)
    return sorted(found, key=lambda each: each.candidate.span)[:_MOST]
