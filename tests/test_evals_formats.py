"""Sets come from other formats, runs go to other formats; what is wrong is named."""

import csv
import io
import json
import re
import tempfile
import unicodedata
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.check import check
from evals.exporters import EXPORTERS, as_csv, deepeval, junit, ragas
from evals.importers import IMPORTERS, Imported, beir, feedback, from_csv, squad, write
from evals.questions import load_set
from evals.record import Run
from ingest.errors import UsageError
from ingest.settings import Settings
from tests.conftest import Run as RunModule
from tests.evals_toy import build, changed, generation_of, perfect, questions, run_toy
from tests.test_evals_gate import unfound

CONTEXT = "Oslo is the capital. The nai\u0308ve king lived in Oslo in 1905. He left."


def squad_file(folder: Path, *qas: dict[str, object], context: str = CONTEXT) -> Path:
    path = folder / "squad.json"
    paragraphs = [{"context": context, "qas": list(qas)}]
    path.write_text(json.dumps({"data": [{"title": "Nor_way", "paragraphs": paragraphs}]}))
    return path


def asked(id_: str, text: str, start: int | None = None) -> dict[str, object]:
    answers = [{"text": text, "answer_start": CONTEXT.index(text) if start is None else start}]
    return {"id": id_, "question": f" Where is {id_}? ", "answers": answers}


IMPOSSIBLE: dict[str, object] = {
    "id": "no",
    "question": "Who?",
    "answers": [],
    "is_impossible": True,
}


def test_squad_contexts_lose_a_byte_order_mark_as_documents_do(tmp_path: Path) -> None:
    path = squad_file(
        tmp_path, asked("a", "Oslo", CONTEXT.index("Oslo") + 1), context=f"\ufeff{CONTEXT}"
    )
    write(squad(path), tmp_path / "out")
    (question,) = load_set(tmp_path / "out").questions
    (document,) = (tmp_path / "out" / "docs").glob("*.txt")
    assert question.evidence[0].quote == "Oslo is the capital."
    assert document.read_text().startswith(question.evidence[0].quote)


def test_squad_becomes_documents_and_the_sentence_that_holds_the_answer(tmp_path: Path) -> None:
    path = squad_file(tmp_path, asked("a", "1905"), asked("b", "Oslo is"), IMPOSSIBLE)
    found = squad(path)
    assert [q.answerable for q in found.questions] == [True, True, False]
    first = found.questions[0]
    assert first.question == "Where is a?"
    assert first.answers == ("1905",)
    assert first.evidence[0].quote == "The naïve king lived in Oslo in 1905."
    write(found, tmp_path / "out")
    each = load_set(tmp_path / "out")
    assert each.documents
    assert (each.documents / "00001.txt.toml").read_text() == 'title = "Nor way"\n'
    assert check([each], corpus=tmp_path / "unused") == []


@settings(deadline=None)
@given(st.data())
def test_squad_offsets_survive_normalization(data: st.DataObject) -> None:
    words = data.draw(
        st.lists(
            st.text("ab\u0308 \u00e9e\u0301.", min_size=1, max_size=8).map(str.strip).filter(bool),
            min_size=3,
            max_size=9,
        )
    )
    context = "X " + " ".join(words) + "."
    at = data.draw(st.integers(0, len(words) - 1))
    start = len("X " + " ".join([*words[:at], ""]))
    with tempfile.TemporaryDirectory() as folder:
        path = squad_file(Path(folder), asked("a", words[at], start), context=context)
        found = squad(path)
    (question,) = found.questions
    assert question.evidence[0].quote in found.documents[0][2]
    if not unicodedata.combining(words[at][0]):
        assert question.answers[0] in question.evidence[0].quote


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (asked("a", "1905", 3), "question 2 is not .*does not stand at 3"),
        ({"id": "a", "answers": []}, "question 2 is not .*'question' is missing"),
        ({"id": "a", "question": "?", "answers": 1}, "question 2 is not .*must be a list"),
        ({"id": "a", "question": "?", "answers": [1]}, "question 2 is not"),
        (asked("one", "1905"), "the id one is used twice"),
    ],
)
def test_a_wrong_squad_record_is_named(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    with pytest.raises(UsageError, match=rf"squad\.json: .*{reason}") as raised:
        squad(squad_file(tmp_path, asked("one", "1905"), change))
    assert "\n" not in str(raised.value)


def beir_folder(folder: Path, qrels: str = "q1\td2\t2\nq1\td1\t0\n") -> Path:
    (folder / "qrels").mkdir(parents=True)
    docs = [{"_id": "d1", "title": "One", "text": "Red."}, {"_id": "d2", "text": "Blue."}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, docs)))
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": "what is blue"}) + "\n")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + qrels)
    return folder


