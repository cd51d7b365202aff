"""python -m evals.answer_speed FILE… --passages N: how long a question takes in a large index.

Passages are made of the sentences of SQuAD-format files, shuffled and joined anew; from the second
time that a sentence is used its rare words are respelled, so that the vocabulary grows as it does
in a real collection. Vectors are made up, except those of the questions and of the paragraphs
that the questions are about. Questions are asked one by one, warm, in this process; the index is
built by another process, so that it does not count as memory.
"""

import argparse
import multiprocessing
import random
import statistics
import string
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path
from uuid import UUID

import numpy as np
from langchain_core.callbacks import BaseCallbackHandler

from bot.answer import Answer
from bot.chain import answer_chain
from evals.fit import load
from ingest.document import Document, Metadata, Passage, Span
from ingest.embed import Embedder, MiniLM
from ingest.index import Generation
from ingest.settings import READERS, Settings, go_offline
from ingest.split import sentences
from ingest.stem import words
from ingest.sync import index_folder
from ingest.tokens import DIMENSIONS, pack, unit

STEPS = ("understand", "retrieve", "answer")
_PASSAGE = 630  # code points after which no sentence is added: some 150 word pieces in all
_IN_DOCUMENT = 100  # passages
_IN_BATCH = 10  # documents stored at a time
_RARE = 5  # uses in the files up to which a word is respelled
_WARM_UP = 20  # questions asked before the clock runs
_MIB = 2**20
_LETTERS = ("aeiou", "bcdfghjklmnpqrstvwxz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an index is made of: questions, the paragraphs they are about, sentences of all.

    warm_up are the questions to be asked before the clock runs.
    """

    warm_up: tuple[str, ...]
    questions: tuple[str, ...]
    paragraphs: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A question's answer and the seconds it took: in all, and by step."""

    answer: Answer
    seconds: float
    steps: dict[str, float]


def source(files: Sequence[Path], *, questions: int, seed: int) -> Source:
    """Read SQuAD-format files and choose questions; the same seed chooses the same."""
    loaded = [load(path) for path in files]
    asked = [each for _, some in loaded for each in some]
    texts = {document.id: document.text for some, _ in loaded for document in some}
    chance = random.Random(seed)  # noqa: S311  # a sample, not a secret
    chosen = chance.sample(asked, min(_WARM_UP + questions, len(asked)))
    found = (span.of(text) for text in texts.values() for span in sentences(text, language="en"))
    return Source(
        warm_up=tuple(each.question for each in chosen[:_WARM_UP]),
        questions=tuple(each.question for each in chosen[_WARM_UP:]),
        paragraphs=tuple(dict.fromkeys(texts[each.document_id] for each in chosen)),
        sentences=tuple(dict.fromkeys(" ".join(each.split()) for each in found)),
    )


def recombined(found: Sequence[str], *, seed: int) -> Iterator[str]:
    """Yield texts made of these sentences, without end, each of some 150 word pieces."""
    chance = random.Random(seed)  # noqa: S311
    uses = Counter(word for sentence in found for word in words(sentence))
    rare = frozenset(word for word, times in uses.items() if times <= _RARE and word.isalpha())
    text: list[str] = []
    order = list(found)
    for turn in count():
        chance.shuffle(order)
        for sentence in order:
            text.append(respelled(sentence, rare, turn=turn) if turn else sentence)
            if sum(map(len, text)) >= _PASSAGE:
                yield " ".join(text)
                text = []


def respelled(sentence: str, rare: frozenset[str], *, turn: int) -> str:
    """Return a sentence whose rare words have other letters, the same ones at the same turn."""
    moved = [each[turn % len(each) :] + each[: turn % len(each)] for each in _LETTERS]
    both = ["".join(each + each.upper() for each in letters) for letters in (_LETTERS, moved)]
    table = str.maketrans(*both)
    return " ".join(
        token.translate(table) if token.strip(string.punctuation) in rare else token
        for token in sentence.split(" ")
    )


def documents_of(texts: Iterable[str]) -> Iterator[tuple[Document, list[Passage]]]:
    """Yield documents of some 100 passages, each a paragraph, with their passages."""
    left = iter(texts)
    groups = iter(lambda: list(islice(left, _IN_DOCUMENT)), [])
    for number, paragraphs in enumerate(groups, start=1):
        document = Document(
            source=f"{number:05d}.txt",
            media_type="text/plain",
            metadata=Metadata(title=f"Collection {number}", language="en"),
            text="\n\n".join(paragraphs),
        )
        document_id, at, passages = document.id, 0, []
        for paragraph in paragraphs:
            passages.append(
                Passage(
                    document_id=document_id,
                    title=document.metadata.title,
                    heading=(),
                    span=Span(start=at, end=at + len(paragraph)),
                    text=paragraph,
                )
            )
            at += len(paragraph) + 2
        yield document, passages


def build(made_of: Source, *, passages: int, settings: Settings, embedder: Embedder) -> None:
    """Publish an index of so many passages, written as an ingest writes it."""
    chance = np.random.default_rng(passages)
    real = set(made_of.paragraphs)
    texts = chain(made_of.paragraphs, recombined(made_of.sentences, seed=passages))
    left = documents_of(islice(texts, passages))
    folder = index_folder(settings, embedder)
    with folder.writing(), folder.draft(empty=True) as draft:
        while batch := list(islice(left, _IN_BATCH)):
            _store(batch, draft, embedder=embedder, real=real, chance=chance)
        folder.publish(draft)


def _store(
    batch: Sequence[tuple[Document, Sequence[Passage]]],
    draft: Generation,
    *,
    embedder: Embedder,
    real: set[str],
    chance: np.random.Generator,
) -> None:
    """Store documents with made-up vectors, but for the passages whose text is real."""
    found = [passage for _, passages in batch for passage in passages]
    costs = embedder.count_tokens([passage.search_text for passage in found])
    own = [passage for passage in found if passage.text in real]
    encoded = embedder.embed([passage.search_text for passage in own])
    known = dict(zip((passage.id for passage in own), encoded, strict=True))
    width = len(embedder.embed_query("width").whole)
    wholes = unit(chance.standard_normal((len(found), width), dtype=np.float32))
    packed = {}
    for i, (passage, cost) in enumerate(zip(found, costs, strict=True)):
        size = (min(cost, embedder.max_tokens), DIMENSIONS)
        tokens = unit(chance.standard_normal(size, dtype=np.float32))
        if passage.id in known:
            wholes[i], tokens = known[passage.id].whole, known[passage.id].tokens
        packed[passage.id] = pack(tokens)
    draft.vectors.add([passage.id for passage in found], wholes)
    with draft.catalog.batch():
        for document, passages in batch:
            draft.catalog.add(document, {each: packed[each.id] for each in passages})


class Clock(BaseCallbackHandler):
    """Notes the seconds of each step of the chain, as a LangChain callback."""

    def __init__(self) -> None:
        self._started: dict[UUID, tuple[str, float]] = {}
        self.seconds: dict[str, float] = {}

    def on_chain_start(
        self, serialized: object, inputs: object, *, run_id: UUID, **kwargs: object
    ) -> None:
        """Note when a step began."""
        self._started[run_id] = (str(kwargs.get("name")), time.perf_counter())

    def on_chain_end(self, outputs: object, *, run_id: UUID, **kwargs: object) -> None:
        """Note how long a step took."""
        name, started = self._started.pop(run_id)
        if name in STEPS:
            self.seconds[name] = time.perf_counter() - started


def ask(made_of: Source, *, settings: Settings, embedder: Embedder) -> list[Timed]:
    """Ask the questions one by one, after the ones that find everything cold."""
    desk = answer_chain(settings, embedder=embedder)
    for question in made_of.warm_up:
        desk.invoke(question)
    found = []
    for question in made_of.questions:
        clock = Clock()
        started = time.perf_counter()
        answer = desk.invoke(question, {"callbacks": [clock]})
        seconds = time.perf_counter() - started
        found.append(Timed(answer=answer, seconds=seconds, steps=clock.seconds))
    return found


def report(timed: Sequence[Timed]) -> list[str]:
    """Return lines: the distribution of the times, and what each step takes of them."""
    times = sorted(1000 * each.seconds for each in timed)
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1] if times[1:] else times[0]
    total = sum(each.seconds for each in timed)
    return [
        f"questions {len(timed)}, answered {sum(bool(t.answer.statements) for t in timed)}",
        f"median {statistics.median(times):.0f} ms, 95 % within {p95:.0f} ms, "
        f"slowest {times[-1]:.0f} ms",
        ", ".join(
            f"{name} {1000 * seconds / len(timed):.1f} ms ({seconds / total:.0%})"
            for name in STEPS
            for seconds in [sum(each.steps[name] for each in timed)]
        ),
    ]


