"""What a web page says of itself: title, author, publisher, date of publication, language.

Pages say it in meta elements, in JSON-LD, in time elements, and in the text beside the title. The
name of the site that most titles carry is no part of the title.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.loaders.archive import Element
from ingest.loaders.properties import iso_day, primary_language, written_day

_DATES = tuple(
    "article:published_time og:article:published_time og:published_time article:published "
    "datepublished dc.date.issued dcterms.issued dc.date dcterms.date dc.date.created "
    "dcterms.created citation_publication_date citation_date publication_date publication-date "
    "publish-date publishdate publish_date pubdate published published_date parsely-pub-date "
    "sailthru.date cxenseparse:recs:publishtime date".split()
)
_AUTHORS = ("author", "dc.creator", "dcterms.creator", "citation_author", "article:author")
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher",
               "publisher", "application-name")  # fmt: skip
_SEPARATOR = re.compile(r"\s+[|–—·•»:/-]+\s+|\s*[|»]\s*")
_DATED = frozenset("date dates published publish posted dato datum publicerad publisert paivays "
                   "julkaistu pubdate datetime timestamp time".split())  # fmt: skip
_NOT_DATED = frozenset("modified updated update event events edited".split())
_ARTICLES = re.compile(r"(?:Article|Posting|Report|Statement|Release)$")
_FEWEST_WORDS = 3  # of a headline
_DEEPEST = 6
_LONGEST_DATE = 80  # characters of an element that holds a date and little else
_WORDS = re.compile(r"[A-Za-z][a-z]*|[A-Z]+")

Node = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What the head of a page says, and the text of its title element and of its h1 headings."""

    metas: Mapping[str, str]
    linked: Mapping[str, str]
    title: str
    headings: tuple[str, ...]
    language: str | None


