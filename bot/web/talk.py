"""The conversation as the browser keeps it, and as the chat shows it.

A record is {"key", "question", "answer", "seal"}: the answer as `to_json` gives it. Quotes are
shown from the index again, never from the record, and only of an answer that its seal fits.
"""

import logging
from collections.abc import Mapping, Sequence

from bot.answer import Filters, Turn
from bot.page import answer_html, notice_html, pending_html, question_html
from bot.render import to_json
from bot.strings import say
from bot.suggest import ideas
from bot.web.desk import Desk, Kept
from ingest.errors import DeskError, UsageError
from ingest.metadata import to_day

logger = logging.getLogger(__name__)
LONGEST = 20  # questions of a conversation that the browser keeps: some 400 kB

Record = dict[str, object]
Message = dict[str, str]


def record(kept: Kept, *, seal: str) -> Record:
    """Return an answer as the browser keeps it."""
    answer = to_json(kept.answer)
    return {"key": kept.key, "question": kept.answer.question, "answer": answer, "seal": seal}


def turns(records: Sequence[Record]) -> tuple[Turn, ...]:
    """Return the turns of a conversation, oldest first."""
    found = []
    for each in records:
        answer = each.get("answer")
        if not isinstance(answer, dict):
            continue
        cited = [
            citation
            for statement in _dicts(answer.get("statements"))
            for citation in _dicts(statement.get("citations"))
        ]
        found.append(
            Turn(
                query=str(answer.get("query") or each.get("question")),
                quotes=tuple(str(citation.get("quote")) for citation in cited),
                documents=tuple(dict.fromkeys(str(citation.get("document")) for citation in cited)),
            )
        )
    return tuple(found)


def messages(desk: Desk, records: Sequence[Record], language: str) -> list[Message]:
    """Return a conversation as the chat's messages."""
    shown: list[Message] = []
    for number, each in enumerate(records):
        shown += _exchange(str(each.get("question")), _answer(desk, records, number, language))
    return shown


def waiting(question: str, language: str) -> list[Message]:
    """Return a question and what stands below it while its answer is being found."""
    return _exchange(question, pending_html(language))


def _exchange(question: str, answer: str) -> list[Message]:
    return [
        {"role": "user", "content": question_html(question)},
        {"role": "assistant", "content": answer},
    ]


def _answer(desk: Desk, records: Sequence[Record], number: int, language: str) -> str:
    values = records[number].get("answer")
    try:
        if not isinstance(values, dict):
            raise UsageError("not a record of a conversation")
        key, seal = (str(records[number].get(name)) for name in ("key", "seal"))
        kept = desk.restore(key, values, turns(records[:number]), seal=seal)
    except DeskError as exc:
        logger.info("an answer could not be shown again: %s", exc)
        return notice_html(say(language, "gone"))
    answer = kept.answer
    instead = ideas(answer) if answer.abstention else []
    return answer_html(answer, key=kept.key, number=number, language=language, ideas=instead)


def filters(
    documents: Sequence[str],
    publishers: Sequence[str],
    languages: Sequence[str],
    since: str,
    until: str,
) -> Filters:
    """Return filters of what was chosen. Raises UsageError as `Filters` does."""
    return Filters(
        documents=tuple(documents),
        publishers=tuple(publishers),
        languages=tuple(languages),
        since=_day(since),
        until=_day(until),
    )


def _day(text: str) -> str | None:
    if not text.strip():
        return None
    try:
        return to_day(text.strip()).isoformat()
    except ValueError as exc:
        raise UsageError(f"“{text}” is not a date such as 2019-09-25; correct the filter") from exc


def _dicts(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
