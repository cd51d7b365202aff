"""What kind of thing a question asks for, and whether a sentence gives one."""

import re

from bot.terms import unmarked
from bot.values import MONTHS

_MONTHS = "|".join(MONTHS)
DATE = re.compile(
    rf"\b(?:1\d{{3}}|20\d\d)s?\b|\b(?:{_MONTHS})\b|\b(?:\w+day|centur(?:y|ies)|decades?|years?|"
    r"months?|weeks?|seasons?|BCE?|AD|CE|ago)\b|\d\d?[.:]\d\d"
)
_WHOLE_DATE = re.compile(
    rf"\b(?:\d\d? (?:{_MONTHS})|(?:{_MONTHS}) \d\d?,?)?(?: |\b)(?:1[6-9]|20)\d\d\b"
    rf"|\b\d\d? (?:{_MONTHS})\b|\b(?:{_MONTHS}) \d\d?\b|\[\d+\]"
)
NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozen|hundred|"
    r"thousand|million|billion|half|third|quarter|several|many|few|no|none|once|twice)\b",
    re.IGNORECASE,
)
DURATION = re.compile(
    r"\b(?:(?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|"
    r"nights?|terms?|life|lasting|\w+-(?:day|week|month|year|hour|minute)|until|till|since|from|"
    r"always|indefinite\w*|permanent\w*|immediate\w*|duration|long|pages?|characters?|miles?|"
    r"(?:kilo|centi|milli)?met(?:re|er)s?|[kc]?m)\b|\b(?:1\d|20)\d\d\b|\d\d?[.:]\d\d|\d[kc]?m\b",
    re.IGNORECASE,
)
SHARE = re.compile(
    r"%|\bper ?cent|\b(?:shares?|half|halves|thirds?|quarters?|fifths?|sixths?|tenths?|majority|"
    r"all|none|every|whole|entire\w*|only|ratio|proportion|fraction|percentage|out of|"
    r"one \w+(?: \w+)? (?:in|of))\b|\d+ of\b",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"\b[A-Z][\w’'-]+(?:\s+(?:[a-z]{1,3}\s+)?[A-Z][\w’'-]+)+"
    r"|(?i:\b(?:people|persons?|police|offic\w+|represent\w+|participants?|"
    r"delegat\w+|minist\w+|chiefs?|heads?|presidents?|citizens|parties|authorit\w+|agenc\w+|"
    r"experts?|staff|states|countries|teams?|govern\w+|king|queen|generals?|forces|children|"
    r"\w+men|\w{3,}(?:ers?|ors?|ists?|ians?|ees?))\b)"
)
_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|across|between|through|into|outside)\s+(?:the\s+)?[A-ZА-Я]"
    r"|\b(?:north|south|east|west|region|city|town|country|river|sea|coast|border)\w*\b"
)
# What a question asks for, and what a sentence that gives it holds. A sentence without it is
# never evidence where the last field says so: names of places take too many forms for that.
_WANTED = (
    (
        re.compile(r"\b(?:(?:what|which) (?:year|date|day|century|month))\b|^\W*when\b", re.I),
        DATE,
        "a date",
    ),
    (
        re.compile(
            r"\b(?:what|which) (?:share|percentage|proportion|fraction|per ?cent)\b"
            r"|\bhow many per ?cent\b",
            re.I,
        ),
        SHARE,
        "a share",
    ),
    (re.compile(r"\bhow (?:many|much|old)\b", re.I), NUMBER, "a number"),
    (re.compile(r"^\W*(?:(?:and|for) )?how long\b", re.I), DURATION, "a length"),
    (re.compile(r"^\W*(?:\w+ )?who(?:m|se)?\b", re.I), PERSON, "a person or body"),
    (re.compile(r"\b(?:where|which city|what city|which country)\b", re.I), _PLACE, ""),
)

# What some questions ask for, and how a sentence says it, if it does.
_SAID_SO = tuple(
    (re.compile(asks, re.IGNORECASE), re.compile(says, re.IGNORECASE))
    for asks, says in (
        (
            r"\bhow old\b",
            r"\b(?:age|aged|old|born|turn(?:s|ed) \w+|birthday|since|from|founded|established|"
            r"built|signed|created|formed|opened|introduced|set up|dates?)\b",
        ),
        (
            r"\b(?:which|what) (?:political )?party\b.*\b(?:from|in|of|belongs?|represents?)\b",
            r"\bpart(?:y|ies)\b|\b(?:social )?democrats?\b|\bconservatives?\b|\bliberals?\b",
        ),
        (
            r"\b(?:until|till) when\b",
            r"\b(?:until|till|through|end(?:s|ed|ing)?|expir\w+|terminat\w+|close[sd]?|terms?|"
            r"for (?:\w+ ){1,2}(?:year|month|week|day)s?|lasts?|lasted|resign\w*|left)\b|\d[–-]\d",
        ),
        (
            r"^\W*how long did\b.*\b(?:talk|speak|last|take|meet|stay|discuss|negotiate)\b",
            r"\b(?:minutes?|hours?|days?|weeks?|months?|years?|decades?|nights?|half|long|until|till|"
            r"\w+-(?:minute|hour|day|week|month|year))\b|\bfrom\b.*\bto\b|\d[–-]\d|[a-z] to \d",
        ),
        (
            r"\b(?:expel|exclud|(?:thrown?|threw|kick(?:ed|s)?) (?:\w+ )?out\b)",
            r"\b(?:expel|expul|exclu|ceas|thr[eo]w|kick|remov|strip|withdr|left|leav|end|"
            r"no longer)",
        ),
        (r"\bcapital of\b", r"\bcapital\b"),
    )
)


def wanted(question: str) -> re.Pattern[str] | None:
    """Return the pattern of what a question asks for, such as dates, if it is a known kind."""
    return next((kind for asks, kind, _ in _WANTED if asks.search(question)), None)


def lacks_kind(question: str, sentence: str) -> str:
    """Return the kind of thing a question asks for and a sentence lacks, such as "a date"."""
    for asks, kind, name in _WANTED:
        if name and asks.search(question) and not kind.search(_bare(sentence, kind)):
            return name
    return ""


def _bare(sentence: str, kind: re.Pattern[str]) -> str:
    """Return a sentence without source marks, and where a number is asked for without dates."""
    text = unmarked(sentence)
    return _WHOLE_DATE.sub("", text) if kind is NUMBER else text


def says_as_asked(question: str, text: str) -> bool:
    """Tell whether a text says things of the kind that a question asks for, where that is told.

    No sentence without an age or a birth says how old somebody is.
    """
    wanted_here = [says for asks, says in _SAID_SO if asks.search(question)]
    return all(says.search(unmarked(text)) for says in wanted_here)
