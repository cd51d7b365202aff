"""The retriever: dense and lexical rankings of one index generation, fused, then compared closely.

The best of the fused ranking are ordered again by late interaction: how well each word of the
question is matched by the best word of the passage, by the token vectors kept in the catalog.
"""

from collections.abc import Collection, Sequence

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from bot.answer import Filters, Hit, Notice, NoticeKind
from bot.terms import STOP_WORDS, content_words, instead_of
from bot.tokens import alignment
from ingest.catalog import Catalog
from ingest.embed import Embedder
from ingest.index import Generation
from ingest.stem import stems_in_every_language
from ingest.tokens import Vectors, unpack
from ingest.vectors import VectorStore

# Shares of the scores, standardized; chosen on half of a SQuAD 2.0 development subset.
_DENSE_SHARE = 0.5  # of the fused score; the lexical one has the rest
_INTERACTION_SHARE = 0.6  # of the final score; the fused one has the rest
# With a filter, so many passages are compared one by one; in more, the nearest are filtered.
_BRUTE_FORCE = 2000
_DEEPER = 10


def standardize(ranking: Sequence[tuple[str, float]], *, among: int = 0) -> dict[str, float]:
    """Return scores with mean 0 and standard deviation 1 (all 0 when they do not differ).

    A ranking of fewer than `among` is taken to have a score of 0 for what it lacks, under "".
    """
    if not ranking:
        return {}
    lacks = among - len(ranking)
    ranking = [*ranking, *[("", 0.0)] * max(lacks, 0)]
    scores = [score for _, score in ranking]
    mean = sum(scores) / len(scores)
    spread = (sum((score - mean) ** 2 for score in scores) / len(scores)) ** 0.5
    return {key: (score - mean) / spread if spread else 0.0 for key, score in ranking}


def fuse(
    first: Sequence[tuple[str, float]],
    second: Sequence[tuple[str, float]],
    *,
    first_share: float,
    among: int = 0,
) -> list[tuple[str, float]]:
    """Merge two rankings by the weighted mean of their standardized scores.

    What a ranking lacks gets its lowest score; the second has 0 for all but what it found of
    `among`, so that a name that stands in one passage alone counts. Best first, ties by id.
    Source: Bruch, Gai and Ingber, "An Analysis of Fusion Functions", TOIS 2023.
    """
    parts = [
        (first_share, standardize(first)),
        (1.0 - first_share, standardize(second, among=among)),
    ]
    fused: dict[str, float] = {}
    for key in {*parts[0][1], *parts[1][1]} - {""}:
        fused[key] = sum(
            share * scores.get(key, min(scores.values(), default=0.0)) for share, scores in parts
        )
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))


def matching(filters: Filters, catalog: Catalog) -> set[str] | None:
    """Return the ids of the documents that pass the filters; None when all do."""
    if filters == Filters():
        return None
    publishers = {name.casefold() for name in filters.publishers}
    found = set()
    for document_id, (source, metadata) in catalog.metadata().items():
        accounts = {name.casefold() for name in (metadata.publisher, metadata.source) if name}
        day = (metadata.event_date or metadata.date or "")[:10]
        if (
            (not filters.documents or {document_id, source} & set(filters.documents))
            and (not publishers or publishers & accounts)
            and (not filters.languages or metadata.language in filters.languages)
            and (not filters.since or (day and day >= filters.since))
            and (not filters.until or (day and day <= filters.until))
        ):
            found.add(document_id)
    return found


def narrowed(filters: Filters, catalog: Catalog) -> list[Notice]:
    """Say to which documents filters limit a question, if they do, and how many these are."""
    found = matching(filters, catalog)
    if found is None:
        return []
    titles = {key: metadata.title for key, (_, metadata) in catalog.metadata().items()}
    limits = [
        " or ".join(f"“{titles.get(each, each)}”" for each in filters.documents),
        f"of {' or '.join(filters.publishers)}" if filters.publishers else "",
        f"in the language {' or '.join(filters.languages)}" if filters.languages else "",
        f"of {filters.since} or later" if filters.since else "",
        f"of {filters.until} or earlier" if filters.until else "",
    ]
    text = (
        f"Only asked: documents {', '.join(filter(None, limits))} ({len(found)} of {len(titles)})."
    )
    return [Notice(kind=NoticeKind.NARROWED, text=text)]