def test_beir_becomes_whole_documents_with_their_grades(tmp_path: Path) -> None:
    found = beir(beir_folder(tmp_path / "beir"))
    (question,) = found.questions
    (gold,) = question.evidence
    assert (gold.quote, gold.grade) == ("", 2)
    assert {source: text for source, _, text in found.documents}[gold.source] == "Blue."


@pytest.mark.parametrize(
    ("qrels", "reason"),
    [("q1\td2\n", "line 2"), ("q1\td2\tx\n", "line 2"), ("q9\td2\t1\n", "query q9")],
)
def test_a_wrong_beir_record_is_named(tmp_path: Path, qrels: str, reason: str) -> None:
    with pytest.raises(UsageError, match=rf"test\.tsv: .*{reason}"):
        beir(beir_folder(tmp_path / "beir", qrels))


def test_csv_rows_with_one_id_are_one_question(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(
        "id,question,source,quote,answers,answerable,turns\n"
        '1,"Who, then?",a.txt,Red,x | y,,Where?|When?\n'
        "1,,b.txt,Blue,,,\n"
        "2,Why?,,,,no,\n".replace("1,,b.txt", '1,"Who, then?",b.txt')
    )
    first, second = from_csv(path).questions
    assert [evidence.source for evidence in first.evidence] == ["a.txt", "b.txt"]
    assert first.answers == ("x", "y")
    assert first.turns == ("Where?", "When?")
    assert not second.answerable


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id,question,colour\n", "unknown column colour"),
        ("id,question\n1,a,b\n", "line 2 .*more or fewer cells"),
        ("id,question\n1\n", "line 2 .*more or fewer cells"),
        ("id,question,answerable\n1,a,perhaps\n", "line 2 .*answerable is 'perhaps'"),
        ("id,question,source,part\n1,a,b,x\n", "line 2"),
        ("id\n1\n", "line 2 .*'question' is missing"),
        ('id,question\n1,"a', "line 1 .*unexpected end"),
    ],
)
def test_a_wrong_csv_row_is_named(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "set.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match=rf"set\.csv: .*{reason}"):
        from_csv(path)


def said(verdict: str, **more: object) -> dict[str, object]:
    return {"question": f"Who is {verdict}?", "verdict": verdict, **more}


def test_feedback_becomes_the_questions_whose_right_outcome_is_known(tmp_path: Path) -> None:
    quotes = [{"source": "a.txt", "quote": "Red"}]
    rows = [
        said("right", quotes=quotes),
        said("wrong", quotes=quotes),
        said("wrong evidence", quotes=quotes, evidence=[{"source": "b.txt", "quote": "Blue"}]),
        said("should have refused", quotes=quotes, comment="no such person"),
        said("should have answered"),
    ]
    path = tmp_path / "feedback.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    right, evidence, refused = feedback(path).questions
    assert right.evidence[0].quote == "Red"
    assert evidence.evidence[0].source == "b.txt"
    assert not refused.answerable
    assert refused.note == "no such person"
    path.write_text(json.dumps(said("right", quotes=quotes)) + "\n" + json.dumps(said("odd")))
    with pytest.raises(UsageError, match=r"feedback\.jsonl: line 2 .*'odd'"):
        feedback(path)


@pytest.mark.parametrize("kind", list(IMPORTERS))
@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"{", b"[]", b"null", b"1\n2"])
def test_any_malformed_file_is_one_line(tmp_path: Path, kind: str, data: bytes) -> None:
    path = tmp_path / "x"
    if kind == "beir":
        path.mkdir()
        (path / "corpus.jsonl").write_bytes(data)
    else:
        path.write_bytes(data)
    if (kind, data) == ("feedback", b""):
        assert IMPORTERS[kind](path) == Imported(questions=())
        return
    with pytest.raises(UsageError, match=re.escape(str(path))) as raised:
        IMPORTERS[kind](path)
    assert "\n" not in str(raised.value)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="exists"):
        write(Imported(questions=questions()), tmp_path)


