"""Public documents worth ingesting: the list in sources.toml of the corpus folder.

Each is a table named by its id, with title, address, publisher, language, licence and why. The
list is no document itself, and nothing is fetched before a person picks it.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from ingest.errors import BadMetadata, NoSuchSource, RefusedAddress, UnreadableFile
from ingest.fetch import snapshot
from ingest.plan import Action
from ingest.report import Outcome

NAME = "sources.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSource:
    """A public document, where it is to be had, on what terms, and why it is worth having."""

    id: str
    title: str
    address: str
    publisher: str
    language: str
    licence: str
    why: str


def read_sources(corpus: Path) -> list[PublicSource]:
    """Return the sources listed in a corpus folder, in their order.

    Raises NoSuchSource when it has no list, BadMetadata when the list is wrong.
    """
    path = corpus / NAME
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as exc:
        raise NoSuchSource(f"{path}: no such file; it lists the sources to pick from") from exc
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise BadMetadata(f"{path}: {exc}; correct it") from exc
    return [_source(path, name, table) for name, table in tables.items()]


def _source(path: Path, name: str, table: object) -> PublicSource:
    wanted = {field.name for field in fields(PublicSource)} - {"id"}
    if not isinstance(table, dict) or set(table) != wanted:
        raise BadMetadata(
            f"{path}: {name} must be a table with the keys {', '.join(sorted(wanted))}"
        )
    if not all(isinstance(value, str) and value.strip() for value in table.values()):
        raise BadMetadata(f"{path}: every value of {name} must be a text")
    return PublicSource(id=name, **table)


def picked(sources: Sequence[PublicSource], ids: Sequence[str]) -> list[PublicSource]:
    """Return the sources with these ids; `all` is every one. Raises NoSuchSource."""
    known = {source.id: source for source in sources}
    if unknown := [each for each in ids if each not in known and each != "all"]:
        raise NoSuchSource(
            f"no source {', '.join(unknown)}; see their ids with: python -m ingest --sources"
        )
    return list(sources) if "all" in ids else [known[each] for each in dict.fromkeys(ids)]


def fetch_sources(
    sources: Sequence[PublicSource], *, corpus: Path, allow_private: bool = False
) -> tuple[list[Path], list[Outcome]]:
    """Return the snapshots of sources, and what could not be fetched and why."""
    paths: list[Path] = []
    failures: list[Outcome] = []
    for source in sources:
        known = {name: getattr(source, name) for name in ("title", "publisher", "language")}
        try:
            paths.append(
                snapshot(source.address, corpus=corpus, allow_private=allow_private, known=known)
            )
        except (UnreadableFile, RefusedAddress) as exc:
            failures.append(Outcome(source=source.id, action=Action.FAILED, reason=str(exc)))
    return paths, failures


def source_lines(sources: Sequence[PublicSource]) -> Iterator[str]:
    """Yield the table of sources: two lines each, then how to fetch them."""
    width = max((len(source.id) for source in sources), default=0)
    for source in sources:
        yield f"{source.id:<{width}}  {source.language:<3} {source.title} ({source.publisher})"
        yield f"{'':<{width}}      {source.why} Licence: {source.licence}. {source.address}"
    yield f"{len(sources)} sources; fetch with: python -m ingest --sources ID… (or all)"
