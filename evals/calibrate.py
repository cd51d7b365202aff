"""python -m evals.calibrate NOTES: fit how the signals of the trained reader are joined.

NOTES is a SQuAD-format file of questions about passages of the index. Every other document of it is
fitted on, with the eval sets that are for developing, each of their questions counted twice; what
is not fitted on is reported. The weights are those of a logistic regression on
bot.reader.trained.FEATURES and bot.weigh.MARKS, to be copied there.
"""

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.chain import hits_for
from bot.evidence import near_duplicates
from bot.read import Candidate
from bot.reader.passages import WEIGHTS as NETWORK
from bot.reader.squad import auroc
from bot.reader.trained import FEATURES, Signals, TrainedReader
from bot.retrieve import HybridRetriever
from bot.ways import queries
from bot.weigh import MARKS, weigh
from evals.bench import benches
from evals.fit import Asked, load
from evals.gold import Gold, Place
from evals.logistic import fit_logistic
from evals.questions import EvalSet, find_sets
from ingest.catalog import Catalog
from ingest.embed import Embedder, MiniLM
from ingest.errors import DeskError, UsageError
from ingest.index import Generation
from ingest.settings import Settings, go_offline
from ingest.sync import index_folder

# Marks that say whose words are preferred, not what is likelier, stay as they are.
_KEPT = frozenset(name for name in MARKS if name.startswith("of a note"))
DEVELOPED_ON = (
    *map(Path, ("framework-dev", "users", "seed", "fresh")),
    Path(__file__).parent / "reports-dev",
    Path(__file__).parent / "dense-dev",
)
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A question with the sentences that may be its evidence.

    signals (n, features and marks); kept (n,) what the marks that stay add; holds (n,) which have
    the answer in its passage.
    """

    article: str
    is_answerable: bool
    signals: Array
    kept: Array
    holds: NDArray[np.bool_]


class _Remembering(TrainedReader):
    """A reader that remembers the signals of what it read last."""

    last: list[Signals]

    def signals(
        self, question: str, candidates: Sequence[Candidate], catalog: Catalog
    ) -> list[Signals]:
        self.last = super().signals(question, candidates, catalog)
        return self.last


def read(
    question: str,
    holds: Callable[[Candidate], bool],
    generation: Generation,
    embedder: Embedder,
    reader: _Remembering,
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return the sentences that may answer, read and marked as for an answer: see Read."""
    settings, catalog = Settings(), generation.catalog
    retriever = HybridRetriever(
        generation=generation,
        embedder=embedder,
        candidates=settings.candidates,
        limit=settings.candidates,
    )
    query = next(iter(queries(question, (), catalog, embedder)))
    hits = hits_for(query, retriever)
    copies = near_duplicates(hits)
    kept = [hit for hit in hits if hit.passage.id not in copies][: settings.read]
    weighed = weigh(query, kept, catalog, reader)
    allowed = [
        ((*signal.features, *(float(has) for has in each.marks)), holds(each.candidate))
        for signal, each in zip(reader.last, weighed, strict=True)
        if not each.flaw
    ]
    table = np.array([row for row, _ in allowed]).reshape(-1, len(FEATURES) + len(MARKS))
    return (
        np.delete(table, _columns(), axis=1),
        table[:, _columns()] @ np.array([MARKS[name] for name in sorted(_KEPT)]),
        np.array([right for _, right in allowed], dtype=bool),
    )


def _columns() -> list[int]:
    """Return the columns of the marks that stay as they are."""
    names = [*FEATURES, *MARKS]
    return [names.index(name) for name in sorted(_KEPT)]


