"""The noun phrases of a question or a quote, and the names of persons in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from bot.countries import COUNTRIES, country
from bot.grammar import Role, Token, tokens
from bot.terms import ORDINALS

_BODIES = """ministry administration service council force group committee agency organisation
    organization office bureau department directorate region republic area arctic convention
    protocol agreement treaty act article programme program commission centre center police
    customs court government parliament union state states federation secretariat declaration
    plan framework affairs interpol europol eurojust schengen sea internet federal internal
    foreign personal representatives initiative european""".split()
_TITLES = """chief head director minister president chairman chairperson chair mr mrs ms dr general
    major colonel admiral inspector officer commissioner secretary deputy state spokesman
    spokesperson representative governor ambassador prosecutor""".split()
TEXTS = frozenset("agreement protocol convention treaty act plan declaration".split())
# Heads that say little of the whole: "the end of the meeting" is spoken of as the meeting.
LIGHT = frozenset(
    """end beginning start name date day year time place title number part kind type aim goal
    purpose role text content contents capital atmosphere mood framework help result cost budget
    size duration weather price fee height length width address website""".split()
)
_PEOPLE = frozenset("people police men women policemen children staff".split())
_NATION = {word for forms in COUNTRIES for word in forms}


class Kind(StrEnum):
    """What a noun phrase names."""

    PERSON = "person"
    PLACE = "place"
    DATE = "date"
    THING = "thing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase: its words, place in its text, and the preposition before it, if any.

    text is the phrase as another question can use it; is_asked: it follows "which" or "what";
    is_owned: it begins with "its" or "their".
    """

    text: str
    start: int
    end: int
    head: str
    kind: Kind
    is_plural: bool
    is_asked: bool = False
    is_owned: bool = False
    preposition: str = ""

    @property
    def has_name(self) -> bool:
        """Tell whether a word of it is written like a name."""
        return any(letter.isupper() for letter in self.text)


def phrases(text: str) -> list[Phrase]:
    """Return the noun phrases of a text in order, an outer one before those inside it."""
    found = tokens(text)
    runs: list[list[Token]] = []
    run: list[Token] = []
    for token, following in pairwise([*found, None, None]):
        starts = token is not None and token.role is Role.DETERMINER
        continues = token is not None and token.role is Role.NOUN
        if token and token.role is Role.DATE and run and run[-1].role is Role.DETERMINER:
            continues = following is not None and following.role is Role.NOUN  # "the 1988 treaty"
        if run and not continues:
            runs.append(run)
            run = []
        if token is not None and (starts or continues):
            run.append(token)
    kept = [
        run for run in runs if any(t.role is Role.NOUN and t.lower not in ORDINALS for t in run)
    ]
    result = [
        Phrase(
            text=t.text, start=t.start, end=t.end, head=t.text, kind=Kind.DATE, is_plural=False,
            preposition=_preposition(found, t.start),
        )
        for t in found if t.role is Role.DATE
    ]  # fmt: skip
    for i, words in enumerate(kept):
        result += _of_run(text, words, kept[i + 1 :], found)
    return sorted(result, key=lambda phrase: (phrase.start, -phrase.end))


def _of_run(
    text: str, run: list[Token], rest: Sequence[list[Token]], found: Sequence[Token]
) -> list[Phrase]:
    """Return the phrases that begin with a run of words: joined by "of" or "and", and alone."""
    preposition = _preposition(found, run[0].start)
    owner = next((i for i, t in enumerate(run) if t.lower in ("'s", "’s")), None)
    alone = _phrase(text, run, run, preposition, found)
    result = [alone]
    if owner and any(t.role is Role.NOUN for t in run[:owner]):
        result.append(_phrase(text, run[:owner], run[:owner], preposition, found))
    joined, last = list(run), run
    for following in rest:
        between = text[last[-1].end : following[0].start].strip()
        all_names = all(t.is_name for t in following)
        if between == "of" or (between in ("with", "between") and following[-1].is_name):
            joined, last = [*joined, *following], following
            whole = _phrase(text, joined, run, preposition, found)
            result = [whole, *(p for p in result if p.head not in LIGHT and p is not alone)]
        elif between == "and" and len(joined) > len(run) and last[-1].is_name and all_names:
            joined, last = [*joined, *following], following  # "the treaty of Russia and Estonia"
            result = [_phrase(text, joined, run, preposition, found), *result]
        elif between == "and" and len(joined) == len(run) and following[-1].is_name:
            both = _phrase(text, [*run, *following], run, preposition, found)
            if run[-1].is_name:
                result.append(replace(both, is_plural=True))
            break
        else:
            break
    return [p for p in result if not (p.head in LIGHT and len(joined) > len(run))]


