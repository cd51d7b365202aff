"""What was only planned: no answer to when it took place, or how many came."""

import re

_ASKS_OF_THE_PAST = re.compile(
    r"\b(?:did|was|were|has|have|had)\b.*\b(?:take place|taken place|held|happen(?:ed)?|"
    r"occur(?:red)?|carried out|conducted|organi[sz]ed|arranged|attend(?:ed)?|visit(?:ed)?|"
    r"achieved?|start(?:ed)?|beg[iau]n|open(?:ed)?|into force|completed?|finish(?:ed)?|built|"
    r"launched|introduced)\b"
    r"|\b(?:took place|attended|visited|entered into force|came into force)\b",
    re.IGNORECASE,
)
_SPEAKS_OF_PLANS = re.compile(
    r"\b(?:plan|propos|agree|intend|intention|schedul|expect|suppos|decid|announc|promis|due|will|"
    r"would|should|next|going to|to be|must|(?:have|has|had) to)\w*",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:will|shall)\b(?! have\b)"
    r"|\b(?:is|are|was|were|being) (?:provisionally |also |now |first )?(?:planned|proposed|"
    r"scheduled|due|expected|intended|to (?:be|take|visit|hold|start|begin|open))\b"
    r"|\b(?:propos(?:ed|es|al)|suggest(?:ed|s)|plans?|intends?|hopes?) (?:that|to)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:took place|(?:was|were|has been|have been) (?:held|opened|signed|set up|carried out|"
    r"completed|launched|built|introduced|attended|arranged|organi[sz]ed)|(?:has|have) been|met|"
    r"came|visited|attended|began|started|opened|entered into force|came into force)\b",
    re.IGNORECASE,
)


def only_planned(question: str, sentence: str) -> bool:
    """Tell whether a question asks of what was done, and a sentence tells only of what is to be.

    What was announced or decided "to be closed from 24 November" may well be when it was closed.
    """
    return bool(
        _ASKS_OF_THE_PAST.search(question)
        and not _SPEAKS_OF_PLANS.search(question)
        and _PLANNED.search(sentence)
        and not _DONE.search(sentence)
    )
