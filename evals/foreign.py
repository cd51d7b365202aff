"""python -m evals.foreign FOLDER…: fit the reader of other languages than English.

A FOLDER is a set with documents of its own: evals/languages, or what `python -m evals import`
makes. Every other document is fitted on, with half of the questions that none answers, and the
rest reported. Of a share of the questions the document that answers is withheld, so that the
probability also learns what no answer looks like. The weights are those of a logistic regression
on bot.foreign.FEATURES, without what the network reads in glosses and with it; they are printed, to
be copied into bot/foreign.py.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answer import Hit
from bot.chain import hits_for
from bot.flaws import missing_words
from bot.foreign import FEATURES, FEATURES_READ, features, gloss_features, lacks_kind
from bot.query import Query
from bot.read import Network
from bot.reader.passages import WEIGHTS, PassageReader
from bot.retrieve import HybridRetriever
from bot.ways import queries
from bot.weigh import candidates
from evals.bench import benches
from evals.gold import Gold, Place
from evals.logistic import fit_logistic
from evals.questions import EvalQuestion, EvalSet, find_sets
from ingest.embed import Embedder, MiniLM
from ingest.index import Generation
from ingest.settings import Settings, go_offline

# +1: more of it makes an answer likelier; -1: less likely.
SIGNS = (1, 1, 1, 1, 1, -1, -1, -1, 1, 1, 1, 1)
WITHHELD = 0.3
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A question with its allowed candidates: signals (n, d) and whether each has the evidence.

    rank is that of the first passage with evidence, from 0; None when none was read.
    """

    question: EvalQuestion
    is_answerable: bool
    rank: int | None
    signals: Array
    holds: NDArray[np.bool_]


def read(
    each: EvalSet, generation: Generation, embedder: Embedder, network: Network
) -> Iterator[Read]:
    """Yield the questions of a set as they are read in each other language."""
    settings, catalog = Settings(), generation.catalog
    gold, chance = Gold(catalog), random.Random(each.name)  # noqa: S311  # a sample, no secret
    retriever = HybridRetriever(
        generation=generation,
        embedder=embedder,
        candidates=settings.candidates,
        limit=settings.candidates,
    )
    for question in each.questions:
        places = gold.places(question)
        hide = bool(places) and chance.random() < WITHHELD
        for query in queries(question.question, (), catalog, embedder):
            if query.language not in _languages(question, places, generation):
                continue
            hits = hits_for(query, retriever)
            gone = {place.document_id for place in places} if hide else set()
            kept = [hit for hit in hits if hit.passage.document_id not in gone][: settings.read]
            yield _read(question, query, kept, () if hide else places, generation, network)


def _languages(
    question: EvalQuestion, places: Sequence[Place], generation: Generation
) -> set[str | None]:
    """Return the languages of the documents that answer.

    Where none does it is that of the question, and for one in English each of the index.
    """
    known = generation.catalog.metadata()
    of_places = {known[place.document_id][1].language for place in places}
    asked_in = {question.language} if question.language != "en" else generation.catalog.languages
    return of_places or {*asked_in}


def _read(
    question: EvalQuestion,
    query: Query,
    hits: Sequence[Hit],
    places: Sequence[Place],
    generation: Generation,
    network: Network,
) -> Read:
    catalog = generation.catalog
    lacking = {hit.passage.id: missing_words(query, hit, catalog) for hit in hits}
    found = candidates(hits, catalog)
    rows = [
        (*own, *read)
        for own, read in zip(
            features(query, found, catalog), gloss_features(query, found, network), strict=True
        )
    ]
    allowed = [
        (
            row,
            any(
                _holds(place, c.hit, c.text, catalog.document(place.document_id).text)
                for place in places
            ),
        )
        for c, row in zip(found, rows, strict=True)
        if not lacking[c.hit.passage.id] and not lacks_kind(query, c.text)
    ]
    passages = Gold(catalog).passages(places)
    return Read(
        question=question,
        is_answerable=bool(places),
        rank=next((i for i, hit in enumerate(hits) if hit.passage.id in passages), None),
        signals=np.array([row for row, _ in allowed]).reshape(-1, len(FEATURES_READ)),
        holds=np.array([holds for _, holds in allowed], dtype=bool),
    )


def _holds(place: Place, hit: Hit, sentence: str, text: str) -> bool:
    return hit.passage.document_id == place.document_id and place.span.of(text) in sentence


def report(name: str, some: Sequence[Read], weights: Array, bias: float, threshold: float) -> str:
    """Return a line: what is retrieved, right, shown and wrongly shown."""
    answerable = [item for item in some if item.is_answerable]
    others = [item for item in some if not item.is_answerable]
    best = [_best(item, weights, bias) for item in answerable]
    shown = sum(_best(item, weights, bias)[0] >= threshold for item in others)
    n = max(len(answerable), 1)
    return (
        f"{name}: {len(answerable)} answerable: evidence in the first passage "
        f"{sum(item.rank == 0 for item in answerable) / n:.3f}, in five "
        f"{sum(item.rank is not None and item.rank < 5 for item in answerable) / n:.3f}, best "
        f"sentence right {sum(right for _, right in best) / n:.3f}, right and shown "
        f"{sum(right and p >= threshold for p, right in best) / n:.3f}, wrong and shown "
        f"{sum(not right and p >= threshold for p, right in best) / n:.3f}; "
        f"{len(others)} others: shown {shown / max(len(others), 1):.3f}"
    )


def _best(item: Read, weights: Array, bias: float) -> tuple[float, bool]:
    if not len(item.holds):
        return 0.0, False
    scores = 1.0 / (1.0 + np.exp(-(item.signals[:, : len(weights)] @ weights + bias)))
    at = int(scores.argmax())
    return float(scores[at]), bool(item.holds[at])


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.foreign", description=__doc__)
    parser.add_argument("folder", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--lower", type=float, default=0.66, help="the bias by (0.66)")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, metavar="FILE")
    args = parser.parse_args(argv)
    go_offline()
    settings, embedder, network = Settings(), MiniLM(), PassageReader(args.weights)
    bench = benches(settings, embedder)
    fitted: list[Read] = []
    rest: dict[str, list[Read]] = {}
    for each in find_sets(args.folder):
        on = bench(each)
        sources = sorted({e.source for q in each.questions for e in q.evidence})
        chosen = set(sources[::2])
        for item in read(each, on.generation, embedder, network):
            evidence = item.question.evidence
            is_half = item.question.digest < "8"  # of hexadecimal digits
            if evidence[0].source in chosen if evidence else is_half:
                fitted.append(item)
            else:
                rest.setdefault(each.name, []).append(item)
    for names in (FEATURES, FEATURES_READ):
        n = len(names)
        weights, bias = fit_logistic(
            np.concatenate([item.signals[:, :n] for item in fitted]),
            np.concatenate([item.holds for item in fitted]),
            signs=SIGNS[:n],
        )
        bias -= args.lower
        for name, weight in zip((*names, "bias"), (*weights, bias), strict=True):
            print(f"{weight:8.2f}  {name}")
        for name, items in rest.items():
            print(report(name, items, weights, bias, settings.threshold))
    return 0


if __name__ == "__main__":
    sys.exit(main())
