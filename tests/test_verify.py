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


def test_a_forged_quote_is_not_identical(settings: Settings, exported: Path) -> None:
    exported.write_text(exported.read_text().replace("opened in Oslo", "opened in Rome"))
    assert check(settings, exported).verdict == "changed"


@pytest.mark.parametrize("content", ["", "[]", '{"statements": [{"citations": [{}]}]}', "\x00"])
def test_what_is_no_exported_answer_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(UsageError, match="is not an exported answer"):
        verify_answer(path, None)  # type: ignore[arg-type]  # it is not asked for
