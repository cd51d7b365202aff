"""Which parts of a web page are its text, and which are navigation and the like.

Nothing that holds more than half of a page's text is ever dropped.
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
    "cookie cookies footer related share sharing pagination toc".split()
)
# What may stand beside such a name. An id is often made of a heading, and a section that is called
# "handling-security-related-bugs" is text.
_BESIDE = frozenset(
    "left right top bottom main site page global primary secondary link links list lists item "
    "items container wrapper wrap inner outer content area bar box block panel widget widgets "
    "banner consent notice popup overlay post posts article articles social button buttons icon "
    "icons tools mobile desktop region column col section group js local table of contents".split()
)
_NAMED = frozenset("div ul ol dl section table".split())  # words of text are never named away
_LISTS = frozenset("div ul ol dl section".split())
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LINK_DENSITY = 0.8
_FEWEST_LINKS = 3
_LONGEST_MENU_ITEM = 60  # characters a link on average; lists of sources have longer ones


def main_parts(root: Element) -> list[Element]:
    """Remove what is not text from a page and return the parts that are, in order."""
    body = next(root.iter("body"), root)
    _drop_hidden(body)
    _drop_around(body)
    _drop_link_lists(body)
    least = _length(body) / 3
    mains = [e for e in body.iter() if e.tag == "main" or e.get("role") == "main"]
    articles = list(body.iter("article"))
    for parts in (mains, articles):
        outer = [e for e in parts if not any(above in parts for above in e.iterancestors())]
        if outer and sum(map(_length, outer)) >= least:
            return outer
    return [body]


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


def _drop_hidden(body: Element) -> None:
    for element in [e for e in body.iter() if e.tag in _NOT_TEXT]:
        _drop(element)  # never text, however long
    _drop_all(body, (e for e in body.iter() if _is_hidden(e)))


def _is_hidden(element: Element) -> bool:
    hidden = element.get("hidden")
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        (hidden is not None and hidden != "until-found")
        or element.get("aria-hidden") == "true"
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
        return not inside or not any(True for _ in element.iterancestors(*inside))
    if element.get("role") in _ROLES or any({"skip", "link"} <= words for words in names):
        return True
    return element.tag in _NAMED and any(
        words & _NAMES and words <= _NAMES | _BESIDE for words in names
    )


def _names(element: Element) -> list[str]:
    return [*(element.get("class") or "").split(), element.get("id") or ""]


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(name) if not word.isdigit()}


def _drop_link_lists(body: Element) -> None:
    _drop_all(body, (e for e in body.iter(*_LISTS) if _is_link_list(e)))


def _is_link_list(element: Element) -> bool:
    links = [_length(link) for link in element.iter("a") if link.get("href")]
    if len(links) < _FEWEST_LINKS or any(True for _ in element.iter("p", "table")):
        return False
    linked = sum(links)
    return linked > _LINK_DENSITY * _length(element) and linked < _LONGEST_MENU_ITEM * len(links)
