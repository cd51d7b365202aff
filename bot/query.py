"""How a question is read: its words corrected, abbreviations expanded, and what it asks for."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

from bot.anchor import names, spoken_of
from bot.answer import Notice, NoticeKind
from bot.compare import compared
from bot.compound import asked_in_one
from bot.grammar import Role, tokens
from bot.phrases import is_plural
from bot.required import Required, initialled, required_words
from bot.signatures import ENDS, asks_for_signatures
from bot.spelling import corrected, corrections
from bot.terms import COMMON_ABBREVIATIONS, POST
from bot.values import spelled
from bot.wording import LATEST, WHETHER, wordings
from ingest.catalog import Catalog
from ingest.stem import words

_SHORTEST_LOWER = 4  # letters of an abbreviation that is known in lower case as well


class Kind(StrEnum):
    """What form the answer to a question has."""

    FACT = "fact"
    LIST = "list"
    COMPARISON = "comparison"
    SUMMARY = "summary"


_LIST = re.compile(
    r"^\W*(?:list|name|enumerate)\b|\b(?:which|what) (?:\w+ ){0,3}\w+s (?:are|were|did|do|have|had|"
    r"took|take|was|is|has|can|may|must|should|does)\b|\bwhat are (?:the )?\w+|\bwho (?:are|were)\b"
    r"|\bwho (?:\w+ ){0,3}(?:each|which)\b|\bfor each\b|\ball (?:the )?\w+s\b"
    r"|\bwhich (?:countries|states|bodies|agencies|agreements|conventions)\b",
    re.IGNORECASE,
)
_JOINED = frozenset("of and or".split())
_SEVERAL_OF = re.compile(r"\b([A-ZÅÄÖÆØ]{2,})s\b")  # "JITs"
_SUMMARY = re.compile(
    r"^\W*(?:(?:please )?(?:summari[sz]e|outline|describe|sum up)\b|(?:give|write) (?:me )?"
    r"(?:a|an) (?:\w+ )?(?:summary|overview|outline)\b|tell me (?:more )?about\b|"
    r"what happened\b(?! (?:to|with)\b)|"
    r"what was the (?:\w+ )?(?:meeting|conference|summit|event) about\b|"
    r"(?:summary|overview) of\b|what (?:is|was) known (?:about|of)\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\?\s*$|^\W*(?:\w+ )?(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|did|does|"
    r"do|has|have|had|can|could|may|will|would|tell|list|name|describe|give)\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"^\W*(?:what(?: is|'s|’s| are| was| were)|define|explain|who (?:is|was)|what does) "
    r"(?:the |an? )?([^?,]+?)(?: mean| stand for)?\W*$",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:today|now|currently|at present|presently|still|these days|nowadays|at the moment|"
    r"current|latest|any ?more|any longer|so far|up to date|valid|in force)\b"
    r"|^\W*(?:is|are|has|have|does|do|can|may)\b"
    rf"|^\W*who (?:is|are) [^?]*\b(?:{POST}|member)s?\b"
    r"|^\W*who (?:heads|leads|chairs|runs|directs|commands)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^\W*(?:(?:and|but) )?(?:why|for what reason|what (?:is|was) the reason)\b", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What a question of a conversation comes after.

    search is the question as typed with the one before it, as that was read, in front; quotes is
    what was quoted for that one; documents are the ids of all that were quoted so far. leans: it
    had to be completed, or names nothing.
    """

    search: str
    quotes: tuple[str, ...]
    documents: frozenset[str]
    leans: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as it was read.

    text is shown; expanded, with what abbreviations stand for, is what a reader compares; search,
    with the title of the document that it is taken to be about, is what is looked up; anchor is
    that document's id. parts are what a comparison compares, or what is asked in one, as questions,
    each in the ways it may be read. talk: it is not the first of its conversation. is_about_now:
    the answer may have changed since. language is that of the documents it is looked up in,
    asked_in its own. For another than English, terms are its words as those have them, and asks is
    it in English. likely, over 0 and at most 1, weighs this way of reading a follow-up against the
    likeliest one; a last_resort is read where no other way has an answer, and one of_the_talk is
    asked only of documents that were quoted before. otherwise, if not empty, is what a reader
    compares besides, where that finds likelier evidence.
    """

    text: str
    expanded: str
    search: str
    kind: Kind
    required: tuple[Required, ...]
    parts: tuple[tuple[str, ...], ...] = ()
    is_about_now: bool = False
    anchor: str | None = None
    talk: Talk | None = None
    notices: tuple[Notice, ...] = ()
    language: str = "en"
    asked_in: str = "en"
    terms: tuple[Required, ...] = ()
    asks: str = ""
    likely: float = 1.0
    last_resort: bool = False
    of_the_talk: bool = False
    otherwise: str = ""

    @property
    def defines(self) -> str:
        """Return what is asked to be defined: X of "What is an X?"; empty for other questions."""
        match = _DEFINITION.search(self.text)
        return match[1] if match else ""

    @property
    def asks_whether(self) -> bool:
        """Tell whether it is answered by yes or no."""
        return bool(WHETHER.search(self.asks or self.text))

    @property
    def is_question(self) -> bool:
        """Tell whether it is a question, and not only keywords."""
        return bool(_QUESTION.search(self.text))


def understand(
    question: str, catalog: Catalog, *, is_word: Callable[[str], bool], has_articles: bool = True
) -> Query:
    """Read a question that stands alone in the light of the documents' words.

    is_word tells the words of the language, which are no typing errors. Without articles, as in a
    question read word by word from Russian, "meeting" may be "the meeting".
    """
    question = spelled(question)
    meant = corrections(question, catalog, is_word=is_word)
    text = corrected(question, meant)
    notices = [
        Notice(kind=NoticeKind.CORRECTED, text=f"Read “{typed}” as “{word}”.")
        for typed, word in meant.items()
    ]
    singular = _SEVERAL_OF.sub(r"\1", text)
    expanded, stands_for = _expanded(singular, catalog)
    notices += [
        Notice(kind=NoticeKind.EXPANDED, text=f"Read “{short}” also as “{long}”.")
        for short, long in stands_for
        if re.search(rf"\b{re.escape(short)}\b", singular) and short.isupper()
    ]
    required = required_words(singular, stands_for, catalog, is_word=is_word)
    expanded, otherwise = wordings(expanded)
    search = f"{expanded} (reason, because)" if _WHY.search(text) else expanded
    if asks_for_signatures(text):
        ends = catalog.words.document_frequency(ENDS)
        search = " ".join([search, *(f"({phrase})" for phrase in ENDS if ends[phrase])])
    has_articles = has_articles and bool(_QUESTION.search(text))
    anchor = spoken_of(text, required, catalog, has_articles=has_articles)
    if anchor:
        called, _, title = anchor
        search = f"{search} ({title})"
        named = (Required(word=word) for word in names(title, catalog, is_word=is_word))
        required = tuple(dict.fromkeys([*required, *named]))
        notices.append(Notice(kind=NoticeKind.TAKEN_AS, text=f"Took “{called}” as: {title}."))
    asked_of_each = compared(text)
    return Query(
        text=text,
        expanded=expanded,
        search=search,
        kind=Kind.COMPARISON if asked_of_each else _kind(text),
        required=required,
        parts=tuple((side,) for side in asked_of_each) or asked_in_one(text),
        is_about_now=bool(_NOW.search(text) or LATEST.search(text))
        and not re.search(r"\b(?:19|20)\d\d\b", text),
        notices=tuple(notices),
        anchor=anchor[1] if anchor else None,
        otherwise=otherwise,
    )


def parts(query: Query, catalog: Catalog, *, is_word: Callable[[str], bool]) -> list[list[Query]]:
    """Return for each thing that a question compares, or asks in one, the ways it may be read."""
    is_fact = query.kind == Kind.COMPARISON

    def read(text: str) -> Query:
        found = replace(understand(text, catalog, is_word=is_word), parts=())
        return replace(found, kind=Kind.FACT) if is_fact else found

    return [[read(text) for text in ways] for ways in query.parts]


def _kind(text: str) -> Kind:
    if _SUMMARY.search(text):
        return Kind.SUMMARY
    return Kind.LIST if _LIST.search(text) or _asks_for_several(text) else Kind.FACT


def _asks_for_several(text: str) -> bool:
    """Tell whether a plural follows "which" or "what": "Which joint operations took place?"."""
    found = tokens(text)
    ask = next((i for i, t in enumerate(found[:3]) if t.lower in ("which", "what")), None)
    if ask is None:
        return False
    rest = found[ask + 1 :]
    named = list(takewhile(lambda t: t.role is Role.NOUN or t.lower in _JOINED, rest))
    goes_on = any(t.role is not Role.MARK for t in rest[len(named) :])
    return goes_on and any(t.text.islower() and is_plural(t.lower) for t in named)


def _expanded(text: str, catalog: Catalog) -> tuple[str, list[tuple[str, str]]]:
    """Return a text with the other form of each abbreviation added, and (short, long) of them."""
    found: list[tuple[str, str]] = []
    typed, lower = set(words(text)), text.casefold()
    known = {short: (long,) for short, long in COMMON_ABBREVIATIONS}
    for short, longs in (known | catalog.words.abbreviations()).items():
        in_lower = short.casefold() if len(short) >= _SHORTEST_LOWER else short
        written = next((form for form in (short, in_lower) if form in typed), None)
        if written:
            found.append((written, longs[0]))
            continue
        for long in longs:
            if long.casefold() in lower and re.search(
                rf"\b{re.escape(long)}\b", text, re.IGNORECASE
            ):
                found.append((short, long))
                break
    for short, long in found:
        form, other = (short, initialled(short, long)) if short in typed else (long, short)
        if at := re.search(rf"\b{re.escape(form)}\b", text, re.IGNORECASE):
            text = f"{text[: at.end()]} ({other}){text[at.end() :]}"
    return text, found
