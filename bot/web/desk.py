"""What the page's handlers and routes share: the chain, the index, recent answers, limits."""

import json
import logging
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from langchain_core.runnables import Runnable

from bot.answer import Answer, Citation, Hit, Inquiry, Turn
from bot.chain import checked
from bot.export import read_certificate
from bot.feedback import FeedbackStore
from bot.holdings import Holdings, Listed, holdings
from bot.render import to_json
from bot.retrieve import retrieve
from bot.suggest import example_questions
from bot.terms import content_words
from bot.web.seals import Seals
from ingest.catalog import Catalog
from ingest.document import Document, Span
from ingest.embed import Embedder
from ingest.errors import DeskError, NoSuchDocument, TooManyQuestions, UnlocatedQuote, UsageError
from ingest.files import SourceFile, digest, read
from ingest.index import Generation, LiveIndex
from ingest.loaders.pdf_page import PagePicture, picture
from ingest.settings import Settings
from ingest.sync import index_folder

logger = logging.getLogger(__name__)
_KEPT_ANSWERS = 1000
_MOST_HITS = 20
_SEARCHED = 1000  # passages with a word that the list of documents looks at


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer that the server still has: its key, and the turns it was asked after."""

    key: str
    answer: Answer
    turns: tuple[Turn, ...] = ()


class Desk:
    """One desk for all users. Keeps answers in memory only, the latest thousand."""

    def __init__(
        self, settings: Settings, chain: Runnable[Inquiry | str, Answer], embedder: Embedder
    ) -> None:
        self.settings = settings
        self.feedback = FeedbackStore(settings.feedback)
        self._seals = Seals(settings.feedback.with_suffix(".key"))
        self._chain = chain
        self._embedder = embedder
        self._live = LiveIndex(index_folder(settings, embedder))
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._asked: dict[str, deque[float]] = {}
        self._lock = threading.Lock()
        self._examples: dict[int, list[str]] = {}
        self._holdings: Holdings | None = None
        self.picture = lru_cache(maxsize=32)(self._picture)

    def generation(self) -> Generation:
        """Return the live generation. Raises IndexProblem."""
        return self._live.generation()

    @property
    def catalog(self) -> Catalog:
        """Return the live generation's catalog. Raises IndexProblem."""
        return self.generation().catalog

    def ask(self, inquiry: Inquiry, *, who: str) -> Iterator[Kept]:
        """Yield the answer as it comes. Raises DeskError, also when `who` asks too fast."""
        checked(inquiry.text)
        self._count(who)
        key = secrets.token_urlsafe(12)
        for answer in self._chain.stream(inquiry):
            kept = Kept(key=key, answer=answer, turns=inquiry.turns)
            self._keep(kept)
            yield kept
        self._note(who, inquiry.text, key)

    def kept(self, key: str) -> Kept:
        """Return a recent answer. Raises UsageError when it is too old, or from another run."""
        with self._lock:
            if key not in self._kept:
                raise UsageError("the server no longer has this answer; reload the page")
            return self._kept[key]

    def seal(self, kept: Kept) -> str:
        """Return what shows later that an answer which a browser kept is this one."""
        return self._seals.of(kept.key, to_json(kept.answer))

    def restore(
        self, key: str, values: Mapping[str, object], turns: Sequence[Turn], *, seal: str
    ) -> Kept:
        """Return a recent answer, or read it back from what the browser kept of it.

        Raises UsageError when it is not what was answered under this key, or the index no longer
        holds what it cites.
        """
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        if not self._seals.fits(seal, key, values):
            raise UsageError("not an answer of this server")
        kept = Kept(key=key, answer=read_certificate(values, self.catalog), turns=tuple(turns))
        self._keep(kept)
        return kept

    def search(self, query: str, *, limit: int, who: str) -> list[Hit]:
        """Return the passages nearest to a query. Raises DeskError."""
        asked = checked(query)
        self._count(who)
        return retrieve(
            asked,
            generation=self.generation(),
            embedder=self._embedder,
            candidates=self.settings.candidates,
            limit=max(1, min(limit, _MOST_HITS)),
        )

    def document(self, document_id: str) -> Document:
        """Return a document by its id. Raises NoSuchDocument."""
        catalog = self.catalog
        if document_id not in catalog:
            raise NoSuchDocument("no document of the index has this id")
        return catalog.document(document_id)

    def cite(
        self, document_id: str, span: tuple[int, int], answer: tuple[int, int] | None
    ) -> Citation:
        """Return a place of a document. Raises NoSuchDocument or UnlocatedQuote."""
        document = self.document(document_id)
        try:
            return Citation(
                document=document,
                span=Span(start=span[0], end=span[1]),
                answer=Span(start=answer[0], end=answer[1]) if answer else None,
            )
        except ValueError as exc:
            raise UnlocatedQuote(f"{document.source} has no such place") from exc

    def holdings(self) -> Holdings:
        """Return what the live generation holds; read once for each."""
        generation = self.generation()
        if self._holdings is None or self._holdings.generation != generation.number:
            self._holdings = holdings(generation)
        return self._holdings

    def documents(self, query: str) -> list[Listed]:
        """Return the documents whose title, account, file or passages have the words asked for."""
        ranked = self._with_words([word.casefold() for word in content_words(query)])
        words = query.casefold().split()
        return [
            each for each in self.holdings().documents if each.mentions(words) or each.id in ranked
        ]

    def _with_words(self, words: Sequence[str]) -> set[str]:
        """Return the ids of documents that have each of the words in one of their best passages."""
        found = [
            {key.split(":")[0] for key, _ in self.catalog.words.rank([word], limit=_SEARCHED)}
            for word in words
        ]
        return set.intersection(*found) if found else set()

    def examples(self) -> list[str]:
        """Return questions that the live generation answers; found once for each."""
        generation = self.generation()
        if generation.number not in self._examples:
            asked = example_questions(generation.catalog, self._chain.invoke)
            self._examples = {generation.number: asked}
        return self._examples[generation.number]

    def _picture(self, document_id: str, number: int, quote: str) -> PagePicture | None:
        """Return a page of a PDF, if its file still is what was indexed.

        Raises UnreadableFile when it cannot be drawn.
        """
        path = self._unchanged_file(document_id)
        return picture(path, number, quote) if path else None

    def _unchanged_file(self, document_id: str) -> Path | None:
        for entry in self.catalog.files():
            if ("", document_id) in entry.parts:
                path = (self.settings.index / entry.path).resolve()
                file = SourceFile(path=path, source=entry.source)
                try:
                    return path if digest(*read(file)) == entry.digest else None
                except DeskError:
                    return None
        return None

    def _keep(self, kept: Kept) -> None:
        with self._lock:
            self._kept[kept.key] = kept
            self._kept.move_to_end(kept.key)
            while len(self._kept) > _KEPT_ANSWERS:
                self._kept.popitem(last=False)

    def _count(self, who: str) -> None:
        limit, now = self.settings.per_minute, time.monotonic()
        with self._lock:
            times = self._asked.setdefault(who, deque())
            while times and times[0] < now - 60:
                times.popleft()
            if limit and len(times) >= limit:
                raise TooManyQuestions(
                    f"at most {limit} questions a minute are answered; wait a moment"
                )
            times.append(now)
            if len(self._asked) > 10_000:
                self._asked = {who: times}

    def _note(self, who: str, question: str, key: str) -> None:
        """Write to the audit log, if there is one: who asked what, when, and the answer's key."""
        if not self.settings.audit:
            return
        now = datetime.now(UTC).isoformat(timespec="seconds")
        line = json.dumps(
            {"at": now, "who": who, "question": question, "answer": key}, ensure_ascii=False
        )
        try:
            with self._lock, Path(self.settings.audit).open("a", encoding="utf-8") as log:
                log.write(line + "\n")
        except OSError as exc:
            logger.warning("the audit log cannot be written: %s", exc)
