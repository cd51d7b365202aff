"""Check an exported answer again: whether each quote still stands where it was found."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

from bot.answer import Citation
from ingest.catalog import Catalog
from ingest.document import Document, Span
from ingest.errors import UsageError
from ingest.split import sentences

_SIMILAR = 0.6  # of the characters in common: the same sentence, changed


class Verdict(StrEnum):
    """What became of a quote."""

    IDENTICAL = "identical"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A quote of an exported answer and where it stands now; nowhere when it is gone."""

    quote: str
    verdict: Verdict
    now: Citation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What an export says: these words stand at this span of that document."""

    document_id: str
    source: str
    span: Span
    quote: str


def verify_answer(path: Path, catalog: Catalog) -> list[Finding]:
    """Compare the quotes of an exported answer or conversation with the documents of an index.

    Raises UsageError when the file is not an answer exported by this program.
    """
    return [_find(claim, catalog) for claim in _claims(path)]


def _claims(path: Path) -> list[_Claim]:
    try:
        exported = json.loads(path.read_text(encoding="utf-8"))
        answers = exported.get("answers", [exported])
        return [
            _claim(citation)
            for answer in answers
            for statement in answer["statements"]
            for citation in statement["citations"]
        ]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise UsageError(
            f"{path} is not an exported answer ({type(exc).__name__}: {exc}); "
            'make one with: python -m bot ask "…" --json > answer.json'
        ) from exc


def _claim(citation: Mapping[str, object]) -> _Claim:
    start, end, quote = citation["start"], citation["end"], citation["quote"]
    if not isinstance(start, int) or not isinstance(end, int) or not isinstance(quote, str):
        raise ValueError("start and end must be numbers and quote a text")
    return _Claim(
        document_id=str(citation["document"]),
        source=str(citation["source"]),
        span=Span(start=start, end=end),
        quote=quote,
    )


def _find(claim: _Claim, catalog: Catalog) -> Finding:
    documents = list(_likely_documents(claim, catalog))
    for document in documents:
        if document.id == claim.document_id and claim.span.of(document.text) == claim.quote:
            now = Citation(document=document, span=claim.span)
            return Finding(quote=claim.quote, verdict=Verdict.IDENTICAL, now=now)
    for document in documents:
        at = document.text.find(claim.quote) if claim.quote.strip() else -1
        if at >= 0:
            span = Span(start=at, end=at + len(claim.quote))
            now = Citation(document=document, span=span)
            return Finding(quote=claim.quote, verdict=Verdict.MOVED, now=now)
    for document in documents:
        near = _nearest(claim.quote, document) if document.source == claim.source else None
        if near:
            now = Citation(document=document, span=near)
            return Finding(quote=claim.quote, verdict=Verdict.CHANGED, now=now)
    return Finding(quote=claim.quote, verdict=Verdict.GONE, now=None)


def _likely_documents(claim: _Claim, catalog: Catalog) -> Iterator[Document]:
    """Yield the document that was cited, then the one at its source now, then the others."""
    ids = catalog.document_ids()
    if claim.document_id in ids:
        yield catalog.document(claim.document_id)
    others = [catalog.document(each) for each in ids if each != claim.document_id]
    yield from sorted(others, key=lambda document: document.source != claim.source)


def _nearest(quote: str, document: Document) -> Span | None:
    """Return the sentence of a document that is most like a quote, if one is like it enough."""
    matcher = SequenceMatcher(b=quote, autojunk=False)
    best: Span | None = None
    best_ratio = _SIMILAR
    for span in sentences(document.text, language=document.metadata.language):
        matcher.set_seq1(span.of(document.text))
        if matcher.real_quick_ratio() > best_ratio and matcher.quick_ratio() > best_ratio:
            ratio = matcher.ratio()
            if ratio > best_ratio:
                best, best_ratio = span, ratio
    return best
