"""Open the chat: the page, the routes and the gate as one application on one port."""

import ipaddress
import socket
import threading
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from bot.chain import answer_chain
from bot.users import Users
from bot.web.desk import Desk
from bot.web.gate import Gate
from bot.web.routes import answer_routes, house_routes, proof_routes, refused
from bot.web.sessions import Sessions
from ingest.embed import Embedder, MiniLM
from ingest.errors import DeskError, PortInUse, UsageError
from ingest.settings import Settings


def check_address(settings: Settings) -> None:
    """Raise UsageError for an address that others can reach, unless they must sign in."""
    if _is_loopback(settings.host) or settings.users or settings.open:
        return
    raise UsageError(
        f"{settings.host} can be reached from other machines; let users sign in (--users FILE), "
        "or allow everyone with --open"
    )


def application(settings: Settings, embedder: Embedder) -> FastAPI:
    """Return the whole application. Raises UsageError for a users file that cannot be read."""
    from bot.web.blocks import build, mount

    sessions = Sessions(Users(Path(settings.users)) if settings.users else None)
    desk = Desk(settings, answer_chain(settings, embedder=embedder), embedder)
    app = mount(routed(desk, sessions), build(desk), settings)
    return guarded(app, settings, sessions)


def routed(desk: Desk, sessions: Sessions) -> FastAPI:
    """Return an application of our own routes."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in (proof_routes(desk), answer_routes(desk), house_routes(desk, sessions)):
        app.include_router(router)
    app.add_exception_handler(DeskError, refused)
    return app


def guarded(app: FastAPI, settings: Settings, sessions: Sessions) -> FastAPI:
    """Return an application with the gate before it."""
    app.add_middleware(Gate, sessions=sessions, any_host=sessions.needed or settings.open)
    return app


def serve(settings: Settings) -> None:
    """Serve until stopped, on a port that `free_port` gave. The model is loaded meanwhile."""
    embedder = MiniLM()
    app = application(settings, embedder)
    threading.Thread(target=embedder.embed_query, args=("warm up",), daemon=True).start()
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, root_path=settings.root_path,
        log_level="warning", server_header=False, timeout_graceful_shutdown=3,
    )  # fmt: skip
    uvicorn.Server(config).run()


def free_port(settings: Settings) -> int:
    """Return the port to listen on, any free one for 0. Raises PortInUse."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as exc:
            raise PortInUse(
                f"cannot listen on {settings.host}:{settings.port} ({exc.strerror}); stop the "
                "other program or choose another port with --port"
            ) from exc
        port: int = probe.getsockname()[1]
    return port


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
