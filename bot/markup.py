"""Text as HTML that cannot be anything but text."""

import re
from html import escape

_PLAIN = ".,;?()'’“”–—/%"  # harmless on their own in HTML text and in Markdown
# They would turn round the text after them, also the page's own.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Return a text as HTML that shows it; a direction override is shown by its number."""
    return escape(_visible(text))


def inert(text: str) -> str:
    """Return a text as HTML that shows it and that no Markdown or formula renderer acts on.

    The chat renders Markdown after HTML: every mark that it could act on becomes a character
    reference, and so does the colon that makes an address a link.
    """
    return "".join(
        "<br>" if c == "\n" else c if c.isalnum() or c.isspace() or c in _PLAIN else f"&#{ord(c)};"
        for c in _visible(text)
    )


def web_link(url: str | None) -> str | None:
    """Return an address fit for an attribute, or None unless it is one of the web."""
    if not url or not url.startswith(("https://", "http://")):
        return None
    return escape(url)


def one_line(text: str, *, limit: int) -> str:
    """Return the beginning of a text with white space made single."""
    line = " ".join(text[: 4 * limit].split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0] + " …"


def _visible(text: str) -> str:
    return _TURNING.sub(lambda mark: f"⟨U+{ord(mark[0]):04X}⟩", text)
