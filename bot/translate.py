"""Questions in Russian, Finnish, Norwegian and Swedish, read word by word in English.

No model: a table of words (lexicon.toml), the stems of their forms, and the names in the documents.
The result is for the retriever and the reader; it is only roughly an English sentence. It comes
before `bot.followup`, which completes English questions alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.grammar import CLOSED_WORDS
from bot.letters import has_cyrillic, latin
from bot.lexicon import FUNCTION, Piece, Table, compared, pieces_of, plain, with_case, words_of
from bot.spelling import nearest_name
from ingest.catalog import Catalog

_WORD = re.compile(r"[^\W_]+(?:[-/:][^\W_]+)*")
_QUOTED = re.compile(r"[“”«\"]([^“”«»\"]+)[”»\"]")  # a title, left as it is
_A_QUOTE = "Quoted"  # stands for one while the other words are read
# What case adds to a name. A name is looked for as it stands, and without any of these.
_ENDINGS = {
    "ru": "а у ом ым е ы и ой ою ей ем я ю ого ому ых ыми ами ам ах ски ском ского",
    "fi": "issa issä ista istä iin illa illä ilta iltä ille in ssa ssä sta stä lla llä lta ltä lle "
    "an än en on n ksi ta tä a ä",
    "no": "s",
    "sv": "s",
}
_SPEAKING = frozenset("said noted spoke agreed proposed speech position name opinion".split())
_NOT_OF = {"fi": "æøå", "no": "äö", "sv": "æø"}  # letters
_ADVERBS = frozenset("when where why how".split())
# What a question bids may be its first word, with a capital letter.
_BIDDING = frozenset(
    ("summarize", "compare", "list", "name", "tell me about", "describe", "explain", "define")
)
_OF_ONE = frozenset(("summarize", "tell me about", "describe"))
_DOING = {"make": "does", "deal with": "does", "made": "did", "dealt with": "did"}
_LED_NAME = re.compile(r"^(?:in|from|to) (?=[A-Z])")
_HAPPENED = ("happened", "took place")
_POINTING = frozenset("den det de".split())  # "the", "it" and "they" of Norwegian and Swedish


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A question read in English. language is that of the question, ISO 639-1.

    unknown are the words that could not be read; they stand in text as they are, a name in Latin
    letters. originals are words of the question that documents hold as they were typed.
    """

    language: str
    text: str
    unknown: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()


def translated(question: str, catalog: Catalog) -> Translation | None:
    """Return a question read in English, or None when it is in English or not understood."""
    names = {f"{_A_QUOTE}{i}": f"“{said}”" for i, said in enumerate(_QUOTED.findall(question))}
    unquoted = question
    for name in names:
        unquoted = _QUOTED.sub(name, unquoted, count=1)
    typed = _WORD.findall(unquoted)
    language = _language(typed)
    if language is None:
        return None
    pieces = [
        Piece(english=names[piece.words[0]], section="name", words=piece.words)
        if piece.words[0] in names
        else _named(piece.words[0], language, catalog, first=i == 0)
        if not piece.section or (i and _is_held_name(piece, catalog))
        else piece
        for i, piece in enumerate(pieces_of(typed, language))
    ]
    unknown = tuple(piece.words[0] for piece in pieces if not piece.section)
    content = [p for p in pieces if p.section not in FUNCTION]
    if not any(piece.section for piece in pieces):
        return None
    candidates = [
        word
        for piece in content
        for word in piece.words
        # Words of a phrase that is understood say little alone, and may be English: "gang".
        if len(word) > 2 and (len(piece.words) == 1 or piece.section == "names")
    ]
    held = catalog.words.document_frequency(word.casefold() for word in candidates)
    said = [word for word in _in_order(_pointed(pieces, language)) if word]
    text = " ".join(said)
    return Translation(
        language=language,
        text=text[:1].upper() + text[1:] + ("?" if question.rstrip().endswith("?") else ""),
        unknown=unknown,
        originals=tuple(word for word in candidates if held[word.casefold()]),
    )


