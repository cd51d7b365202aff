"""Questions for what stands under a numbered heading: "What does article 5 say?"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.terms import content_words, stem, stems
from bot.weigh import Weighed
from ingest.document import Passage

MOST_UNDER = 8  # sentences that are quoted
LIKELY = 0.9  # that what stands under the heading that is asked for answers
_ASKED = re.compile(
    r"(?P<part>article|art\.|section|chapter|rule|clause|annex) ?(?P<number>\d+[a-z]?|[IVX]+)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^\W*(?:what|how) (?:does|do|did|is|are|was) .*\b(?:say|state|stated|provide|contain|regulate|"
    r"read|cover|written|said|about|in)\b|^\W*(?:summari[sz]e|quote|show|cite|read|outline|explain)\b"
    r"|^\W*(?:the )?(?:text|wording|content)s? of\b"
    r"|^\W*(?:article|art\.|section|annex) \w+(?: of [^?]+)?\W*$",
    re.IGNORECASE,
)
# Articles of what is attached to an agreement are not those of the agreement.
_ATTACHED = re.compile(r"(?:\w+ )?(protocol|annex|appendix|schedule)\b", re.IGNORECASE)
_ASIDE = stems(
    "article art section chapter rule clause annex say state provide contain regulate read cover "
    "write about summarise summarize quote show cite outline explain text wording content"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A numbered heading that a question asks for: its pattern, and stems of what is above it."""

    numbered: re.Pattern[str]
    named: frozenset[str]

    def place_in(self, passage: Passage) -> int | None:
        """Return which of a passage's headings it is, or None."""
        at = next((i for i, h in enumerate(passage.heading) if self.numbered.match(h)), None)
        above = stems(f"{passage.title} {' '.join(passage.heading)}")
        attached = {stem(of[1]) for h in passage.heading[:at] if (of := _ATTACHED.match(h))}
        return at if self.named <= above and attached <= self.named else None


def heading_asked_for(question: str) -> Heading | None:
    """Return the heading whose words a question asks for, if it asks for any.

    What else the question says, such as the name of the agreement, must stand in the title or
    headings.
    """
    asked = _ASKED.search(question)
    if not asked or not _SAYS.search(question):
        return None
    part = asked["part"].rstrip(".").casefold()
    rest = question[: asked.start()] + question[asked.end() :]
    return Heading(
        numbered=re.compile(rf"\W*{part}\w*\.? {asked['number']}\b", re.IGNORECASE),
        named=stems(" ".join(content_words(rest))) - _ASIDE,
    )


def under_heading(heading: Heading, weighed: Sequence[Weighed]) -> list[Weighed]:
    """Return the sentences under a numbered heading.

    weighed are in the order of hits and text; of several texts the one found first is meant.
    """
    found: list[Weighed] = []
    for each in weighed:
        passage = each.candidate.hit.passage
        at = heading.place_in(passage)
        if at is None:
            continue
        first = found[0].candidate.hit.passage if found else passage
        is_same = passage.document_id == first.document_id
        if is_same and passage.heading[: at + 1] == first.heading[: at + 1]:
            found.append(each)
    return sorted(found, key=lambda each: each.candidate.span)
