"""Eval questions: one JSON object a line, with gold evidence as (source, quote)."""

import json
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence, or part of one, that answers: its document's source and its words."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalQuestion:
    """A question; any one of its evidence answers it. No evidence: it must be refused."""

    id: str
    question: str
    category: str
    evidence: tuple[Evidence, ...]


def load_questions(path: Path) -> list[EvalQuestion]:
    """Return the questions of a set. Raises UsageError naming the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as exc:
        raise UsageError(f"{path}: {exc.strerror}; check the path") from exc
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            questions.append(
                EvalQuestion(
                    id=row["id"],
                    question=row["question"],
                    category=row["category"],
                    evidence=tuple(Evidence(**evidence) for evidence in row["evidence"]),
                )
            )
        except (ValueError, KeyError, TypeError) as exc:
            raise UsageError(f"{path}:{number}: not an eval question ({exc}); correct it") from exc
    return questions
