"""Ingest into a disk too small for it. Run by test_faults.py in a mount namespace of its own."""

import subprocess
import sys
from pathlib import Path

from ingest.errors import DeskError
from ingest.settings import Settings
from tests.test_faults import content, ingest


def main(folder: Path) -> None:
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", disk], check=True)
    settings = Settings(index=disk / "index", corpus=folder / "docs", passage_tokens=60)
    settings.corpus.mkdir()
    (settings.corpus / "a.txt").write_text("Alpha speaks.")
    ingest(settings)
    before = content(settings)
    text = " ".join(
        f"Point {number} was agreed in room {number % 977}." for number in range(30_000)
    )
    (settings.corpus / "b.txt").write_text(text)
    try:
        ingest(settings)
        print("it fitted")
    except DeskError as exc:
        print(exc)
    print("same content:", content(settings) == before)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
