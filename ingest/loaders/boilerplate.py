"""Which parts of a web page are its text, and which are navigation and the like.

Nothing that holds more than half of a page's text is dropped, but for a banner that asks for
consent to cookies: on a short page it is often the longer text.
"""

import re
from collections.abc import Iterator

from ingest.loaders.archive import Element

_NOT_TEXT = frozenset("script style noscript template iframe svg button".split())
_AROUND = frozenset("nav footer aside form header".split())
_ROLES = frozenset("navigation banner contentinfo search complementary".split())
_NOTES = frozenset("footnote footnotes endnotes note notes admonition".split())
_NAMES = frozenset(
    "nav navbar navigation navheader navfooter menu sidebar sphinxsidebar breadcrumb breadcrumbs "
    "cookie cookies footer related share sharing pagination toc comments respond tags newsletter "
    "subscribe subscription recommendations recommended popular trending sharedaddy addtoany "
    "relatedposts advert advertisement ads skiplinks".split()
)
# What may stand beside such a name. An id is often made of a heading, and a section that is called
# "handling-security-related-bugs" is text.
_BESIDE = frozenset(
    "left right top bottom main site page global primary secondary link links list lists item "
    "items container wrapper wrap inner outer content area bar box block panel widget widgets "
    "banner consent notice popup overlay post posts article articles social button buttons icon "
    "icons tools mobile desktop region column col section group js local table of contents save "
    "signup form jp most read window dialog modal message count".split()
)
_CONSENT = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
_CONSENT_NAMES = _BESIDE | frozenset(
    "cc law notification info alert settings disclaimer warning accept bar eu layer gdpr privacy "
    "manager bottom".split()
)
_CONSENT_MAKERS = frozenset("cybot onetrust didomi usercentrics truste osano borlabs cmp".split())
_CONSENT_TEXT = re.compile(r"cookie|evästei|informasjonskapsl|\bkakor\b|куки", re.IGNORECASE)
_CONSENT_BUTTON = re.compile(
    r"accept|agree|allow|hyväksy|salli|godta|tillat|godkän|tillåt|принять|принимаю|соглас|\bok\b",
    re.IGNORECASE,
)
_LONGEST_CONSENT = 1500  # characters of a banner that only its words tell
_UNSEEN = frozenset("sr-only visually-hidden visuallyhidden screen-reader-text".split())
_TEXTS = ("h1", "main", "article")
_TITLED = frozenset("h1 h2 h3 h4 h5 h6".split())
_NAMED = frozenset("div ul ol dl section table".split())  # words of text are never named away
_LISTS = frozenset("div ul ol dl section td".split())
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LINK_DENSITY = 0.8
_FEWEST_LINKS = 3
_LONGEST_MENU_ITEM = 60  # characters a link on average; lists of sources have longer ones


def main_parts(root: Element) -> list[Element]:
    """Remove what is not text from a page and return the parts that are, in order."""
    body = next(root.iter("body"), root)
    _drop_consent(body)
    _drop_hidden(body)
    _drop_around(body)
    _drop_link_lists(body)
    mains = [e for e in body.iter() if e.tag == "main" or e.get("role") == "main"]
    articles = _that_hold_the_text(list(body.iter("article")), _length(body))
    for parts in (mains, articles):
        outer = _outermost(parts)
        if outer and sum(map(_length, outer)) >= _length(body) / 3:
            return outer
    return [body]


def _outermost(parts: list[Element]) -> list[Element]:
    return [e for e in parts if not any(above in parts for above in e.iterancestors())]


def _that_hold_the_text(articles: list[Element], whole: int) -> list[Element]:
    """Return the articles that are the text of a page; none if they only announce others."""
    lengths = [_length(article) for article in articles]
    longest = max(lengths, default=0)
    if longest < whole / 3 and sum(lengths) < 2 * whole / 3:
        return []
    titled = [e for e in articles if any(True for _ in e.iter("h1"))]
    if len(titled) == 1 and _length(titled[0]) > sum(lengths) / 2:
        return titled
    return articles


def _length(element: Element) -> int:
    return sum(len("".join(text.split())) for text in element.itertext())


