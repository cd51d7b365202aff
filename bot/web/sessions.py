"""Who is signed in: by a cookie from the sign-in page, or by HTTP Basic for programs."""

import hashlib
import secrets
import time
from base64 import b64decode
from collections import deque

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from bot.users import Users

COOKIE = "desk_session"
_SECONDS = 12 * 3600.0
_TRIES = 5  # a minute, for one name and for one address
_MOST = 10_000


class Sessions:
    """The sessions of one run of the server; they end with it."""

    def __init__(self, users: Users | None) -> None:
        """Without users nobody needs to sign in."""
        self._users = users
        self._open: dict[str, tuple[str, float]] = {}
        self._basic: dict[str, str] = {}
        self._tries: dict[str, deque[float]] = {}

    @property
    def needed(self) -> bool:
        """Tell whether one must sign in."""
        return self._users is not None

    async def user(self, request: Request) -> str | None:
        """Return who sends a request, or None for nobody known."""
        token = request.cookies.get(COOKIE, "")
        name, until = self._open.get(token, ("", 0.0))
        if until > time.monotonic():
            return name
        header = request.headers.get("authorization", "")
        return await self._by_header(request, header) if header.startswith("Basic ") else None

    async def sign_in(self, request: Request, name: str, password: str) -> str | None:
        """Return a session's token, or None for a wrong name or password or too many tries."""
        if not await self._accepts(request, name, password):
            return None
        token = secrets.token_urlsafe(24)
        if len(self._open) >= _MOST:
            self._open.clear()
        self._open[token] = (name, time.monotonic() + _SECONDS)
        return token

    def sign_out(self, request: Request) -> None:
        """End the session of a request."""
        self._open.pop(request.cookies.get(COOKIE, ""), None)

    async def _by_header(self, request: Request, header: str) -> str | None:
        seen = hashlib.sha256(header.encode()).hexdigest()
        if seen in self._basic:
            return self._basic[seen]
        try:
            name, _, password = b64decode(header[6:], validate=True).decode().partition(":")
        except ValueError:
            return None
        if not await self._accepts(request, name, password):
            return None
        if len(self._basic) >= _MOST:
            self._basic.clear()
        self._basic[seen] = name
        return name

    async def _accepts(self, request: Request, name: str, password: str) -> bool:
        """Tell whether a password is right. A try counts unless it is."""
        whose = (request.client.host if request.client else "", f"name {name}")
        if self._users is None or any(map(self._has_tried_enough, whose)):
            return False
        for each in whose:
            if each not in self._tries and len(self._tries) >= _MOST:
                del self._tries[next(iter(self._tries))]  # the oldest
            self._tries.setdefault(each, deque()).append(time.monotonic())
        accepted = await run_in_threadpool(self._users.accepts, name, password)
        for each in whose if accepted else ():
            if self._tries.get(each):
                self._tries[each].pop()
        return accepted

    def _has_tried_enough(self, whose: str) -> bool:
        times = self._tries.get(whose, deque())
        while times and times[0] < time.monotonic() - 60:
            times.popleft()
        return len(times) >= _TRIES
