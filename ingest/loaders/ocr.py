"""Text of a picture, by the Tesseract program if it is installed. Nothing is downloaded."""

import csv
import io
import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

_PROGRAM = "tesseract"
_SECONDS = 60
_LANGUAGES = ("eng", "rus", "fin", "nor", "swe")
_LEAST = 30.0  # per cent of confidence; words below it are specks and lines
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Paragraphs in reading order, each as its lines; and the words' mean confidence, 0 to 1."""

    paragraphs: tuple[tuple[str, ...], ...] = ()
    confidence: float = 0.0


def available() -> bool:
    """Tell whether Tesseract is installed, with a language that is used here."""
    return shutil.which(_PROGRAM) is not None and bool(languages())


def languages() -> tuple[str, ...]:
    """Return the installed languages among those of the corpus, as Tesseract names them."""
    return tuple(language for language in _LANGUAGES if language in _listed())


@cache
def _listed() -> frozenset[str]:
    return frozenset(_run("--list-langs").decode("utf-8", "replace").split())


def _run(*arguments: str, data: bytes = b"") -> bytes:
    """Return what the program writes; nothing when it fails or takes too long."""
    program = shutil.which(_PROGRAM)
    if not program:
        return b""
    # Its threads wait for each other: 15 s a page on two busy cores, 2 s with one thread.
    env = shutil.which("env")
    command = [env, "OMP_THREAD_LIMIT=1", program] if env else [program]
    try:
        done = subprocess.run(  # noqa: S603 - no shell; the arguments are ours
            [*command, *arguments], input=data, capture_output=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout


def read_image(png: bytes) -> Reading:
    """Return the text of a picture; empty when there is none or it takes longer than a minute."""
    mode = "1" if "osd" in _listed() else "3"  # with osd, pages that lie on their side are turned
    table = _run("-", "-", "-l", "+".join(languages()), "--psm", mode, "tsv", data=png)
    lines: defaultdict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    sure: list[float] = []
    reader = csv.DictReader(
        io.StringIO(table.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    for word in reader:
        text = (word.get("text") or "").strip()
        if word.get("level") != _WORD_LEVEL or not text or float(word["conf"]) < _LEAST:
            continue
        sure.append(float(word["conf"]))
        paragraph = lines[word["block_num"], word["par_num"]]
        paragraph.setdefault(word["line_num"], []).append(text)
    paragraphs = tuple(
        tuple(" ".join(words) for words in paragraph.values()) for paragraph in lines.values()
    )
    return Reading(paragraphs=paragraphs, confidence=sum(sure) / len(sure) / 100 if sure else 0.0)