def _language(typed: Sequence[str]) -> str | None:
    """Return the language of a question's words, or None for English and for too little to say.

    Words of several languages, "i" or "for", count for none.
    """
    letters = "".join(typed)
    cyrillic = sum("а" <= letter <= "я" or letter == "ё" for letter in letters.casefold())
    if cyrillic * 2 > sum(map(str.isalpha, letters)):
        return "ru"
    lower = [word.casefold() for word in typed]
    # Letters of words, not of names: "Malmö" is spoken of in Norway as well.
    own_letters = {letter for word in typed if word.islower() for letter in word}
    scores = {}
    for language in ("fi", "no", "sv"):
        if not own_letters.isdisjoint(_NOT_OF[language]):
            continue
        table = words_of(language)
        # "On", "for" and "i" are words of both.
        meant = list(zip(lower, compared(typed, language), strict=True))
        english = sum(word in CLOSED_WORDS and (own,) not in table.forms for word, own in meant)
        own = sum(_is_function(own, table) for word, own in meant if word not in CLOSED_WORDS)
        if english and own <= english:
            continue
        pieces = pieces_of(typed, language)
        function = sum(
            len(p.words)
            for p in pieces
            if p.section in FUNCTION and p.words[0].casefold() not in CLOSED_WORDS
        )
        told = [p for p in pieces if p.section and p.section not in FUNCTION and not _is_english(p)]
        other = sum(len(piece.words) for piece in told)
        # With a capital letter it may be a name, by its stem alone an English word: "cigarettes".
        typical = any(
            p.words[0].islower() and (language == "fi" or p.words[:1] in table.forms) for p in told
        ) or any(p.english in _BIDDING and p is pieces[0] for p in told)
        asks = any(p.section == "questions" for p in pieces)
        unread = sum(p.section == "" and p.words[0].islower() for p in pieces)
        # Without a function word, all words must be of the language: "valvottu läpilasku".
        sure = function > english and (asks or other or function > 1)
        if sure or (typical and not english and not unread):
            exact = sum((word,) in table.forms for word in lower)
            scores[language] = (function + other, exact)
    return max(scores, key=lambda language: scores[language]) if scores else None


def _is_function(word: str, table: Table) -> bool:
    return table.forms.get((word,), ("", ""))[1] in FUNCTION


def _is_english(piece: Piece) -> bool:
    """Tell whether a word is the same in English, and so shows no language."""
    return " ".join(piece.words).casefold() in (
        piece.english.casefold(),
        piece.english.casefold() + "s",
        piece.english.casefold().removesuffix("s"),
    ) or piece.words[0].casefold() in ("police", "post", "plan", "land", "plans", "lag", "hot")


def _is_held_name(piece: Piece, catalog: Catalog) -> bool:
    """Tell whether a word is capitalized as no common noun is, and documents hold it: "Kolari"."""
    word = piece.words[0]
    return (
        len(piece.words) == 1
        and word.istitle()
        and not piece.english[:1].isupper()
        and piece.section in ("words", "verbs")
        and not has_cyrillic(word)
        and catalog.words.document_frequency([word.casefold()])[word.casefold()] > 0
    )


def _named(word: str, language: str, catalog: Catalog, *, first: bool) -> Piece:
    """Return a word that the table lacks as a name of the documents, or as unknown."""
    is_latin = not has_cyrillic(word)
    frequency = catalog.words.document_frequency([word.casefold()])
    if is_latin and frequency[word.casefold()]:
        return Piece(english=word, section="name", words=(word,))
    if len(word) < 3 or (is_latin and not word[0].isupper()):
        return Piece(english=word, section="", words=(word,))
    spellings = [word] + [
        word[: -len(ending)]
        for ending in _ENDINGS[language].split()
        if word.casefold().endswith(ending) and len(word) - len(ending) > 2
    ]
    spelt = [latin(spelling) for spelling in spellings]
    name = nearest_name(spelt, catalog)
    if name:
        led = with_case("", "names", word, first=first) if language == "fi" else ""
        return Piece(english=f"{led} {name}".strip(), section="name", words=(word,))
    is_name = word[0].isupper() and not first and language == "ru"
    return Piece(english=spelt[-1] if is_name else word, section="", words=(word,))


