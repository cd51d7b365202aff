"""Lines that say what they are: "Decision 3: …", "Decision: …", asked which were taken."""

import re
from collections.abc import Sequence

from bot.answer import Citation, Hit, Statement
from bot.flaws import unmentioned
from bot.query import Kind, Query
from bot.weigh import candidates
from ingest.catalog import Catalog

_MOST = 8  # lines that are quoted
_FEWEST = 2
_LABEL = "(?:decision|recommendation|conclusion|resolution|proposal|commitment)"
_ASKED = re.compile(
    rf"^\W*(?:what|which) {_LABEL}s (?:did|does|do|has|have|had|was|were|are)\b[^,;]* "
    r"(?:takes?|taken|makes?|made|adopt(?:ed)?|pass(?:ed)?|agreed?|reach(?:ed)?|issued?)\b"
    rf"|^\W*(?:(?:list|name)(?: all)?|what (?:are|were)) the {_LABEL}s\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(r"\b(?:not|never|without|except|but|only)\b", re.IGNORECASE)


def labelled(query: Query, hits: Sequence[Hit], catalog: Catalog) -> tuple[list[Statement], int]:
    """Return the lines of one document with the label that is asked for, and how many it has.

    It is the first document found that has several, and all names of the question.
    """
    asked = _ASKED.search(query.text) if query.kind is Kind.LIST else None
    if not asked or query.language != "en" or _OTHERWISE.search(query.text):
        return [], 0
    [name] = re.findall(_LABEL, asked[0], re.IGNORECASE)[:1]
    label = re.compile(rf"\W*{name}(?: (?:no\.? ?)?\d[\d/.-]*\b|:[\s*_]*\w)", re.IGNORECASE)
    ids = dict.fromkeys(hit.passage.document_id for hit in hits)
    for document_id in ids:
        own = [hit for hit in hits if hit.passage.document_id == document_id]
        if unmentioned(query, own[0], catalog):
            continue
        spans = sorted(each.span for each in candidates(own, catalog) if label.match(each.text))
        if len(spans) < _FEWEST:
            continue
        document = catalog.document(document_id)
        cited = [Citation(document=document, span=span) for span in spans]
        quoted = [Statement(text=each.quote, citations=(each,)) for each in cited[:_MOST]]
        return quoted, len(cited)
    return [], 0
