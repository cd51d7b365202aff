"""Questions asked in one: "Who opened the meeting, and when was it held?"."""

import re
from collections.abc import Sequence

from bot.answer import Turn
from bot.followup import readings
from bot.grammar import LED, YEAR, Role, tokens

_ASKS = r"(?:who|whom|whose|what|when|where|why|how|which)\b"
_LED = rf"(?:(?:at|by|for|from|in|of|on|since|to|under|until|with) )?{_ASKS}"
_NEXT = re.compile(rf"(?:,? and (?:also )?|; (?:and )?|\? (?:and )?)(?={_LED})", re.IGNORECASE)
_FIRST = re.compile(_LED, re.IGNORECASE)


def asked_in_one(question: str, before: Sequence[Turn] = ()) -> tuple[str, ...]:
    """Return the questions that one holds, each standing alone; nothing for one that is single.

    before are the turns of the conversation that it follows, oldest first.

    "When and where did it take place?" is single, and so is "Who decides who attends and what is
    discussed?": what is asked within another question is no question of its own.
    """
    asked = [
        part.strip(" ,;?") for part in _NEXT.split(LED.sub("", question) if before else question)
    ]
    if len(asked) < 2 or not _FIRST.match(asked[0]):
        return ()
    found = [tokens(part) for part in asked]
    if any(sum(t.role is Role.ASK for t in part) != 1 for part in found):
        return ()
    roles = {t.role for t in found[0]}
    names_it = bool(before) or not roles.isdisjoint((Role.NOUN, Role.PRONOUN))
    if not names_it or roles.isdisjoint((Role.VERB, Role.AUXILIARY)):
        return ()
    years = YEAR.findall(asked[0])
    turns = tuple(before)
    for part in asked:
        text = f"{part[0].upper()}{part[1:]}?"
        whole = readings(text, turns)[0]
        if whole != text and len(years) == 1 and not YEAR.search(whole):
            whole = f"{whole[:-1]} in {years[0]}?"
        if whole == text and not any(t.role in (Role.VERB, Role.AUXILIARY) for t in tokens(text)):
            return ()  # a fragment that the one before does not complete
        turns = (*turns, Turn(query=whole))
    return tuple(turn.query for turn in turns[len(before) :])
