"""A run in the formats of other tools: Ragas, DeepEval, JUnit XML, CSV."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from xml.etree import ElementTree as Xml

from evals.metrics import PER_QUESTION
from evals.record import Outcome, Ranked, Run


def ragas(run: Run) -> str:
    """Return JSON lines with the fields of Ragas' SingleTurnSample, read by its from_jsonl.

    Contexts are passages that were read, ids those of passages; the reference is the first gold
    answer, else the gold quotes.
    """
    rows = [
        {
            "user_input": outcome.question.question,
            "retrieved_contexts": _contexts(outcome, run),
            "retrieved_context_ids": [ranked.passage for ranked in _read(outcome)],
            "reference_contexts": [evidence.quote for evidence in outcome.question.evidence],
            "response": said(outcome),
            "reference": _reference(outcome),
        }
        for outcome in run.outcomes
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def deepeval(run: Run) -> str:
    """Return a JSON list with the fields of DeepEval's LLMTestCase."""
    rows = [
        {
            "name": f"{outcome.set}/{outcome.question.id}",
            "input": outcome.question.question,
            "actual_output": said(outcome),
            "expected_output": _reference(outcome),
            "context": [evidence.quote for evidence in outcome.question.evidence],
            "retrieval_context": _contexts(outcome, run),
            "completion_time": outcome.seconds,
        }
        for outcome in run.outcomes
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def junit(run: Run) -> str:
    """Return JUnit XML: a suite per set, a case per question, a failure for each wrong answer."""
    top = Xml.Element("testsuites", name="evals", time=f"{run.seconds:.3f}")
    for name in run.setups:
        outcomes = run.of_set(name)
        wrong = sum(not outcome.is_right for outcome in outcomes)
        suite = Xml.SubElement(
            top,
            "testsuite",
            name=_legal(name),
            tests=str(len(outcomes)),
            failures=str(wrong),
            timestamp=run.started,
            time=f"{sum(outcome.seconds for outcome in outcomes):.3f}",
        )
        for outcome in outcomes:
            case = Xml.SubElement(
                suite,
                "testcase",
                classname=_legal(f"{name}.{outcome.question.category or 'question'}"),
                name=_legal(f"{outcome.question.id}: {outcome.question.question}"),
                time=f"{outcome.seconds:.3f}",
            )
            if not outcome.is_right:
                failure = Xml.SubElement(case, "failure", message=_legal(why_wrong(outcome)))
                failure.text = _legal(said(outcome))
    Xml.indent(top)
    return Xml.tostring(top, encoding="unicode", xml_declaration=True) + "\n"


def as_csv(run: Run) -> str:
    """Return CSV with a row per question and a column per metric; empty where it does not apply."""
    found = io.StringIO()
    writer = csv.writer(found, lineterminator="\n")
    writer.writerow(["set", "id", "question", "answer", "confidence", "seconds", *PER_QUESTION])
    for outcome in run.outcomes:
        question = outcome.question
        cells = [outcome.set, question.id, _cell(question.question), _cell(said(outcome))]
        scores = [outcome.scores.get(name, "") for name in PER_QUESTION]
        writer.writerow([*cells, outcome.confidence, outcome.seconds, *scores])
    return found.getvalue()


def said(outcome: Outcome) -> str:
    """Return what was answered, or the reason why not, as one text."""
    return "\n".join(outcome.statements) or f"No answer: {outcome.reason or ''}"


def why_wrong(outcome: Outcome) -> str:
    """Return in a few words what is wrong with a wrong outcome."""
    if not outcome.question.answerable:
        return "answered, though the documents have no answer"
    if outcome.is_answered:
        return "no gold evidence is cited"
    rank = "was not found" if outcome.gold_rank is None else f"was at rank {outcome.gold_rank}"
    return f"refused, though there is an answer; its evidence {rank}"


def _read(outcome: Outcome) -> list[Ranked]:
    return [ranked for ranked in outcome.ledger if ranked.score is not None]


def _contexts(outcome: Outcome, run: Run) -> list[str]:
    return [run.texts[ranked.passage] for ranked in _read(outcome)]


def _reference(outcome: Outcome) -> str | None:
    question = outcome.question
    if question.answers:
        return question.answers[0]
    return "\n".join(e.quote for e in question.evidence) if question.evidence else None


def _cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def _legal(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot hold."""
    return "".join(
        c if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
        else "\ufffd"
        for c in text
    )  # fmt: skip


EXPORTERS: Mapping[str, Callable[[Run], str]] = {
    "ragas": ragas,
    "deepeval": deepeval,
    "junit": junit,
    "csv": as_csv,
}
