import json
from pathlib import Path

import pytest

from bot.chain import answer_chain
from bot.render import to_json
from bot.verify import Finding, verify_answer
from ingest.errors import UsageError
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests.fakes import EagerReader, HashingEmbedder

TEXT = "The archive opened in Oslo in 1901. It holds letters of many travellers.\n"


@pytest.fixture
def exported(settings: Settings) -> Path:
    """An answer about a.txt, exported; its first quote is the sentence on the opening."""
    (settings.corpus / "a.txt").write_text(TEXT)
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    chain = answer_chain(settings, embedder=HashingEmbedder(), reader=EagerReader())
    path = settings.corpus.parent / "answer.json"
    path.write_text(json.dumps(to_json(chain.invoke("When did the archive open?"))))
    return path


def check(settings: Settings, exported: Path) -> Finding:
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    live = index_folder(settings, HashingEmbedder()).open()
    return verify_answer(exported, live.catalog)[0]


def test_an_untouched_quote_is_identical(settings: Settings, exported: Path) -> None:
    assert check(settings, exported).verdict == "identical"


def test_a_quote_that_stands_elsewhere_has_moved(settings: Settings, exported: Path) -> None:
    (settings.corpus / "a.txt").write_text("A line before.\n\n" + TEXT)
    found = check(settings, exported)
    assert found.verdict == "moved"
    assert found.now
    assert found.now.span.start == 16
    (settings.corpus / "a.txt").rename(settings.corpus / "b.txt")
    assert check(settings, exported).verdict == "moved"


def test_a_quote_whose_sentence_was_edited_has_changed(settings: Settings, exported: Path) -> None:
    (settings.corpus / "a.txt").write_text(TEXT.replace("1901", "1902"))
    found = check(settings, exported)
    assert found.verdict == "changed"
    assert found.now
    assert found.now.quote == "The archive opened in Oslo in 1902."


def test_a_quote_of_a_removed_document_is_gone(settings: Settings, exported: Path) -> None:
    (settings.corpus / "a.txt").write_text("Nothing of the kind.")
    assert check(settings, exported).verdict == "gone"


def test_a_forged_quote_is_altered_and_what_stands_there_is_told(
    settings: Settings, exported: Path
) -> None:
    exported.write_text(exported.read_text().replace("opened in Oslo", "opened in Rome"))
    found = check(settings, exported)
    assert found.verdict == "altered"
    assert found.now
    assert "opened in Oslo" in found.now.quote


def forge(exported: Path, values: dict[str, object]) -> None:
    """Change the first statement of an export, and its citation."""
    answer = json.loads(exported.read_text())
    (statement,) = answer["statements"]
    statement["citations"][0] |= values
    statement["text"] = values.get("text", statement["citations"][0]["quote"])
    exported.write_text(json.dumps(answer))


def anchored(document: str, start: int, end: int) -> dict[str, object]:
    return {"document": document, "start": start, "end": end, "anchor": f"{document}:{start}-{end}"}


@pytest.mark.parametrize(
    "values",
    [
        {"text": "The archive opened in Rome."},
        {"quote": "the"},
        {"quote": ""},
        {"quote": "", **anchored("0", 4, 4)},
        {"quote": "the", **anchored("0", 4, 40)},
        {"anchor": "0:1-2"},
    ],
)
def test_an_export_that_does_not_agree_with_itself_is_altered(
    settings: Settings, exported: Path, values: dict[str, object]
) -> None:
    forge(exported, values)
    assert check(settings, exported).verdict == "altered"


def test_a_word_of_another_sentence_has_not_moved_there(settings: Settings, exported: Path) -> None:
    forge(exported, {"quote": "of", **anchored("0", 4, 6)})
    assert check(settings, exported).verdict == "gone"


def test_the_nearest_sentences_of_a_refusal_are_checked(settings: Settings, exported: Path) -> None:
    answer = json.loads(exported.read_text())
    nearest = answer["statements"].pop()["citations"]
    answer["abstention"] = {"reason": "None.", "missing": [], "nearest": nearest}
    exported.write_text(json.dumps(answer))
    assert check(settings, exported).verdict == "identical"
    exported.write_text(exported.read_text().replace("Oslo", "Rome"))
    assert check(settings, exported).verdict == "altered"


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.json: no such file"):
        verify_answer(tmp_path / "none.json", None)  # type: ignore[arg-type]  # not asked for
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        verify_answer(tmp_path, None)  # type: ignore[arg-type]  # not asked for


@pytest.mark.parametrize("content", ["", "[]", '{"statements": [{"citations": [{}]}]}', "\x00"])
def test_what_is_no_exported_answer_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(UsageError, match="is not an exported answer"):
        verify_answer(path, None)  # type: ignore[arg-type]  # it is not asked for