def _phrase(
    text: str, words: Sequence[Token], run: Sequence[Token], preposition: str,
    found: Sequence[Token],
) -> Phrase:  # fmt: skip
    start, end = words[0].start, words[-1].end
    head = next((t for t in reversed(run) if not t.text.isdigit()), run[-1]).lower
    before = next((t for t in reversed(found) if t.end <= start), None)
    is_asked = before is not None and before.lower in ("which", "what", "many")
    first = words[0]
    said = text[start:end]
    if first.role is Role.DETERMINER and len(words) > 1:
        said = "the " + text[words[1].start : end]
    elif is_asked:
        said = "the " + said
    plural = is_plural(head)
    is_people = head.endswith("s") and country(head) not in (None, head)  # "the Finns"
    kind = _kind(run, preposition, head)
    if kind is Kind.PERSON and len(run) == 1 and [t.lower for t in found[:2]] == ["how", "far"]:
        kind = Kind.THING
    if kind is Kind.PERSON and len(run) == 1 and found[0].lower in ("what", "where"):
        kind = Kind.PERSON if found[1].lower not in ("is", "are", "was", "were") else Kind.THING
    return Phrase(
        text=said, start=start, end=end, head=head, kind=kind,
        is_plural=is_people or (plural and not (run[-1].is_name and head not in ("states",))),
        is_asked=is_asked, preposition=preposition,
        is_owned=first.lower in ("its", "their") and [t.lower for t in words[1:2]] != ["own"],
    )  # fmt: skip


def is_plural(noun: str) -> bool:
    """Tell whether a noun, in lower case, is a plural by its end."""
    return (noun.endswith("s") and not noun.endswith(("ss", "us", "is"))) or noun in _PEOPLE


def _kind(run: Sequence[Token], preposition: str, head: str) -> Kind:
    names = [t for t in run if t.is_name and t.lower not in _TITLES]
    if head in _TITLES and (not run[-1].is_name or run[0].role is Role.DETERMINER):
        return Kind.PERSON
    if not names or not run[-1].is_name:
        return Kind.THING
    if head in _NATION or preposition in ("in", "from", "to", "near", "at"):
        return Kind.THING if head in _BODIES else Kind.PLACE
    if head in _BODIES or run[-1].text.isupper() or run[0].role is Role.DETERMINER:
        return Kind.THING
    return Kind.PERSON


def _preposition(found: Sequence[Token], start: int) -> str:
    before = next((t for t in reversed(found) if t.end <= start), None)
    return before.lower if before and before.role is Role.PREPOSITION else ""


def people(text: str) -> list[Phrase]:
    """Return the names of persons in a text: two or three capitalised words, no body or place.

    In "the Ministry of Internal Affairs of Russia Pyotr Popov" the last two words are a name.
    """
    found: list[Phrase] = []
    run: list[Token] = []
    for token in [*tokens(text), None]:
        if token is not None and token.is_name and token.text not in ("'s", "’s"):
            run.append(token)
            continue
        split = [i for i, t in enumerate(run) if t.lower in {*_BODIES, *_TITLES, *_NATION}]
        name = run[split[-1] + 1 :] if split else run
        before = next((t for t in reversed(tokens(text)) if name and t.end <= name[0].start), None)
        if 2 <= len(name) <= 3 and not (before and before.lower in ("the", "in", "of", "for")):
            found.append(
                Phrase(
                    text=text[name[0].start : name[-1].end], start=name[0].start,
                    end=name[-1].end, head=name[-1].lower, kind=Kind.PERSON, is_plural=False,
                )
            )  # fmt: skip
        run = []
    return found
