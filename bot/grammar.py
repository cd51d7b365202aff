"""The words of a question and what each does there, by closed classes and a list of verbs.

No model of the language: a word that is in none of the lists counts as part of a noun phrase.
That is enough for short questions; nothing here is shown as a fact.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.countries import country
from bot.terms import ORDINALS
from bot.values import MONTHS

MONTH = "|".join(MONTHS)
DATE = re.compile(
    rf"\b(?:\d{{1,2}} (?:{MONTH})(?: \d{{4}})?|(?:{MONTH}) \d{{1,2}}, \d{{4}}"
    rf"|(?:{MONTH})(?: \d{{4}})?|(?:1\d|20)\d\d)\b"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# What leads a fragment on: "And from Norway?", "What about 2017?".
LED = re.compile(r"^\W*(?:(?:and|but|or|so|then)\b\W*)?(?:(?:what|how) about\b\W*)?", re.I)
OF_A_YEAR = re.compile(rf" of (?:\d{{1,2}} (?:{MONTH}) )?{YEAR.pattern}")
_TOKEN = re.compile(
    rf"{DATE.pattern}|\d+(?:[.,]\d+)+|St\.|['’]s\b|[^\W_]+n['’]t\b|[^\W_]+(?:[-–][^\W_]+)*|[^\w\s]"
)


class Role(StrEnum):
    """What a word does in a sentence, as far as the lists below tell."""

    ASK = "ask"
    AUXILIARY = "auxiliary"
    DETERMINER = "determiner"
    PREPOSITION = "preposition"
    JOIN = "join"  # begins another clause
    PRONOUN = "pronoun"
    ADVERB = "adverb"
    VERB = "verb"
    DATE = "date"
    MARK = "mark"
    NOUN = "noun"  # or an adjective before one


CLOSED_WORDS = {
    word: role
    for role, listed in (
        (Role.ASK, "who whom whose what which when where why how"),
        (
            Role.AUXILIARY,
            "is are was were be been being am do does did has have had will would can could shall "
            "should may might must",
        ),
        (Role.DETERMINER, "the a an this that these those any some all each every no another my "
         "our your its his their"),
        (
            Role.PREPOSITION,
            "of in on at by for from to with about against among between under over after before "
            "since until during within without through near into across as than via towards "
            "according",
        ),
        (Role.JOIN, "and or but if whether because while though although"),
        (Role.PRONOUN, "i you he she it we they me him her us them one ones himself herself "
         "itself themselves anyone anybody someone everyone anything something there then"),
        (
            Role.ADVERB,
            "not also ever still already again now today officially mainly actually else so too "
            "once twice yet exactly long many much few often far just only most more together "
            "please later earlier afterwards currently sure down up off out away back",
        ),
    )
    for word in listed.split()
}  # fmt: skip
# Verbs by their past form where it is not regular: base past participle.
_IRREGULAR = """meet met met|hold held held|take took taken|give gave given|say said said|
    tell told told|speak spoke spoken|come came come|go went gone|lead led led|leave left left|
    become became become|begin began begun|make made made|grow grew grown|know knew known|
    think thought thought|see saw seen|send sent sent|withdraw withdrew withdrawn|
    choose chose chosen|write wrote written|find found found|get got got|keep kept kept|
    bring brought brought|draw drew drawn|put put put|set set set|win won won|sit sat sat|
    fall fell fallen|lie lay lain|mean meant meant|pay paid paid|build built built|
    understand understood understood|bear bore born|spend spent spent|buy bought bought|
    sell sold sold|lose lost lost|rise rose risen|break broke broken|do did done|shut shut shut|
    bind bound bound|throw threw thrown|quit quit quit|stand stood stood|rebuild rebuilt rebuilt|
    steal stole stolen|drive drove driven|catch caught caught|hide hid hidden|shoot shot shot|
    feed fed fed|hear heard heard|fly flew flown"""
_REGULAR = """open close sign discuss attend participate agree end found establish create form
    suspend expel join happen occur start finish announce introduce adopt ratify denounce replace
    chair organize organise host belong represent propose decide cover contain include say enshrine
    describe praise mention outline note inform express threaten finance serve block identify
    arrive visit work live exist continue cooperate share exchange enter apply last appoint elect
    succeed conclude define require oblige allow permit explain ask answer call name believe want
    need expect plan try help fight control report focus aim change move stop cost act concern
    state stress relate refer consist comprise involve emerge develop respond react comment
    approve reject support oppose prepare publish issue launch conduct carry provide cooperate
    seize detain arrest investigate travel cross extradite train regulate prohibit use look seem
    remain appear add link connect welcome thank warn promise complain criticise criticize
    terminate abolish dissolve rename merge accept receive deliver transfer worry bake run read
    base locate station list reopen lift rescue smuggle deport check search sentence charge convict
    jail register hire injure kill confiscate raid dismantle catch guard summarise summarize outline
    compare"""
# Words of the list that are nouns as often; they are verbs only where the sentence lacks one.
_EITHER = frozenset(
    """work name plan help fight control report focus aim change move cost act concern state
    stress comment support launch conduct train use look link need answer call cover form host
    last chair note issue end start stop cross share exchange visit found transfer run read open
    close sign join enter draw set put meet welcome base list station return pass fund demand fire
    stand pull drop stay ban push""".split()
)


# Said of a thing after it: "Is the border with Russia open?".
_STATES = frozenset(
    """open public secret valid legal illegal binding active free available alive operational ready
    confidential classified permanent bilateral trilateral""".split()
)
_LEADS = frozenset("the a an their its his her".split())  # to what something is done to
_ASKED_FOR = frozenset(
    "summarise summarize outline describe explain compare list name tell give show".split()
)
_OBJECTS = (Role.DETERMINER, Role.PRONOUN, Role.ASK)  # "Summarise the meeting", "List all members"
_SUBJECTS = frozenset("i you he she it we they".split())
_ADVERBIAL = frozenset("out off up down over away back in on after".split())
_MODAL = frozenset("will would can could should must may might".split())
_FINITE = (Role.VERB, Role.AUXILIARY)
_HELPS = frozenset("do does did will would can could should must may".split())
# Words that make a verb, or a state, of the word before them and name nothing.
_PARTICLES = {
    "take": ("part", "place", "effect", "over"),
    "set": ("up", "out", "off"),
    "in": ("force", "effect", "charge"),
    "into": ("force", "effect"),
    "carry": ("out",),
    "shut": ("down",),
    "break": ("off", "up"),
    "pull": ("out",),
    "give": ("up",),
    "hand": ("over",),
}


def _verb_forms() -> dict[str, str]:
    forms: dict[str, str] = {}
    for base in _REGULAR.split():
        stem = base.removesuffix("e")
        forms |= dict.fromkeys((base, base + "s", base + "es", stem + "ed"), base)
        if base.endswith("y"):
            forms |= {base[:-1] + "ied": base, base[:-1] + "ies": base}
        forms |= {base + base[-1] + "ed": base, base + "d": base} if base[-1] != "e" else {}
    for line in _IRREGULAR.split("|"):
        base, past, participle = line.split()
        forms |= dict.fromkeys((base, base + "s", base + "es", past, participle), base)
    return forms


_FORMS = _verb_forms()
_PARTICIPLES = frozenset(line.split()[2] for line in _IRREGULAR.split("|")) | {"found"}
BEING = frozenset("is are was were been being".split())
_PAST = {line.split()[0]: (line.split()[1], line.split()[2]) for line in _IRREGULAR.split("|")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word or mark of a text, and where it stands."""

    text: str
    start: int
    end: int
    role: Role

    @property
    def lower(self) -> str:
        """Return the word in lower case."""
        return self.text.casefold()

    @property
    def lemma(self) -> str:
        """Return the base form of a verb, or the word in lower case."""
        return _FORMS.get(self.lower, self.lower)

    @property
    def is_name(self) -> bool:
        """Tell whether the word is written like a name."""
        return self.role is Role.NOUN and self.text[0].isupper()


