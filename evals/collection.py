"""python -m evals.collection FILE: retrieve from all paragraphs of a file, then read.

The untrained and the trained reader answer the same questions. How the trained reader joins its
signals is fitted on the questions of half of the articles and reported on the other half, and the
other way round. A share of the questions has its paragraph withheld, so that probability also
learns what no answer looks like.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answer import Hit
from bot.read import Candidate, Reader, SimilarityReader
from bot.reader.passages import WEIGHTS as NETWORK
from bot.reader.squad import auroc, f1
from bot.reader.trained import FEATURES, TrainedReader
from bot.retrieve import retrieve
from bot.weigh import candidates
from evals.fit import Asked, index, load
from evals.logistic import fit_logistic
from ingest.embed import Embedder, MiniLM
from ingest.index import Generation, IndexFolder
from ingest.settings import Settings, go_offline

WITHHELD = 0.2
UNANSWERABLE = 3  # one question without an answer to so many with one
_BINS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.01)
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A question with its candidates as both readers see them.

    trained: (n, features); probabilities: the untrained reader's (n,); holds: which candidates
    hold a gold answer in its paragraph; own: which are of that paragraph; words: the answers that
    the trained reader marks.
    """

    asked: Asked
    is_answerable: bool
    fused_first: bool
    trained: Array
    probabilities: Array
    holds: NDArray[np.bool_]
    own: NDArray[np.bool_]
    words: tuple[str, ...]
    sentences: tuple[str, ...]


def read(
    asked: Sequence[Asked],
    withheld: Sequence[bool],
    generation: Generation,
    embedder: Embedder,
    *,
    network: Path,
) -> Iterator[Read]:
    """Yield each question that retrieves anything, as read."""
    untrained, trained = SimilarityReader(embedder), TrainedReader(embedder, weights=network)
    settings = Settings()
    for item, hide in zip(asked, withheld, strict=True):
        hits = retrieve(
            item.question,
            generation=generation,
            embedder=embedder,
            candidates=settings.candidates,
            limit=settings.read + 1,
        )
        shown = [h for h in hits if not (hide and h.passage.document_id == item.document_id)]
        found = candidates(shown[: settings.read], generation.catalog)
        if not found:
            continue
        own = [c.hit.passage.document_id == item.document_id for c in found]
        holds = [
            mine and any(answer in c.text for answer in item.answers)
            for c, mine in zip(found, own, strict=True)
        ]
        rows, words = _trained(item.question, found, trained, generation)
        yield Read(
            asked=item,
            is_answerable=bool(item.answers) and not hide,
            fused_first=_is_first(hits, item),
            trained=rows,
            probabilities=_probabilities(untrained, item.question, found, generation),
            holds=np.array(holds),
            own=np.array(own),
            words=words,
            sentences=tuple(c.text for c in found),
        )


def _is_first(hits: Sequence[Hit], item: Asked) -> bool:
    return bool(hits) and hits[0].passage.document_id == item.document_id


def _probabilities(
    reader: Reader, question: str, found: Sequence[Candidate], generation: Generation
) -> Array:
    readings = reader.read(question, found, generation.catalog)
    return np.array([reading.probability for reading in readings])


def _trained(
    question: str, found: Sequence[Candidate], reader: TrainedReader, generation: Generation
) -> tuple[Array, tuple[str, ...]]:
    signals = reader.signals(question, found, generation.catalog)
    words = []
    for candidate, signal in zip(found, signals, strict=True):
        text = generation.catalog.document(candidate.hit.passage.document_id).text
        words.append(signal.answer.of(text) if signal.answer else "")
    return np.array([signal.features for signal in signals]), tuple(words)


def fit(some: Sequence[Read], columns: Sequence[int]) -> tuple[Array, float]:
    """Return weights (features,) and bias of a logistic regression; unused columns weigh 0."""
    # More of any signal makes an answer likelier.
    found, bias = fit_logistic(
        np.concatenate([item.trained[:, columns] for item in some]),
        np.concatenate([item.holds for item in some]),
        signs=[1] * len(columns),
    )
    weights = np.zeros(len(FEATURES))
    weights[list(columns)] = found
    return weights, bias


