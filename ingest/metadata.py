"""What is known about a document beside its text: from its sidecar, its front matter, itself.

A sidecar is a TOML file beside the document, named like it with .toml added. Front matter is
`key: value` lines at the top of a text or Markdown file: between two lines of ---, or without
them when the first key is title and every key is known.

What a mark such as [2] in the text stands for is a line `reference 2: ADDRESS (read YYYY-MM-DD)`
of front matter, or in a sidecar the same under the key 2 of a table named references.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from urllib.parse import urlsplit

from ingest.document import Metadata, Reference, TextBuilder
from ingest.errors import BadMetadata
from ingest.language import code

KEYS = tuple(field.name for field in fields(Metadata) if field.name != "references")
_SYNONYMS = {"lang": "language", "authors": "author"}
_DATES = ("date", "event_date", "created", "retrieved")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINE = re.compile(r"([A-Za-z][\w -]{0,30}?)[ \t]*:[ \t]+(\S.*)")
_LONGEST = 300  # lines of front matter: a chronology has a reference for each event
_REFERENCE = re.compile(r"reference_([1-9]\d{0,2})")
_CITED = re.compile(r"(https?://\S+)(?: \(read (\S+)\))?")


def from_sidecar(sidecar: bytes, *, name: str) -> dict[str, str]:
    """Return the values of a sidecar. Raises BadMetadata for what it does not understand."""
    try:
        values = tomllib.loads(sidecar.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise BadMetadata(f"{name}: {exc}; correct the TOML") from exc
    found = {}
    references = values.pop("references", {})
    if not isinstance(references, dict):
        raise BadMetadata(f'{name}: references must be a table of marks: 1 = "https://…"')
    values |= {f"reference_{mark}": cited for mark, cited in references.items()}
    for key, value in values.items():
        if key not in KEYS and not _REFERENCE.fullmatch(key):
            known = ", ".join(sorted((*KEYS, "references")))
            raise BadMetadata(f"{name}: unknown key {key!r}; known are {known}")
        text = value.isoformat() if isinstance(value, date) else value
        if not isinstance(text, str) or not text.strip():
            raise BadMetadata(f"{name}: {key} must be a text or a date, not {value!r}")
        found[key] = text
    _check(found, name=name)
    return found


def take_front_matter(text: str, builder: TextBuilder) -> str:
    """Note the front matter of a text in the builder and return the text that follows it.

    A key that is not known is a warning, as other programs have keys of their own. Raises
    BadMetadata for a date that is none and for a reference that is no address or stands twice.
    """
    lines = text.removeprefix("\ufeff").split("\n", _LONGEST + 1)
    fenced = bool(lines) and lines[0].rstrip() == "---"
    body = lines[1:] if fenced else lines
    end = next((i for i, line in enumerate(body) if line.strip() == ("---" if fenced else "")), -1)
    if end < 1:
        return text
    values: dict[str, str] = {}
    for line in body[:end]:
        match = _LINE.match(line)
        key = match[1].casefold().replace(" ", "_").replace("-", "_") if match else line.strip()
        key = _SYNONYMS.get(key, key)
        if match and _REFERENCE.fullmatch(key) and key in values:
            raise BadMetadata(f"front matter: {match[1]} stands twice; number each once")
        if match and (key in KEYS or _REFERENCE.fullmatch(key)):
            values.setdefault(key, match[2].strip().strip("\"'"))
        elif not fenced:
            return text
        elif key and not line.startswith((" ", "\t", "-", "#")):
            builder.warn(f"front matter: {key[:40]!r} is not a known key and was left out")
    if not fenced and not body[0].casefold().startswith("title"):
        return text
    _check(values, name="front matter")
    builder.describe(**values)
    return "\n".join(body[end + 1 :])


def combine(given: Mapping[str, str], found: Mapping[str, str], *, title: str) -> Metadata:
    """Return the metadata: what was given, else what the file itself says, else the title."""
    values = {"title": title} | dict(found) | dict(given)
    for key in _DATES:
        if key not in given and not _is_date(values.get(key, "2000-01-01")):
            del values[key]
    if "language" in values:
        values["language"] = code(values["language"])
    marks = sorted(int(match[1]) for key in values if (match := _REFERENCE.fullmatch(key)))
    references = tuple(_reference(mark, values.pop(f"reference_{mark}")) for mark in marks)
    return Metadata(**values, references=references)


def _reference(mark: int, text: str) -> Reference:
    """Return a reference. Raises BadMetadata when it is no address, or its date is none."""
    match = _CITED.fullmatch(text)
    if not match or not _host(match[1]) or not _is_date(match[2] or "2000-01-01"):
        raise BadMetadata(
            f"reference {mark} must be an address and when it was read, such as "
            f"https://example.org/page (read 2026-11-24), not {text!r}"
        )
    return Reference(mark=str(mark), url=match[1], read=match[2])


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _check(values: Mapping[str, str], *, name: str) -> None:
    for key, text in values.items():
        if match := _REFERENCE.fullmatch(key):
            try:
                _reference(int(match[1]), text)
            except BadMetadata as exc:
                raise BadMetadata(f"{name}: {exc}") from exc
    for key in _DATES:
        if key in values and not _is_date(values[key]):
            raise BadMetadata(f"{name}: {key} must be YYYY-MM-DD, not {values[key]!r}")


def to_day(text: str) -> date:
    """Return the day that a text is, which must be written YYYY-MM-DD. Raises ValueError."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r} is not written YYYY-MM-DD")
    return date.fromisoformat(text)


def _is_date(text: str) -> bool:
    """Tell whether a text is a day, or a day and a time after a T."""
    try:
        to_day(text[:10])
        if len(text) > len("YYYY-MM-DD"):
            datetime.fromisoformat(text)
    except ValueError:
        return False
    return text[10:11] in ("", "T")
