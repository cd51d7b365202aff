"""What is said to the chat and asks nothing of the documents: greetings, thanks, "who are you?"."""

import tomllib
from functools import cache
from importlib.resources import files

from bot.answer import Answer
from bot.strings import say
from bot.weigh import SECONDARY
from ingest.catalog import Catalog
from ingest.stem import words

_NAMED = 3  # titles
_BEGINNING = "beginning"  # the kind that asks about the chat only where nothing was asked before


def reply(typed: str, catalog: Catalog, *, begins: bool, page: str = "en") -> str | None:
    """Return what to say to small talk, in its language; None for a question.

    What is said in several languages is answered in that of the page, if it is one of them.

    Only what is nothing else is small talk: "Hello, who opened the meeting?" asks something.
    begins: nothing was asked before, so that "What is this about?" asks about the chat.
    """
    kinds = _known().get(_plain(typed), {})
    language = page if page in kinds else next(iter(kinds), "")
    kind = kinds.get(language, "")
    if not kind or (kind == _BEGINNING and not begins):
        return None
    ids = catalog.document_ids()
    known = [catalog.metadata()[key][1] for key in ids]
    first = sorted(known, key=lambda metadata: metadata.kind == SECONDARY)[:_NAMED]
    titles = ", ".join(say(language, "quoted", text=metadata.title) for metadata in first)
    more = f" {say(language, 'and_more', count=len(ids) - _NAMED)}" if len(ids) > _NAMED else ""
    key = "about" if kind == _BEGINNING else kind
    return say(language, f"talk_{key}", titles=f"{titles}{more}")


def is_small_talk(text: str) -> bool:
    """Tell whether a text asks nothing of the documents."""
    return _plain(text) in _known()


def is_reply(answer: Answer) -> bool:
    """Tell whether an answer only replies to small talk; nothing was looked up for it."""
    return bool(answer.abstention) and not answer.ledger and is_small_talk(answer.question)


def _plain(text: str) -> str:
    return " ".join(words(text)).casefold()


@cache
def _known() -> dict[str, dict[str, str]]:
    """Return by what is said its kind, a table of smalltalk.toml, in each of its languages."""
    source = files("bot").joinpath("smalltalk.toml").read_text(encoding="utf-8")
    known: dict[str, dict[str, str]] = {}
    for kind, by_language in tomllib.loads(source).items():
        for language, listed in by_language.items():
            for said in listed:
                known.setdefault(_plain(said), {}).setdefault(language, kind)
    return known
