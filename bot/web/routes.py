"""The routes beside Gradio's: passages, documents, exports, feedback, sign-in, health."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.responses import FileResponse, RedirectResponse

from bot.answer import Answer, Citation
from bot.export import certificate, to_html_file, to_markdown
from bot.feedback import Verdict, feedback_on
from bot.markup import plain
from bot.source_page import Shown, document_html, page_name, quote_html
from bot.strings import say
from bot.web.desk import Desk
from bot.web.gate import language_of
from bot.web.sessions import COOKIE, Sessions
from bot.web.shell import shell_html, signin_html
from ingest.document import Document, Page
from ingest.errors import DeskError, IndexProblem, UnreadableFile
from ingest.language import detect

_HERE = Path(__file__).parent
_TYPES = {"md": "text/markdown", "html": "text/html", "json": "application/json"}
_MADE = {"md": to_markdown, "html": to_html_file, "json": certificate}
_PDF = "application/pdf"

Place = Annotated[int | None, Query(ge=0)]


def proof_routes(desk: Desk) -> APIRouter:
    """Return the routes that show where a quote stands."""
    router = APIRouter()

    @router.get("/quote/{document_id}")
    def quote(
        request: Request,
        document_id: str,
        start: Annotated[int, Query(ge=0)],
        end: Annotated[int, Query(ge=0)],
        begins: Annotated[int | None, Query(alias="from", ge=0)] = None,
        ends: Annotated[int | None, Query(alias="to", ge=0)] = None,
        n: Annotated[int, Query(ge=0)] = 0,
        near: bool = False,
        part: bool = False,
    ) -> HTMLResponse:
        language = language_of(request)
        citation = desk.cite(document_id, (start, end), _pair(begins, ends))
        shown = Shown(citation=citation, number=n, is_near=near)
        body = quote_html(shown, desk.catalog, language=language)
        return HTMLResponse(body if part else shell_html(body, language, up="../"))

    @router.get("/document/{document_id}")
    def document(
        request: Request,
        document_id: str,
        start: Place = None,
        end: Place = None,
        begins: Annotated[int | None, Query(alias="from", ge=0)] = None,
        ends: Annotated[int | None, Query(alias="to", ge=0)] = None,
        at: Annotated[int, Query(ge=0)] = 0,
        part: bool = False,
    ) -> HTMLResponse:
        language = language_of(request)
        found = desk.document(document_id)
        span = _pair(start, end)
        shown = Shown(citation=desk.cite(document_id, span, _pair(begins, ends))) if span else None
        image = _page_image(desk, shown.citation, language) if shown else ""
        body = document_html(found, shown, at=at, language=language, image=image)
        return HTMLResponse(body if part else shell_html(body, language, up="../"))

    @router.get("/document/{document_id}/{number}.png")
    def page_picture(
        document_id: str,
        number: int,
        start: Annotated[int, Query(ge=0)],
        end: Annotated[int, Query(ge=0)],
    ) -> Response:
        citation = desk.cite(document_id, (start, end), None)
        drawn = desk.picture(document_id, number, citation.quote)
        if drawn is None:
            return PlainTextResponse("not found", status_code=404)
        return Response(drawn.png, media_type="image/png")

    return router


def answer_routes(desk: Desk) -> APIRouter:
    """Return the routes that hand out answers as files, and take what is said of them."""
    router = APIRouter()

    def sent(answers: Sequence[Answer], kind: str, name: str) -> Response:
        return Response(
            _MADE[kind](answers),
            media_type=_TYPES[kind] + "; charset=utf-8",
            headers={"content-disposition": f'attachment; filename="{name}.{kind}"'},
        )

    @router.get("/answer/{key}.{kind}")
    def answer(key: str, kind: str) -> Response:
        return sent([desk.kept(key).answer], kind, "answer")

    @router.get("/conversation.{kind}")
    def conversation(kind: str, keys: str) -> Response:
        return sent([desk.kept(key).answer for key in keys.split(",")], kind, "conversation")

    @router.post("/answer/{key}/feedback")
    def feedback(
        request: Request, key: str, verdict: Annotated[Verdict, Form()],
        comment: Annotated[str, Form()] = "",
    ) -> PlainTextResponse:  # fmt: skip
        kept = desk.kept(key)
        said = feedback_on(
            kept.answer,
            verdict=verdict,
            comment=comment,
            turns=kept.turns,
            language=detect(kept.answer.question) or "en",
        )
        desk.feedback.add(said)
        return PlainTextResponse(say(language_of(request), "thanks"))

    return router


def house_routes(desk: Desk, sessions: Sessions) -> APIRouter:
    """Return the routes of the house itself: style, script, health, sign-in."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> JSONResponse:
        try:
            held = desk.holdings()
        except IndexProblem as exc:
            return JSONResponse({"ready": False, "reason": str(exc)}, status_code=503)
        return JSONResponse(
            {
                "ready": True,
                "generation": held.generation,
                "published": held.published,
                "documents": len(held.documents),
                "passages": held.passages,
            }
        )

    @router.get("/desk.css")
    def style() -> FileResponse:
        return FileResponse(_HERE / "desk.css", media_type="text/css")

    @router.get("/desk.js")
    def script() -> FileResponse:
        return FileResponse(_HERE / "desk.js", media_type="text/javascript")

    @router.get("/login")
    def signin_page(request: Request) -> HTMLResponse:
        return HTMLResponse(signin_html(language_of(request), denied=False))

    @router.post("/login")
    async def signin(
        request: Request, username: Annotated[str, Form()], password: Annotated[str, Form()]
    ) -> Response:
        token = await sessions.sign_in(request, username, password)
        if token is None:
            return HTMLResponse(signin_html(language_of(request), denied=True), status_code=401)
        response: Response = PlainTextResponse("signed in")  # what Gradio's client expects
        if "text/html" in request.headers.get("accept", ""):
            response = RedirectResponse(f"{request.scope.get('root_path', '')}/", status_code=303)
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)
        return response

    @router.get("/logout")
    def signout(request: Request) -> Response:
        sessions.sign_out(request)
        return RedirectResponse(f"{request.scope.get('root_path', '')}/login", status_code=303)

    return router