def past_participle(verb: str) -> str:
    """Return the participle of a verb given in its base form."""
    if verb in _PAST:
        return _PAST[verb][1]
    return verb + "d" if verb.endswith("e") else verb + "ed"


def tokens(text: str) -> list[Token]:
    """Return the words and marks of a text with their roles."""
    found: list[Token] = []
    matches = list(_TOKEN.finditer(text))
    for i, match in enumerate(matches):
        following = matches[i + 1].group() if i + 1 < len(matches) else ""
        role = _role(match.group(), found, following)
        found.append(Token(text=match.group(), start=match.start(), end=match.end(), role=role))
    return found


def _role(word: str, before: Sequence[Token], following: str) -> Role:
    lower = word.casefold()
    previous = before[-1] if before else None
    if DATE.fullmatch(word) and not (previous and previous.lower == "article"):
        return Role.DATE
    if not word[0].isalnum():
        return Role.NOUN if lower in ("'s", "’s") else Role.MARK
    if lower == "that" and previous and previous.role in (Role.NOUN, Role.VERB):
        return Role.JOIN
    if lower == "her" and _is_open(following):
        return Role.DETERMINER
    if word[0].isupper() and previous and lower not in ("i", "who"):
        return Role.NOUN
    if lower in CLOSED_WORDS:
        return CLOSED_WORDS[lower]
    if lower.endswith(("n't", "n’t")):
        return Role.AUXILIARY
    if previous and lower in _PARTICLES.get(previous.lemma, ()):
        return Role.ADVERB
    if previous and previous.lower == "who":
        return Role.VERB  # "Who heads the bureau?"
    is_led = previous and (previous.role is Role.AUXILIARY or previous.lower in _SUBJECTS)
    if is_led and lower.endswith("ly") and lower not in _FORMS:
        return Role.ADVERB  # "when was it finally scrapped"
    if lower in _STATES and previous and previous.role is Role.NOUN and not _is_open(following):
        return Role.ADVERB
    if lower in ORDINALS and previous and previous.role is Role.NOUN:
        return Role.ADVERB  # "the group first met"
    is_phrasal = following.casefold() in _PARTICLES.get(_FORMS.get(lower, lower), ())
    if lower in _FORMS and (is_phrasal or _is_verb(lower, before, following)):
        return Role.VERB
    if previous and lower not in _FORMS and _is_unlisted_verb(lower, before, following):
        return Role.VERB
    return Role.NOUN