def sizes(generation: Generation) -> str:
    """Return what a generation takes on disk, in MiB."""
    catalog = (generation.folder / "catalog.sqlite").stat().st_size
    chroma = sum(path.stat().st_size for path in generation.folder.glob("chroma/**/*.*"))
    ids = sorted(generation.catalog.passage_ids())
    tokens = sum(
        len(packed)
        for start in range(0, len(ids), 1000)
        for packed in generation.catalog.tokens(ids[start : start + 1000]).values()
    )
    return (
        f"on disk: catalog {catalog / _MIB:.0f} MiB, of which token vectors {tokens / _MIB:.0f}, "
        f"Chroma {chroma / _MIB:.0f} MiB"
    )


def peak_memory() -> float:
    """Return the most memory that this process has had, in MiB."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (_MIB if sys.platform == "darwin" else 1024)


def _build_apart(made_of: Source, passages: int, settings: Settings) -> None:
    go_offline()
    build(made_of, passages=passages, settings=settings, embedder=MiniLM())


def main(argv: Sequence[str] | None = None) -> int:
    """Build the index unless it is there, ask, and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.answer_speed", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="SQuAD format, .gz too")
    parser.add_argument("--passages", type=int, default=10_000, help="(10000)")
    parser.add_argument("--questions", type=int, default=200, help="sampled from the files (200)")
    parser.add_argument("--index", type=Path, help="keep the index here, or ask the one kept here")
    parser.add_argument("--reader", choices=READERS, default="off", help="(off)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    go_offline()
    made_of = source(args.files, questions=args.questions, seed=args.seed)
    embedder = MiniLM()
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(index=args.index or Path(place) / "index", reader=args.reader)
        if not index_folder(settings, embedder).exists():
            apart = multiprocessing.get_context("spawn").Process(
                target=_build_apart, args=(made_of, args.passages, settings)
            )
            apart.start()
            apart.join()
            if apart.exitcode:
                return 1
        timed = ask(made_of, settings=settings, embedder=embedder)
        memory = f"peak memory {peak_memory():.0f} MiB"
        with closing(index_folder(settings, embedder).open()) as generation:
            held = generation.catalog.passage_count()
            if held != args.passages:
                print(f"error: {args.index} has {held} passages; name another", file=sys.stderr)
                return 2
            print(f"passages {held}", *report(timed), sizes(generation), memory, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
