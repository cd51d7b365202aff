"""What programs may call: ask, search and document, as a JSON API and as MCP tools."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import gradio as gr
from gradio.events import api

from bot.answer import Inquiry, Turn
from bot.render import to_json
from bot.strings import choose_language
from bot.web import talk
from bot.web.desk import Desk
from ingest.errors import DeskError

ASKING = "asking"  # what answers questions shares this queue: the page and programs alike
_LONGEST = 100_000  # code points of a document in one reply


def add_tools(desk: Desk) -> None:
    """Add the functions to the page that is being built."""

    def ask(  # noqa: D417  # Gradio fills in the request
        question: str,
        earlier: str = "",
        publisher: str = "",
        language: str = "",
        since: str = "",
        until: str = "",
        request: gr.Request | None = None,
    ) -> dict[str, object]:
        """Answer a question with verbatim quotes and their places, or refuse with the reason.

        Args:
            question: the question, in words
            earlier: the questions before it, one a line, if it leans on them
            publisher: only documents of this publisher, or that are this body's account
            language: only documents in this language (ISO 639-1)
            since: only documents of this day or later (YYYY-MM-DD)
            until: only documents of this day or earlier (YYYY-MM-DD)
        """
        turns = tuple(Turn(query=line) for line in earlier.splitlines() if line.strip())
        with _told():
            wanted = talk.filters([], _some(publisher), _some(language), since, until)
            inquiry = Inquiry(text=question, turns=turns, filters=wanted)
            *_, kept = desk.ask(inquiry, who=who(request))
        return {"id": kept.key} | to_json(kept.answer)

    def search(  # noqa: D417  # Gradio fills in the request
        query: str, limit: int = 5, request: gr.Request | None = None
    ) -> list[dict[str, object]]:
        """Return the passages nearest to a query, best first: they need not answer it.

        Args:
            query: words to look for
            limit: how many passages, at most 20
        """
        with _told():
            hits = desk.search(query, limit=limit, who=who(request))
        return [
            {
                "document": hit.passage.document_id,
                "title": hit.passage.title,
                "heading": list(hit.passage.heading),
                "start": hit.passage.span.start,
                "end": hit.passage.span.end,
                "text": hit.passage.text,
                "score": round(hit.score, 6),
            }
            for hit in hits
        ]

    def document(id: str, start: int = 0) -> dict[str, object]:  # noqa: A002  # a tool's argument
        """Return a document of the index: what is known of it, and its text.

        Args:
            id: the document's id, from an answer's citation or a search
            start: the character to begin at; at most 100,000 are sent
        """
        with _told():
            found = desk.document(id)
        end = min(len(found.text), max(0, start) + _LONGEST)
        return {
            "id": found.id,
            "source": found.source,
            "metadata": asdict(found.metadata),
            "length": len(found.text),
            "start": max(0, start),
            "end": end,
            "text": found.text[max(0, start) : end],
        }

    api(ask, api_name="ask", concurrency_id=ASKING)
    api(search, api_name="search", concurrency_id=ASKING)
    api(document, api_name="document")


def who(request: gr.Request | None) -> str:
    """Return who asks: the name signed in with, else the address."""
    if request is None or request.request is None:
        return "unknown"
    address = request.client.host if request.client else "unknown"
    return str(request.request.scope.get("desk_user") or address)


def spoken(request: gr.Request) -> str:
    """Return the language to answer a request in."""
    return choose_language(
        request.cookies.get("desk_language"), request.headers.get("accept-language")
    )


@contextmanager
def _told() -> Iterator[None]:
    """Let an error of the program reach the caller as Gradio's own."""
    try:
        yield
    except DeskError as exc:
        raise gr.Error(str(exc), print_exception=False) from exc


def _some(name: str) -> list[str]:
    return [name] if name else []