def report(some: Sequence[Read], scores: Sequence[Array], *, marks: bool) -> list[str]:
    """Return lines: what comes first, and whether confidence can be trusted."""
    best = [int(score.argmax()) for score in scores]
    sure = np.array([float(score.max()) for score in scores])
    right = np.array([item.holds[at] for item, at in zip(some, best, strict=True)])
    own = np.array([item.own[at] for item, at in zip(some, best, strict=True)])
    answerable = np.array([item.is_answerable for item in some])
    overlap = [
        f1(item.asked.answers, item.words[at] if marks else item.sentences[at])
        for item, at in zip(some, best, strict=True)
    ]
    lines = [
        f"answerable {answerable.sum()}: gold paragraph {own[answerable].mean():.3f}, sentence "
        f"holds a gold answer {right[answerable].mean():.3f}, F1 "
        f"{np.array(overlap)[answerable].mean():.3f}",
        f"AUROC of confidence: right against wrong {auroc(list(sure), list(right)):.3f}, "
        f"answerable against not {auroc(list(sure), list(answerable)):.3f}",
    ]
    for low, high in pairwise(_BINS):
        inside = (sure >= low) & (sure < high)
        if inside.any():
            lines.append(
                f"confidence {low:.2f} to {min(high, 1):.2f}: {inside.sum()} questions, "
                f"mean {sure[inside].mean():.3f}, right {right[inside].mean():.3f}"
            )
    return lines


def halves(asked: Sequence[Asked], titles: dict[str, str]) -> tuple[list[Asked], list[Asked]]:
    """Part questions by the articles of their paragraphs: every other one chooses."""
    order = list(dict.fromkeys(titles[item.document_id] for item in asked))
    choosing = set(order[::2])
    return (
        [item for item in asked if titles[item.document_id] in choosing],
        [item for item in asked if titles[item.document_id] not in choosing],
    )


def _sampled(asked: Sequence[Asked], count: int, chance: random.Random) -> list[Asked]:
    """Return so many questions with an answer, then a third as many without."""
    answerable = [item for item in asked if item.answers]
    others = [item for item in asked if not item.answers]
    return [
        *chance.sample(answerable, min(count, len(answerable))),
        *chance.sample(others, min(count // UNANSWERABLE, len(others))),
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.collection", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="SQuAD format")
    parser.add_argument("--questions", type=int, default=90, help="answerable, of each half (90)")
    parser.add_argument("--weights", type=Path, default=NETWORK, metavar="FILE")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    go_offline()
    embedder = MiniLM()
    chance = random.Random(args.seed)  # noqa: S311  # a sample, not a secret
    documents, asked = load(args.file)
    titles = {document.id: document.metadata.title for document in documents}
    parts = []
    with (
        tempfile.TemporaryDirectory() as folder,
        IndexFolder(Path(folder), fingerprint="collection").draft() as draft,
    ):
        index(documents, embedder, draft)
        for half in halves(asked, titles):
            sample = _sampled(half, args.questions, chance)
            hidden = [chance.random() < WITHHELD for _ in sample]
            parts.append(list(read(sample, hidden, draft, embedder, network=args.weights)))
    columns = range(len(FEATURES))
    weights, bias = fit([item for part in parts for item in part], columns)
    print("fitted on both halves (what is shipped is fitted with evals.calibrate):")
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"{weight:8.3f}  {name}")
    print(f"{bias:8.3f}  bias")
    # Each half is scored by what the other one fits.
    some = [*parts[0], *parts[1]]
    scores: list[Array] = []
    for mine, other in (parts, reversed(parts)):
        weights, bias = fit(other, columns)
        scores += [1 / (1 + np.exp(-(item.trained @ weights + bias))) for item in mine]
    first = [item.fused_first for item in some if item.is_answerable]
    print(f"{len(some)} questions; gold paragraph retrieved first {np.mean(first):.3f}")
    print("untrained reader")
    untrained = [item.probabilities for item in some]
    print(*(f"  {line}" for line in report(some, untrained, marks=False)), sep="\n")
    print("trained reader")
    print(*(f"  {line}" for line in report(some, scores, marks=True)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
