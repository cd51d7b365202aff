"""From other formats to our sets: SQuAD, BEIR, CSV, and what users said about answers.

SQuAD and BEIR bring their own documents: a folder is written with docs/ and questions.jsonl, which
`run` takes as a set. CSV and feedback ask about documents that are there; a file is written.
A record that cannot be used is an error that names its file and number.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from evals.questions import (
    SET_FILE,
    EvalQuestion,
    Evidence,
    digest,
    read_lines,
    save_questions,
    text_of,
)
from ingest.document import Span, normalize
from ingest.errors import UsageError
from ingest.split import sentences

_BAD = (ValueError, KeyError, TypeError)
_VERDICTS = ("right", "wrong", "wrong evidence", "should have answered", "should have refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Questions, and the documents they bring: (source, title, text)."""

    questions: tuple[EvalQuestion, ...]
    documents: tuple[tuple[str, str, str], ...] = ()


def write(imported: Imported, to: Path) -> None:
    """Write a set: a folder if it brings documents, else a file. Raises UsageError.

    Nothing that exists is written over.
    """
    if to.exists():
        raise UsageError(f"{to} exists; choose another name with --to, or remove it")
    try:
        if not imported.documents:
            to.parent.mkdir(parents=True, exist_ok=True)
            save_questions(to, imported.questions)
            return
        docs = to / "docs"
        docs.mkdir(parents=True)
        for source, title, text in imported.documents:
            (docs / source).write_text(text, encoding="utf-8")
            sidecar = f"title = {json.dumps(title or source, ensure_ascii=False)}\n"
            (docs / f"{source}.toml").write_text(sidecar, encoding="utf-8")
        save_questions(to / SET_FILE, imported.questions)
    except OSError as exc:
        raise UsageError(f"{to}: {exc.strerror}; choose another place with --to") from exc


def squad(path: Path) -> Imported:
    """Read a SQuAD 1.1 or 2.0 file: each context a document, the answer's sentence its evidence.

    Raises UsageError naming the question that is wrong.
    """
    documents: dict[str, tuple[str, str, str]] = {}
    questions: list[EvalQuestion] = []
    at = "its data"
    try:
        for article in json.loads("\n".join(read_lines(path)))["data"]:
            title = str(article.get("title", "")).replace("_", " ")
            for paragraph in article["paragraphs"]:
                at = f"a context after question {len(questions)}"
                context = text_of(paragraph, "context")
                source = documents.setdefault(
                    digest(context), (f"{len(documents) + 1:05d}.txt", title, _as_loaded(context))
                )[0]
                for row in paragraph["qas"]:
                    at = f"question {len(questions) + 1}"
                    questions.append(_squad_question(row, context, source))
    except (*_BAD, AttributeError) as exc:
        raise _unusable(path, at, "a SQuAD file", exc) from exc
    return _unique(path, Imported(questions=tuple(questions), documents=tuple(documents.values())))


def _squad_question(row: Mapping[str, object], context: str, source: str) -> EvalQuestion:
    given = row["answers"] if not row.get("is_impossible") else []
    if not isinstance(given, list):
        raise TypeError("answers must be a list")
    spans, answers = [], []
    for answer in given:
        text, start = text_of(answer, "text"), answer["answer_start"]
        if not text or context[start : start + len(text)] != text:
            raise ValueError(f"its answer “{text}” does not stand at {start}")
        # Offsets are of the raw context, not of the document's text.
        begin = len(_as_loaded(context[:start]))
        spans.append(Span(start=begin, end=begin + len(normalize(text))))
        answers.append(normalize(text))
    quotes = dict.fromkeys(_sentences_at(_as_loaded(context), span) for span in spans)
    return EvalQuestion(
        id=str(row["id"]),
        question=text_of(row, "question").strip(),
        category="answerable" if answers else "unanswerable",
        evidence=tuple(Evidence(source=source, quote=quote) for quote in quotes),
        answerable=bool(answers),
        answers=tuple(dict.fromkeys(answers)),
    )


def _as_loaded(context: str) -> str:
    """Return a context as the loader of text files will read it: normalized, without a mark."""
    return normalize(context).removeprefix("\ufeff")


def _sentences_at(text: str, span: Span) -> str:
    """Return the sentences that hold a span, and as many around it as make them unique."""
    found = sentences(text)
    held = [i for i, s in enumerate(found) if s.overlaps(span)]
    first, last = (held[0], held[-1]) if held else (0, len(found) - 1)
    while True:
        quote = text[found[first].start : found[last].end]
        if text.count(quote) == 1 or (first == 0 and last == len(found) - 1):
            return quote
        first, last = max(0, first - 1), min(len(found) - 1, last + 1)


def beir(folder: Path, *, split: str = "test") -> Imported:
    """Read a BEIR folder: corpus.jsonl, queries.jsonl, qrels/<split>.tsv.

    Evidence is the document as a whole, with the grade as judged; queries without a relevant
    document are left out. Raises UsageError naming the record that is wrong.
    """
    documents = {
        key: (f"{number:06d}.txt", str(row.get("title", "")), text_of(row, "text"))
        for number, (key, row) in enumerate(_beir_rows(folder / "corpus.jsonl"), 1)
        if str(row.get("text", "")).strip()
    }
    queries = {key: text_of(row, "text") for key, row in _beir_rows(folder / "queries.jsonl")}
    evidence: dict[str, list[Evidence]] = {}
    path = folder / "qrels" / f"{split}.tsv"
    for number, line in enumerate(read_lines(path)[1:], 2):
        if not line.strip():
            continue
        try:
            query, document, score = line.split("\t")
            if int(score) > 0 and document in documents:
                source = documents[document][0]
                gold = Evidence(source=source, quote="", grade=int(score))
                evidence.setdefault(query, []).append(gold)
        except ValueError as exc:
            raise _unusable(path, f"line {number}", "query-id, corpus-id and score", exc) from exc
    unknown = sorted(evidence.keys() - queries.keys())
    if unknown:
        raise UsageError(f"{path}: query {unknown[0]} is not in queries.jsonl; correct it")
    questions = [
        EvalQuestion(id=key, question=queries[key].strip(), category="", evidence=tuple(found))
        for key, found in evidence.items()
    ]
    return Imported(questions=tuple(questions), documents=tuple(documents.values()))


