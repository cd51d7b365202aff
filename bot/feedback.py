"""What people say of answers: kept in one SQLite file, and turned into eval questions."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from bot.answer import Answer, Turn
from bot.render import citations
from ingest.errors import UsageError

LONGEST_COMMENT = 2000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, verdict TEXT NOT NULL, comment TEXT NOT NULL,
    question TEXT NOT NULL, turns TEXT NOT NULL, evidence TEXT NOT NULL, refused INTEGER NOT NULL,
    language TEXT NOT NULL, generation INTEGER NOT NULL)
"""


class Verdict(StrEnum):
    """What a person can say of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    WRONG_EVIDENCE = "wrong_evidence"
    SHOULD_ANSWER = "should_answer"
    SHOULD_REFUSE = "should_refuse"

    def fits(self, *, refused: bool) -> bool:
        """Tell whether this can be said of a refusal, or of an answer."""
        return self in (_OF_REFUSALS if refused else _OF_ANSWERS)


_OF_REFUSALS = (Verdict.RIGHT, Verdict.SHOULD_ANSWER)
_OF_ANSWERS = (Verdict.RIGHT, Verdict.WRONG, Verdict.WRONG_EVIDENCE, Verdict.SHOULD_REFUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What was said of one answer, and what was asked and cited. Evidence is (source, quote)."""

    verdict: Verdict
    comment: str
    question: str
    turns: tuple[str, ...]
    evidence: tuple[tuple[str, str], ...]
    refused: bool
    language: str
    generation: int
    at: str


def feedback_on(
    answer: Answer, *, verdict: Verdict, comment: str, turns: Sequence[Turn], language: str
) -> Feedback:
    """Return what was said of an answer as it is kept: nothing about who said it."""
    return Feedback(
        verdict=verdict,
        comment=comment[:LONGEST_COMMENT],
        question=answer.question,
        turns=tuple(turn.query for turn in turns),
        evidence=tuple((each.document.source, each.quote) for each in citations(answer)),
        refused=answer.abstention is not None,
        language=language,
        generation=answer.generation,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


class FeedbackStore:
    """The file that feedback is kept in; made when something is said for the first time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, said: Feedback) -> None:
        """Keep what was said. Raises UsageError when the file cannot be written."""
        values = (
            said.at, said.verdict, said.comment, said.question, json.dumps(said.turns),
            json.dumps(said.evidence), said.refused, said.language, said.generation,
        )  # fmt: skip
        with self._open(make=True) as db, db:
            db.execute(_SCHEMA)
            db.execute(
                "INSERT INTO feedback (at, verdict, comment, question, turns, evidence, refused, "
                "language, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )

    def all(self) -> list[Feedback]:
        """Return everything that was said, oldest first."""
        if not self._path.exists():
            return []
        with self._open(make=False) as db:
            rows = db.execute(
                "SELECT at, verdict, comment, question, turns, evidence, refused, language, "
                "generation FROM feedback ORDER BY number"
            ).fetchall()
        return [
            Feedback(
                at=at,
                verdict=Verdict(verdict),
                comment=comment,
                question=question,
                turns=tuple(json.loads(turns)),
                evidence=tuple((source, quote) for source, quote in json.loads(evidence)),
                refused=bool(refused),
                language=language,
                generation=generation,
            )
            for (
                at, verdict, comment, question, turns, evidence, refused, language, generation
            ) in rows
        ]  # fmt: skip

    @contextmanager
    def _open(self, *, make: bool) -> Iterator[sqlite3.Connection]:
        try:
            if make:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=10)) as db:
                yield db
        except (OSError, sqlite3.Error) as exc:
            raise UsageError(
                f"{self._path} cannot be used for feedback ({exc}); name another file with "
                "DESK_FEEDBACK"
            ) from exc


def as_eval_questions(said: Sequence[Feedback]) -> Iterator[dict[str, object]]:
    """Yield what was said as eval questions, one for each question and verdict.

    What is right carries its evidence. What is wrong carries none: a person adds it, and the note
    says what was cited.
    """
    seen: set[tuple[str, tuple[str, ...], Verdict]] = set()
    for number, each in enumerate(said, 1):
        same = (each.question, each.turns, each.verdict)
        if same in seen:
            continue
        seen.add(same)
        confirmed = each.verdict == Verdict.RIGHT and not each.refused
        refuse = each.verdict == Verdict.SHOULD_REFUSE or (
            each.verdict == Verdict.RIGHT and each.refused
        )
        yield {
            "id": f"feedback-{number:04d}",
            "question": each.question,
            "turns": list(each.turns),
            "answers": [],
            "evidence": [
                {"source": source, "quote": quote} for source, quote in each.evidence if confirmed
            ],
            "answerable": not refuse,
            "language": each.language,
            "category": f"feedback: {each.verdict}",
            "as_of": each.at[:10],
            "note": _note(each, complete=confirmed or refuse),
        }


def _note(each: Feedback, *, complete: bool) -> str:
    cited = "; ".join(f"“{quote}” ({source})" for source, quote in each.evidence)
    parts = ["" if complete else "add the right evidence", each.comment]
    parts += [f"cited was {cited}" if cited and each.verdict != Verdict.RIGHT else ""]
    return ". ".join(filter(None, parts))
