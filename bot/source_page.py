"""The proof: a cited passage with its quote marked, and the document it stands in.

Reads only the index, by document id. Everything from a document is escaped.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.answer import Citation
from bot.markup import plain, web_link
from bot.page import span_query
from bot.strings import say, told
from ingest.catalog import Catalog
from ingest.document import Document, Page, Span

_WINDOW = 60_000  # code points of a document shown at once: some 20 pages
_AROUND = 600  # shown around a quote that no passage holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is marked in a document: a citation and its number in the answer, 0 for none.

    is_near: it is not evidence, only what came nearest to it.
    """

    citation: Citation
    number: int = 0
    is_near: bool = False


def passage_around(document: Document, span: Span, catalog: Catalog) -> Span:
    """Return the indexed passage that holds a span, or some text around it."""
    for passage_id in catalog.passage_ids(document.id):
        start, _, end = passage_id.rpartition(":")[2].partition("-")
        passage = Span(start=int(start), end=int(end))
        if passage.holds(span):
            return passage
    return Span(start=max(0, span.start - _AROUND), end=min(len(document.text), span.end + _AROUND))


def quote_html(shown: Shown, catalog: Catalog, *, language: str) -> str:
    """Return the panel of a citation: where the quote stands, and its passage with it marked."""
    document = shown.citation.document
    around = passage_around(document, shown.citation.span, catalog)
    number = f"<span class='number'>{shown.number}</span> " if shown.number else ""
    near = ""
    if shown.is_near:
        near = f"<p class='near'>{plain(say(language, 'nearest'))}</p>"
    address = f"document/{document.id}?{span_query(shown.citation)}"
    link = web_link(document.metadata.url)
    web = ""
    if link:
        web = (
            f" <a class='web' href='{link}' target='_blank' rel='noopener noreferrer'>"
            f"{plain(say(language, 'original'))}</a>"
        )
    return (
        f"<section class='citation'>{near}"
        f"<h3 tabindex='-1'>{number}{plain(document.metadata.title)}</h3>"
        f"{facts_html(shown.citation, language)}"
        f"<p class='passage'>{_marked(shown, around)}</p>{_references(shown.citation)}"
        f"<p class='links'><a class='open' href='{address}#quote'>"
        f"{plain(say(language, 'open'))}</a>{web}</p></section>"
    )


def _references(citation: Citation) -> str:
    """Return what the source marks in a quote, such as [2], stand for."""
    return "".join(
        f"<p class='reference'>{plain(f'[{each.mark}]')} <a href='{link}' target='_blank' "
        f"rel='noopener noreferrer'>{plain(each.text)}</a></p>"
        for each in citation.references
        if (link := web_link(each.url))
    )


def facts_html(citation: Citation, language: str) -> str:
    """Return whose account a citation's document is, its dates, and where the quote stands."""
    document = citation.document
    rows = [
        ("account", account(document, language)),
        ("dates", dates(document, language)),
        ("place", place(citation, language)),
        ("file", document.source),
    ]
    return (
        "<dl class='facts'>"
        + "".join(
            f"<div><dt>{plain(say(language, key))}</dt><dd>{plain(value)}</dd></div>"
            for key, value in rows
            if value
        )
        + "</dl>"
    )


def account(document: Document, language: str) -> str:
    """Return whose account a document is."""
    metadata = document.metadata
    publisher, source = metadata.publisher, metadata.source
    whose = publisher or source or metadata.author
    if publisher and source:
        whose = say(language, "account_for", publisher=publisher, source=source)
    return ", ".join(filter(None, (whose, told(language, metadata.kind or ""))))


def dates(document: Document, language: str) -> str:
    """Return the dates known of a document."""
    metadata = document.metadata
    known = [
        ("event", metadata.event_date),
        ("published", metadata.date),
        ("created", None if metadata.date else metadata.created),
        ("retrieved", metadata.retrieved),
    ]
    return ", ".join(say(language, key, date=date) for key, date in known if date)


def place(citation: Citation, language: str) -> str:
    """Return where a quote stands: heading path, page, paragraph, characters."""
    parts = [" › ".join(citation.heading)] if citation.heading else []
    if citation.page:
        parts.append(page_name(citation.page, language))
    if not citation.heading or not citation.heading[-1].startswith("paragraph "):
        parts.append(say(language, "paragraph", number=citation.paragraph))
    span = citation.span
    parts.append(say(language, "characters", start=span.start, end=span.end))
    return ", ".join(parts)