def retrieve(
    query: str,
    *,
    generation: Generation,
    embedder: Embedder,
    candidates: int,
    limit: int,
    filters: Filters = Filters(),  # noqa: B008  # it is frozen
    dense_share: float = _DENSE_SHARE,
    interaction_share: float = _INTERACTION_SHARE,
    embedded: str | None = None,
) -> list[Hit]:
    """Return the best passages for a query, best first, at most limit.

    candidates is how many each ranking contributes to the fusion, dense_share the weight of the
    dense one in it, interaction_share that of the closer comparison in the end. embedded is what
    is embedded instead of the query, where it holds words for the lexical ranking alone.
    """
    catalog, vectors = generation.catalog, generation.vectors
    documents = matching(filters, catalog)
    asked = embedder.embed_query(embedded or query, ignore=STOP_WORDS)
    dense = _dense(asked.whole, vectors, catalog, documents=documents, limit=candidates)
    lexical = catalog.words.rank(search_terms(query), limit=candidates, documents=documents)
    near = dict(dense)
    near |= vectors.similarity([key for key, _ in lexical if key not in near], asked.whole)
    ranks = [{key: i for i, (key, _) in enumerate(found, 1)} for found in (dense, lexical)]
    fused = fuse(list(near.items()), lexical, first_share=dense_share, among=candidates)
    fused = fused[:candidates]
    packed = catalog.tokens([key for key, _ in fused])
    aligned = {key: alignment(asked.tokens, unpack(packed[key])) for key, _ in fused}
    best = fuse(list(aligned.items()), fused, first_share=interaction_share)[:limit]
    passages = catalog.passages([key for key, _ in best])
    return [
        Hit(
            passage=passage,
            score=score,
            similarity=near[key],
            alignment=aligned[key],
            dense_rank=ranks[0].get(key),
            lexical_rank=ranks[1].get(key),
        )
        for (key, score), passage in zip(best, passages, strict=True)
    ]


def search_terms(query: str) -> list[str]:
    """Return the terms a query is looked up by: its words, what may stand for them, their stems."""
    found = content_words(query)
    terms = [word.casefold() for word in found]
    terms += [other for word in found for other in instead_of(word)]
    terms += [stem for word in found if word.isalpha() for stem in stems_in_every_language(word)]
    return list(dict.fromkeys(terms))


def _dense(
    asked: Vectors,
    vectors: VectorStore,
    catalog: Catalog,
    *,
    documents: Collection[str] | None,
    limit: int,
) -> list[tuple[str, float]]:
    """Return (passage id, cosine), best first, of passages of these documents."""
    if documents is None:
        return vectors.nearest(asked, limit=limit)
    allowed = {key for each in documents for key in catalog.passage_ids(each)}
    if len(allowed) <= _BRUTE_FORCE:
        found = vectors.similarity(sorted(allowed), asked).items()
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]
    nearest = vectors.nearest(asked, limit=_DEEPER * limit)
    return [pair for pair in nearest if pair[0] in allowed][:limit]


class HybridRetriever(BaseRetriever):
    """`retrieve` as a LangChain retriever; each LangChain document carries its Hit."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    generation: Generation
    embedder: Embedder
    candidates: int = 50
    limit: int = 8
    filters: Filters = Filters()
    dense_share: float = _DENSE_SHARE
    interaction_share: float = _INTERACTION_SHARE
    embedded: str | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits = retrieve(
            query,
            generation=self.generation,
            embedder=self.embedder,
            candidates=self.candidates,
            limit=self.limit,
            filters=self.filters,
            dense_share=self.dense_share,
            interaction_share=self.interaction_share,
            embedded=self.embedded,
        )
        return [
            LangChainDocument(
                page_content=hit.passage.text, id=hit.passage.id, metadata={"hit": hit}
            )
            for hit in hits
        ]
