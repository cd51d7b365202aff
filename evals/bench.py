"""What questions are asked: a chain, the index it answers from, and what both are made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from langchain_core.runnables import Runnable

import bot
import ingest
from bot.answer import Answer, Inquiry
from bot.chain import answer_chain
from evals.questions import EvalSet, digest
from evals.record import Setup
from ingest.embed import Embedder
from ingest.errors import OtherIndex, UsageError
from ingest.index import Generation
from ingest.settings import Settings
from ingest.sync import index_folder, sync

Chain = Runnable[Inquiry | str, Answer]

# Settings that say where and how long, and do not change an answer.
_PLACES = frozenset(("index", "corpus", "runs", "host", "port", "lock_seconds", "parse_seconds"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What the questions of a set are asked: a chain, the generation it answers from, its setup."""

    chain: Chain
    generation: Generation
    setup: Setup


def benches(settings: Settings, embedder: Embedder) -> Callable[[EvalSet], Bench]:
    """Return what makes the bench of a set: the index of the settings, or one of its own.

    The documents that a set brings are indexed beside them, those of the corpus that it is limited
    to in the folder of runs, as far as they are not already. Raises UsageError for a document that
    cannot be read.
    """
    opened: dict[Path, Bench] = {}

    def bench(each: EvalSet) -> Bench:
        if each.documents:
            own = replace(settings, index=each.path / ".index", corpus=each.documents)
            paths = [each.documents]
        elif each.only:
            own = replace(settings, index=settings.runs / f"index-{digest(each.only)}")
            paths = [settings.corpus / source for source in each.only]
        else:
            own, paths = settings, []
        if own.index not in opened:
            _ingest(paths, own, embedder)
            opened[own.index] = open_bench(own, embedder)
        return opened[own.index]

    return bench


def _ingest(paths: Sequence[Path], settings: Settings, embedder: Embedder) -> None:
    """Make an index hold what paths hold; rebuild one of another version. Nothing for no paths."""
    if not paths:
        return
    try:
        report = sync(paths, settings=settings, embedder=embedder)
    except OtherIndex:
        report = sync(paths, settings=settings, embedder=embedder, rebuild=True)
    if report.failed:
        first = report.failed[0]
        raise UsageError(f"{settings.corpus}: {first.source}: {first.reason}")


def open_bench(settings: Settings, embedder: Embedder) -> Bench:
    """Return the bench of an index, warm: the first question asked takes no longer than others.

    Raises IndexProblem when the index cannot be used.
    """
    generation = index_folder(settings, embedder).open()
    chain = answer_chain(settings, embedder=embedder)
    chain.invoke("Who opened the meeting?")
    return Bench(
        chain=chain,
        generation=generation,
        setup=setup_of(settings, generation, model=embedder.name),
    )


@cache
def _program() -> str:
    """Return the digest of the files that answers come from."""
    houses = [Path(bot.__file__).parent, Path(ingest.__file__).parent]
    files = sorted(p for house in houses for p in house.rglob("*") if p.suffix in (".py", ".toml"))
    return digest([[path.name, path.read_text(encoding="utf-8")] for path in files])


def setup_of(settings: Settings, generation: Generation, *, model: str) -> Setup:
    """Return what a run on these is made with; the answerer is known once it answered."""
    catalog = generation.catalog
    documents = [(catalog.document(each).source, each) for each in catalog.document_ids()]
    passages = sorted(catalog.passage_ids())
    values = {f.name: str(getattr(settings, f.name)) for f in fields(Settings)}
    kept = {name: value for name, value in sorted(values.items()) if name not in _PLACES}
    return Setup(
        program=_program(),
        corpus=digest(sorted(documents)),
        index=digest(passages),
        model=model,
        answerer="",
        configuration=digest(kept),
        settings=kept,
        documents=len(documents),
        passages=len(passages),
        generation=generation.number,
    )
