"""What is indexed: the documents of a generation, as the first page and the list show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.markup import inert, web_link
from bot.strings import say, told
from ingest.document import Metadata
from ingest.index import Generation

_LISTED = 200
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document without its text. pages is 0 for what has none."""

    id: str
    source: str
    metadata: Metadata
    warnings: tuple[str, ...]
    pages: int
    passages: int

    @property
    def day(self) -> str:
        """Return the day it is sorted and filtered by: of the event, else of publication."""
        return self.metadata.event_date or self.metadata.date or ""

    def mentions(self, words: Sequence[str]) -> bool:
        """Tell whether all words, in lower case, stand in what is known of it."""
        metadata = self.metadata
        known = (metadata.title, metadata.publisher, metadata.source, metadata.author, self.source)
        described = " ".join(part for part in known if part).casefold()
        return all(word in described for word in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The documents of a generation, latest first, and when it was published (UTC)."""

    generation: int
    published: str
    documents: tuple[Listed, ...]

    @property
    def passages(self) -> int:
        """Return how many passages there are."""
        return sum(document.passages for document in self.documents)

    @property
    def languages(self) -> list[str]:
        """Return the languages of the documents."""
        return sorted({each.metadata.language for each in self.documents if each.metadata.language})

    @property
    def publishers(self) -> list[str]:
        """Return the publishers of the documents and those whose account they are."""
        named = [(each.metadata.publisher, each.metadata.source) for each in self.documents]
        return sorted({name for pair in named for name in pair if name})


def holdings(generation: Generation) -> Holdings:
    """Return what a generation holds. Reads every document: keep it."""
    catalog = generation.catalog
    counts: dict[str, int] = {}
    for passage_id in catalog.passage_ids():
        document_id = passage_id.split(":")[0]
        counts[document_id] = counts.get(document_id, 0) + 1
    found = [
        Listed(
            id=document_id,
            source=document.source,
            metadata=document.metadata,
            warnings=document.warnings,
            pages=len(document.pages),
            passages=counts.get(document_id, 0),
        )
        for document_id in catalog.document_ids()
        for document in (catalog.document(document_id),)
    ]
    published = (generation.folder / "manifest.json").stat().st_mtime
    return Holdings(
        generation=generation.number,
        published=datetime.fromtimestamp(published, UTC).strftime("%Y-%m-%d %H:%M UTC"),
        documents=tuple(sorted(found, key=lambda each: each.day, reverse=True)),
    )


def welcome_html(held: Holdings, language: str) -> str:
    """Return what the chat shows before the first question: what it can answer, and from what."""
    days = sorted(each.day[:4] for each in held.documents if each.day)
    dates = "–".join(dict.fromkeys((days[0], days[-1]))) if days else say(language, "undated")
    names = sorted({each.metadata.publisher for each in held.documents if each.metadata.publisher})
    listed = ", ".join(names[:_NAMED]) or say(language, "unnamed")
    if len(names) > _NAMED:
        listed += " " + say(language, "and_more", count=len(names) - _NAMED)
    key = "holding" if len(held.documents) == 1 else "holdings"
    holds = say(language, key, count=len(held.documents), dates=dates, publishers=listed)
    return (
        f"<div class='welcome'><p class='lead'>{inert(say(language, 'welcome'))}</p>"
        f"<p>{inert(say(language, 'promise'))}</p><p>{inert(holds)}</p></div>"
    )


def documents_html(held: Holdings, shown: Sequence[Listed], language: str) -> str:
    """Return the list of documents, with what could not be read well."""
    said = say(
        language,
        "indexed",
        documents=len(held.documents),
        passages=held.passages,
        generation=held.generation,
        time=held.published,
    )
    items = "".join(_item(each, language) for each in shown[:_LISTED])
    more = ""
    if len(shown) > _LISTED:
        cut = say(language, "shown_of", shown=_LISTED, count=len(shown))
        more = f"<p class='small'>{inert(cut)}</p>"
    body = f"<ul class='holdings'>{items}</ul>{more}"
    if not shown:
        body = f"<p class='empty'>{inert(say(language, 'no_document'))}</p>"
    return f"<div class='documents'><p class='small'>{inert(said)}</p>{body}</div>"


def _item(each: Listed, language: str) -> str:
    metadata = each.metadata
    facts = [
        metadata.source or metadata.publisher,
        told(language, metadata.kind or ""),
        told(language, metadata.language or ""),
        each.source,
    ]
    if each.day:
        kind = "event" if metadata.event_date else "published"
        facts.insert(1, say(language, kind, date=each.day))
    facts.append(f"{say(language, 'size')}: {each.passages}")
    link = web_link(metadata.url)
    web = ""
    if link:
        web = (
            f" · <a href='{link}' target='_blank' rel='noopener noreferrer'>"
            f"{inert(say(language, 'original'))}</a>"
        )
    warnings = "".join(f"<p class='warned'>{inert(warning)}</p>" for warning in each.warnings)
    return (
        f"<li><a class='title' href='document/{each.id}'>{inert(metadata.title)}</a>"
        f"<p class='small'>{' · '.join(inert(fact) for fact in facts if fact)}{web}</p>"
        f"{warnings}</li>"
    )
