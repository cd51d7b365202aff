"""What is kept of a run: plain values that need neither the index nor the model to be read again.

A run is one JSON file. It holds the questions as they were asked, so that a report or a
comparison made later speaks of the same ones.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.questions import EvalQuestion, digest, from_row, to_row
from ingest.disk import replace
from ingest.errors import UsageError

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A citation as it was shown. statement is the number of the sentence it stands for, from 0.

    is_exact: the document of the index has these very words at this span. gold are the parts of
    the gold evidence that the span holds.
    """

    statement: int
    document: str
    source: str
    title: str
    place: str
    start: int
    end: int
    quote: str
    before: str
    after: str
    answer: str | None
    is_exact: bool
    gold: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A passage that was considered. is_gold: it holds gold evidence."""

    passage: str
    source: str
    rank: int
    dense_rank: int | None
    lexical_rank: int | None
    score: float | None
    verdict: str
    is_gold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A question, what came of it, and its scores by metric, absent where it does not apply.

    reason says why nothing was answered. ledger is the best part of what was considered.
    gold_rank is the rank of the first passage with gold evidence, if any was considered.
    """

    set: str
    question: EvalQuestion
    query: str
    statements: tuple[str, ...]
    quotes: tuple[Quoted, ...]
    reason: str | None
    notices: tuple[str, ...]
    confidence: float
    threshold: float
    seconds: float
    gold_rank: int | None
    ledger: tuple[Ranked, ...]
    scores: Mapping[str, float]

    @property
    def key(self) -> tuple[str, str]:
        """Return what names the question in a run."""
        return self.set, self.question.id

    @property
    def is_answered(self) -> bool:
        """Tell whether anything was stated."""
        return bool(self.statements)

    @property
    def is_right(self) -> bool:
        """Tell whether gold evidence was cited, or what is not answerable was refused."""
        return self.scores["right"] == 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a run was made with, as digests: equal ones, the same thing.

    program covers the source files of bot and ingest, corpus the documents, index their passages,
    configuration the settings that change answers, listed in settings.
    """

    program: str
    corpus: str
    index: str
    model: str
    answerer: str
    configuration: str
    settings: Mapping[str, str]
    documents: int
    passages: int
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Every outcome of the sets that were asked. started is in UTC; texts are of ledger passages.

    setups has one entry for each set: a set may bring its own documents.
    """

    id: str
    started: str
    seconds: float
    machine: str
    setups: Mapping[str, Setup]
    outcomes: tuple[Outcome, ...]
    texts: Mapping[str, str]

    @property
    def sets(self) -> dict[str, str]:
        """Return the name of each set and the digest of its questions."""
        return {
            name: digest([[o.question.id, o.question.digest] for o in self.of_set(name)])
            for name in self.setups
        }

    def of_set(self, name: str) -> list[Outcome]:
        """Return the outcomes of a set, in its order."""
        return [outcome for outcome in self.outcomes if outcome.set == name]


def run_text(run: Run) -> str:
    """Return a run as JSON."""
    values: dict[str, object] = {
        "format": FORMAT,
        "id": run.id,
        "started": run.started,
        "seconds": run.seconds,
        "machine": run.machine,
        "sets": run.sets,
        "setups": {name: asdict(setup) for name, setup in run.setups.items()},
        "outcomes": [
            {**_plain(outcome), "question": to_row(outcome.question)} for outcome in run.outcomes
        ],
        "texts": dict(run.texts),
    }
    return json.dumps(values, ensure_ascii=False)


def _plain(outcome: Outcome) -> dict[str, object]:
    return {**asdict(outcome), "scores": dict(outcome.scores)}


def save(run: Run, folder: Path) -> Path:
    """Store a run in a folder and return its file. Raises UsageError."""
    path = folder / f"{run.id}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace(path, run_text(run))
    except OSError as exc:
        raise UsageError(f"{path}: {exc.strerror}; choose another folder with --runs") from exc
    return path


def load(path: Path) -> Run:
    """Return the run of a file. Raises UsageError when it is not one of this format."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise ValueError(f"format {values['format']}, not {FORMAT}")
        return Run(
            id=values["id"],
            started=values["started"],
            seconds=values["seconds"],
            machine=values["machine"],
            setups={name: Setup(**setup) for name, setup in values["setups"].items()},
            outcomes=tuple(_outcome(row) for row in values["outcomes"]),
            texts=values["texts"],
        )
    except OSError as exc:
        raise UsageError(f"{path}: {exc.strerror}; check the path") from exc
    except (ValueError, KeyError, TypeError) as exc:
        raise UsageError(
            f"{path} is not a run ({type(exc).__name__}: {exc}); make one with: python -m evals run"
        ) from exc


def _outcome(row: object) -> Outcome:
    """Return the outcome of JSON values. Raises KeyError, TypeError or ValueError."""
    values = _object(row)
    told: dict[str, object] = {
        **values,
        "question": from_row(values["question"]),
        "quotes": tuple(_quoted(_object(quote)) for quote in _list(values["quotes"])),
        "ledger": tuple(
            Ranked(**_object(ranked))  # type: ignore[arg-type]  # as written by run_text
            for ranked in _list(values["ledger"])
        ),
        "statements": tuple(_list(values["statements"])),
        "notices": tuple(_list(values["notices"])),
    }
    return Outcome(**told)  # type: ignore[arg-type]  # as written by run_text


def _quoted(values: Mapping[str, object]) -> Quoted:
    told = {**values, "gold": tuple(_list(values["gold"]))}
    return Quoted(**told)  # type: ignore[arg-type]  # as written by run_text


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("not a JSON object")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def stored(folder: Path) -> Iterator[Path]:
    """Yield the files of the runs in a folder, oldest first."""
    yield from sorted(folder.glob("[0-9]*.json"))


def find(name: str, folder: Path) -> Run:
    """Return the run of a file, of an id or the beginning of one, or the `last` or `last~1`.

    Raises UsageError when there is none, or more than one.
    """
    if Path(name).is_file():
        return load(Path(name))
    files = list(stored(folder))
    back, _, steps = name.partition("~")
    if back == "last" and (steps or "0").isdigit():
        number = int(steps or 0) + 1
        found = files[-number:][:1] if len(files) >= number else []
    else:
        found = [file for file in files if name and file.stem.startswith(name)]
    if len(found) != 1:
        raise UsageError(
            f"{len(found) or 'no'} runs in {folder} are called {name!r}; "
            "list them with: python -m evals list"
        )
    return load(found[0])