def test_the_import_command_makes_a_set_that_check_accepts(run: RunModule, tmp_path: Path) -> None:
    path = squad_file(tmp_path, asked("a", "1905"), IMPOSSIBLE)
    done = run("evals", "import", "squad", path, "--to", tmp_path / "made")
    assert done.returncode == 0, done.stderr
    assert "2 questions, 1 answerable, 1 documents" in done.stdout
    assert run("evals", "check", tmp_path / "made").returncode == 0
    again = run("evals", "import", "squad", path, "--to", tmp_path / "made")
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)


@pytest.fixture(scope="module")
def toy_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    toy: Settings = build(tmp_path_factory.mktemp("toy"))
    hostile = questions()[3].question
    chain = perfect(generation_of(toy), questions())
    return run_toy(toy, changed(chain, lambda a: unfound(a) if a.question == hostile else a))


def test_ragas_and_deepeval_records_have_their_fields(toy_run: Run) -> None:
    rows = [json.loads(line) for line in ragas(toy_run).splitlines()]
    assert len(rows) == len(toy_run.outcomes)
    assert rows[0]["user_input"] == "What colour is lighthouse number 0?"
    assert rows[0]["response"] in rows[0]["retrieved_contexts"][0]
    assert rows[0]["reference"] == "red"
    assert rows[-1]["response"] == "No answer: not said"
    cases = json.loads(deepeval(toy_run))
    fields = {"input", "actual_output", "expected_output", "context", "retrieval_context"}
    assert all(fields <= set(case) for case in cases)
    assert cases[0]["retrieval_context"] == rows[0]["retrieved_contexts"]


def test_junit_counts_failures_and_stays_xml_whatever_is_said(toy_run: Run) -> None:
    nasty = "a\x00b\x0b<script>]]>&\ud800\uffff\U0001f600"
    first = toy_run.outcomes[0]
    question = replace(first.question, question=nasty, category=nasty)
    outcomes = (replace(first, question=question), *toy_run.outcomes[1:])
    top = Xml.fromstring(junit(replace(toy_run, outcomes=outcomes)))
    (suite,) = top
    assert (suite.get("tests"), suite.get("failures")) == ("30", "1")
    (failure,) = top.iter("failure")
    assert failure.get("message") == (
        "refused, though there is an answer; its evidence was at rank 12"
    )
    assert "<script>]]>&" in str(suite[0].get("name"))


def test_csv_has_a_column_per_metric_and_no_formulas(toy_run: Run) -> None:
    first = toy_run.outcomes[0]
    question = replace(first.question, question='=HYPERLINK("http://x")')
    run = replace(toy_run, outcomes=(replace(first, question=question), toy_run.outcomes[-1]))
    rows = list(csv.DictReader(io.StringIO(as_csv(run))))
    assert rows[0]["question"].startswith("'=")
    assert (rows[0]["rr"], rows[1]["rr"]) == ("1.0", "")
    assert set(EXPORTERS) == {"ragas", "deepeval", "junit", "csv"}
