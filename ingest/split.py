"""Sentence spans, and passages made of whole sentences.

sentencex (Wikimedia, MIT) finds sentence ends: it knows the abbreviations of the corpus's five
languages and works offline. What it returns is mended here only where it cuts off a stub.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from ingest.document import Document, Passage, Span

# A blank line, or a line break before a list item, ends a block; a sentence never crosses one.
_BLOCK_END = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]*(?:[-*•–—]|\(?\w{1,3}[.)])[ \t])")
# Cut too early: a lone number, a reference before its number, a Russian place before its name.
_STUB = re.compile(r"\W*\d{1,3}\.\s*")
_REFERENCE = re.compile(
    r"\b(?:arts?|paras?|nos?|pp?|secs?|figs?|ch|vol|ст|пп?|стр|рис|kap|art)\.\s*$", re.IGNORECASE
)
_PLACE = re.compile(r"(?<!\d )\b(?:г|ул|им|пос|обл)\.\s*$")
_LONGEST = (
    1200  # code points; a longer sentence is cut at white space so that all of it is embedded
)


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for gap in _BLOCK_END.finditer(text, start, end):
        yield Span(start=at, end=gap.start())
        at = gap.end()
    yield Span(start=at, end=end)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start=start + left, end=start + len(piece.rstrip())) if piece.strip() else None


def _cut(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while span.end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        end = space if space > 0 else start + _LONGEST
        if piece := _trimmed(text, start, end):
            yield piece
        start = end
    if piece := _trimmed(text, start, span.end):
        yield piece


def sentences(text: str, *, language: str | None = None, within: Span | None = None) -> list[Span]:
    """Return the spans of the sentences of a text, in order, without surrounding white space.

    language is ISO 639-1 (English when absent). within limits the search to a part of the text.
    """
    from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

    whole = within or Span(start=0, end=len(text))
    found: list[Span] = []
    for block in _blocks(text, whole.start, whole.end):
        body = block.of(text)
        start: int | None = None
        for boundary in get_sentence_boundaries(language or "en", body):
            start = boundary["start_index"] if start is None else start
            end = boundary["end_index"]
            if end < len(body) and _is_cut_off(body[start:end], body[end]):
                continue
            if span := _trimmed(text, block.start + start, block.start + end):
                found.extend(_cut(text, span))
            start = None
    return found


def _is_cut_off(piece: str, following: str) -> bool:
    if _STUB.fullmatch(piece) or _PLACE.search(piece):
        return True
    return following.isdigit() and bool(_REFERENCE.search(piece))


def _sections(document: Document) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Yield what lies between headings, with the heading path; headings are in search_text."""
    edges = [0, *(heading.span.end for heading in document.headings)]
    ends = [*(heading.span.start for heading in document.headings), len(document.text)]
    for start, end in zip(edges, ends, strict=True):
        if start < end:
            yield Span(start=start, end=end), document.heading_path(start)


def split(
    document: Document, *, max_tokens: int, count_tokens: Callable[[Sequence[str]], list[int]]
) -> list[Passage]:
    """Return passages of whole sentences, at most max_tokens each with title and headings.

    A paragraph that fits is kept whole; no passage crosses a heading. A single sentence over the
    limit is a passage of its own.
    """
    passages: list[Passage] = []
    for section, path in _sections(document):
        spans = sentences(document.text, language=document.metadata.language, within=section)
        if not spans:
            continue
        costs = count_tokens([span.of(document.text) for span in spans])
        room = max_tokens - count_tokens(["\n".join([document.metadata.title, *path])])[0]
        for run in _runs(document.text, spans, costs, max(room, max_tokens // 2)):
            passages.append(
                Passage(
                    document_id=document.id,
                    title=document.metadata.title,
                    heading=path,
                    span=run,
                    text=run.of(document.text),
                )
            )
    return passages


def _runs(text: str, spans: list[Span], costs: list[int], room: int) -> Iterator[Span]:
    """Join neighbouring sentences, whole paragraphs first, while they fit."""
    paragraphs: list[list[int]] = []
    for i, span in enumerate(spans):
        if i and "\n\n" not in re.sub(r"[ \t]", "", text[spans[i - 1].end : span.start]):
            paragraphs[-1].append(i)
        else:
            paragraphs.append([i])
    run: list[int] = []
    used = 0
    for paragraph in paragraphs:
        whole = sum(costs[i] for i in paragraph)
        groups = [paragraph] if whole <= room else [[i] for i in paragraph]
        for group in groups:
            cost = sum(costs[i] for i in group)
            if run and used + cost > room:
                yield Span(start=spans[run[0]].start, end=spans[run[-1]].end)
                run, used = [], 0
            run, used = run + group, used + cost
    if run:
        yield Span(start=spans[run[0]].start, end=spans[run[-1]].end)