def _pointed(pieces: Sequence[Piece], language: str) -> list[Piece]:
    """Return the pieces with pronouns as English uses them in their place.

    Russian calls a thing "he" or "she" by its gender; only who speaks is taken for a person. The
    article of Norwegian and Swedish is also "it" and "they".
    """
    result = list(pieces)
    speaks = any(p.english in _SPEAKING or p.english.startswith("who") for p in pieces)
    for i, piece in enumerate(pieces):
        word = plain(piece.words[0])
        following = pieces[i + 1] if i + 1 < len(pieces) else None
        owns = following is not None and following.section == "words"
        if word in ("он", "она") and not speaks and not _acts(pieces[i + 1 : i + 3]):
            result[i] = replace(piece, english="it")
        elif word == "av" and i and pieces[i - 1].section == "verbs":
            result[i] = replace(piece, english="by")
        elif word in ("его", "ее") and owns:
            person = following is not None and following.english in _SPEAKING
            result[i] = replace(piece, english="his" if person else "its")
        elif word == "их" and not owns:
            result[i] = replace(piece, english="them")
        elif word in _POINTING:
            thing = "they" if word == "de" else "it"
            is_article = owns or (following is not None and following.section == "names")
            result[i] = replace(piece, english="the" if is_article else thing, section="small")
        elif piece.english == "are there" and i == 0:
            result[i] = replace(piece, english="is there")
        elif word == "var" and language == "sv" and _is_where(pieces[:i]):
            result[i] = replace(piece, english="where", section="questions")
    return result


def _acts(following: Sequence[Piece]) -> bool:
    """Tell whether a verb and its object follow: "он подписал протокол", not "он был подписан"."""
    return [piece.section for piece in following] in (["verbs", "words"], ["verbs", "names"])


def _is_where(before: Sequence[Piece]) -> bool:
    """Tell whether Swedish "var", after these pieces, is "where" and not "was"."""
    return [piece.english for piece in before] in ([], ["when", "and"], ["and"])


def _in_order(pieces: Sequence[Piece]) -> list[str]:
    """Return the English words, what is asked first and an object after its verb."""
    order = _asked_first(pieces)
    order = _with_its_subject(_as_done(order))
    for i in range(len(order) - 1):
        is_object = order[i].english in ("it", "them") and order[i + 1].section == "verbs"
        if is_object and i and order[i - 1].english in ("who", "what", "why", "how"):
            order[i], order[i + 1] = order[i + 1], order[i]
    return [piece.english for piece in order]


def _asked_first(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, what is asked first and a clause before it last: "When …, what …?"."""
    order = list(pieces)
    asks = [i for i, piece in enumerate(order) if piece.section == "questions"]
    if order and order[0].english == "when" and asks and asks[-1] > 2:
        at = asks[-1]
        return order if order[at - 1].english == "and" else order[at:] + order[:at]
    if asks and asks[0] > 2:
        order.insert(0, order.pop(asks[0]))
    return order


def _as_done(order: list[Piece]) -> list[Piece]:
    """Return "what does X do" for "what makes X", and "what distinguishes X from Y"."""
    if not order:
        return order
    asks, *rest = order
    # Finnish has a case where English has the preposition that stands before.
    if asks.english.endswith(" between") or asks.english in _BIDDING:
        rest = [replace(p, english=_LED_NAME.sub("", p.english)) for p in rest]
    if asks.english in _OF_ONE and any(p.section == "words" for p in rest[:2]):
        return [asks, Piece(english="the", section="small", words=("",)), *rest]
    if asks.section != "questions":
        return [asks, *rest]
    at = next((i for i, piece in enumerate(rest) if piece.english in _DOING), None)
    if asks.english == "what" and at is not None:
        done = rest.pop(at)
        does = replace(done, english=_DOING[done.english], section="small")
        return [asks, does, *rest, replace(done, english="do")]
    at = next((i for i, piece in enumerate(rest) if piece.english in _HAPPENED), None)
    if asks.english == "what" and at and rest[0].section != "small":
        rest.pop(at)
        return [replace(asks, english="what happened"), *rest]
    at = next((i for i, piece in enumerate(rest) if piece.english == "distinguishes"), None)
    if asks.english in ("what", "how") and at is not None:
        return [replace(asks, english="what"), rest.pop(at), *rest]
    return [asks, *rest]


def _with_its_subject(order: list[Piece]) -> list[Piece]:
    """Return "why Russia withdrew" for "why withdrew Russia"."""
    asks = next((i for i, p in enumerate(order) if p.english not in _ADVERBS | {"and"}), 0)
    if not 0 < asks < len(order) - 1:
        return order
    verb, first = order[asks : asks + 2]
    if verb.section not in ("verbs", "words") or verb.english in ("is", "are", "was", "were"):
        return order
    if first.section in ("names", "name"):
        return [*order[:asks], first, verb, *order[asks + 2 :]]
    others = [piece for piece in order[asks + 1 :] if piece.section == "verbs"]
    end = next((i for i, p in enumerate(order) if i > asks and p.section in FUNCTION), len(order))
    if verb.section == "verbs" and first.section == "words" and not others:
        return [*order[:asks], *order[asks + 1 : end], verb, *order[end:]]
    return order