def _drop(element: Element) -> None:
    """Remove an element but not the text after it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def _drop_all(body: Element, found: Iterator[Element]) -> None:
    """Drop elements, except the body, those that hold most of the text and what is in others."""
    most = _length(body) / 2
    for element in list(found):
        if element is not body and _length(element) <= most:
            _drop(element)


def _drop_consent(body: Element) -> None:
    """Drop what asks for consent to cookies, unless the text of the page stands inside it."""
    asking = list(body.iter(*_NAMED, "aside", "dialog", "form"))
    for element in asking:
        if _is_named_consent(element) and not any(True for _ in element.iter(*_TEXTS)):
            _drop(element)
    if not _CONSENT_TEXT.search("".join(body.itertext())):
        return
    # Innermost first: what then holds the words no more is what stands around the banner.
    most = min(_LONGEST_CONSENT, _length(body) // 2)
    for element in reversed(asking):
        if element is not body and _is_worded_consent(element, most):
            _drop(element)


def _is_named_consent(element: Element) -> bool:
    for name in _names(element):
        words = _words(name)
        is_named = any(_CONSENT.search(word) for word in words) or "cc" in words
        others = {word for word in words if not _CONSENT.search(word)}
        if words & _CONSENT_MAKERS or (is_named and others <= _CONSENT_NAMES):
            return True
    return bool(_CONSENT_TEXT.search(element.get("aria-label") or ""))


def _is_worded_consent(element: Element, most: int) -> bool:
    """Tell whether a short element speaks of cookies and has a button to accept them."""
    text = ""
    for piece in element.itertext():  # most elements of a long page are not read to their end
        text += piece
        if len(text) > 2 * most:
            return False
    if not _CONSENT_TEXT.search(text) or any(True for _ in element.iter("h1")):
        return False
    return any(
        _CONSENT_BUTTON.search("".join(e.itertext()) + (e.get("value") or ""))
        for e in element.iter("button", "a", "input")
    )


def _drop_hidden(body: Element) -> None:
    for element in [e for e in body.iter() if e.tag in _NOT_TEXT]:
        _drop(element)  # never text, however long
    _drop_all(body, (e for e in body.iter() if _is_hidden(e)))


def _is_hidden(element: Element) -> bool:
    hidden = element.get("hidden")
    style = (element.get("style") or "").replace(" ", "").lower()
    return bool(
        (hidden is not None and hidden != "until-found")
        or element.get("aria-hidden") == "true"
        or (element.tag not in _TITLED and _UNSEEN & set((element.get("class") or "").split()))
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _drop_around(body: Element) -> None:
    _drop_all(body, (e for e in body.iter() if _is_around(e)))


def _is_around(element: Element) -> bool:
    names = [_words(name) for name in _names(element)]
    if any(words & _NOTES for words in names) or (element.get("role") or "").startswith("doc-"):
        return False
    if element.tag in _AROUND:
        # An article's header is its title and date; a quotation's footer is who is quoted.
        inside = ("article", "main", "blockquote") if element.tag in ("header", "footer") else ()
        if inside and any(True for _ in element.iterancestors(*inside)):
            return False
        return not (element.tag == "header" and _holds_only_title(element))
    if element.get("role") in _ROLES or any({"skip", "link"} <= words for words in names):
        return True
    return element.tag in _NAMED and any(
        words & _NAMES and words <= _NAMES | _BESIDE for words in names
    )


def _holds_only_title(header: Element) -> bool:
    """Tell whether a header is that of the text: it has a title, and no menu or link to home."""
    titles = list(header.iter("h1"))
    return bool(titles) and not any(True for _ in header.iter("nav", "form", "a", "img"))


def _names(element: Element) -> list[str]:
    classes = (element.get("class") or "").split()
    # The id of a section is made of its heading: "comments" may be a chapter.
    is_section = element.tag == "section" or "section" in classes
    return classes if is_section else [*classes, element.get("id") or ""]


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(name) if not word.isdigit()}


def _drop_link_lists(body: Element) -> None:
    _drop_all(body, (e for e in body.iter(*_LISTS) if _is_link_list(e)))


def _is_link_list(element: Element) -> bool:
    links = [_length(link) for link in element.iter("a") if link.get("href")]
    if len(links) < _FEWEST_LINKS or any(True for _ in element.iter("p", "table")):
        return False
    if element.tag == "td" and not _lays_out(element):
        return False
    linked = sum(links)
    return linked > _LINK_DENSITY * _length(element) and linked < _LONGEST_MENU_ITEM * len(links)


def _lays_out(cell: Element) -> bool:
    """Tell whether the table of a cell lays out a page: it holds headings or other tables."""
    table = next(cell.iterancestors("table"), None)
    return table is not None and any(e is not table for e in table.iter("table", *_TITLED))
