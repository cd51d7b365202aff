"""What a question that names nothing else speaks of: the document that calls it "the meeting"."""

import re
from collections.abc import Callable, Sequence

from bot.countries import country
from bot.required import Required, is_name
from bot.terms import ORDINALS, content_words, stems
from ingest.catalog import Catalog

_HOURS = re.compile(r"\s+(?:hours?|times?)\b", re.IGNORECASE)  # of opening
# What goes on to say which one is meant: "the meeting in Oslo", "the group of experts".
_WHICH = re.compile(r"\s+(?:\(|(?:in|of|at|between|on|with|for|from|held)\b)", re.IGNORECASE)


def spoken_of(
    text: str, required: Sequence[Required], catalog: Catalog, *, has_articles: bool
) -> tuple[str, str, str] | None:
    """Return what a question calls a document by, its id and its title.

    It must not be some other one: "the meeting in Oslo" is not the one in Murmansk, nor is what
    somebody else "took part" in. Names of the title itself are fine.
    """
    for document_id, metadata in catalog.called.items():
        own = stems(metadata.title)
        between = "|".join([*ORDINALS, *map(re.escape, content_words(metadata.title))])
        others = [
            each.word
            for each in required
            if not each.is_in(own) and each.word.casefold() not in ORDINALS
        ]
        for name in filter(None, map(str.strip, (metadata.called or "").split(","))):
            the = "the " if has_articles else "(?:the )?"
            pattern = re.escape(name).replace(r"the\ ", rf"{the}(?:(?:{between}) )*")
            match = re.search(rf"\b{pattern}\b", text, re.IGNORECASE)
            if match and name.startswith("the ") and _is_another(match, between):
                continue
            after = text[match.end() :] if match else ""
            another = _WHICH.match(after) if name.startswith("the ") else re.match("", "")
            if match and not (another and any(word in text for word in others)):
                return match[0], document_id, metadata.title
    return None


def _is_another(match: re.Match[str], between: str) -> bool:
    """Tell whether a word beside "group" makes it another: "coordination group", "opening hours".

    Before it that is so where there is no article.
    """
    before = match.string[: match.start()].split()
    return bool(_HOURS.match(match.string, match.end())) or bool(
        before
        and not match[0].casefold().startswith("the ")
        and content_words(before[-1])
        and not re.fullmatch(between, before[-1], re.IGNORECASE)
    )


def names(title: str, catalog: Catalog, *, is_word: Callable[[str], bool]) -> list[str]:
    """Return the names in a title."""
    return [
        word
        for word in content_words(title)
        if country(word) or is_name(word, title, catalog, is_word=is_word)
    ]
