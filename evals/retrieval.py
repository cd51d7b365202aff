"""Retrieval metrics, computed by ir-measures (Apache 2.0) on trec_eval's own code.

Chosen over ranx, which brings numba, pandas and matplotlib: 162 MB to download where this is
0.4 MB beside NumPy and SciPy, which are there anyway.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

_Key = TypeVar("_Key")


def retrieval_scores(
    rankings: Mapping[_Key, Sequence[str]], gold: Mapping[_Key, Mapping[str, int]]
) -> dict[_Key, dict[str, float]]:
    """Return the retrieval metrics of each question that has gold items.

    rankings hold ids, best first; gold holds ids with their grades, at least 1. What was not
    ranked counts as not found. nDCG takes the grade as gain and log2(rank + 1) as discount.
    Sources: Järvelin and Kekäläinen, TOIS 2002 (nDCG); Voorhees, TREC-8 1999 (reciprocal rank);
    Manning, Raghavan and Schütze 2008, chapter 8 (recall, average precision).
    """
    import ir_measures
    from ir_measures import AP, RR, R, Success, nDCG

    measures = {
        "hit@1": Success @ 1,
        "hit@5": Success @ 5,
        "recall@5": R @ 5,
        "recall@10": R @ 10,
        "rr": RR,
        "ndcg@10": nDCG @ 10,
        "ap": AP,
    }
    names = {measure: name for name, measure in measures.items()}
    keys = [key for key, grades in gold.items() if grades]
    scores = {key: dict.fromkeys(measures, 0.0) for key in keys}
    # Falling scores keep the order: trec_eval ranks by score, and by id where scores are equal.
    run = {
        str(number): {item: -float(rank) for rank, item in enumerate(rankings[key])}
        for number, key in enumerate(keys)
        if rankings[key]
    }
    qrels = {str(number): dict(gold[key]) for number, key in enumerate(keys)}
    for found in ir_measures.iter_calc(list(measures.values()), qrels, run):
        scores[keys[int(found.query_id)]][names[found.measure]] = float(found.value)
    return scores
