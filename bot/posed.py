"""Questions that documents pose and answer: of pages of questions and answers, and interviews.

One who asks what such a question asks is answered by what stands below it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answer import Citation, Hit, Statement
from bot.flaws import missing_words
from bot.query import Query
from bot.terms import content_words, stem, stems
from ingest.catalog import Catalog
from ingest.document import Document, Span
from ingest.embed import Embedder
from ingest.split import sentences

LIKELY = 0.75  # probability that what stands below the same question answers it
NEARLY = 0.6  # likewise below one that asks nearly the same, where the likeliest sentence is
_MOST = 4  # sentences of an answer that are quoted
_MOST_LINES = 10  # of a list that an answer leads up to
_ASKED, _POSED = 0.75, 0.6  # shares of the words of each question that the other has
_SIMILAR = 0.65  # cosine of two questions that ask nearly the same
POSES = re.compile(r"\?[\s*_\"”’»)]*$")
_LABEL = re.compile(
    r"[\s*_#>-]*(?:[A-ZÅÄÖÆØ][\w.’'-]*(?: [\w.’'-]+){0,4}|\d{1,3}[.)]?):?[*_]*:?\s+"
)
_TURN = re.compile(r"[\s*_>-]*[A-ZÅÄÖÆØ][\w.’'-]*(?: [\w.’'-]+){0,4}[*_]*:")
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|when|where|which|why|how (?:many|much|long|often|old|far)|how)\b",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"(?:(?!\n[ \t]*\n).)+", re.DOTALL)
_LINE = re.compile(r"[ \t]*(?:[-*•–—]|\(?\w{1,3}[.)])[ \t]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posed:
    """A question of a document; start is where a quote begins: with it, if it is no heading."""

    text: str
    start: int
    answer: Span


def is_turn_that_asks(text: str, span: Span) -> bool:
    """Tell whether a sentence is of the turn of one who asks: "BQ: He said so. Is it true?"."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    line = text[start : end if end > 0 else len(text)]
    return bool(_TURN.match(line) and POSES.search(line))


def answered_below(query: Query, hits: Sequence[Hit], catalog: Catalog) -> Statement | None:
    """Return what a document says below the question that is asked; of several the first."""
    if query.language != "en":
        return None
    for hit in hits:
        document = catalog.document(hit.passage.document_id)
        for posed in _posed_in(document, hit):
            if _asks_the_same(query, posed, hit) and not missing_words(query, hit, catalog):
                return _stated(posed, document)
    return None


def answered_above(
    query: Query, hit: Hit, sentence: Span, catalog: Catalog, embedder: Embedder
) -> Statement | None:
    """Return what stands below the question over a sentence, if it asks nearly what is asked."""
    if query.language != "en" or missing_words(query, hit, catalog):
        return None
    document = catalog.document(hit.passage.document_id)
    for posed in _posed_in(document, hit):
        if posed.answer.holds(sentence) and _asking(query.text) == _asking(posed.text):
            asked, other = (embedder.embed_query(text).whole for text in (query.text, posed.text))
            if float(asked @ other) >= _SIMILAR:
                return _stated(posed, document)
    return None


def _stated(posed: Posed, document: Document) -> Statement:
    span = Span(start=posed.start, end=posed.answer.end)
    cited = Citation(document=document, span=span)
    return Statement(text=cited.quote, citations=(cited,))


def _posed_in(document: Document, hit: Hit) -> Iterator[Posed]:
    """Yield the questions of a passage, and that of its heading, each with what stands below it."""
    passage = hit.passage
    if passage.heading and POSES.search(passage.heading[-1]):
        above = [h for h in document.headings if h.span.end <= passage.span.start]
        if above and not document.text[above[-1].span.end : passage.span.start].strip():
            yield from _below(document, passage.heading[-1], passage.span.start, passage.span.start)
    for block in _BLOCK.finditer(document.text, passage.span.start, passage.span.end):
        at = block.start()
        for line in block[0].split("\n"):
            end = at + len(line)
            if POSES.search(line) and end < len(document.text):
                yield from _below(document, line, at + len(line) - len(line.lstrip()), end)
            at = end + 1


def _below(document: Document, question: str, start: int, end: int) -> Iterator[Posed]:
    """Yield a question with the paragraph after it, and the list that this leads up to."""
    block = _BLOCK.search(document.text, end)
    if not block:
        return
    text = block[0].strip()
    first = block.start() + len(block[0]) - len(block[0].lstrip())
    headings = {heading.span.start for heading in document.headings}
    lines = text.split("\n")
    turns = [at for at, line in enumerate(lines) if at and POSES.search(line)]
    if turns:
        text = "\n".join(lines[: turns[0]])
    if first in headings or POSES.search(text):
        return
    last = first + len(text)
    said = sentences(
        document.text,
        language=document.metadata.language,
        within=Span(start=first, end=last),
    )
    last = said[min(_MOST, len(said)) - 1].end
    if text.endswith(":"):
        for _ in range(_MOST_LINES):
            line = _BLOCK.search(document.text, last)
            if not line or not _LINE.match(line[0].lstrip("\n")):
                break
            last = line.start() + len(line[0].rstrip())
    yield Posed(text=question, start=start, answer=Span(start=first, end=last))


def _asks_the_same(query: Query, posed: Posed, hit: Hit) -> bool:
    """Tell whether two questions ask the same, but for what the title and headings tell."""
    question = _LABEL.sub("", posed.text, count=1) if ":" in posed.text[:45] else posed.text
    if _asking(query.text) != _asking(question):
        return False
    theirs = {stem(word) for word in content_words(question)}
    own = {stem(word) for word in content_words(query.text)}
    above = [text for text in hit.passage.heading if text != posed.text]
    around = stems(" ".join([hit.passage.title, *above]))
    names = {stem(each.word) for each in query.required}
    shared = own & theirs
    asked, other = own - (around | names) | shared, theirs - around | shared
    return bool(shared) and (
        len(shared) >= _ASKED * len(asked) and len(shared) >= _POSED * len(other)
    )


def _asking(question: str) -> str:
    """Return what word asks: who, how many; nothing for yes or no."""
    found = _ASKS.search(question)
    return found[0].lower() if found else ""
