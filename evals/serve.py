"""Past runs in a browser, from this machine only: a list with trends, reports, comparisons."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from evals.compare import compare
from evals.record import Run, load, stored
from evals.report import report_page, runs_page
from evals.summary import Summary, summarize
from ingest.errors import DeskError, PortInUse

logger = logging.getLogger(__name__)
HOST = "127.0.0.1"


class Shelf:
    """The runs of a folder, each read once; a run never changes after it was stored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, tuple[Run, Summary]] = {}

    def page(self, path: str) -> str | None:
        """Return the page at a path of the address; None when there is none.

        Raises DeskError for runs that cannot be read or compared.
        """
        parts = [part for part in path.split("?")[0].split("/") if part]
        files = {file.stem: file for file in stored(self._folder)}
        wanted = [files.get(part) for part in parts[1:]]
        match parts[:1], wanted:
            case [], []:
                return self._list()
            case ["run"], [Path() as file]:
                return report_page(self._run(file)[0])
            case ["compare"], [Path() as before, Path() as after]:
                found = compare(self._run(before)[0], self._run(after)[0])
                return report_page(found.after, found)
        return None

    def _run(self, file: Path) -> tuple[Run, Summary]:
        if file not in self._read:
            run = load(file)
            self._read[file] = (run, summarize(run.outcomes))
        return self._read[file]

    def _list(self) -> str:
        rows: list[tuple[Run, Summary, Run | None]] = []
        problems = []
        for file in stored(self._folder):
            try:
                run, summary = self._run(file)
            except DeskError as exc:
                problems.append(str(exc))
                continue
            same = [other for other, _, _ in rows if other.sets == run.sets]
            rows.append((run, summary, same[-1] if same else None))
        return runs_page(rows[::-1], folder=self._folder, problems=problems)


def server(folder: Path, *, port: int) -> ThreadingHTTPServer:
    """Return a server of a folder's runs, on the loopback address. Raises PortInUse."""
    shelf = Shelf(folder)
    try:
        return ThreadingHTTPServer((HOST, port), _handler(shelf.page))
    except OSError as exc:
        raise PortInUse(
            f"cannot listen on {HOST}:{port} ({exc.strerror}); choose another port with --port"
        ) from exc


def _handler(page: Callable[[str], str | None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers GET; another host name is another site that leads a browser here."""

        def do_GET(self) -> None:  # the library's name
            """Send the page that was asked for."""
            name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
            if name not in (HOST, "localhost"):
                self.send_error(HTTPStatus.FORBIDDEN)
                return
            try:
                text, status = page(self.path), HTTPStatus.OK
            except DeskError as exc:
                self.send_error(HTTPStatus.CONFLICT, explain=str(exc))
                return
            if text is None:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            body = text.encode("utf-8", "replace")
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Log requests as the rest of the program logs."""
            logger.debug(format, *args)

    return Handler
