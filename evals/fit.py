"""python -m evals.fit FILE…: fit the untrained reader's weights on SQuAD-format files.

Each paragraph is a document of one passage. For a share of the questions the paragraph that
answers is withheld, so that the probability also learns what no answer looks like. The weights
are those of a logistic regression on bot.read.FEATURES whose signs are fixed by what each signal
means; they are printed, to be copied into bot/read.py.
"""

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.read import FEATURES, SimilarityReader
from bot.retrieve import retrieve
from bot.weigh import candidates
from evals.logistic import fit_logistic
from ingest.document import Document, Metadata, Passage, Span, normalize
from ingest.embed import Embedder, MiniLM
from ingest.index import Generation, IndexFolder
from ingest.settings import Settings, go_offline
from ingest.tokens import pack

# +1: more of it makes an answer likelier; -1: less likely.
SIGNS = (1, 1, 1, 1, 1, 1, 1, -1, -1, 1, -1, -1, -1)
WITHHELD = 0.35

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of a SQuAD file: its paragraph's document and its gold answers (may be none)."""

    question: str
    document_id: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The signals of each candidate sentence, (n, d), and whether it holds a gold answer, (n,)."""

    signals: Array
    holds: NDArray[np.bool_]
    retrieved_first: bool
    is_answerable: bool


def load(path: Path) -> tuple[list[Document], list[Asked]]:
    """Return the paragraphs and questions of a SQuAD 1.1 or 2.0 file, plain or gzipped."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    documents: dict[str, Document] = {}
    asked = []
    for article in json.loads(raw)["data"]:
        for paragraph in article["paragraphs"]:
            document = Document(
                source=f"{len(documents)}",
                media_type="text/plain",
                metadata=Metadata(title=str(article.get("title", "")).replace("_", " ") or "-"),
                text=normalize(paragraph["context"]),
            )
            documents[document.id] = document
            asked += [
                Asked(
                    question=qa["question"],
                    document_id=document.id,
                    answers=tuple(sorted({normalize(a["text"]) for a in qa["answers"]})),
                )
                for qa in paragraph["qas"]
            ]
    return list(documents.values()), asked


def index(documents: Sequence[Document], embedder: Embedder, draft: Generation) -> None:
    """Store each document as one passage."""
    passages = [
        Passage(
            document_id=document.id,
            title=document.metadata.title,
            heading=(),
            span=Span(start=0, end=len(document.text)),
            text=document.text,
        )
        for document in documents
    ]
    found = embedder.embed([passage.search_text for passage in passages])
    with draft.catalog.batch():
        for document, passage, each in zip(documents, passages, found, strict=True):
            draft.catalog.add(document, {passage: pack(each.tokens)})
    ids = [passage.id for passage in passages]
    draft.vectors.add(ids, np.stack([each.whole for each in found]))


def score(
    asked: Sequence[Asked], generation: Generation, embedder: Embedder, *, withheld: Sequence[bool]
) -> Iterator[Scored]:
    """Yield the signals of the candidates of each question that finds any."""
    reader = SimilarityReader(embedder)
    limit, depth = Settings().read, Settings().candidates
    for item, hide in zip(asked, withheld, strict=True):
        hits = retrieve(
            item.question, generation=generation, embedder=embedder, candidates=depth, limit=limit
        )
        first = bool(hits) and hits[0].passage.document_id == item.document_id
        hits = [hit for hit in hits if not (hide and hit.passage.document_id == item.document_id)]
        found = candidates(hits, generation.catalog)
        if found:
            yield Scored(
                signals=np.array(reader.features(item.question, found, generation.catalog)),
                holds=np.array(
                    [
                        candidate.hit.passage.document_id == item.document_id
                        and any(answer in candidate.text for answer in item.answers)
                        for candidate in found
                    ]
                ),
                retrieved_first=first,
                is_answerable=bool(item.answers) and not hide,
            )


def fit(scored: Sequence[Scored]) -> tuple[Array, float]:
    """Return weights (d,) and bias of an L2-regularised logistic regression with fixed signs."""
    return fit_logistic(
        np.concatenate([item.signals for item in scored]),
        np.concatenate([item.holds for item in scored]),
        signs=SIGNS,
    )


def report(scored: Sequence[Scored], weights: Array, bias: float) -> list[str]:
    """Return lines: retrieval, sentence hits, and how well confidence parts right from wrong."""
    from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

    totals = [item.signals @ weights + bias for item in scored]
    best = np.array([total.max() for total in totals])
    right = np.array([i.holds[t.argmax()] for i, t in zip(scored, totals, strict=True)])
    answerable = np.array([item.is_answerable for item in scored])
    first = np.array([item.retrieved_first for item in scored])
    confidence = 1.0 / (1.0 + np.exp(-best))
    lines = [
        f"questions {len(scored)}, answerable {answerable.sum()}",
        f"answerable: gold paragraph first {first[answerable].mean():.3f}, "
        f"best sentence holds a gold answer {right[answerable].mean():.3f}",
        f"confidence parts right from wrong: AUROC {roc_auc_score(right, confidence):.3f}",
    ]
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        shown = confidence >= threshold
        share = right[shown].mean() if shown.any() else float("nan")
        lines.append(f"threshold {threshold}: shown {shown.mean():.3f}, of these right {share:.3f}")
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Fit on the first file, report on each."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--questions", type=int, default=300, help="sampled from each file (300)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    go_offline()
    embedder = MiniLM()
    weights, bias = np.zeros(len(FEATURES)), 0.0
    for path in args.files:
        chance = random.Random(args.seed)  # noqa: S311  # a sample, not a secret
        documents, asked = load(path)
        sample = chance.sample(asked, min(args.questions, len(asked)))
        share = WITHHELD if path is args.files[0] else 0.0
        withheld = [chance.random() < share for _ in sample]
        with (
            tempfile.TemporaryDirectory() as folder,
            IndexFolder(Path(folder), fingerprint="fit").draft() as draft,
        ):
            index(documents, embedder, draft)
            scored = list(score(sample, draft, embedder, withheld=withheld))
        if path is args.files[0]:
            weights, bias = fit(scored)
            for name, weight in zip(FEATURES, weights, strict=True):
                print(f"{weight:8.3f}  {name}")
            print(f"{bias:8.3f}  bias")
        print(path.name, *report(scored, weights, bias), sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
