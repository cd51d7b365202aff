"""Names that a question has from elsewhere in a document than the passage that answers it.

A report tells place and year in its title or at its beginning, and asks for no repetition.
"""

import random
import re
from dataclasses import replace
from functools import lru_cache

from bot.flaws import BEGINNING
from bot.reader.encode import headed
from bot.reader.member import Member
from bot.reader.negatives import names
from bot.terms import exact_words, stem, stems
from ingest.document import Span
from ingest.split import sentences

_OFTEN = 0.6  # of the passages that answer


def with_names(member: Member) -> Member:
    """Return the member with the names in its title that it lacks and its document begins with."""
    asked = exact_words(member.question)
    seen = stems(f"{member.title} {member.text}")
    lacking = [word for word in asked if stem(word) not in seen]
    if not lacking:
        return member
    told = _stems_of(member.document[:BEGINNING])
    return replace(
        member, title=headed(member.title, [word for word in lacking if stem(word) in told])
    )


@lru_cache(maxsize=2_000)
def _stems_of(text: str) -> frozenset[str]:
    return stems(text)


def told_elsewhere(member: Member, chance: random.Random) -> Member:
    """Sometimes take names of the question out of a passage that answers, and of its title.

    Its document begins with them. A passage whose answering sentence cannot do without stays as
    it is.
    """
    if chance.random() > _OFTEN or member.answer is None:
        return member
    is_lasting = chance.random() < 0.3
    numbers = [word for word in exact_words(member.question) if any(map(str.isdigit, word))]
    for name in [*names(member.question), *numbers]:
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        if chance.random() < 0.25 or (is_lasting and pattern.search(member.title)):
            continue
        if left := _without(member, pattern):
            title = "" if pattern.search(member.title) else member.title
            member = replace(left, title=title, document=f"{name} {member.document}")
    return member


def _without(member: Member, name: re.Pattern[str]) -> Member | None:
    """Return the member whose text has no sentence with the name; that of the answer loses it."""
    answer = member.answer
    if answer is None:
        return None
    kept: list[str] = []
    moved = None
    for span in sentences(member.text):
        if span.start <= answer.start and answer.end <= span.end:
            before = member.text[span.start : answer.start]
            said = answer.of(member.text)
            after = member.text[answer.end : span.end]
            before, after = _pruned(before, name), _pruned(after, name)
            said = _pruned(said, name) if member.is_roughly else said
            start = sum(len(text) + 1 for text in kept) + len(before)
            moved = Span(start=start, end=start + len(said))
            kept.append(before + said + after)
        elif not name.search(span.of(member.text)):
            kept.append(span.of(member.text))
    text = " ".join(kept)
    if moved is None or moved.start == moved.end or name.search(text):
        return None
    return replace(member, text=text, answer=moved)


def _pruned(text: str, name: re.Pattern[str]) -> str:
    """Return a text without what a name is told by: "in Tartu", "the Tartu (meeting)"."""
    text = re.sub(rf"\s?\b(?:in|at|of|from|by|with|for|near) (?:the )?{name.pattern}", "", text)
    return re.sub(rf"\b([Tt]he ){name.pattern} (?=[a-z])", r"\1", text)
