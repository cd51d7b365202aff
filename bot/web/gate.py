"""The gate before every route: which paths exist, who may pass, what a page may load.

Gradio brings routes that this program has no use for, such as those for uploads, files and
proxies: what is not listed here does not exist.
"""

import html
import json
import re
import secrets
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.strings import choose_language, in_language
from bot.web.sessions import Sessions

_READ = re.compile(
    r"/(|config|theme\.css|manifest\.json|favicon\.ico|healthz|login|logout|desk\.(css|js)"
    r"|(assets|static|svelte)/[\w./-]+"
    r"|gradio_api/(info|openapi\.json|startup-events|app_id|queue/data|heartbeat/\w+"
    r"|call/[\w/-]+|mcp/?|mcp/(schema|sse|http/?))"
    r"|quote/[0-9a-f]{16}|document/[0-9a-f]{16}(/\d{1,5}\.png)?"
    r"|answer/[\w-]{16}\.(md|html|json)|conversation\.(md|html|json))"
)
_WRITE = re.compile(
    r"/(login|answer/[\w-]{16}/feedback"
    r"|gradio_api/(queue/join|cancel|reset/?|(call|run|api)/[\w/-]+|mcp/?|mcp/(http/?|messages/?)))"
)
_OPEN = {"/healthz", "/login", "/desk.css", "/desk.js"}  # without sign-in
_DESCRIBED = re.compile(r"/(config|gradio_api/(info|heartbeat/\w+|queue/data))?")
_MOST_BYTES = 4 * 1024 * 1024  # a request with a conversation of twenty long answers
_LOOPBACK = {"127.0.0.1", "localhost", "::1", "testserver"}
_FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
# No 'unsafe-eval' and no inline script: the page uses none of Gradio's parts that need them.
# Styles stay open to inline ones, which Gradio's components set on their elements.
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


class Gate:
    """An ASGI application before another one."""

    def __init__(self, app: ASGIApp, *, sessions: Sessions, any_host: bool) -> None:
        """Let requests to any host name pass only with any_host: else a foreign page could ask."""
        self._app = app
        self._sessions = sessions
        self._any_host = any_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and dress the response."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        request = Request(scope)
        dressed = _Dress(request, send)
        refusal = self._refusal(request)
        if refusal is None:
            refusal = await self._sign_in(request)
        await (refusal or self._app)(scope, receive, dressed)

    def _refusal(self, request: Request) -> Response | None:
        path = _path(request)
        listed = _READ if request.method in ("GET", "HEAD") else _WRITE
        if request.method == "DELETE" and path.startswith("/gradio_api/mcp"):
            listed = _WRITE
        if not listed.fullmatch(path) or ".." in path:
            return PlainTextResponse("not found", status_code=404)
        if (
            not self._any_host
            and _split(f"//{request.headers.get('host', '')}")[0] not in _LOOPBACK
        ):
            return PlainTextResponse("this host name is not served", status_code=403)
        if request.method in ("GET", "HEAD"):
            return None
        origin = request.headers.get("origin")
        if origin and _split(origin)[1] != request.headers.get("host"):
            return PlainTextResponse("requests of other sites are refused", status_code=403)
        length = request.headers.get("content-length", "0" if request.method == "DELETE" else "")
        if not length.isascii() or not length.isdigit():
            return PlainTextResponse("a Content-Length is needed", status_code=411)
        if int(length) > _MOST_BYTES:
            return PlainTextResponse("too large", status_code=413)
        return None

    async def _sign_in(self, request: Request) -> Response | None:
        """Note who asks, or answer with the way to the sign-in page."""
        if not self._sessions.needed:
            return None
        user = await self._sessions.user(request)
        if user is not None:
            request.scope["desk_user"] = user
            return None
        if _path(request) in _OPEN or _is_our_own(request):
            return None
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(f"{request.scope.get('root_path', '')}/login", status_code=303)
        return PlainTextResponse("sign in first", status_code=401)


def _is_our_own(request: Request) -> bool:
    """Tell whether Gradio's MCP server asks its own application how it is built, or for a result.

    It does so without credentials; each call of a tool carries the caller's. A forged header
    learns nothing: no document is described there, and a result is told to who knows the random
    name of the session that asked.
    """
    own = request.client is not None and request.client.host in _LOOPBACK
    described = request.method == "GET" and bool(_DESCRIBED.fullmatch(_path(request)))
    return own and described and request.headers.get("x-gradio-user") == "mcp"


def _split(address: str) -> tuple[str | None, str | None]:
    """Return the host name of an address, and that with its port; None where it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None, None
    return parts.hostname, parts.netloc


def _path(request: Request) -> str:
    """Return the path below the root path, with what is escaped twice unescaped."""
    path = unquote(str(request.scope["path"]))
    root = str(request.scope.get("root_path", ""))
    return path.removeprefix(root) if root and path.startswith(root + "/") else path


class _Dress:
    """Sends a response on with security headers; the first page also gets our script and style."""

    def __init__(self, request: Request, send: Send) -> None:
        self._request = request
        self._send = send
        self._nonce = secrets.token_urlsafe(16)
        self._held: Message | None = None
        self._body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._headers(message["headers"])}
            kind = Headers(raw=message["headers"]).get("content-type", "")
            if _path(self._request) == "/" and kind.startswith("text/html"):
                self._held = message
                return
        elif self._held is not None:
            self._body.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._send_page(self._held)
            return
        await self._send(message)

    def _headers(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        ours = _FIXED | {"content-security-policy": _POLICY.format(nonce=self._nonce)}
        kept = [(name, value) for name, value in headers if name.decode() not in ours]
        if not any(name == b"cache-control" for name, _ in kept):
            kept.append((b"cache-control", b"no-store"))
        return kept + [(name.encode(), value.encode()) for name, value in ours.items()]

    async def _send_page(self, start: Message) -> None:
        page = dressed_page(b"".join(self._body).decode(), self._nonce, language_of(self._request))
        body = page.encode()
        length = (b"content-length", str(len(body)).encode())
        headers = [pair for pair in start["headers"] if pair[0] != b"content-length"]
        await self._send({**start, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": body})


def dressed_page(page: str, nonce: str, language: str) -> str:
    """Return Gradio's page in a language, its own scripts allowed, with our script and style."""
    words = html.escape(json.dumps(in_language(language), ensure_ascii=False))
    ours = (
        f"<meta name='desk-words' content='{words}'><meta name='desk-language' "
        f"content='{language}'><link rel='stylesheet' href='desk.css'>"
        "<script src='desk.js'></script>"
    )
    page = page.replace('lang="en"', f'lang="{language}"', 1)
    base, is_page, rest = page.partition("<base ")
    if not is_page:  # what is mounted on Gradio answers some requests with a page of its own
        return page
    end = rest.index(">") + 1
    return f"{base}<base {rest[:end]}{ours}{rest[end:]}".replace(
        "<script", f"<script nonce='{nonce}'"
    )


def language_of(request: Request) -> str:
    """Return the language to answer a request in."""
    return choose_language(
        request.cookies.get("desk_language"), request.headers.get("accept-language")
    )
