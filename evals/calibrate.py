"""python -m evals.calibrate NOTES SQUAD: fit how the signals of the trained reader are joined.

NOTES is a SQuAD-format file of questions about passages of the index, SQUAD one about paragraphs of
its own, which are indexed for the time. Every other article of each is fitted on and the rest
reported, as the questions would be answered with the default settings. The weights are those of a
logistic regression on bot.reader.trained.FEATURES and bot.weigh.MARKS, to be copied there.
"""

import argparse
import math
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.chain import queries
from bot.evidence import near_duplicates
from bot.read import Candidate
from bot.reader.passages import WEIGHTS as NETWORK
from bot.reader.squad import auroc
from bot.reader.trained import FEATURES, Signals, TrainedReader
from bot.retrieve import HybridRetriever
from bot.weigh import MARKS, weigh
from evals.fit import Asked, index, load
from evals.logistic import fit_logistic
from ingest.catalog import Catalog
from ingest.embed import Embedder, MiniLM
from ingest.errors import DeskError, UsageError
from ingest.index import Generation, IndexFolder
from ingest.settings import Settings, go_offline
from ingest.sync import index_folder

# Marks that say whose words are preferred, not what is likelier, stay as they are.
_KEPT = frozenset(name for name in MARKS if name.startswith(("of a note", "of the document that")))
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
    asked: Sequence[Asked],
    passages: Mapping[str, str],
    articles: Mapping[str, str],
    generation: Generation,
    embedder: Embedder,
    reader: _Remembering,
) -> Iterator[Read]:
    """Yield each question with its sentences, read and marked as for an answer.

    passages and articles have by document id of the file the passage's id and the title.
    """
    settings, catalog = Settings(), generation.catalog
    retriever = HybridRetriever(
        generation=generation,
        embedder=embedder,
        candidates=settings.candidates,
        limit=settings.candidates,
    )
    for item in asked:
        query = next(iter(queries(item.question, (), catalog, embedder)))
        hits = [document.metadata["hit"] for document in retriever.invoke(query.search)]
        hits.sort(key=lambda hit: hit.passage.document_id != query.anchor)
        copies = near_duplicates(hits)
        kept = [hit for hit in hits if hit.passage.id not in copies][: settings.read]
        weighed = weigh(query, kept, catalog, reader)
        rows = [
            (*signal.features, *(float(has) for has in each.marks))
            for signal, each in zip(reader.last, weighed, strict=True)
            if not each.flaw
        ]
        holds = [
            each.candidate.hit.passage.id == passages[item.document_id]
            and any(answer in each.candidate.text for answer in item.answers)
            for each in weighed
            if not each.flaw
        ]
        table = np.array(rows).reshape(-1, len(FEATURES) + len(MARKS))
        yield Read(
            article=articles[item.document_id],
            is_answerable=bool(item.answers),
            signals=np.delete(table, _columns(), axis=1),
            kept=table[:, _columns()] @ np.array([MARKS[name] for name in sorted(_KEPT)]),
            holds=np.array(holds, dtype=bool),
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


def _notes(path: Path, embedder: Embedder, reader: _Remembering) -> list[Read]:
    generation = index_folder(Settings(), embedder).open()
    documents, asked = load(path)
    ids = sorted(generation.catalog.passage_ids())
    known = {passage.text: passage.id for passage in generation.catalog.passages(ids)}
    unknown = next((document.text for document in documents if document.text not in known), None)
    if unknown:
        raise UsageError(
            f"{path}: no passage of the index is “{unknown[:60]}…”; drop its questions"
        )
    passages = {document.id: known[document.text] for document in documents}
    articles = {document.id: document.metadata.title.partition("\n")[0] for document in documents}
    return list(read(asked, passages, articles, generation, embedder, reader))


def _squad(path: Path, embedder: Embedder, reader: _Remembering, *, questions: int) -> list[Read]:
    documents, asked = load(path)
    sample = random.Random(1).sample(asked, min(questions, len(asked)))  # noqa: S311
    articles = {document.id: document.metadata.title for document in documents}
    sample.sort(key=lambda item: list(articles).index(item.document_id))
    with (
        tempfile.TemporaryDirectory() as folder,
        IndexFolder(Path(folder), fingerprint="calibrate").draft() as draft,
    ):
        index(documents, embedder, draft)
        ids = {each: next(iter(draft.catalog.passage_ids(each))) for each in articles}
        return list(read(sample, ids, articles, draft, embedder, reader))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.calibrate", description=__doc__)
    parser.add_argument("notes", type=Path, metavar="NOTES")
    parser.add_argument("squad", type=Path, metavar="SQUAD")
    parser.add_argument("--questions", type=int, default=500, help="sampled from SQUAD (500)")
    parser.add_argument("--weights", type=Path, default=NETWORK, metavar="FILE")
    args = parser.parse_args(argv)
    go_offline()
    embedder = MiniLM()
    reader = _Remembering(embedder, weights=args.weights)
    try:
        notes, rest = _halves(_notes(args.notes, embedder, reader))
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    squad, other = _halves(_squad(args.squad, embedder, reader, questions=args.questions))
    fitted = [*notes, *squad]
    names = [name for name in (*FEATURES, *MARKS) if name not in _KEPT]
    weights, bias = fit_logistic(
        np.concatenate([item.signals for item in fitted]),
        np.concatenate([item.holds for item in fitted]),
        signs=[1] * len(FEATURES) + [0] * (len(names) - len(FEATURES)),
    )
    for name, weight in zip((*names, "bias"), (*weights, bias), strict=True):
        print(f"{weight:8.3f}  {name}")
    for name, items in (("notes", rest), ("SQuAD", other), ("notes, fitted on", notes)):
        print(*report(name, items, weights, bias), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
