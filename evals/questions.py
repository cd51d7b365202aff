"""Eval questions: one JSON object a line, with gold evidence in document coordinates.

Gold evidence is a source and a quote from it, never a passage: passages may be cut anew. A set is
a JSONL file, or a folder of a set (questions.jsonl) with the documents it asks about (docs/). A
file named like the set with .toml instead may say of which documents of the corpus it is asked:
documents = ["one.txt"].
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ingest.errors import UsageError

SETS = Path(__file__).parent / "sets"
SET_FILE = "questions.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence, or part of one, that answers: its document's source and its words.

    An empty quote stands for the whole document. A full answer needs one evidence of each part;
    those of the same part are alternatives. grade is how relevant it is, as judged by a benchmark.
    """

    source: str
    quote: str
    part: int = 1
    grade: int = 1

    def __post_init__(self) -> None:
        if self.grade < 1:
            raise ValueError("the grade of evidence is 1 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalQuestion:
    """A question and what a right answer rests on.

    What is not answerable must be refused, or answered with the evidence that corrects it, such
    as the true place for a question that names a wrong one; most have no such evidence. turns are
    the questions asked before it, oldest first. answers are exact answer texts; any one is right.
    as_of is the date (ISO 8601) at which the gold answer holds.
    """

    id: str
    question: str
    category: str
    evidence: tuple[Evidence, ...] = ()
    answerable: bool = True
    turns: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    language: str = "en"
    as_of: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if not self.id.strip() or not self.question.strip():
            raise ValueError("id and question must not be empty")
        if self.answerable and not self.evidence:
            raise ValueError(f"{self.id} is answerable but has no evidence")
        if self.answers and not self.answerable:
            raise ValueError(f"{self.id} is not answerable but has answers")

    @property
    def digest(self) -> str:
        """Return 16 hexadecimal digits that change with anything asked or expected."""
        values = to_row(self)
        values.pop("note", None)
        return digest(values)

    @property
    def parts(self) -> tuple[int, ...]:
        """Return the parts of which a full answer needs evidence."""
        return tuple(sorted({evidence.part for evidence in self.evidence}))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalSet:
    """A named set of questions.

    documents is the folder of its documents if it brings its own; only are the sources of the
    corpus that it is asked of if it is not all.
    """

    name: str
    path: Path
    questions: tuple[EvalQuestion, ...]
    documents: Path | None = None
    only: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Return 16 hexadecimal digits that change with any of the questions."""
        return digest([[question.id, question.digest] for question in self.questions])


def digest(value: object) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a value as JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def own_sets() -> list[EvalSet]:
    """Return the repository's own sets, by name."""
    return [load_set(path) for path in sorted(SETS.glob("*.jsonl"))]


def find_sets(given: Sequence[Path]) -> list[EvalSet]:
    """Return the sets named by paths, or by the names of own sets; all own sets for none.

    Raises UsageError for a set that is not there or has no questions, and for a name used twice.
    """
    found = [
        load_set(SETS / f"{path}.jsonl")
        if len(path.parts) == 1 and not path.exists() and (SETS / f"{path}.jsonl").exists()
        else load_set(path)
        for path in given
    ] or own_sets()
    names = [each.name for each in found]
    if len(set(names)) < len(names):
        raise UsageError(f"two sets have the same name ({', '.join(names)}); rename one")
    return found


def load_set(path: Path) -> EvalSet:
    """Return the set of a file or folder. Raises UsageError when it has no questions."""
    file = path / SET_FILE if path.is_dir() else path
    questions = load_questions(file)
    if not questions:
        raise UsageError(f"{file}: no questions; add some or leave the file out")
    documents = path / "docs" if path.is_dir() else None
    if documents and not documents.is_dir():
        raise UsageError(f"{documents}: no such folder; make the set anew with: evals import")
    name = path.resolve().name if path.is_dir() else path.stem
    only = _only(path.with_suffix(".toml"))
    return EvalSet(name=name, path=path, questions=tuple(questions), documents=documents, only=only)


def _only(path: Path) -> tuple[str, ...]:
    """Return the documents that a file beside a set names; none where there is no such file."""
    if not path.is_file():
        return ()
    try:
        values = tomllib.loads("\n".join(read_lines(path)))
        if values.keys() - {"documents"}:
            raise ValueError("only documents is known")
        return _texts(values, "documents")
    except (ValueError, TypeError) as exc:
        raise UsageError(f"{path}: {exc}; correct it") from exc


def load_questions(path: Path) -> list[EvalQuestion]:
    """Return the questions of a file. Raises UsageError naming the line that is wrong."""
    questions: dict[str, EvalQuestion] = {}
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        try:
            question = from_row(json.loads(line))
            if question.id in questions:
                raise ValueError(f"the id {question.id} is used twice")
        except (ValueError, KeyError, TypeError) as exc:
            reason = f"{exc} is missing" if isinstance(exc, KeyError) else exc
            raise UsageError(
                f"{path}:{number}: not an eval question ({reason}); correct it"
            ) from exc
        questions[question.id] = question
    return list(questions.values())


def read_lines(path: Path) -> list[str]:
    """Return the lines of a UTF-8 file. Raises UsageError."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as exc:
        raise UsageError(f"{path}: {exc.strerror}; check the path") from exc
    except UnicodeDecodeError as exc:
        raise UsageError(f"{path}: byte {exc.start} is not UTF-8; save it as UTF-8") from exc


def save_questions(path: Path, questions: Iterable[EvalQuestion]) -> None:
    """Write questions as a set, one a line."""
    lines = [json.dumps(to_row(question), ensure_ascii=False) + "\n" for question in questions]
    path.write_text("".join(lines), encoding="utf-8")


def to_row(question: EvalQuestion) -> dict[str, object]:
    """Return a question as values for JSON, without what is as it is by default."""
    row: dict[str, object] = {}
    for field in fields(EvalQuestion):
        value = getattr(question, field.name)
        if field.name == "evidence":
            row["evidence"] = [_evidence_row(evidence) for evidence in value]
        elif field.name == "answerable" or value != field.default:
            row[field.name] = list(value) if isinstance(value, tuple) else value
    return row


def _evidence_row(evidence: Evidence) -> dict[str, object]:
    values = asdict(evidence)
    return {name: value for name, value in values.items() if isinstance(value, str) or value != 1}


_QUESTION_KEYS = frozenset(field.name for field in fields(EvalQuestion))
_EVIDENCE_KEYS = frozenset(field.name for field in fields(Evidence))


def from_row(row: object) -> EvalQuestion:
    """Return the question of JSON values. answerable, if absent, is whether there is evidence.

    Raises KeyError for what is missing, ValueError or TypeError for what is wrong or unknown.
    """
    values = _known(row, _QUESTION_KEYS)
    evidence = tuple(_evidence(each) for each in _list(values, "evidence"))
    answerable = values.get("answerable", bool(evidence))
    if not isinstance(answerable, bool):
        raise TypeError("answerable must be true or false")
    return EvalQuestion(
        id=text_of(values, "id"),
        question=text_of(values, "question"),
        category=text_of(values, "category"),
        evidence=evidence,
        answerable=answerable,
        turns=_texts(values, "turns"),
        answers=_texts(values, "answers"),
        language=text_of(values, "language") if "language" in values else "en",
        as_of=text_of(values, "as_of") if values.get("as_of") is not None else None,
        note=text_of(values, "note") if values.get("note") is not None else None,
    )


def _evidence(row: object) -> Evidence:
    values = _known(row, _EVIDENCE_KEYS)
    return Evidence(
        source=text_of(values, "source"),
        quote=text_of(values, "quote"),
        part=_number(values, "part"),
        grade=_number(values, "grade"),
    )


def _known(row: object, keys: frozenset[str]) -> Mapping[str, object]:
    if not isinstance(row, dict):
        raise TypeError("not a JSON object")
    if unknown := sorted(set(row) - keys):
        raise ValueError(f"unknown key {unknown[0]!r}; known are {', '.join(sorted(keys))}")
    return row


def _list(values: Mapping[str, object], key: str) -> list[object]:
    found = values.get(key, [])
    if not isinstance(found, list):
        raise TypeError(f"{key} must be a list")
    return found


def _texts(values: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = _list(values, key)
    if not all(isinstance(each, str) for each in found):
        raise TypeError(f"{key} must be a list of texts")
    return tuple(map(str, found))


def text_of(values: Mapping[str, object], key: str) -> str:
    """Return a text among JSON values. Raises KeyError or TypeError."""
    found = values[key]
    if not isinstance(found, str):
        raise TypeError(f"{key} must be a text")
    return found


def _number(values: Mapping[str, object], key: str) -> int:
    found = values.get(key, 1)
    if not isinstance(found, int) or isinstance(found, bool):
        raise TypeError(f"{key} must be a whole number")
    return found
