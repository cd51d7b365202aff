"""What of a question a reader compares: without words that no sentence which answers would say."""

import re

# "When was the last meeting?" asks of the meetings for the latest that is told of.
LATEST = re.compile(
    r"\b(?:most recent|latest|last) (?=(?:\w+ ){0,2}(?:meetings?|sessions?|summits?|conferences?|"
    r"visits?|talks|rounds?|consultations|reports?|negotiations)\b)",
    re.IGNORECASE,
)
WHETHER = re.compile(
    r"^\W*(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|will|"
    r"would|must|should)\b(?! you (?:tell|say|name|list|give|explain|know))"
    r"|\b(?:tell me|say|know|wonder|sure|asking|ask|out|clear) (?:if|whether)\b|^\W*whether\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r",? (?:so far|to date|up to now|until now|over the years|"
    r"in (?:the )?(?:last|recent) years)(?=\W*$)",
    re.IGNORECASE,
)
# Not within a question: "How long do they now wait?" asks for what has changed.
_AT_PRESENT = re.compile(
    r",? ?(?<!by )(?<!from )(?<!until )\b(?:right now|now|today|currently|at present|presently|"
    r"at the moment|these days|nowadays)\b(?=\W*$| \()"
    r"|(?<=\bthe) current\b",
    re.IGNORECASE,
)
# Which ask for a change, and "now" with them.
_STILL = re.compile(r"\b(?:still|any ?more|any longer|again|valid|in force)\b", re.IGNORECASE)
_CHAIR = r"the (?:\w+ )?(?:chair|chairmanship|presidency)\b(?: (?:of|in))?"
_WHO = r"(?:who|(?:which|what) (?:country|state|member))"
_HOLDS = re.compile(
    rf"\b(?P<who>{_WHO})(?: currently| now)? (?:has|holds|is holding|is in) {_CHAIR}",
    re.IGNORECASE,
)
_CHAIRS = re.compile(
    rf"\b(?P<who>{_WHO})(?: currently| now)? "
    rf"(?:chairs|chaired|is chairing|(?:had|held|was in) {_CHAIR}) (?P<body>.+)",
    re.IGNORECASE,
)
# Read word by word from Finnish, "when was Russia expelled" has no "was".
_EXPELLED = re.compile(
    r"(?:(?<=when )|(?<=why )|\b(?:was|were|is|are|did) )(?P<who>(?!was|were|is|are|did)[^?]*?) "
    r"(?:expelled|excluded|thrown out|kicked out)(?: from| of)?(?= (?:the )?(?-i:[A-ZÅÄÖÆØ]))",
    re.IGNORECASE,
)


def wordings(question: str) -> tuple[str, str]:
    """Return a question as a reader compares it, and in another wording to be tried besides.

    The second is empty where there is no other. Of a body with a chair documents tell who took it
    over, and when; "who chairs it today" they seldom say.
    """
    as_asked = _TAIL.sub("", LATEST.sub("", question))
    if _STILL.search(as_asked):
        return as_asked, ""
    plain = _HOLDS.sub(r"\g<who> chairs", _AT_PRESENT.sub("", as_asked))
    if found := _CHAIRS.search(plain):
        return plain, f"{found['who']} took over the chair of {found['body']}"
    if _EXPELLED.search(plain):  # as a body itself puts it
        return plain, _EXPELLED.sub(r"did \g<who> cease to be a member of", plain)
    return plain, as_asked if plain != as_asked and WHETHER.search(question) else ""
