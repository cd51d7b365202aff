"""Summaries of one document: the question names it, and its central sentences are quoted."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from bot.answer import Citation, Statement
from bot.central import central_sentences
from bot.compose import LEANS_BACK
from bot.query import Kind, Query
from bot.read import SENTENCE_END
from bot.refuse import is_gap
from bot.terms import content_words, stem, stems
from bot.weigh import Weighed
from ingest.catalog import Catalog
from ingest.document import Document, Span
from ingest.split import sentences

LIKELY = 0.9  # that a document whose title has the words of the question is the one asked about
_MOST = 4  # sentences
_LOOKED_AT = 15_000  # characters of a document; of a longer one also what was read
_SHORTEST = 6  # words of a sentence that says enough
_BEGINS = 300  # characters that may name what the title does not
_SHARE = 0.75  # of the question's words, that title or beginning must have
_LONGER = 2.5  # times the question's words: a title that has more says what the question does not
_ABOUT = re.compile(r"^\W*what (?:is|was|were|are) .+ about\W*$", re.IGNORECASE)
# Words that ask for a summary, and that say what sort of document it is.
_NO_MATTER = frozenset(
    map(
        stem,
        """summarise summarize summary outline describe sum up overview give write short brief main
        points happened known more document text report release press article interview minutes
        speech agreement note newsletter paper page file results story history this content
        contents""".split(),
    )
)


def document_asked_for(query: Query, allowed: Sequence[Weighed], catalog: Catalog) -> str | None:
    """Return the id of the document that a question asks to be summed up, if it names one.

    Its title, with the beginning of its text, has most words of the question. allowed are sentences
    that may be evidence, so that their documents have all names of the question.
    """
    if query.language != "en" or not (query.kind == Kind.SUMMARY or _ABOUT.match(query.text)):
        return None
    ids = list(dict.fromkeys(each.candidate.hit.passage.document_id for each in allowed))
    if query.anchor in ids:
        return query.anchor
    asked = {stem(word) for word in content_words(query.text)} - _NO_MATTER
    if not asked:
        return None

    documents = {key: catalog.document(key) for key in ids}
    titles = {key: stems(document.metadata.title) for key, document in documents.items()}
    begins = {
        key: titles[key] | stems(document.text[:_BEGINS]) for key, document in documents.items()
    }
    numbers = {word for word in asked if any(map(str.isdigit, word))}
    # How many of the words the title has with the beginning, and the title alone. "Article 7" is
    # no document for having the other words.
    had = {
        key: (len(asked & begins[key]), len(asked & titles[key]))
        for key in ids
        if numbers <= begins[key]
    }
    most = max(had.values(), default=(0, 0))
    alike = [key for key in had if had[key] == most]
    if most[0] < _SHARE * len(asked) or not most[1]:
        return None
    best = min(alike, key=lambda key: len(titles[key]))
    # "The annual report" may be any of several.
    return best if len(alike) == 1 or len(titles[best]) <= _LONGER * len(asked) else None


def summed_up(document_id: str, read: Sequence[Weighed], catalog: Catalog) -> list[Statement]:
    """Return the first sentence of a document and its most central ones, in their order.

    Of a long document its beginning is looked at and what was read of it.
    """
    document = catalog.document(document_id)
    begins = Span(start=0, end=min(len(document.text), _LOOKED_AT))
    spans = {
        *sentences(document.text, language=document.metadata.language, within=begins),
        *(
            each.candidate.span
            for each in read
            if each.candidate.hit.passage.document_id == document_id
        ),
    }
    is_cut = begins.end < len(document.text)
    usable = sorted(
        span
        for span in spans
        if _says_enough(span, document) and not (is_cut and span.end == begins.end)
    )
    texts = [span.of(document.text) for span in usable]
    best = central_sentences(texts, "", most=_MOST)
    chosen = sorted({0, *[i for i in best if i][: _MOST - 1]}) if usable else []
    return [
        Statement(text=texts[i], citations=(Citation(document=document, span=usable[i]),))
        for i in chosen
    ]


def _says_enough(span: Span, document: Document) -> bool:
    """Tell whether a sentence says something that is known, and can stand alone; no row does."""
    text = span.of(document.text)
    at = bisect_right(document.records, span.start, key=lambda record: record.start)
    is_row = at > 0 and span.end <= document.records[at - 1].end
    is_whole = bool(SENTENCE_END.search(text)) and len(text.split()) >= _SHORTEST
    leads_off = text.endswith(("?", ":")) or LEANS_BACK.match(text)
    return is_whole and not is_row and not is_gap(text) and not leads_off