def _beir_rows(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    for number, line in enumerate(read_lines(path), 1):
        if line.strip():
            try:
                row = json.loads(line)
                text_of(row, "text")
                key = text_of(row, "_id")
            except _BAD as exc:
                raise _unusable(path, f"line {number}", "a record with _id and text", exc) from exc
            yield key, row


def from_csv(path: Path) -> Imported:
    """Read a CSV file whose columns are named like the fields of a question, source and quote.

    Several rows with one id are one question with several evidence; answers and turns are
    separated by |. Raises UsageError naming the row that is wrong.
    """
    known = {f.name for f in fields(EvalQuestion)} - {"evidence"} | {"source", "quote", "part"}
    reader = csv.DictReader(io.StringIO("\n".join(read_lines(path))), strict=True)
    questions: dict[str, EvalQuestion] = {}
    try:
        unknown = sorted({str(name) for name in reader.fieldnames or ["nothing"]} - known)
        if unknown:
            raise ValueError(f"unknown column {unknown[0]}; known are {', '.join(sorted(known))}")
        for row in reader:
            if None in row or None in row.values():
                raise ValueError("it has more or fewer cells than the header")
            question = _csv_question({name: cell.strip() for name, cell in row.items()})
            before = questions.get(question.id)
            if before:
                question = replace(before, evidence=before.evidence + question.evidence)
            questions[question.id] = question
    except (*_BAD, csv.Error) as exc:
        raise _unusable(path, f"line {reader.line_num}", "a question", exc) from exc
    return Imported(questions=tuple(questions.values()))


def _csv_question(row: Mapping[str, str]) -> EvalQuestion:
    evidence: tuple[Evidence, ...] = ()
    if row.get("source"):
        part = int(row.get("part") or 1)
        evidence = (Evidence(source=row["source"], quote=row.get("quote", ""), part=part),)
    said = row.get("answerable", "").casefold()
    if said not in ("", "true", "false", "yes", "no", "1", "0"):
        raise ValueError(f"answerable is {said!r}, not true or false")
    return EvalQuestion(
        id=row["id"],
        question=row["question"],
        category=row.get("category", ""),
        evidence=evidence,
        answerable=said in ("true", "yes", "1") if said else bool(evidence),
        turns=_cells(row.get("turns", "")),
        answers=_cells(row.get("answers", "")),
        language=row.get("language") or "en",
        as_of=row.get("as_of") or None,
        note=row.get("note") or None,
    )


def _cells(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def feedback(path: Path) -> Imported:
    """Read what users said about answers: JSON lines of question, verdict and quotes.

    verdict is right, wrong, wrong evidence, should have answered or should have refused. quotes
    (source, quote) are what was shown, or, in `evidence`, what the user says is right. Only what
    tells the right outcome becomes a question: "right" and anything with evidence is answerable
    by it, "should have refused" is not answerable. Raises UsageError naming the line.
    """
    questions: dict[str, EvalQuestion] = {}
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        try:
            question = _feedback_question(json.loads(line))
        except _BAD as exc:
            raise _unusable(path, f"line {number}", "feedback", exc) from exc
        if question:
            questions[question.id] = question  # the last word counts
    return Imported(questions=tuple(questions.values()))


def _feedback_question(row: Mapping[str, object]) -> EvalQuestion | None:
    verdict = text_of(row, "verdict")
    if verdict not in _VERDICTS:
        raise ValueError(f"verdict {verdict!r} is none of {', '.join(_VERDICTS)}")
    shown = row.get("evidence") or (row.get("quotes") if verdict == "right" else None) or []
    if not isinstance(shown, list):
        raise TypeError("quotes and evidence must be lists")
    evidence = tuple(
        Evidence(source=text_of(each, "source"), quote=text_of(each, "quote")) for each in shown
    )
    refuse = verdict == "should have refused"
    if not refuse and not evidence:
        return None
    turns = row.get("turns") or []
    if not isinstance(turns, list):
        raise TypeError("turns must be a list")
    text = text_of(row, "question").strip()
    return EvalQuestion(
        id=f"feedback-{digest([text, turns])[:8]}",
        question=text,
        category=f"feedback: {verdict}",
        evidence=() if refuse else evidence,
        answerable=not refuse,
        turns=tuple(map(str, turns)),
        note=str(row["comment"]) if row.get("comment") else None,
    )


def _unique(path: Path, imported: Imported) -> Imported:
    seen: set[str] = set()
    for question in imported.questions:
        if question.id in seen:
            raise UsageError(f"{path}: the id {question.id} is used twice; correct it")
        seen.add(question.id)
    return imported


def _unusable(path: Path, at: str, what: str, exc: Exception) -> UsageError:
    reason = f"{exc} is missing" if isinstance(exc, KeyError) else exc
    return UsageError(f"{path}: {at} is not {what} ({reason}); correct it")


IMPORTERS: Mapping[str, Callable[[Path], Imported]] = {
    "squad": squad,
    "beir": beir,
    "csv": from_csv,
    "feedback": feedback,
}
__all__: Sequence[str] = ("IMPORTERS", "Imported", "beir", "feedback", "from_csv", "squad", "write")
