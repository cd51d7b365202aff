"""From a note to what it rests on: the sentence of the source that says the same.

A note's sentence carries marks of its sources. Where a source is itself among the documents, its
own words are quoted before the note's.
"""

from collections.abc import Iterator

import numpy as np

from bot.answer import Citation
from bot.terms import STOP_WORDS
from bot.tokens import tokens_of
from ingest.catalog import Catalog
from ingest.embed import Embedder
from ingest.split import sentences
from ingest.tokens import Vectors

_LIKE = 0.5  # mean cosine of the note's words and the sentence's: they may say the same
_MOST_PASSAGES = 100  # of a source that are looked through


def first_hand(note: Citation, catalog: Catalog, embedder: Embedder) -> Citation | None:
    """Return the sentence of a source in the index that a note's sentence rests on.

    It is the one whose words match the note's better than those of the source's other sentences
    do: what all of them share, such as the name of the event, tells nothing.
    """
    urls = {reference.url.rstrip("/") for reference in note.references if reference.url}
    sources = [
        document_id
        for document_id, (_, metadata) in catalog.metadata().items()
        if (metadata.url or "").rstrip("/") in urls and document_id != note.document.id
    ]
    if not sources:
        return None
    asked = embedder.embed_query(note.quote, ignore=STOP_WORDS).tokens
    for document_id in sources:
        found = [pair for pair in _sentences(document_id, catalog, embedder) if len(pair[1])]
        if not found:
            continue
        matches = np.stack([(asked @ tokens.T).max(axis=1) for _, tokens in found])  # (n, q)
        best = int((matches - matches.mean(axis=0)).mean(axis=1).argmax())
        if matches[best].mean() >= _LIKE:
            return found[best][0]
    return None


def _sentences(
    document_id: str, catalog: Catalog, embedder: Embedder
) -> Iterator[tuple[Citation, Vectors]]:
    """Yield each sentence of a document with the vectors of its tokens."""
    document = catalog.document(document_id)
    passages = catalog.passages(sorted(catalog.passage_ids(document_id)))[:_MOST_PASSAGES]
    tokens = tokens_of(passages, catalog, embedder)
    for passage in passages:
        starts, rows = tokens[passage.id]
        language = document.metadata.language
        for span in sentences(document.text, language=language, within=passage.span):
            inside = (starts >= span.start) & (starts < span.end)
            yield Citation(document=document, span=span), rows[inside]