def page_name(page: Page, language: str) -> str:
    """Return a page's printed label, and its physical number where the two differ."""
    if page.label is None:
        return say(language, "page", label=page.number)
    return say(language, "sheet", label=page.label, number=page.number)


def document_html(
    document: Document, shown: Shown | None, *, at: int, language: str, image: str = ""
) -> str:
    """Return a document's text from its beginning, or around what is marked or an offset.

    image is the HTML of the page as printed, if there is one. A long document is shown in parts.
    """
    middle = shown.citation.span.start if shown else min(at, len(document.text))
    first = max(0, middle - _WINDOW // 2) if len(document.text) > _WINDOW else 0
    window = Span(start=first, end=min(len(document.text), first + _WINDOW))
    facts = (
        facts_html(shown.citation, language)
        if shown
        else f"<p class='facts'>{plain(account(document, language))}<br>"
        f"{plain(dates(document, language))}<br>{plain(document.source)}</p>"
    )
    earlier = later = ""
    if window.start > 0:
        earlier = _more(document, "earlier", max(0, window.start - _WINDOW // 2), language)
    if window.end < len(document.text):
        later = _more(document, "later", window.end + _WINDOW // 2, language)
    return (
        f"<article class='document'><h2 tabindex='-1'>{plain(document.metadata.title)}</h2>"
        f"{facts}{image}<h3 class='label'>{plain(say(language, 'text'))}</h3>"
        f"{earlier}"
        f"<div class='text' tabindex='0' role='region' "
        f"aria-label='{plain(say(language, 'text'))}'>"
        f"{''.join(_pieces(document, window, shown, language))}</div>"
        f"{later}</article>"
    )


def _more(document: Document, key: str, at: int, language: str) -> str:
    address = f"document/{document.id}?at={at}"
    return f"<p class='more'><a href='{address}'>{plain(say(language, key))}</a></p>"


def _pieces(document: Document, window: Span, shown: Shown | None, language: str) -> Iterator[str]:
    """Yield the text of a window: page numbers and headings set apart, the quote marked."""
    marks: list[tuple[Span, str, str]] = [
        (heading.span, "<b class='heading'>", "</b>")
        for heading in document.headings
        if heading.span.start < heading.span.end
    ]
    quote = shown.citation.span if shown else None
    if quote:
        marks = [mark for mark in marks if mark[0].end <= quote.start or mark[0].start >= quote.end]
        marks.append((quote, "", ""))
    breaks = {page.span.start: page_name(page, language) for page in document.pages}
    at = window.start
    for span, before, after in sorted(marks):
        if span.start < at or span.end > window.end:
            continue
        yield from _with_pages(document, Span(start=at, end=span.start), breaks)
        if shown and span == quote:
            yield _page_mark(breaks.pop(span.start, None)) + _mark(shown)
        else:
            yield _page_mark(breaks.pop(span.start, None))
            yield f"{before}{plain(span.of(document.text))}{after}"
        at = span.end
    yield from _with_pages(document, Span(start=at, end=window.end), breaks)


def _with_pages(document: Document, span: Span, breaks: dict[int, str]) -> Iterator[str]:
    at = span.start
    for start in sorted(start for start in breaks if span.start <= start < span.end):
        yield plain(document.text[at:start]) + _page_mark(breaks[start])
        at = start
    yield plain(document.text[at : span.end])


def _page_mark(name: str | None) -> str:
    return f"<span class='page-mark'>{plain(name)}</span>" if name else ""


def _marked(shown: Shown, around: Span) -> str:
    text, span = shown.citation.document.text, shown.citation.span
    before, after = text[around.start : span.start], text[span.end : around.end]
    if shown.is_near:
        return plain(text[around.start : around.end])
    return f"{plain(before)}{_mark(shown)}{plain(after)}"


def _mark(shown: Shown) -> str:
    """Return the quote, marked, with the very words that answer emphasised."""
    citation = shown.citation
    if not citation.answer:
        return f"<mark id='quote'>{plain(citation.quote)}</mark>"
    text = citation.document.text
    before = text[citation.span.start : citation.answer.start]
    after = text[citation.answer.end : citation.span.end]
    exact = plain(citation.answer.of(text))
    return (
        f"<mark id='quote'>{plain(before)}<strong class='exact'>{exact}</strong>"
        f"{plain(after)}</mark>"
    )
