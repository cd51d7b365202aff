"""Fetch an address into the corpus folder, as a snapshot with where and when it was retrieved.

The address is resolved once and the connection goes to the very address that was checked, so a
name cannot turn private between the check and the fetch. The certificate is still the name's.
"""

import hashlib
import http.client
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin, urlsplit

from ingest.disk import replace, replace_bytes
from ingest.errors import RefusedAddress, UnreadableFile
from ingest.files import SIDECAR
from ingest.loaders import LOADERS
from ingest.metadata import from_sidecar

MAX_BYTES = 64 * 1024 * 1024
_MAX_REDIRECTS = 5
_SECONDS = 30.0  # for each step of the network
_DEADLINE = 180.0  # for the whole
_CHUNK = 64 * 1024
_FETCHED = re.compile(r"^(?:url|retrieved)[ \t]*=.*\n?", re.MULTILINE)  # lines of a sidecar
_AGENT = "verbatim-desk (document snapshot)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The bytes behind an address after its redirects."""

    url: str
    media_type: str
    data: bytes


def is_address(text: str) -> bool:
    """Tell whether an argument is an address rather than a path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text) is not None


def snapshot(
    url: str, *, corpus: Path, allow_private: bool = False, known: Mapping[str, str] | None = None
) -> Path:
    """Fetch an address and return where its snapshot lies; the same bytes again change nothing.

    known is metadata to be written into its sidecar beside the address and the time. What people
    wrote into the sidecar of an earlier snapshot stays. Raises RefusedAddress for what is not
    fetched, UnreadableFile for what could not be or cannot be kept; an earlier snapshot stays then.
    """
    fetched = fetch(url, allow_private=allow_private)
    path = corpus / "snapshots" / _name(url, fetched)
    sidecar = path.with_name(path.name + SIDECAR)
    try:
        if path.exists() and sidecar.exists() and path.read_bytes() == fetched.data:
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        before = sorted(path.parent.glob(f"*-{_mark(url)}.*"))
        described = _described(before, sidecar, url=fetched.url, known=known or {})
        replace_bytes(path, fetched.data)
        replace(sidecar, described)
        for old in before:
            if old not in (path, sidecar):
                old.unlink()
    except OSError as exc:
        raise UnreadableFile(f"{path} cannot be written: {exc.strerror or exc}") from exc
    return path


def _described(before: Sequence[Path], sidecar: Path, *, url: str, known: Mapping[str, str]) -> str:
    """Return the text of a sidecar: that of the earlier one with address and time anew.

    Raises BadMetadata when the earlier one is wrong.
    """
    earlier = [path for path in before if path.suffix == SIDECAR]
    if sidecar in earlier:
        earlier = [sidecar]
    text = earlier[0].read_bytes() if earlier else b""
    stated = from_sidecar(text, name=earlier[0].name) if earlier else {}
    kept = _FETCHED.sub("", text.decode("utf-8-sig"))
    retrieved = datetime.now(UTC).isoformat(timespec="seconds")
    values = {key: value for key, value in known.items() if key not in stated}
    values |= {"url": url, "retrieved": retrieved}
    return "".join(f"{key} = {_toml(value)}\n" for key, value in values.items()) + kept


def fetch(url: str, *, allow_private: bool = False) -> Fetched:
    """Return what an address gives, following at most five redirects; see `snapshot`."""
    deadline = time.monotonic() + _DEADLINE
    for _ in range(_MAX_REDIRECTS + 1):
        response, connection = _open(url, allow_private=allow_private)
        try:
            if response.status in (301, 302, 303, 307, 308):
                url = _joined(url, response.headers.get("Location", ""))
                continue
            if response.status != http.HTTPStatus.OK:
                raise UnreadableFile(f"{url} answered {response.status} {response.reason}")
            data = _body(response, url, deadline)
            return Fetched(url=url, media_type=_media_type(response.headers), data=data)
        except (OSError, http.client.HTTPException) as exc:
            raise UnreadableFile(f"{url}: {exc}; check the address and the network") from exc
        finally:
            connection.close()
    raise UnreadableFile(f"{url}: more than {_MAX_REDIRECTS} redirects; give the final address")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as exc:
        raise RefusedAddress(f"{url} leads to {location!r}, which is no address: {exc}") from exc


def _open(
    url: str, *, allow_private: bool
) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as exc:
        raise RefusedAddress(f"{url!r} is not an address: {exc}") from exc
    if parts.scheme not in ("http", "https") or not host:
        raise RefusedAddress(f"{url!r} is not fetched: only http and https addresses are")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii() or not target.isprintable() or " " in target:
        raise RefusedAddress(f"{url!r} has characters that must be percent-encoded")
    try:
        connection = _connection(parts.scheme, host, port, allow_private=allow_private)
        connection.request("GET", target, headers={"User-Agent": _AGENT, "Accept": "*/*"})
        return connection.getresponse(), connection
    except (OSError, http.client.HTTPException) as exc:
        raise UnreadableFile(f"{url}: {exc}; check the address and the network") from exc
    except ValueError as exc:  # a name with empty or too long labels
        raise RefusedAddress(f"{url!r} is not an address: {exc}") from exc


def _connection(
    scheme: str, host: str, port: int, *, allow_private: bool
) -> http.client.HTTPConnection:
    """Return a connection to an address of the host that was checked, not to its name."""
    address = _checked_address(host, port, allow_private=allow_private)
    plain = socket.create_connection((address, port), timeout=_SECONDS)
    if scheme == "http":
        connection = http.client.HTTPConnection(host, port)
        connection.sock = plain
        return connection
    secure = http.client.HTTPSConnection(host, port)
    secure.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    return secure


def _checked_address(host: str, port: int, *, allow_private: bool) -> str:
    addresses = [
        str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ]
    for address in addresses:
        number = ipaddress.ip_address(address.split("%")[0])
        inner = getattr(number, "ipv4_mapped", None) or number
        if not allow_private and (not inner.is_global or inner.is_multicast):
            raise RefusedAddress(
                f"{host} is at {address}, a private or local address; "
                "to fetch it all the same add --allow-private"
            )
    return addresses[0]


def _body(response: http.client.HTTPResponse, url: str, deadline: float) -> bytes:
    data = bytearray()
    while chunk := response.read(_CHUNK):
        data += chunk
        if len(data) > MAX_BYTES:
            raise UnreadableFile(f"{url} is larger than {MAX_BYTES >> 20} MiB; save it as a file")
        if time.monotonic() > deadline:
            raise UnreadableFile(f"{url} took longer than {_DEADLINE:g} s; save it as a file")
    return bytes(data)


def _media_type(headers: Message) -> str:
    return headers.get_content_type()


def _name(url: str, fetched: Fetched) -> str:
    """Return a file name that people can read and that is always the same for an address."""
    parts = urlsplit(url)
    path = PurePosixPath(parts.path)
    given = path.suffix.lower()
    by_type = {loader.media_type: suffix for suffix, loader in reversed(LOADERS.items())}
    # Servers call much text/plain that is not; any other type they know better than the name.
    declared = by_type.get(fetched.media_type, "") if fetched.media_type != "text/plain" else ""
    suffix = declared or (given if given in LOADERS else ".txt")
    named = f"{parts.hostname}{str(path).removesuffix(path.suffix)}"
    stem = re.sub(r"[^A-Za-z0-9]+", "-", named)
    return f"{stem.strip('-')[:80]}-{_mark(url)}{suffix}"


def _mark(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:8]


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
