"""E-mail messages: sender, receiver, date and text; attachments become documents of their own."""

import email
import email.errors
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from mimetypes import guess_extension

from ingest.document import TextBuilder
from ingest.errors import UnreadableFile
from ingest.loaders.html import add_html, parse_html
from ingest.loaders.plain import decode
from ingest.loaders.properties import iso_day

_SHOWN = ("From", "To", "Cc", "Date")
_LONGEST_NAME = 150
# What the standard library's header parser raises on headers that no standard allows.
_BAD_HEADER = (
    email.errors.MessageError,
    ValueError,
    IndexError,
    AttributeError,
    TypeError,
    LookupError,
)


def load_mail(data: bytes, builder: TextBuilder) -> None:
    """Append a message: its subject, its addresses, its text; hand over its attachments."""
    message = email.message_from_bytes(data, policy=policy.default)
    headers = {name: _header(message, name) for name in ("Subject", *_SHOWN)}
    if not any(headers.values()):
        raise UnreadableFile("not an e-mail message: no subject, sender, receiver or date")
    name, address = parseaddr(headers["From"])
    builder.describe(
        title=headers["Subject"], author=name or address, date=iso_day(headers["Date"])
    )
    if headers["Subject"]:
        builder.heading(1, headers["Subject"])
    shown = [f"{name}: {headers[name]}" for name in _SHOWN if headers[name]]
    if shown:
        builder.paragraph("\n".join(shown))
    attached = 0
    for part in _parts(message):
        is_text = part.get_content_type() in ("text/plain", "text/html")
        if is_text and part.get_content_disposition() != "attachment" and not _file_name(part):
            _add_text(part, builder)
        else:
            attached += 1
            _attach(part, attached, builder)


def _header(message: EmailMessage, name: str) -> str:
    """Return a header on one line; bytes in it that no encoding is declared for are guessed."""
    raw = next((v for k, v in message.raw_items() if k.lower() == name.lower()), "")
    raw_text = str(raw)
    if not raw_text.isascii():
        data = raw_text.encode("utf-8", "surrogateescape")
        return " ".join(decode(data).split()) if data.strip() else ""
    try:
        return " ".join(str(message[name] or "").split())
    except _BAD_HEADER:
        return " ".join(raw_text.split())


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the texts and attachments of a message; of alternatives, the one to read."""
    if message.get_content_maintype() == "message" or not message.is_multipart():
        yield message
        return
    parts = [part for part in message.iter_parts() if isinstance(part, EmailMessage)]
    if message.get_content_subtype() == "alternative" and parts:
        parts = [_preferred(parts)]
    for part in parts:
        yield from _parts(part)


def _preferred(parts: list[EmailMessage]) -> EmailMessage:
    for part in parts:
        if part.get_content_type() == "text/plain" and _payload(part).strip():
            return part
    # The last is the richest, by the standard; but an invitation's calendar data is no text.
    pages = [part for part in parts if part.is_multipart() or "html" in part.get_content_type()]
    return [*parts, *pages][-1]


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _add_text(part: EmailMessage, builder: TextBuilder) -> None:
    data = _payload(part)
    if not data.strip():
        return
    try:
        text = data.decode(part.get_content_charset() or "ascii")
    except (LookupError, UnicodeDecodeError):
        text = decode(data, builder=builder)  # not in the encoding that it declares
    if part.get_content_type() == "text/html":
        add_html(parse_html(text), builder)
    else:
        builder.paragraph(text.strip())


def _attach(part: EmailMessage, number: int, builder: TextBuilder) -> None:
    data = _payload(part)
    suffix = guess_extension(part.get_content_type()) or ""
    if part.get_content_type() == "message/rfc822":
        suffix = ".eml"
        inner = next(part.iter_parts(), None) if part.is_multipart() else None
        try:
            data = inner.as_bytes() if inner is not None else data
        except _BAD_HEADER:
            builder.warn("a message attached to this one could not be read; save it by itself")
            return
    if data:
        builder.attach(_safe(_file_name(part)) or f"attachment-{number}{suffix}", data)


def _file_name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except _BAD_HEADER:
        return ""


def _safe(name: str) -> str:
    """Return the last part of a path, without characters that file systems refuse."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    return kept[-_LONGEST_NAME:]
