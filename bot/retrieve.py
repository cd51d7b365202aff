"""The retriever: dense and lexical rankings of one index generation, fused."""

from collections.abc import Sequence

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from bot.answer import Hit
from bot.terms import content_words, instead_of
from ingest.embed import Embedder
from ingest.index import Generation

_DENSE_SHARE = 0.5  # of the fused score; chosen on half of a SQuAD 2.0 development subset


def standardize(ranking: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Return scores with mean 0 and standard deviation 1 (all 0 when they do not differ)."""
    if not ranking:
        return {}
    scores = [score for _, score in ranking]
    mean = sum(scores) / len(scores)
    spread = (sum((score - mean) ** 2 for score in scores) / len(scores)) ** 0.5
    return {key: (score - mean) / spread if spread else 0.0 for key, score in ranking}


def fuse(
    dense: Sequence[tuple[str, float]], lexical: Sequence[tuple[str, float]], *, dense_share: float
) -> list[tuple[str, float]]:
    """Merge two rankings by the weighted mean of their standardized scores.

    What a ranking lacks gets its lowest score. Best first, ties by id.
    Source: Bruch, Gai and Ingber, "An Analysis of Fusion Functions", TOIS 2023.
    """
    parts = [(dense_share, standardize(dense)), (1.0 - dense_share, standardize(lexical))]
    fused: dict[str, float] = {}
    for key in {*parts[0][1], *parts[1][1]}:
        fused[key] = sum(
            share * scores.get(key, min(scores.values(), default=0.0)) for share, scores in parts
        )
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))


def retrieve(
    query: str, *, generation: Generation, embedder: Embedder, candidates: int, limit: int
) -> list[Hit]:
    """Return the best passages for a query, best first, at most limit.

    candidates is how many each ranking contributes to the fusion.
    """
    vector = embedder.embed_query(query)
    dense = generation.vectors.nearest(vector, limit=candidates)
    words = content_words(query)
    words += [other for word in words for other in instead_of(word)]
    lexical = generation.catalog.rank([word.casefold() for word in words], limit=candidates)
    near = dict(dense)
    near |= generation.vectors.similarity([key for key, _ in lexical if key not in near], vector)
    ranks = [{key: i for i, (key, _) in enumerate(found, 1)} for found in (dense, lexical)]
    best = fuse(list(near.items()), lexical, dense_share=_DENSE_SHARE)[:limit]
    passages = generation.catalog.passages([key for key, _ in best])
    return [
        Hit(
            passage=passage,
            score=score,
            similarity=near[key],
            dense_rank=ranks[0].get(key),
            lexical_rank=ranks[1].get(key),
        )
        for (key, score), passage in zip(best, passages, strict=True)
    ]


class HybridRetriever(BaseRetriever):
    """`retrieve` as a LangChain retriever; each LangChain document carries its Hit."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    generation: Generation
    embedder: Embedder
    candidates: int = 50
    limit: int = 8

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits = retrieve(
            query,
            generation=self.generation,
            embedder=self.embedder,
            candidates=self.candidates,
            limit=self.limit,
        )
        return [
            LangChainDocument(
                page_content=hit.passage.text, id=hit.passage.id, metadata={"hit": hit}
            )
            for hit in hits
        ]
