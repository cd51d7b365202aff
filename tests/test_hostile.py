"""Thousands of damaged files over all formats: each is a document or a failure with a reason."""

import random
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from ingest.errors import UnreadableFile
from ingest.files import SourceFile, find_files
from ingest.parse import Parsed, Parser
from ingest.plan import Action
from ingest.settings import Settings
from ingest.sync import sync
from tests import pdfs, samples
from tests.fakes import HashingEmbedder

COPIES = 160  # damaged copies of each sample: over 2,000 in all
SECONDS = 20.0
TEXT = "Article 1\n\n1. The group met in Murmansk – twice.\n\nArticle 2\n\nМурманск, Киркенес.\n"
SAMPLES = {
    "a.txt": TEXT.encode() * 5,
    "b.txt": TEXT.encode("cp1251") * 5,
    "c.txt": TEXT.encode("utf-16"),
    "a.md": ("---\ntitle: A\n---\n# One\n\n" + TEXT).encode(),
    "a.html": samples.html_bytes(),
    "a.docx": samples.docx_bytes(),
    "a.odt": samples.odt_bytes(),
    "a.rtf": samples.rtf_bytes(),
    "a.pptx": samples.pptx_bytes(),
    "a.xlsx": samples.xlsx_bytes(),
    "a.csv": b"Name;Year\nMurmansk;2019\nKirkenes;2020\n" * 5,
    "a.epub": samples.epub_bytes(),
    "a.eml": samples.eml_bytes(),
    "a.pdf": pdfs.pdf([pdfs.column(TEXT.encode("ascii", "ignore").decode().splitlines())] * 3),
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return data with bytes changed, cut, doubled or zeroed; in archives often within a member."""
    if zipfile.is_zipfile(BytesIO(data)) and chance.random() < 0.7:
        return _damaged_member(data, chance)
    changed = bytearray(data)
    kind = chance.randrange(5)
    at = chance.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        length = chance.randrange(1, 200)
        changed[at : at + length] = bytes(length)
    elif kind == 2:
        changed[at:at] = changed[at : at + 500] * chance.randrange(1, 20)
    else:
        for _ in range(chance.randrange(1, 30)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _damaged_member(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name, content in members.items() if content])
    members[name] = damaged(members[name], chance)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return out.getvalue()


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    parser = Parser(workers=2, seconds=SECONDS)
    yield parser
    parser.close()


def test_no_damaged_file_crashes_or_hangs_the_run(tmp_path: Path, parser: Parser) -> None:
    chance = random.Random(20190925)
    files = []
    for name, data in SAMPLES.items():
        for number in range(COPIES):
            path = tmp_path / f"{number:03}-{name}"
            path.write_bytes(damaged(data, chance))
            files.append(SourceFile(path=path, source=path.name))
    assert len(files) >= 2000
    results = dict(zip(files, parser.parse_all(files), strict=True))
    reasons = {
        file.source: str(result)
        for file, result in results.items()
        if isinstance(result, UnreadableFile)
    }
    assert all(isinstance(result, (Parsed, UnreadableFile)) for result in results.values())
    crashed = {name: reason for name, reason in reasons.items() if "crashed" in reason}
    slow = {name: reason for name, reason in reasons.items() if "took longer" in reason}
    unforeseen = {name: reason for name, reason in reasons.items() if "what its name" in reason}
    assert not crashed
    assert not slow
    assert len(unforeseen) <= len(files) // 100, unforeseen
    assert len(reasons) < 0.7 * len(files)  # most damage leaves something to read


def one(path: Path, parser: Parser) -> Parsed | UnreadableFile:
    return next(iter(parser.parse_all([SourceFile(path=path, source=path.name)])))


def test_a_line_of_a_hundred_megabytes_is_refused_in_time(tmp_path: Path, parser: Parser) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"word " * 20_000_000)
    started = time.monotonic()
    result = one(path, parser)
    assert isinstance(result, UnreadableFile)
    assert "more than 20,000,000 characters" in str(result)
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize(
    "name", ["word/document.xml", "content.xml", "xl/worksheets/sheet1.xml", "EPUB/one.xhtml"]
)
def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, parser: Parser, name: str
) -> None:
    path = tmp_path / {"w": "a.docx", "c": "a.odt", "x": "a.xlsx", "E": "a.epub"}[name[0]]
    path.write_bytes(samples.zipped({name: "0" * 60_000_000}))
    assert path.stat().st_size < 100_000
    assert "200 times" in str(one(path, parser))


def test_expanding_entities_end_as_a_reason_not_in_memory(tmp_path: Path, parser: Parser) -> None:
    nested = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    laughs = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">{nested}]><d>&e9;</d>'
    for name, member in (("a.docx", "word/document.xml"), ("a.odt", "content.xml")):
        path = tmp_path / name
        path.write_bytes(samples.zipped({member: laughs}))
        assert isinstance(one(path, parser), UnreadableFile)
    html = tmp_path / "a.xhtml"
    html.write_text(laughs)
    result = one(html, parser)
    assert isinstance(result, UnreadableFile) or len(result.parts[0][1].text) < 10_000


def test_paths_inside_archives_write_nothing(tmp_path: Path, parser: Parser) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    members = {"../../escaped.txt": "out", "/tmp/escaped-too.txt": "out"}
    (folder / "a.epub").write_bytes(samples.zipped(members))
    one(folder / "a.epub", parser)
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "a.epub"]


def test_names_with_line_ends_and_direction_marks_are_read_and_shown_harmless(
    tmp_path: Path, parser: Parser
) -> None:
    from ingest.console import visible

    name = "a\nb\u202etxt.\x1b[31m.txt"
    (tmp_path / name).write_text("The group met in Murmansk.")
    (file,) = find_files([tmp_path], corpus=tmp_path).files
    assert isinstance(next(iter(parser.parse_all([file]))), Parsed)
    assert visible(file.source) == "a\\u000ab\\u202etxt.\\u001b[31m.txt"


def test_ten_thousand_tiny_files_are_all_indexed(settings: Settings) -> None:
    for number in range(10_000):
        folder = settings.corpus / str(number % 50)
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.txt").write_text(f"Note {number}.")
    report = sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    assert report.counts[Action.ADDED] == report.documents == report.passages == 10_000
    again = sync([settings.corpus], settings=settings, embedder=HashingEmbedder())
    assert again.counts[Action.UNCHANGED] == 10_000