def report(name: str, some: Sequence[Read], weights: Array, bias: float) -> list[str]:
    """Return lines: what comes first, how confidence parts right from wrong, and thresholds."""
    best = [_best(item, weights, bias) for item in some]
    sure = np.array([probability for probability, _ in best])
    right = np.array([is_right for _, is_right in best])
    answerable = np.array([item.is_answerable for item in some])
    lines = [
        f"{name}: {answerable.sum()} answerable, best sentence right "
        f"{right[answerable].mean():.3f}; confidence parts right from wrong: AUROC "
        f"{auroc(list(sure), list(right)):.3f}, answerable from not "
        f"{auroc(list(sure), list(answerable)):.3f}"
    ]
    for threshold in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        shown = sure >= threshold
        lines.append(
            f"  {threshold}: right and shown {(right & shown)[answerable].mean():.3f}, wrong and "
            f"shown {(~right & shown)[answerable].mean():.3f}, unanswerable shown "
            f"{shown[~answerable].mean():.3f}; of what is shown right {right[shown].mean():.3f}"
        )
    return lines


def _best(item: Read, weights: Array, bias: float) -> tuple[float, bool]:
    if not len(item.holds):
        return 0.0, False
    totals = item.signals @ weights + bias + item.kept
    at = int(totals.argmax())
    return 1.0 / (1.0 + math.exp(-float(totals[at]))), bool(item.holds[at])


def _halves(some: Sequence[Read]) -> tuple[list[Read], list[Read]]:
    order = list(dict.fromkeys(item.article for item in some))
    chosen = set(order[::2])
    return (
        [item for item in some if item.article in chosen],
        [item for item in some if item.article not in chosen],
    )


def _notes(path: Path, embedder: Embedder, reader: _Remembering) -> Iterator[Read]:
    generation = index_folder(Settings(), embedder).open()
    documents, asked = load(path)
    ids = sorted(generation.catalog.passage_ids())
    known = {passage.text: passage.id for passage in generation.catalog.passages(ids)}
    unknown = next((document.text for document in documents if document.text not in known), None)
    if unknown:
        raise UsageError(
            f"{path}: no passage of the index is “{unknown[:60]}…”; drop its questions"
        )
    texts = {document.id: document for document in documents}
    for item in asked:
        document = texts[item.document_id]

        def holds(
            candidate: Candidate, item: Asked = item, own: str = known[document.text]
        ) -> bool:
            return candidate.hit.passage.id == own and any(
                a in candidate.text for a in item.answers
            )

        signals, kept, right = read(item.question, holds, generation, embedder, reader)
        yield Read(
            article=document.metadata.title.partition("\n")[0],
            is_answerable=bool(item.answers),
            signals=signals,
            kept=kept,
            holds=right,
        )


def _set(
    each: EvalSet, generation: Generation, embedder: Embedder, reader: _Remembering
) -> Iterator[Read]:
    gold = Gold(generation.catalog)
    for question in each.questions:
        places = gold.places(question)

        def holds(candidate: Candidate, places: Sequence[Place] = places) -> bool:
            document_id = candidate.hit.passage.document_id
            return any(place.meets(document_id, candidate.span) for place in places)

        signals, kept, right = read(question.question, holds, generation, embedder, reader)
        yield Read(
            article=each.name,
            is_answerable=question.answerable,
            signals=signals,
            kept=kept,
            holds=right,
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.calibrate", description=__doc__)
    parser.add_argument("notes", type=Path, metavar="NOTES")
    parser.add_argument("--weights", type=Path, default=NETWORK, metavar="FILE")
    args = parser.parse_args(argv)
    go_offline()
    embedder = MiniLM()
    reader = _Remembering(embedder, weights=args.weights)
    bench = benches(Settings(), embedder)
    try:
        notes, rest = _halves(list(_notes(args.notes, embedder, reader)))
        own = {
            each.name: list(_set(each, bench(each).generation, embedder, reader))
            for each in find_sets(DEVELOPED_ON)
        }
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    fitted = [*notes, *(item for items in own.values() for item in [*items, *items])]
    names = [name for name in (*FEATURES, *MARKS) if name not in _KEPT]
    weights, bias = fit_logistic(
        np.concatenate([item.signals for item in fitted]),
        np.concatenate([item.holds for item in fitted]),
        signs=[-1 if MARKS.get(name, 1) < 0 else 1 for name in names],
    )
    for name, weight in zip((*names, "bias"), (*weights, bias), strict=True):
        print(f"{weight:8.3f}  {name}")
    for name, items in {"notes": rest, "notes, fitted on": notes, **own}.items():
        print(*report(name, items, weights, bias), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
