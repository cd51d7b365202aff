import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chain import answer_chain
from bot.export import certificate, read_certificate, to_html_file, to_markdown
from bot.render import to_json
from bot.verify import Verdict, verify_answer
from ingest.catalog import Catalog
from ingest.document import Metadata, Reference
from ingest.errors import UsageError
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.answers import HOSTILE, answer, document
from tests.fakes import EagerReader, HashingEmbedder


@pytest.fixture
def catalog(settings: Settings) -> Catalog:
    (settings.corpus / "a.txt").write_text("Wolves howl at night. Foxes bark.")
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    return index_folder(settings, HashingEmbedder()).open().catalog


def test_a_certificate_is_read_back_as_the_same_answer(
    settings: Settings, catalog: Catalog
) -> None:
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    for question in ("what howls", "what about Mars"):
        values = to_json(chain.invoke(question))
        again = read_certificate(json.loads(json.dumps(values)), catalog)
        assert to_json(again) == values


def test_a_certificate_that_the_index_does_not_bear_out_is_refused(
    settings: Settings, catalog: Catalog
) -> None:
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    text = certificate([chain.invoke("what howls")])
    forged = json.loads(text.replace("Wolves howl at night.", "Wolves never howl at."))
    with pytest.raises(UsageError, match="says something else there"):
        read_certificate(forged, catalog)
    said_otherwise = json.loads(text)
    said_otherwise["statements"][0]["text"] = "Wolves never howl."
    assert read_certificate(said_otherwise, catalog).statements[0].text == "Wolves howl at night."
    uncited = {"statements": [{"text": "Wolves never howl.", "citations": []}]}
    whole = json.loads(text)
    for damaged in ({}, {"ledger": 1}, whole | {"statements": [{}]}, whole | uncited):
        with pytest.raises(UsageError, match="not an answer of this index"):
            read_certificate(damaged, catalog)


def test_verify_accepts_the_certificate_of_an_answer_and_of_a_conversation(
    settings: Settings, catalog: Catalog, tmp_path: Path
) -> None:
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    answers = [chain.invoke("what howls"), chain.invoke("what barks")]
    path = tmp_path / "answer.json"
    for several in (answers[:1], answers):
        path.write_text(certificate(several))
        findings = verify_answer(path, catalog)
        assert len(findings) >= len(several)
        assert {finding.verdict for finding in findings} == {Verdict.IDENTICAL}


def test_a_list_is_not_an_exported_answer(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text("[1]")
    with pytest.raises(UsageError, match="is not an exported answer"):
        verify_answer(path, catalog)


def test_markdown_quotes_with_place_and_document_and_shows_hostile_text() -> None:
    found = document(f"{HOSTILE}\nNext line.", title=HOSTILE)
    text = to_markdown([answer(found, quote=found.text, question=HOSTILE), answer(found)])
    assert "> " in text
    assert f"document {found.id}" in text
    assert "No answer: The documents never mention “Mars”." in text
    assert "Generation 3 of the index" in text
    assert "<script" not in text
    assert "![" not in text
    assert all(not line or line[:2] in ("> ", "##", "1.", "*T", "No", "Ne", "* ", "Ge")
               for line in text.split("\n"))  # fmt: skip


def test_html_is_one_page_without_scripts_or_addresses() -> None:
    found = document(HOSTILE, title=HOSTILE)
    page = to_html_file([answer(found, quote=HOSTILE), answer(found)])
    assert page.count("<section>") == 2
    assert "<script" not in page
    assert "src=" not in page.replace("onerror", "")
    assert "href=" not in page


def test_an_export_tells_addresses_references_and_what_came_nearest() -> None:
    metadata = Metadata(
        title="A title",
        url="https://example.org/a",
        references=(Reference(mark="2", url="https://example.org/b", read="2026-01-01"),),
    )
    found = replace(document("Wolves howl [2]."), metadata=metadata)
    for shown in (
        to_markdown([answer(found, quote=found.text), answer(found)]).replace("\\", ""),
        to_html_file([answer(found, quote=found.text), answer(found)]),
    ):
        assert "https://example.org/a" in shown
        assert f"[2] {metadata.references[0].text}" in shown
        assert "Nearest sentences (not an answer):" in shown
