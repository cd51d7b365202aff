"""Zip archives and the XML inside them, read in memory and within limits.

Nothing is extracted to disk, no entity is expanded and nothing outside the file is fetched.
"""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Protocol

from ingest.errors import UnreadableFile

_MIB = 1024 * 1024
MAX_MEMBERS = 20_000
MAX_TOTAL = 512 * _MIB
MAX_MEMBER = 128 * _MIB
MAX_RATIO = 200  # the densest real member measured, a sheet of equal numbers, is 40:1
_RATIO_COUNTS_FROM = 10 * _MIB
_OLE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and any Office file with a password
)


class Element(Protocol):
    """What is used of an lxml element; lxml has no types of its own."""

    tag: str
    text: str | None
    tail: str | None

    @property
    def attrib(self) -> Mapping[str, str]: ...  # noqa: D102 - lxml's own
    def get(self, name: str, default: str = ...) -> str | None: ...  # noqa: D102
    def __iter__(self) -> Iterator["Element"]: ...
    def __len__(self) -> int: ...
    def iter(self, *tags: str) -> Iterator["Element"]: ...  # noqa: D102
    def iterancestors(self, *tags: str) -> Iterator["Element"]: ...  # noqa: D102
    def itertext(self, *tags: str) -> Iterator[str]: ...  # noqa: D102
    def getparent(self) -> "Element | None": ...  # noqa: D102
    def getprevious(self) -> "Element | None": ...  # noqa: D102
    def remove(self, child: "Element") -> None: ...  # noqa: D102


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Open a zip file from memory.

    Raises UnreadableFile when it is not one, has a password, or would unpack to too much.
    """
    if data.startswith(_OLE):
        raise UnreadableFile(
            "an Office file with a password or from before 2007; save it without a password "
            "in a current format and ingest again"
        )
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as exc:
        raise UnreadableFile(
            "not a whole file of this format (no zip archive inside); get a complete copy"
        ) from exc
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise UnreadableFile(f"the archive has more than {MAX_MEMBERS:,} members")
    if sum(member.file_size for member in members) > MAX_TOTAL:
        raise UnreadableFile(f"the archive unpacks to more than {MAX_TOTAL // _MIB} MiB")
    for member in members:
        if member.flag_bits & 1:
            raise UnreadableFile("the archive is encrypted; remove its password and ingest again")
        packed = max(member.compress_size, 1)
        if member.file_size > _RATIO_COUNTS_FROM and member.file_size > MAX_RATIO * packed:
            raise UnreadableFile(f"{member.filename} unpacks to over {MAX_RATIO} times its size")
    return archive


def read_member(archive: zipfile.ZipFile, name: str, limit: int = MAX_MEMBER) -> bytes:
    """Return the bytes of one member. Raises UnreadableFile when it is missing, broken or big."""
    try:
        with archive.open(name) as member:
            data = member.read(limit + 1)
    except KeyError as exc:
        raise UnreadableFile(f"{name} is missing from the file; get a complete copy") from exc
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,  # what zipfile raises on a password
    ) as exc:
        raise UnreadableFile(f"{name} inside the file is damaged; get a complete copy") from exc
    if len(data) > limit:
        raise UnreadableFile(f"{name} inside the file is over {limit // _MIB} MiB")
    return data


def parse_xml(data: bytes) -> Element:
    """Return the root of an XML document without its comments and processing instructions."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: Element | None = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise UnreadableFile(f"damaged XML inside the file ({exc}); get a complete copy") from exc
    if root is None:
        raise UnreadableFile("empty XML inside the file; get a complete copy")
    return root


def local(element: Element) -> str:
    """Return an element's name without its namespace, which strict and old files differ in."""
    # An entity reference that was left alone has a function for a tag.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """Return an attribute by its name without its namespace."""
    if element is not None:
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] == name:
                return value
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """Return the element at the end of a path of local names, or None."""
    for name in path:
        if element is not None:
            element = next((one for one in element if local(one) == name), None)
    return element


def children(element: Element | None, *path: str) -> list[Element]:
    """Return what is inside the element at the end of a path; nothing if there is none."""
    found = child(element, *path)
    return [] if found is None else list(found)
