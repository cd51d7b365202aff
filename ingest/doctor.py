"""Say what is installed, whether the model is the right one, and what would touch the network."""

import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ingest.embed import MiniLM
from ingest.errors import DeskError
from ingest.loaders import LOADERS
from ingest.settings import Settings, not_offline
from ingest.sync import index_folder

_PACKAGES = (
    "langchain",
    "chromadb",
    "sentence-transformers",
    "torch",
    "gradio",
    "pypdfium2",
    "python-pptx",
    "openpyxl",
    "lxml",
    "py3langid",
)
_LITTLE = 2 * 1024**3


def examine(settings: Settings) -> Iterator[tuple[bool, str]]:
    """Yield (is well, line) for each thing looked at."""
    yield True, f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    for package in _PACKAGES:
        yield _package(package)
    yield _model()
    yield _ocr()
    yield True, f"formats: {' '.join(sorted(LOADERS))}"
    yield _index(settings)
    is_folder = settings.corpus.is_dir()
    yield is_folder, f"corpus: {settings.corpus}" + ("" if is_folder else " is not a folder")
    yield _room(settings.index)
    yield from _network()


def _package(name: str) -> tuple[bool, str]:
    try:
        return True, f"{name} {version(name)}"
    except PackageNotFoundError:
        return False, f"{name} is not installed; run: pip install -c constraints.txt -e ."


def _model() -> tuple[bool, str]:
    model = MiniLM()
    try:
        model.check_weights()
    except (DeskError, OSError, ImportError) as exc:
        return False, f"embedding model: {exc}"
    return True, f"embedding model: {model.name}, weights as published, on this machine"


def _ocr() -> tuple[bool, str]:
    from ingest.loaders.ocr import available, languages

    if not available():
        return True, "Tesseract: not installed; images and scanned pages cannot be read"
    return True, f"Tesseract: installed, reads {' '.join(languages())}"


def _index(settings: Settings) -> tuple[bool, str]:
    folder = index_folder(settings, MiniLM())
    if not folder.exists():
        return True, f"index: none in {settings.index}; build it with: python -m ingest"
    try:
        generation = folder.open()
    except DeskError as exc:
        return False, f"index: {exc}"
    documents = len(generation.catalog.document_ids())
    passages = generation.catalog.passage_count()
    generation.close()
    return True, (
        f"index: generation {generation.number} in {settings.index}, "
        f"{documents} documents, {passages} passages"
    )


def _room(index: Path) -> tuple[bool, str]:
    existing = next(path for path in (index.resolve(), *index.resolve().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    return free > _LITTLE, f"disk: {free / 1024**3:.1f} GiB free where the index lies"


def _network() -> Iterator[tuple[bool, str]]:
    """Yield whether every library is told to stay silent, and the one thing that goes out."""
    if loose := not_offline():
        yield False, f"network: {', '.join(loose)} not set: libraries may call out"
    else:
        yield True, "network: telemetry and model downloads of every library are switched off"
    yield True, "network: only `python -m ingest https://…` fetches anything, and only that address"
