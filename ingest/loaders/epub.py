"""EPUB books: the chapters in reading order, without the cover and the table of contents."""

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders.archive import Element, attribute, local, open_archive, parse_xml, read_member
from ingest.loaders.html import add_html, decode_html, parse_html
from ingest.loaders.properties import iso_day, primary_language

_TEXTS = ("application/xhtml+xml", "text/html", "application/xml", "")
_FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_NOT_CHAPTERS = ("cover", "toc")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    path: str
    media_type: str
    is_contents: bool


def load_epub(data: bytes, builder: TextBuilder) -> None:
    """Append every chapter. Raises UnreadableFile for a book with copy protection."""
    archive = open_archive(data)
    _refuse_protected(archive)
    container = parse_xml(read_member(archive, "META-INF/container.xml"))
    paths = [e.get("full-path") for e in container.iter() if local(e) == "rootfile"]
    if not paths or not paths[0]:
        raise UnreadableFile("the book does not say where its contents are; get another copy")
    package_path = _resolved("", paths[0])
    package = parse_xml(read_member(archive, package_path))
    _describe(package, builder)
    chapters = _chapters(package, posixpath.dirname(package_path))
    if not chapters:
        raise UnreadableFile("the book lists no chapters; get another copy")
    members = set(archive.namelist())
    for path in chapters:
        if path not in members:
            builder.warn(f"chapter {path} is missing from the book; get another copy")
            continue
        page = read_member(archive, path)
        if page.strip():
            add_html(parse_html(decode_html(page)), builder)


def _refuse_protected(archive: ZipFile) -> None:
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    for element in parse_xml(read_member(archive, "META-INF/encryption.xml")).iter():
        if local(element) != "EncryptedData":
            continue
        methods = [attribute(e, "Algorithm") for e in element if local(e) == "EncryptionMethod"]
        if not methods or methods[0] not in _FONT_METHODS:  # hidden fonts are no protection
            raise UnreadableFile("the book has copy protection (DRM); get a copy without it")


def _resolved(folder: str, href: str) -> str:
    """Return a path inside the archive. Raises UnreadableFile when it leads out of it."""
    path = posixpath.normpath(posixpath.join(folder, unquote(urlsplit(href).path)))
    if path.startswith(("/", "..")):
        raise UnreadableFile(f"the book refers to a file outside itself ({href})")
    return path


def _chapters(package: Element, folder: str) -> list[str]:
    """Return the paths of the chapters in reading order."""
    items: dict[str | None, _Item] = {}
    skipped: set[str] = set()
    spine: list[str | None] = []
    for element in package.iter():
        if local(element) == "item" and element.get("href"):
            items[element.get("id")] = _Item(
                path=_resolved(folder, element.get("href") or ""),
                media_type=element.get("media-type") or "",
                is_contents="nav" in (element.get("properties") or "").split(),
            )
        elif local(element) == "itemref":
            spine.append(element.get("idref"))
        elif local(element) == "reference" and element.get("type") in _NOT_CHAPTERS:
            skipped.add(_resolved(folder, element.get("href") or ""))
    found = [items[name] for name in spine if name in items]
    return [
        item.path
        for item in found
        if item.media_type in _TEXTS and not item.is_contents and item.path not in skipped
    ]


def _describe(package: Element, builder: TextBuilder) -> None:
    fields = {
        "title": "title",
        "creator": "author",
        "publisher": "publisher",
        "date": "date",
        "language": "language",
    }
    for element in package.iter():
        field = fields.get(local(element))
        if field and "purl.org/dc" in element.tag:
            value = "".join(element.itertext())
            if field in ("date", "language"):
                value = (iso_day if field == "date" else primary_language)(value) or ""
            builder.describe(**{field: value})
