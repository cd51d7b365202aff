"""The ways in which a question may be read, standing alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answer import Notice, NoticeKind, Turn
from bot.compound import asked_in_one
from bot.followup import readings
from bot.foreign import in_other_languages
from bot.query import Query, Talk, understand
from bot.translate import translated
from bot.typed import led_up_to, plainly
from ingest.catalog import Catalog
from ingest.embed import Embedder

# "Which of them are customs?" may be answered by what was quoted last.
_OF_THEM = re.compile(r"\bof (?:them|these|those)\b", re.IGNORECASE)


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
    found = []
    asked = asked_in_one(text, turns) if turns else ()
    for reading in [" ".join(way for way, *_ in asked)] if asked else readings(text, turns):
        query = understand(
            reading, catalog, is_word=embedder.knows, has_articles=translation is None
        )
        follows = ""
        if reading.casefold() != text.casefold():
            follows = f"Read with the questions before: “{reading}”."
        elif turns and not query.required:  # it names nothing
            follows = f"Read after “{turns[-1].query}”."
        told = [Notice(kind=NoticeKind.FOLLOW_UP, text=follows)] if follows else []
        found.append(
            replace(
                query,
                search=" ".join([query.search, *originals]),
                asked_in=translation.language if translation else "en",
                talk=_talk(text, turns, leans=bool(follows)),
                notices=(*notices, *told, *query.notices),
            )
        )
    yield from found
    yield from in_other_languages(found[0], question, catalog)


def _talk(typed: str, turns: Sequence[Turn], *, leans: bool) -> Talk | None:
    if not turns:
        return None
    return Talk(
        search=f"{turns[-1].query} {typed}",
        quotes=() if _OF_THEM.search(typed) else turns[-1].quotes,
        documents=frozenset(document for turn in turns for document in turn.documents),
        leans=leans,
    )
