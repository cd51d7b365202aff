"""Sentence spans, and passages made of whole sentences.

sentencex (Wikimedia, MIT) finds sentence ends: it knows the abbreviations of the corpus's five
languages and works offline. What it cuts too early is joined again (ingest/abbreviations.py).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.abbreviations import is_cut_off
from ingest.document import Document, Heading, Passage, Span, names_of

# A blank line, or a line break before a list item, ends a block; a sentence never crosses one.
_BLOCK_END = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]*(?:[-*•–—]|\(?\w{1,3}[.)])[ \t])")
# Lines that each begin like a sentence and are short, or many: a list without marks, no prose.
_GOES_ON = re.compile(
    r"(?:[,–-]|\b(?:the|an?|of|in|on|at|by|to|and|or|for|with|from)|\b[^\W\d_]{1,4}\.)[ \t]*$"
)
_SHORT_LINE, _MANY_LINES = 60, 4
_LOOK_AHEAD = 40  # code points after a full stop that tell whether a sentence ends there
_LONGEST = (
    1200  # code points; a longer sentence is cut at white space so that all of it is embedded
)


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for gap in _BLOCK_END.finditer(text, start, end):
        yield from _lines(text, at, gap.start())
        at = gap.end()
    yield from _lines(text, at, end)


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the lines of a block that lists, or the block whole where its lines are wrapped."""
    lines = text[start:end].split("\n")
    before = lines[:-1]
    is_list = (
        len(lines) > 1
        and all(map(_begins_anew, lines))
        and not any(map(_GOES_ON.search, before))
        and (len(lines) >= _MANY_LINES or all(len(line) < _SHORT_LINE for line in before))
    )
    for line in lines if is_list else [text[start:end]]:
        yield Span(start=start, end=start + len(line))
        start += len(line) + 1


def _begins_anew(line: str) -> bool:
    first = next(filter(str.isalnum, line), "")
    return first.isupper() or first.isdigit()


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
        # sentencex forgets its abbreviations at a line break.
        body = block.of(text).replace("\n", " ")
        start: int | None = None
        for boundary in get_sentence_boundaries(language or "en", body):
            start = boundary["start_index"] if start is None else start
            end = boundary["end_index"]
            if end < len(body) and is_cut_off(body[start:end], body[end : end + _LOOK_AHEAD]):
                continue
            if span := _trimmed(text, block.start + start, block.start + end):
                found.extend(_cut(text, span))
            start = None
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A stretch of text between headings, or a record, and the headings it stands under."""

    span: Span
    path: tuple[str, ...]
    is_record: bool = False


def _sections(document: Document) -> Iterator[_Section]:
    """Yield what lies between headings, records apart; headings are in search_text."""
    marks: list[tuple[Span, Heading | None]] = [(h.span, h) for h in document.headings]
    marks += [(record, None) for record in document.records]
    path: list[Heading] = []
    at = 0
    for span, heading in sorted(marks, key=lambda mark: mark[0]):
        titles = names_of(path)
        if at < span.start:
            yield _Section(span=Span(start=at, end=span.start), path=titles)
        if heading:
            path = [outer for outer in path if outer.level < heading.level] + [heading]
        else:
            yield _Section(span=span, path=titles, is_record=True)
        at = max(at, span.end)
    if at < len(document.text):
        titles = names_of(path)
        yield _Section(span=Span(start=at, end=len(document.text)), path=titles)


def split(
    document: Document, *, max_tokens: int, count_tokens: Callable[[Sequence[str]], list[int]]
) -> list[Passage]:
    """Return passages of whole sentences, at most max_tokens each with what search_text adds.

    A paragraph that fits is kept whole; no passage crosses a heading; a record is a passage of
    its own. A single sentence over the limit is a passage of its own.
    """
    document_id, text, title = document.id, document.text, document.metadata.title
    subjects = document.metadata.subjects or ""
    sections = [section for section in _sections(document) if section.span.of(text).strip()]
    contexts = {section.path: "\n".join([title, subjects, *section.path]) for section in sections}
    heads = dict(zip(contexts, count_tokens(list(contexts.values())), strict=True))
    parts = [
        [] if section.is_record else _sentences_of(document, section.span) for section in sections
    ]
    costs = iter(count_tokens([span.of(text) for spans in parts for span in spans]))
    passages: list[Passage] = []
    for section, spans in zip(sections, parts, strict=True):
        room = max(max_tokens - heads[section.path], max_tokens // 2)
        runs = _runs(text, spans, [next(costs) for _ in spans], room)
        for run in [section.span] if section.is_record else runs:
            passages.append(
                Passage(
                    document_id=document_id,
                    title=title,
                    heading=section.path,
                    span=run,
                    text=run.of(text),
                    subjects=subjects,
                )
            )
    return passages


def _sentences_of(document: Document, section: Span) -> list[Span]:
    return sentences(document.text, language=document.metadata.language, within=section)


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