def _is_unlisted_verb(word: str, before: Sequence[Token], following: str) -> bool:
    """Tell whether a word that is in no list must be the verb, by what stands around it."""
    if any(t.role is Role.VERB for t in before):
        return False
    last = next((t for t in reversed(before) if t.role is not Role.ADVERB), before[-1])
    if last.lower in _SUBJECTS or country(last.text) == last.lower:
        return _needs_verb(before)  # "Did they opt out?", "Did Russia rescind it?"
    if last.role is Role.AUXILIARY:
        return word.endswith("ed") and not _begins_noun(following)  # "How many were picked up?"
    if last.role is Role.NOUN and word.endswith("ed") and any(t.lower in BEING for t in before):
        return before[0].role is Role.ASK and not _is_open(following)  # "When was PTN formalised?"
    is_subject = last.role is Role.NOUN and before[0].lower in ("which", "what")
    lacks = not any(t.role is Role.AUXILIARY for t in before)
    leads_on = following.casefold() in _LEADS or following.casefold() in _ADVERBIAL
    return is_subject and lacks and word.endswith("s") and leads_on  # "Which office sorts out …?"


def _begins_noun(word: str) -> bool:
    return _is_open(word) and word not in _ADVERBIAL


def _is_open(word: str) -> bool:
    """Tell whether a word is of no closed class, so perhaps a noun."""
    return word.isalpha() and word.casefold() not in CLOSED_WORDS


def _is_verb(word: str, before: Sequence[Token], following: str) -> bool:
    previous = before[-1] if before else None
    if previous is None:
        return word in _ASKED_FOR and CLOSED_WORDS.get(following.casefold()) in _OBJECTS
    last = next((t for t in reversed(before) if t.role is not Role.ADVERB), previous)
    if last.role is Role.DETERMINER or (last.role is Role.PREPOSITION and last.lower != "to"):
        return False
    if word.endswith("ed") and word not in _EITHER:
        noun_follows = _is_open(following)
        loose = last.role in (Role.VERB, Role.AUXILIARY, Role.JOIN, Role.PREPOSITION)
        return not (noun_follows and loose)
    if word in _EITHER:
        has_object = following.casefold() in _LEADS and not any(t.role is Role.VERB for t in before)
        subject = last.role is Role.NOUN and (_needs_verb(before) or has_object)
        is_done = last.lower in BEING and word in _PARTICIPLES  # "What was found?"
        is_done = is_done or (len(before) > 1 and last.lower in _MODAL)  # "Who can use it?"
        counted = before[1:2] and before[1].lower == "many" and last.role is Role.NOUN
        is_done = is_done or bool(counted and not any(t.role in _FINITE for t in before))
        return (
            subject
            or is_done
            or last.lower in ("to", "who", "they", "he", "she", "it", "we", "you")
        )
    return True


def _needs_verb(before: Sequence[Token]) -> bool:
    """Tell whether "did", "will" or the like still lacks the verb that it goes with."""
    return not any(t.role is Role.VERB for t in before) and any(t.lower in _HELPS for t in before)
