"""Files become documents in processes of their own, where a crash or a hang is contained.

A worker process reads one file at a time under limits of memory and time. When it crashes, hangs
or runs out of memory, that file fails with a reason and the next one gets a new process.
"""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import PurePath
from queue import SimpleQueue

from ingest.coverage import no_text, page_warnings, text_warnings
from ingest.document import Document, Metadata, TextBuilder
from ingest.errors import UnreadableFile
from ingest.files import SIDECAR, SourceFile, digest, read
from ingest.language import spoken
from ingest.loaders import FRONT_MATTER, LOADERS
from ingest.metadata import combine, from_sidecar
from ingest.structure import with_articles

MEMORY = 2 * 1024**3  # bytes of address space; Python and its libraries take some 0.5 GiB of it
_DEEPEST = 3  # attachments of attachments of attachments
_MOST_ATTACHMENTS = 100
_START_SECONDS = 60.0
OnPage = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a file held when it was read: (name, document), its own with an empty name first."""

    digest: str
    parts: tuple[tuple[str, Document], ...]


def parse(file: SourceFile, *, on_page: OnPage | None = None) -> Parsed:
    """Read a file into documents, here and now. Raises UnreadableFile."""
    data, sidecar = read(file)
    given = from_sidecar(sidecar, name=file.path.name + SIDECAR) if sidecar else {}
    parts = _parts(data, PurePath(file.source), given=given, on_page=on_page)
    return Parsed(digest=digest(data, sidecar), parts=tuple(parts))


def _parts(
    data: bytes,
    path: PurePath,
    *,
    given: dict[str, str],
    on_page: OnPage | None,
    name: str = "",
    depth: int = 0,
) -> list[tuple[str, Document]]:
    """Return the document of some bytes and those of its attachments, each with its name."""
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        raise UnreadableFile(
            f"files of type {path.suffix or 'without suffix'} are not supported; "
            f"supported are {' '.join(sorted(LOADERS))}"
        )
    builder = TextBuilder(on_page=on_page)
    loader.load(data, builder)
    inner: list[tuple[str, Document]] = []
    for number, (attached, content) in enumerate(builder.attachments, start=1):
        try:
            if depth == _DEEPEST or number > _MOST_ATTACHMENTS:
                raise UnreadableFile("too many files within files; ingest it on its own")
            inner += _parts(
                content,
                path / attached,
                given={},
                on_page=on_page,
                name=f"{name} › {number} {attached}",
                depth=depth + 1,
            )
        except UnreadableFile as exc:
            builder.warn(f"attachment {attached} was not read: {exc}")
    source = path.as_posix() if depth == 0 else name
    return [(name, _document(builder, source, path, loader.media_type, given)), *inner]


def _document(
    builder: TextBuilder, source: str, path: PurePath, media_type: str, given: dict[str, str]
) -> Document:
    draft = builder.build(source=source, media_type=media_type, metadata=Metadata(title=path.stem))
    if not draft.text.strip():
        raise UnreadableFile(f"all of its {len(draft.pages) or 1} pages: {no_text()}")
    title = draft.headings[0].text if draft.headings else path.stem
    metadata = combine(given, builder.found, title=title)
    if "language" not in given and not (metadata.language and media_type in FRONT_MATTER):
        metadata = replace(metadata, language=spoken(draft.text, stated=metadata.language))
    document = with_articles(replace(draft, metadata=metadata))
    warnings = (*document.warnings, *page_warnings(builder.unread_pages), *text_warnings(document))
    return replace(document, warnings=warnings)


class Parser:
    """Worker processes that read files; close it when done.

    seconds is how long a worker may take from one page to the next, or for a file without pages.
    """

    def __init__(self, *, workers: int = 1, seconds: float = 60.0, memory: int = MEMORY) -> None:
        self._threads = ThreadPoolExecutor(workers)
        self._ahead = 2 * workers
        self._all = [_Worker(seconds=seconds, memory=memory) for _ in range(workers)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._all:
            self._idle.put(worker)

    def parse_all(
        self, files: Iterable[SourceFile], *, on_page: OnPage | None = None
    ) -> Iterator[Parsed | UnreadableFile]:
        """Yield what each file held, or why it could not be read, in the order given.

        Reads a little ahead of what was taken.
        """
        waiting: deque[Future[Parsed | UnreadableFile]] = deque()
        for file in files:
            waiting.append(self._threads.submit(self._parse, file, on_page))
            if len(waiting) > self._ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        """End the workers, busy or not."""
        for worker in self._all:
            worker.kill()
        self._threads.shutdown(cancel_futures=True)

    def _parse(self, file: SourceFile, on_page: OnPage | None) -> Parsed | UnreadableFile:
        worker = self._idle.get()
        try:
            return worker.parse(file, on_page)
        except UnreadableFile as exc:
            return exc
        finally:
            self._idle.put(worker)


class _Worker:
    """One process; started at the first file, and again after it had to be killed."""

    def __init__(self, *, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None

    def parse(self, file: SourceFile, on_page: OnPage | None) -> Parsed:
        """Have the process read a file. Raises UnreadableFile, also for a crash or a hang."""
        connection = self._connection or self._start()
        try:
            connection.send(file)
            while connection.poll(self._seconds):
                kind, *values = connection.recv()
                if kind == "parsed" and isinstance(values[0], Parsed):
                    return values[0]
                if kind == "page" and on_page:
                    on_page(values[0], values[1])
                if kind == "failed":
                    raise UnreadableFile(str(values[0]))
                if kind == "exhausted":
                    self.kill()
                    raise UnreadableFile(str(values[0]))
        except (EOFError, OSError) as exc:
            code = self._ended()
            raise UnreadableFile(
                f"the reader of this format crashed ({code}); the file may be damaged: "
                "open it in its program, save it again, and ingest again"
            ) from exc
        self.kill()
        raise UnreadableFile(
            f"reading took longer than {self._seconds:g} s; split the file, "
            "or allow more with DESK_PARSE_SECONDS"
        )

    def kill(self) -> None:
        """End the process and what it started."""
        process, self._process = self._process, None
        if self._connection:
            self._connection.close()
            self._connection = None
        if process and process.pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.join()

    def _ended(self) -> str:
        process = self._process
        if process:
            process.join(timeout=5)
        code = process.exitcode if process else None
        self.kill()
        return f"signal {-code}" if code and code < 0 else f"exit code {code}"

    def _start(self) -> Connection:
        context = get_context("spawn")
        connection, other = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(other, self._seconds, self._memory), daemon=True
        )
        self._process.start()
        other.close()
        self._connection = connection
        if not connection.poll(_START_SECONDS):
            self.kill()
            raise UnreadableFile("no process could be started to read it; run again")
        connection.recv()
        return connection


def _serve(connection: Connection, seconds: float, memory: int) -> None:
    """Read files as they come, until the other end closes. Runs in the worker process."""
    _limit(memory)
    connection.send(("ready",))

    def on_page(done: int, total: int) -> None:
        connection.send(("page", done, total))

    with suppress(EOFError, OSError):
        while True:
            file = connection.recv()
            _limit_cpu(20 * seconds)
            try:
                connection.send(("parsed", parse(file, on_page=on_page)))
            except UnreadableFile as exc:
                connection.send(("failed", str(exc)))
            except MemoryError:
                reason = f"reading needs more than {memory >> 20} MiB of memory; split the file"
                connection.send(("exhausted", reason))
            # A parser may raise anything on a damaged file: this is where it is contained.
            except Exception as exc:
                reason = " ".join(f"{type(exc).__name__}: {exc}".split())[:200]
                connection.send(
                    ("failed", f"damaged, or not what its name says ({reason}); save it again")
                )


def _limit(memory: int) -> None:
    """Bound the process's memory, keep it off the terminal, and make it a group of its own."""
    with suppress(OSError, AttributeError):
        os.setsid()
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    if sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(seconds: float) -> None:
    """Let the process end by itself when the one that would kill it is gone."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime + seconds) + 1
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
            resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))