async def refused(request: Request, exc: Exception) -> Response:
    """Answer what a route refused, in one line of text."""
    status = 404 if isinstance(exc, DeskError) else 500
    return PlainTextResponse(str(exc), status_code=status)


def _pair(first: int | None, last: int | None) -> tuple[int, int] | None:
    return None if first is None or last is None else (first, last)


def _page_image(desk: Desk, citation: Citation, language: str) -> str:
    """Return the page of a PDF that a quote begins on, boxed, or nothing where it is not to be had.

    The picture is drawn here once; the browser then asks for the same one.
    """
    page, document = citation.page, citation.document
    if page is None or document.media_type != _PDF:
        return ""
    try:
        drawn = desk.picture(document.id, page.number, citation.quote)
    except UnreadableFile:
        return ""
    return "" if drawn is None else _figure(document, page, citation, drawn.boxes, language)


def _figure(
    document: Document,
    page: Page,
    citation: Citation,
    boxes: Sequence[tuple[float, float, float, float]],
    language: str,
) -> str:
    query = urlencode({"start": citation.span.start, "end": citation.span.end})
    address = f"document/{document.id}/{page.number}.png?{query}".replace("&", "&amp;")
    rects = "".join(
        f"<rect x='{100 * x:.2f}%' y='{100 * y:.2f}%' width='{100 * w:.2f}%' "
        f"height='{100 * h:.2f}%'/>"
        for x, y, w, h in boxes
    )
    caption = f"{say(language, 'page_image')}: {page_name(page, language)}"
    return (
        f"<figure class='sheet-image'><div><img src='{address}' alt='{plain(caption)}'>"
        f"<svg aria-hidden='true'>{rects}</svg></div>"
        f"<figcaption>{plain(caption)}</figcaption></figure>"
    )