def read_facts(root: Element) -> PageFacts:
    """Read a page before anything is taken from it."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        name = (name or meta.get("http-equiv") or "").lower()
        content = " ".join((meta.get("content") or "").split())
        if content:
            metas.setdefault(name, content)
    html = next(root.iter("html"), None)
    return PageFacts(
        metas=metas,
        linked=_linked_data(root),
        title=next((_joined(element) for element in root.iter("title")), ""),
        headings=tuple(filter(None, (_joined(element) for element in root.iter("h1")))),
        language=primary_language(html.get("lang") if html is not None else None)
        or primary_language(metas.get("content-language") or metas.get("dc.language")),
    )


def describe(facts: PageFacts, parts: Sequence[Element]) -> dict[str, str | None]:
    """Return the metadata of a page, given the parts of it that are its text."""
    metas, linked = facts.metas, facts.linked
    publisher = next(filter(None, map(metas.get, _PUBLISHERS)), None) or linked.get("publisher")
    dates = (*map(metas.get, _DATES), linked.get("date"), *_times(parts))
    authors = (*map(metas.get, _AUTHORS), linked.get("author"))
    return {
        "title": _title(facts, [_joined(h) for part in parts for h in part.iter("h1")], publisher),
        "author": next((a for a in authors if a and "://" not in a), None),
        "publisher": publisher,
        "date": next(filter(None, map(iso_day, dates)), None) or _day_beside_title(parts),
        "language": facts.language,
    }


def _title(facts: PageFacts, inside: Sequence[str], publisher: str | None) -> str | None:
    """Return the title: of what the page gives, the one that names the text and not the site."""
    names = {_key(text) for text in (publisher, facts.metas.get("og:site_name")) if text}
    found = [text for text in inside if text] or list(facts.headings)
    headings = [text for text in found if _key(text) not in names]
    given = (facts.metas.get("og:title"), facts.linked.get("title"), facts.title)
    titles = [_without_site(text, names) for text in given if text]
    titles = [text for text in titles if _key(text) not in names]
    if len(headings) == 1:
        only = headings[0]
        is_named = not titles or any(_key(only) in _key(text) for text in titles)
        # Some sites give all their pages the same title; a heading may be "Chapter I".
        is_headline = len(only.split()) >= _FEWEST_WORDS
        is_same_for_all = len(set(titles)) == 1 and not _shares_words(only, titles[0])
        if is_named or (is_headline and is_same_for_all):
            return only
    return next(iter([*titles, *headings]), None) or facts.title or None


def _without_site(title: str, names: set[str]) -> str:
    """Return a title without the name of the site at its end or beginning."""
    for gap in _SEPARATOR.finditer(title):
        if _key(title[gap.end() :]) in names and title[: gap.start()].strip():
            return title[: gap.start()].strip()
        if _key(title[: gap.start()]) in names and title[gap.end() :].strip():
            return title[gap.end() :].strip()
    return title


def _shares_words(text: str, other: str) -> bool:
    return bool(_long_words(text) & _long_words(other))


def _long_words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold()))


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _times(parts: Sequence[Element]) -> Iterator[str | None]:
    """Yield the time elements of a text: what is called its publication, then the first one."""
    times = [time for part in parts for time in part.iter("time") if time.get("datetime")]
    times = [time for time in times if not _names(time) & _NOT_DATED]
    called = [time for time in times if _is_called_published(time)]
    for time in (*called, *times[:1]):
        yield time.get("datetime")


def _is_called_published(time: Element) -> bool:
    header = any(
        True for header in time.iterancestors("header") for _ in header.iterancestors("article")
    )
    return header or time.get("pubdate") is not None or bool(_names(time) & _DATED)


def _names(element: Element) -> set[str]:
    given = (element.get(name) or "" for name in ("class", "itemprop", "id"))
    return {word.lower() for text in given for word in _WORDS.findall(text)}


def _day_beside_title(parts: Sequence[Element]) -> str | None:
    """Return the day in the first element that is named after a date and holds little else."""
    for part in parts:
        for element in part.iter("div", "span", "p", "time", "li", "td", "small", "dd"):
            names = _names(element)
            if names & _DATED and not names & _NOT_DATED:
                text = _joined(element)
                if len(text) <= _LONGEST_DATE and (day := written_day(text)):
                    return day
    return None


def _linked_data(root: Element) -> dict[str, str]:
    """Return title, author, publisher and date from the page's JSON-LD, if it has any."""
    nodes: list[Node] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            try:
                nodes += _nodes(json.loads(script.text or "", strict=False))
            except (ValueError, RecursionError):
                continue  # a broken script is of no use to anyone
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and "name" in node}
    found: dict[str, str] = {}
    for node in sorted(nodes, key=_rank):
        if _rank(node) > 1:
            break
        values = {
            "title": _text(node.get("headline")),
            "date": _text(node.get("datePublished")),
            "author": _named(node.get("author"), by_id),
            "publisher": _named(node.get("publisher"), by_id),
        }
        for name, value in values.items():
            if value:
                found.setdefault(name, value)
    return found


def _rank(node: Node) -> int:
    """Return 0 for an article, 1 for a page, 2 for anything else."""
    kinds = [str(kind) for kind in _listed(node.get("@type"))]
    if any(_ARTICLES.search(kind) for kind in kinds):
        return 0
    return 1 if any(kind.endswith("WebPage") for kind in kinds) else 2


def _nodes(value: object, depth: int = 0) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner, depth + 1)


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _named(value: object, by_id: Mapping[str, Node]) -> str:
    """Return the name of a person or an organisation, or of several."""
    names = []
    for one in _listed(value):
        if isinstance(one, dict):
            known = by_id.get(str(one.get("@id")), {})
            names.append(_text(one.get("name")) or _text(known.get("name")))
        else:
            names.append(_text(one))
    return ", ".join(name for name in names if name and "://" not in name)


def _joined(element: Element) -> str:
    return " ".join("".join(element.itertext()).split()).rstrip("¶# ")
