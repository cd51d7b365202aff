from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.embed import Encoding
from ingest.errors import MissingPath
from ingest.plan import Action
from ingest.report import Report
from ingest.settings import Settings
from ingest.sync import index_folder, sync
from tests import samples
from tests.fakes import HashingEmbedder


def ingest(settings: Settings, *paths: Path) -> Report:
    return sync(paths or (settings.corpus,), settings=settings, embedder=HashingEmbedder())


def actions(report: Report) -> dict[str, str]:
    return {outcome.source: str(outcome.action) for outcome in report.outcomes}


def documents(settings: Settings) -> dict[str, Document]:
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    return {found.source: found for found in map(catalog.document, catalog.document_ids())}


def write(settings: Settings, name: str, text: str) -> Path:
    path = settings.corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_index_follows_the_folder(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha speaks.")
    write(settings, "sub/b.md", "# Beta\n\nBeta speaks.")
    assert actions(ingest(settings)) == {"a.txt": "added", "sub/b.md": "added"}
    assert actions(ingest(settings)) == {"a.txt": "unchanged", "sub/b.md": "unchanged"}
    write(settings, "a.txt", "Alpha is silent.")
    (settings.corpus / "sub/b.md").rename(settings.corpus / "c.md")
    assert actions(ingest(settings)) == {"a.txt": "changed", "c.md": "moved"}
    (settings.corpus / "a.txt").unlink()
    assert actions(ingest(settings)) == {"a.txt": "removed", "c.md": "unchanged"}
    assert documents(settings)["c.md"].metadata.title == "Beta"


def test_an_unchanged_folder_publishes_nothing(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha.")
    ingest(settings)
    number = index_folder(settings, HashingEmbedder()).current()
    ingest(settings)
    assert index_folder(settings, HashingEmbedder()).current() == number


def test_a_file_that_turns_bad_is_reported_and_keeps_its_previous_version(
    settings: Settings,
) -> None:
    write(settings, "a.txt", "Alpha.")
    write(settings, "b.txt", "Beta.")
    ingest(settings)
    (settings.corpus / "a.txt").write_bytes(b"\x00\x01")
    write(settings, "b.txt", "Beta again.")
    report = ingest(settings)
    assert actions(report) == {"a.txt": "failed", "b.txt": "changed"}
    assert "previous version" in report.failed[0].reason
    assert documents(settings)["a.txt"].text == "Alpha."


def test_a_second_copy_is_not_indexed_twice(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha.")
    write(settings, "b.txt", "Alpha.")
    assert actions(ingest(settings)) == {"a.txt": "added", "b.txt": "alias"}


def test_a_file_swapped_for_anothers_text_loses_nothing(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha.")
    write(settings, "b.txt", "Beta.")
    ingest(settings)
    write(settings, "a.txt", "Beta.")
    write(settings, "b.txt", "Alpha.")
    ingest(settings)
    found = {source: document.text for source, document in documents(settings).items()}
    assert found == {"a.txt": "Beta.", "b.txt": "Alpha."}
    assert set(actions(ingest(settings)).values()) == {"unchanged"}


def test_a_copy_takes_the_place_of_an_original_that_changed(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha.")
    write(settings, "b.txt", "Alpha.")
    ingest(settings)
    write(settings, "a.txt", "Beta.")
    ingest(settings)
    found = {source: document.text for source, document in documents(settings).items()}
    assert found == {"a.txt": "Beta.", "b.txt": "Alpha."}


def test_ingesting_one_file_leaves_other_documents_alone(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha.")
    ingest(settings)
    other = settings.corpus.parent / "b.txt"
    other.write_text("Beta.")
    ingest(settings, other)
    assert set(documents(settings)) == {"a.txt", "b.txt"}


def test_sidecar_describes_the_document_and_its_change_is_a_change(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha.")
    sidecar = write(settings, "a.txt.toml", 'title = "On alpha"\ndate = 2019-10-01\n')
    ingest(settings)
    metadata = documents(settings)["a.txt"].metadata
    assert (metadata.title, metadata.date) == ("On alpha", "2019-10-01")
    sidecar.write_text('title = "On beta"')
    assert actions(ingest(settings)) == {"a.txt": "changed"}
    assert documents(settings)["a.txt"].metadata.title == "On beta"


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ("title = ", "a.txt.toml"),
        ('titel = "x"', "unknown key 'titel'"),
        ("title = 3", "title must be a text"),
        ('date = "yesterday"', "YYYY-MM-DD"),
    ],
)
def test_a_wrong_sidecar_fails_its_file_with_a_reason(
    settings: Settings, toml: str, reason: str
) -> None:
    write(settings, "a.txt", "Alpha.")
    write(settings, "a.txt.toml", toml)
    assert reason in ingest(settings).failed[0].reason


def test_hidden_files_and_links_out_of_the_folder_are_not_followed(settings: Settings) -> None:
    outside = settings.corpus.parent / "secret.txt"
    outside.write_text("Secret.")
    (settings.corpus / "link.txt").symlink_to(outside)
    write(settings, ".hidden/a.txt", "Hidden.")
    write(settings, "a.txt", "Alpha.")
    assert actions(ingest(settings)) == {"a.txt": "added"}


def test_a_missing_path_and_an_unknown_type_say_so(settings: Settings) -> None:
    with pytest.raises(MissingPath, match="no such file"):
        ingest(settings, settings.corpus / "nowhere")
    report = ingest(settings, write(settings, "a.exe", "x"))
    assert "not supported" in report.failed[0].reason


class CountingEmbedder(HashingEmbedder):
    """Counts the passages it embeds."""

    def __init__(self) -> None:
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> list[Encoding]:
        self.embedded += len(texts)
        return super().embed(texts)


def test_a_thousand_unchanged_documents_are_known_in_a_second_and_moves_embed_nothing(
    settings: Settings,
) -> None:
    for number in range(1000):
        write(settings, f"part-{number % 7}/{number}.txt", f"Report {number} says so. " * 20)
    embedder = CountingEmbedder()
    sync([settings.corpus], settings=settings, embedder=embedder)
    embedder.embedded = 0
    report = sync([settings.corpus], settings=settings, embedder=embedder)
    assert report.counts[Action.UNCHANGED] == 1000
    assert report.seconds < 1
    for part in range(7):
        (settings.corpus / f"part-{part}").rename(settings.corpus / f"moved-{part}")
    report = sync([settings.corpus], settings=settings, embedder=embedder)
    assert report.counts[Action.MOVED] == 1000
    assert embedder.embedded == 0
    assert all(source.startswith("moved-") for source in documents(settings))


def test_a_dry_run_says_what_would_be_done_and_does_nothing(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha.")
    plan = sync([settings.corpus], settings=settings, embedder=HashingEmbedder(), dry_run=True)
    assert actions(plan) == {"a.txt": "added"}
    assert not settings.index.exists()


def test_with_keep_a_vanished_file_stays_in_the_index(settings: Settings) -> None:
    path = write(settings, "a.txt", "Alpha.")
    write(settings, "b.txt", "Beta.")
    ingest(settings)
    path.unlink()
    sync([settings.corpus], settings=settings, embedder=HashingEmbedder(), keep=True)
    assert set(documents(settings)) == {"a.txt", "b.txt"}
    assert actions(ingest(settings))["a.txt"] == "removed"


WHOLE_BATCH = 512 // 64  # slices that are stored before the interruption


class InterruptedEmbedder(HashingEmbedder):
    """Embeds one batch of passages, then Ctrl-C is pressed."""

    def __init__(self) -> None:
        self.slices = 0

    def embed(self, texts: Sequence[str]) -> list[Encoding]:
        self.slices += 1
        if self.slices > WHOLE_BATCH:
            raise KeyboardInterrupt
        return super().embed(texts)


def test_an_interrupted_ingest_is_gone_on_with_by_the_same_alone(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha.")
    ingest(settings)
    wrong = settings.corpus.parent / "wrong"
    wrong.mkdir()
    for number in range(600):
        (wrong / f"{number}.txt").write_text(f"Wrong {number}.")
    with pytest.raises(KeyboardInterrupt):
        sync([wrong], settings=settings, embedder=InterruptedEmbedder())
    write(settings, "b.txt", "Beta.")
    report = ingest(settings)
    assert not report.resumed
    assert set(documents(settings)) == {"a.txt", "b.txt"}
    with pytest.raises(KeyboardInterrupt):
        sync([wrong], settings=settings, embedder=InterruptedEmbedder())
    assert ingest(settings, wrong).resumed
    assert len(documents(settings)) == 602


def test_a_project_that_moved_as_a_whole_is_unchanged(settings: Settings, tmp_path: Path) -> None:
    write(settings, "a.txt", "Alpha.")
    ingest(settings)
    moved = Settings(index=tmp_path / "new/index", corpus=tmp_path / "new/docs")
    (tmp_path / "new").mkdir()
    settings.index.rename(moved.index)
    settings.corpus.rename(moved.corpus)
    assert actions(ingest(moved)) == {"a.txt": "unchanged"}


def test_a_bad_file_alone_does_not_write_the_index_anew(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha.")
    ingest(settings)
    (settings.corpus / "bad.txt").write_bytes(b"\x00\x01\x02 binary")
    number = index_folder(settings, HashingEmbedder()).current()
    assert actions(ingest(settings)) == {"a.txt": "unchanged", "bad.txt": "failed"}
    assert index_folder(settings, HashingEmbedder()).current() == number


def test_an_attachment_is_a_document_of_its_own_and_goes_with_its_mail(settings: Settings) -> None:
    path = settings.corpus / "mail.eml"
    path.write_bytes(samples.eml_bytes())
    ingest(settings)
    held = documents(settings)
    assert len(held) == 2
    assert any(source.startswith("mail.eml › 1 ") for source in held)
    path.rename(settings.corpus / "letter.eml")
    assert actions(ingest(settings)) == {"letter.eml": "moved"}
    assert all(source.startswith("letter.eml") for source in documents(settings))
    (settings.corpus / "letter.eml").unlink()
    ingest(settings)
    assert documents(settings) == {}


def test_a_text_in_another_format_is_an_alias(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha speaks.")
    write(settings, "b.md", "Alpha speaks.\n")
    assert actions(ingest(settings)) == {"a.txt": "added", "b.md": "alias"}
    (settings.corpus / "a.txt").unlink()
    ingest(settings)
    assert set(documents(settings)) == {"b.md"}


def test_a_document_is_described_by_the_first_file_that_holds_it(
    settings: Settings, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in "abc":
        write(settings, f"{name}.txt", "Alpha.")
        write(settings, f"{name}.txt.toml", f'title = "Title {name}"')
    (settings.corpus / "c.txt").rename(elsewhere / "c.txt")
    (settings.corpus / "c.txt.toml").rename(elsewhere / "c.txt.toml")

    def title() -> str:
        (document,) = documents(settings).values()
        return document.metadata.title

    ingest(settings, settings.corpus, elsewhere)
    assert title() == "Title a"
    write(settings, "a.txt.toml", 'title = "Title A"')
    assert actions(ingest(settings)) == {"a.txt": "changed", "b.txt": "unchanged"}
    assert title() == "Title A"
    (settings.corpus / "a.txt").unlink()
    assert actions(ingest(settings)) == {"a.txt": "removed", "b.txt": "changed"}
    assert title() == "Title b"
    assert actions(ingest(settings)) == {"b.txt": "unchanged"}
    write(settings, "b.txt", "Beta.")
    assert actions(ingest(settings)) == {"b.txt": "changed", "c.txt": "changed"}
    titles = {each.text: each.metadata.title for each in documents(settings).values()}
    assert titles == {"Alpha.": "Title c", "Beta.": "Title b"}


def test_two_bad_files_with_the_same_bytes_both_fail(settings: Settings) -> None:
    write(settings, "a.txt", "Alpha.")
    ingest(settings)
    for name in ("x.pdf", "y.pdf"):
        (settings.corpus / name).write_bytes(b"%PDF-1.4 broken")
    found = {"a.txt": "unchanged", "x.pdf": "failed", "y.pdf": "failed"}
    assert actions(ingest(settings)) == found
    write(settings, "a.txt", "Beta.")
    assert actions(ingest(settings)) == found | {"a.txt": "changed"}


def test_every_row_of_a_table_is_a_passage_with_its_header(settings: Settings) -> None:
    write(settings, "a.csv", "Name,Year\nMurmansk,2019\nKirkenes,2020\n")
    ingest(settings)
    catalog = index_folder(settings, HashingEmbedder()).open().catalog
    texts = {passage.text for passage in catalog.passages(sorted(catalog.passage_ids()))}
    assert texts == {"Name: Murmansk | Year: 2019", "Name: Kirkenes | Year: 2020"}


def test_what_a_person_should_know_of_a_document_is_reported_and_kept(settings: Settings) -> None:
    (settings.corpus / "a.txt").write_bytes("Мурманск, встреча группы.".encode("koi8-r"))
    report = ingest(settings)
    assert report.outcomes[0].warnings == ("no encoding is stated; read as koi8_r, a guess",)
    assert documents(settings)["a.txt"].warnings == report.outcomes[0].warnings
    assert documents(settings)["a.txt"].metadata.language == "ru"


def test_text_in_two_encodings_is_said_to_look_garbled(settings: Settings) -> None:
    mixed = "Møtet ble holdt i Vadsø. ".encode() + "Politiet fra Tromsø deltok.".encode("latin-1")
    (settings.corpus / "a.txt").write_bytes(mixed)
    write(settings, "b.txt", "Møtet ble holdt i Vadsø. “NÃO”.")
    warnings = {outcome.source: outcome.warnings for outcome in ingest(settings).outcomes}
    assert "some of the text looks garbled (Ã¸)" in warnings["a.txt"][-1]
    assert warnings["b.txt"] == ()
