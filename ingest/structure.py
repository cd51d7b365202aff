"""The articles of legal texts, found by the form of their lines.

"CHAPTER II", "Article 18", its title on the next line, and the numbered paragraphs of an article
become headings, so that a quote's place reads Chapter II › Article 18 – Title › paragraph 3.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.document import Document, Heading, Span

_NUMBER = r"(?:\d{1,3}(?:bis|ter|[a-z])?|[IVXLC]{1,7})"
_KINDS = (
    (11, r"part|osa|del|часть"),
    (12, r"title|раздел|avdeling|avdelning"),
    (13, r"chapter|глава|kapittel|kapitel"),
    (14, r"section|подраздел"),
    (15, r"article|art\.|статья|artikkel|artikel|§"),
    (11, r"annex|appendix|schedule|приложение|vedlegg|bilaga|liite"),
)
_BEFORE = tuple(
    (level, re.compile(rf"(?:{words})\s*(?:№\s*)?({_NUMBER})\b[ \t]*(.*)", re.IGNORECASE))
    for level, words in _KINDS
)
# Finnish puts the number first: 2 luku, 18 artikla, 3 §.
_AFTER = (
    (13, re.compile(rf"({_NUMBER})\s+luku\b[ \t]*(.*)", re.IGNORECASE)),
    (15, re.compile(rf"({_NUMBER})\s+(?:artikla\b|§)[ \t]*(.*)", re.IGNORECASE)),
    (13, re.compile(rf"({_NUMBER})\s+kap\.[ \t]*(.*)", re.IGNORECASE)),
    (11, re.compile(r"(annex|appendix|schedule|приложение|vedlegg|bilaga|liite)(\s*)$", re.I)),
)
# What is attached to an agreement and has articles of its own.
_ATTACHED = re.compile(
    r"(?:(?:additional|final|optional|supplementary) )?(?:protocol|протокол|protokoll|pöytäkirja)\b"
    r"[^.;:,]*$",
    re.IGNORECASE,
)
_ATTACHMENT = 11
# An article whose text begins on the line of its number: "Article 5. The Parties shall …".
_RUN_IN = re.compile(
    rf"((?:(?i:article|art\.|статья|artikkel|artikel)|§)\s*{_NUMBER})\s*[.:–—]\s+(?=[^\W\d_a-zа-я])"
    rf"|({_NUMBER}\s+§)\s+(?=[^\W\d_a-zа-яåäö])"
)
_ARTICLE = 15
_PARAGRAPH = 19
_FEWEST = 2  # articles that make a text a legal one
_TITLE_END = tuple(".;:,")
# "1.", "(1)", and "1" before a wide space, as the Council of Europe sets it.
_MARKER = re.compile(
    r"[ \t]*(?:(?:(\d{1,2})\.|\((\d{1,2})\))(?=[ \t\u00a0]|$)|(\d{1,2})(?=\t|[ \u00a0]{2,}\S))"
)
_LONGEST_TITLE = 110


def with_articles(document: Document) -> Document:
    """Return the document with its articles and their paragraphs among its headings.

    A document with fewer than two article headings is returned as it is.
    """
    lines = list(_lines(document.text))
    found = list(_article_headings(document, lines))
    if sum(_level(heading.text) == _ARTICLE for heading in found) < _FEWEST:
        return document
    given = [h for h in document.headings if not any(f.span == h.span for f in found)]
    ours = sorted([*given, *found], key=lambda heading: heading.span)
    ours += _paragraph_headings(document, lines, ours)
    return replace(document, headings=tuple(sorted(ours, key=lambda heading: heading.span)))


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield Span(start=start, end=start + len(line))
        start += len(line) + 1


def _article_headings(document: Document, lines: list[Span]) -> Iterator[Heading]:
    given = {heading.span: heading for heading in document.headings}
    records = {record.start for record in document.records}
    may_start = True  # a heading does not stand in the middle of a running sentence
    has_articles = False
    for i, line in enumerate(lines):
        text = line.of(document.text).strip()
        if not text:
            may_start = True
            continue
        level = _level(text) if may_start and line.start not in records else None
        has_articles = has_articles or level == _ARTICLE
        if may_start and has_articles and line not in given and _is_attached(document, lines, i):
            yield Heading(level=_ATTACHMENT, text=text, span=line)
        elif level:
            title = None if _has_title(text) else _title_below(document, lines, i)
            whole = Span(start=line.start, end=title.end if title else line.end)
            name = text.rstrip(" .:") + (f" – {title.of(document.text).strip()}" if title else "")
            known = given.get(line)
            if known is None or title is None or title not in given:
                yield Heading(level=known.level if known else level, text=name, span=whole)
        elif may_start and line.start not in records and line not in given:
            yield from _run_in_heading(document, line)
        may_start = bool(level) or text.endswith((".", ";", ":", "!", "?"))


def _is_attached(document: Document, lines: list[Span], i: int) -> bool:
    """Tell whether a line is the title of a protocol, with a blank line below it."""
    text = lines[i].of(document.text).strip()
    below = lines[i + 1].of(document.text) if i + 1 < len(lines) else "."
    return len(text) <= _LONGEST_TITLE and bool(_ATTACHED.match(text)) and not below.strip()


def _run_in_heading(document: Document, line: Span) -> Iterator[Heading]:
    text = line.of(document.text)
    left = len(text) - len(text.lstrip())
    if found := _RUN_IN.match(text, left):
        span = Span(start=line.start + left, end=line.start + found.end())
        yield Heading(level=_ARTICLE, text=(found[1] or found[2]).strip(), span=span)


def _level(line: str) -> int | None:
    if len(line) > _LONGEST_TITLE + 20:
        return None
    for level, pattern in (*_BEFORE, *_AFTER):
        match = pattern.match(line)
        if match and _is_title(match[2].lstrip(".:–—- \t")):
            return level
    return None


def _is_title(rest: str) -> bool:
    return not rest or (rest[0].isupper() and not rest.endswith(_TITLE_END))


def _has_title(line: str) -> bool:
    return any(
        bool(match and match[2].strip(".:–—- \t"))
        for _, pattern in (*_BEFORE, *_AFTER)
        if (match := pattern.match(line))
    )


def _title_below(document: Document, lines: list[Span], i: int) -> Span | None:
    """Return the next line that is not blank, if it is the title of the heading in line i."""
    for number, line in enumerate(lines[i + 1 : i + 3], start=i + 2):
        text = line.of(document.text).strip()
        if not text:
            continue
        below = lines[number].of(document.text).lstrip() if number < len(lines) else ""
        is_title = (
            len(text) <= _LONGEST_TITLE
            and _is_title(text)
            and not below[:1].islower()  # then it is the first line of a sentence
            and not _MARKER.match(text)
            and _level(text) is None
        )
        left = len(line.of(document.text)) - len(line.of(document.text).lstrip())
        return (
            Span(start=line.start + left, end=line.start + left + len(text)) if is_title else None
        )
    return None


def _paragraph_headings(
    document: Document, lines: list[Span], headings: list[Heading]
) -> Iterator[Heading]:
    """Yield 1., 2., 3. at line starts within an article, as long as they count up."""
    starts = {heading.span.start: heading for heading in headings}
    expected, in_article = 1, False
    covered = 0
    for line in lines:
        if heading := starts.get(line.start):
            in_article = heading.level == _ARTICLE or _level(heading.text) == _ARTICLE
            expected, covered = 1, heading.span.end
        marker = _MARKER.match(line.of(document.text))
        if not in_article or line.start < covered or not marker:
            continue
        if int(marker[1] or marker[2] or marker[3]) == expected:
            span = Span(start=line.start, end=line.start + marker.end())
            yield Heading(level=_PARAGRAPH, text=f"paragraph {expected}", span=span)
            expected += 1
