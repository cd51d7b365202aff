"""python -m evals.ingest_speed FOLDER: how fast an ingest is, beside the usual pipeline.

The usual pipeline is RecursiveCharacterTextSplitter(1000, 200), HuggingFaceEmbeddings and
langchain-chroma's add_documents, all with their defaults. Both sides read the same text files
with the same model, one after the other in one run, with the model loaded beforehand; what is
printed is the ratio. Needs the packages of the `compare` extra.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.embed import MiniLM
from ingest.settings import Settings, go_offline
from ingest.sync import sync


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One side's run: passages stored, characters of source text, seconds of wall clock."""

    passages: int
    characters: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.passages:>6} passages, {self.seconds:7.1f} s, "
            f"{self.passages / self.seconds:6.1f} passages/s, "
            f"{self.characters / self.seconds:9.0f} characters/s"
        )


def ours(folder: Path, characters: int, embedder: MiniLM) -> Timed:
    """Ingest a folder into an empty index: reading, splitting, embedding, publishing."""
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(index=Path(place) / "index", corpus=folder)
        started = time.perf_counter()
        report = sync([folder], settings=settings, embedder=embedder)
        seconds = time.perf_counter() - started
    return Timed(passages=report.passages, characters=characters, seconds=seconds)


def usual(files: Sequence[Path], characters: int, model_path: str) -> Timed:
    """Do what the tutorials do with the same files and the same model."""
    from langchain_chroma import Chroma  # type: ignore[import-not-found,unused-ignore]
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import (  # type: ignore[import-not-found,unused-ignore]
        RecursiveCharacterTextSplitter,
    )
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(model_path, device="cpu")
    model.encode(["warm"], show_progress_bar=False)

    class HuggingFaceEmbeddings(Embeddings):
        """What langchain-huggingface's class of this name does with its defaults."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            cleaned = [text.replace("\n", " ") for text in texts]
            vectors: list[list[float]] = model.encode(cleaned, show_progress_bar=False).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    with tempfile.TemporaryDirectory() as place:
        started = time.perf_counter()
        documents = [
            Document(page_content=path.read_text(encoding="utf-8"), metadata={"source": str(path)})
            for path in files
        ]
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        chunks = splitter.split_documents(documents)
        store = Chroma("passages", HuggingFaceEmbeddings(), persist_directory=place)
        for start in range(0, len(chunks), 5000):  # Chroma takes no more in one call
            store.add_documents(chunks[start : start + 5000])
        seconds = time.perf_counter() - started
    return Timed(passages=len(chunks), characters=characters, seconds=seconds)


def main(argv: Sequence[str] | None = None) -> int:
    """Run both sides and print the ratios; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.ingest_speed", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder of UTF-8 .txt files")
    folder: Path = parser.parse_args(argv).folder
    go_offline()
    files = sorted(folder.rglob("*.txt"))
    characters = sum(len(path.read_text(encoding="utf-8")) for path in files)
    if not characters:
        print(f"error: no text in .txt files under {folder}", file=sys.stderr)
        return 2
    embedder = MiniLM()
    embedder.embed(["warm"])
    theirs = usual(files, characters, embedder.path)
    mine = ours(folder, characters, embedder)
    print(f"{len(files)} files, {characters} characters")
    print(f"usual pipeline {theirs}")
    print(f"this ingest    {mine}")
    print(
        f"ratio: {mine.passages / mine.seconds / (theirs.passages / theirs.seconds):.2f}x "
        f"the passages per second, {theirs.seconds / mine.seconds:.2f}x the text per second"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
