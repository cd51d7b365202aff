"""Check an exported answer again: whether each quote still stands where it was found.

An anchor holds the content hash of its document. While that document is indexed, whatever else an
export gives as the words at the anchor was not exported so.
"""

import json
import re
from collections.abc import Mapping
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
_WORD = re.compile(r"\w")


class Verdict(StrEnum):
    """What became of a quote; altered is an export that does not match its own anchor."""

    IDENTICAL = "identical"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"
    ALTERED = "altered"


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
    anchor: str


def verify_answer(path: Path, catalog: Catalog) -> list[Finding]:
    """Compare what an exported answer or conversation quotes with the documents of an index.

    That is the quotes of its citations, of the nearest sentences of refusals, and each statement
    that is none of its own quotes. Raises UsageError when the file is not there or not an answer
    exported by this program.
    """
    findings = []
    for text, claims in _quoted(path):
        if text is not None and text.split() not in [claim.quote.split() for claim in claims]:
            findings.append(Finding(quote=text, verdict=Verdict.ALTERED, now=None))
        findings += [_find(claim, catalog) for claim in claims]
    return findings


def _quoted(path: Path) -> list[tuple[str | None, list[_Claim]]]:
    """Return each statement with its quotes, and those of refusals, which have no statement."""
    try:
        exported = json.loads(path.read_text(encoding="utf-8"))
        found: list[tuple[str | None, list[_Claim]]] = []
        for answer in exported.get("answers", [exported]):
            for statement in answer["statements"]:
                claims = [_claim(citation) for citation in statement["citations"]]
                found.append((str(statement["text"]), claims))
            nearest = (answer.get("abstention") or {}).get("nearest", ())
            found.append((None, [_claim(citation) for citation in nearest]))
    except FileNotFoundError as exc:
        raise UsageError(f"{path}: no such file; check the path") from exc
    except OSError as exc:
        raise UsageError(f"{path} cannot be read: {exc.strerror or exc}") from exc
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise UsageError(
            f"{path} is not an exported answer ({type(exc).__name__}: {exc}); "
            'make one with: python -m bot ask "…" --json > answer.json'
        ) from exc
    return found


def _claim(citation: Mapping[str, object]) -> _Claim:
    start, end, quote = citation["start"], citation["end"], citation["quote"]
    if not isinstance(start, int) or not isinstance(end, int) or not isinstance(quote, str):
        raise ValueError("start and end must be numbers and quote a text")
    return _Claim(
        document_id=str(citation["document"]),
        source=str(citation["source"]),
        span=Span(start=start, end=end),
        quote=quote,
        anchor=str(citation["anchor"]),
    )


def _find(claim: _Claim, catalog: Catalog) -> Finding:
    if not _is_sound(claim):
        return Finding(quote=claim.quote, verdict=Verdict.ALTERED, now=None)
    if claim.document_id in catalog:
        return _at_anchor(claim, catalog.document(claim.document_id))
    documents = _likely_documents(claim, catalog)
    for document in documents:
        if span := _moved(claim.quote, document):
            now = Citation(document=document, span=span)
            return Finding(quote=claim.quote, verdict=Verdict.MOVED, now=now)
    for document in documents:
        near = _nearest(claim.quote, document) if document.source == claim.source else None
        if near:
            now = Citation(document=document, span=near)
            return Finding(quote=claim.quote, verdict=Verdict.CHANGED, now=now)
    return Finding(quote=claim.quote, verdict=Verdict.GONE, now=None)


def _is_sound(claim: _Claim) -> bool:
    """Tell whether a claim agrees with itself: its anchor, its span and the length of its quote."""
    start, end = claim.span.start, claim.span.end
    is_anchored = claim.anchor == f"{claim.document_id}:{start}-{end}"
    return is_anchored and len(claim.quote) == end - start and bool(claim.quote.strip())


def _at_anchor(claim: _Claim, document: Document) -> Finding:
    """Compare a quote with what stands at its anchor in the very document it was taken from."""
    there = claim.span.of(document.text)
    now = Citation(document=document, span=claim.span) if len(there) == len(claim.quote) else None
    verdict = Verdict.IDENTICAL if there == claim.quote else Verdict.ALTERED
    return Finding(quote=claim.quote, verdict=verdict, now=now)


def _likely_documents(claim: _Claim, catalog: Catalog) -> list[Document]:
    """Return the documents, that at the source of the cited one first."""
    found = [catalog.document(each) for each in catalog.document_ids()]
    return sorted(found, key=lambda document: document.source != claim.source)


def _moved(quote: str, document: Document) -> Span | None:
    """Return where a document has a quote as whole sentences or lines, as answers quote."""
    text = document.text
    at = text.find(quote)
    if at < 0:
        return None
    spans = sentences(text, language=document.metadata.language)
    starts, ends = {span.start for span in spans}, {span.end for span in spans}
    while at >= 0:
        end = at + len(quote)
        line_start, line_end = text.rfind("\n", 0, at) + 1, text.find("\n", end)
        before, after = text[line_start:at], text[end : None if line_end < 0 else line_end]
        begins = at in starts or not _WORD.search(before)
        if begins and (end in ends or not _WORD.search(after)):
            return Span(start=at, end=end)
        at = text.find(quote, at + 1)
    return None


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
