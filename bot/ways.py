"""The ways in which a question may be read, standing alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.answer import Notice, NoticeKind, Turn
from bot.compound import asked_in_one
from bot.followup import TURNS, readings
from bot.grammar import LED, Role, tokens
from bot.pronouns import STANDS, Stands
from bot.query import Query, Talk, understand
from bot.terms import content_words
from bot.translate import translated
from bot.typed import led_up_to, plainly, with_capitals
from bot.worded import in_other_languages
from ingest.catalog import Catalog
from ingest.embed import Embedder

# "Which of them are customs?" may be answered by what was quoted last.
_OF_THEM = re.compile(r"\bof (?:them|these|those)\b", re.IGNORECASE)
# How likely a follow-up is read so, to the likeliest way, as chosen on followups-dev and talks-dev:
# in another way that its words suggest; about the document quoted last; as if nothing was before.
_OTHERWISE = 0.8
_OF_THE_DOCUMENT = 0.74
_AS_TYPED = 0.64
_SAYS_ENOUGH = 3  # words of content of a question that may stand alone, though it was completed


@dataclass(frozen=True, slots=True)
class _Way:
    """A question that stands alone, and what `Query` tells of a way to read a follow-up."""

    text: str
    likely: float
    last_resort: bool = False
    of_the_talk: bool = False


def queries(
    question: str, turns: Sequence[Turn], catalog: Catalog, embedder: Embedder
) -> Iterator[Query]:
    """Yield the ways in which a question may be read, standing alone.

    It is read in English, and as it may be worded in documents of other languages, if there are
    any.
    """
    notices: list[Notice] = []
    originals: tuple[str, ...] = ()
    question = plainly(question)
    if translation := translated(question, catalog):
        text, originals = translation.text, translation.originals
        notices.append(Notice(kind=NoticeKind.TRANSLATED, text=f"Read in English: “{text}”."))
    else:
        text, said = led_up_to(question)
        turns = (*turns, *(Turn(query=each) for each in said))
    found: list[Query] = []
    asked = asked_in_one(text, turns) if turns else ()
    suggested = [" ".join(way for way, *_ in asked)] if asked else [text]
    if turns and not asked:
        cased = partial(with_capitals, catalog=catalog, is_word=embedder.knows)
        before = [replace(turn, query=cased(turn.query)) for turn in turns[-TURNS:]]
        suggested = readings(cased(text), before)
    ways = [_Way(way, likely=_OTHERWISE if i else 1.0) for i, way in enumerate(suggested)]
    others = [] if asked else _last_resorts(text, turns, catalog)
    for way in (*ways, *(way for way in others if way.text not in suggested)):
        query = understand(
            way.text, catalog, is_word=embedder.knows, has_articles=translation is None
        )
        follows = ""
        if way.text.casefold() != text.casefold():
            follows = f"Read with the questions before: “{way.text}”."
        elif turns and not query.required:  # it names nothing
            follows = f"Read after “{turns[-1].query}”."
        told = [Notice(kind=NoticeKind.FOLLOW_UP, text=follows)] if follows else []
        found.append(
            replace(
                query,
                search=" ".join([query.search, *originals]),
                asked_in=translation.language if translation else "en",
                talk=_talk(text, turns, leans=bool(follows)),
                likely=way.likely,
                last_resort=way.last_resort,
                of_the_talk=way.of_the_talk,
                notices=(*notices, *told, *query.notices),
            )
        )
    yield from (query for query in found if not query.last_resort)
    yield from in_other_languages(found[0], question, catalog)
    yield from (query for query in found if query.last_resort)


def _last_resorts(text: str, turns: Sequence[Turn], catalog: Catalog) -> Iterator[_Way]:
    """Yield ways to read a follow-up where no likelier one has an answer.

    What it leaves unsaid is often what the document quoted last is about; but not of a fragment,
    nor whom "he" stands for.
    """
    known = catalog.metadata()  # what was quoted may have left the index since
    quoted = (known[each] for turn in reversed(turns) for each in turn.documents if each in known)
    _, last = next(quoted, (None, None))
    if last is not None and _is_whole(text):
        asked = f"{text.rstrip('?!. ')} ({last.title})?"
        yield _Way(asked, likely=_OF_THE_DOCUMENT, last_resort=True, of_the_talk=True)
    least = _SAYS_ENOUGH if _is_whole(text) else _SAYS_ENOUGH + 1
    if turns and len(content_words(text)) >= least:
        yield _Way(text, likely=_AS_TYPED, last_resort=True)


def _is_whole(text: str) -> bool:
    """Tell whether a question has more than nouns, and names by "he" or "she" no person."""
    said = tokens(LED.sub("", text))
    has_more = any(t.role in (Role.ASK, Role.AUXILIARY, Role.VERB) for t in said)
    return has_more and not any(STANDS.get(t.lower) is Stands.HE for t in said)


def _talk(typed: str, turns: Sequence[Turn], *, leans: bool) -> Talk | None:
    if not turns:
        return None
    return Talk(
        search=f"{turns[-1].query} {typed}",
        quotes=() if _OF_THEM.search(typed) else turns[-1].quotes,
        documents=frozenset(document for turn in turns for document in turn.documents),
        leans=leans,
    )
