"""Carry out a plan: read what is new, embed it, and put it into a draft in batches."""

import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from ingest.catalog import FileEntry
from ingest.document import Document, Passage
from ingest.embed import Embedder
from ingest.errors import UnreadableFile
from ingest.index import Generation
from ingest.parse import Parsed, Parser
from ingest.plan import Action, Step, failed
from ingest.report import OnProgress, Outcome, Progress, outcome
from ingest.settings import Settings
from ingest.split import split
from ingest.tokens import pack

logger = logging.getLogger(__name__)
_BATCH = 512  # passages embedded and stored at a time: what a kill loses at most
_SLICE = 64  # passages between two signs of progress
_PIECE = 4.3  # characters of an English text for each word piece
Result = tuple[Step, Parsed | UnreadableFile]


class Reading:
    """The steps of a plan, with what the files to be read held, in their order."""

    def __init__(self, steps: Sequence[Step], parser: Parser, *, on_progress: OnProgress) -> None:
        self.steps = steps
        self._unread = [step for step in steps if _needs_reading(step)]
        self._early: list[Result] = []
        self._on_progress = on_progress
        self._progress = Progress(stage="reading", files_done=0, files_all=len(self._unread))
        files = [step.file for step in self._unread if step.file]
        self._late = zip(self._unread, parser.parse_all(files, on_page=self._on_page), strict=True)

    def changes_anything(self) -> bool:
        """Tell whether any step changes the index; reads files only until one can be read."""
        if any(step.donor or step.action == Action.REMOVED for step in self.steps):
            return True
        for result in self._late:
            self._early.append(result)
            if isinstance(result[1], Parsed):
                return True
        return False

    def results(self) -> Iterator[Result]:
        """Yield what each file held, or why it could not be read."""
        for number, result in enumerate(chain(self._early, self._late), start=1):
            yield result
            self.report(files_done=number)

    def outcomes(self) -> list[Outcome]:
        """Return the outcomes when nothing changes: what is unchanged and what failed."""
        reasons = {step.digest: str(result) for step, result in self._early}
        return [
            outcome(failed(step, reasons[step.digest]) if step.digest in reasons else step)
            for step in self.steps
        ]

    def report(self, *, files_done: int | None = None, passages: int = 0) -> None:
        """Tell how far it is; passages are added to those told before."""
        done = self._progress.files_done if files_done is None else files_done
        self._progress = replace(
            self._progress,
            files_done=done,
            passages=self._progress.passages + passages,
            page=None,
        )
        self._on_progress(self._progress)

    def _on_page(self, done: int, total: int) -> None:
        self._on_progress(replace(self._progress, page=(done, total)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """A file's entry and the documents that have to be stored for it, each with its passages."""

    entry: FileEntry
    documents: tuple[tuple[Document, list[Passage]], ...]


class Writer:
    """Applies a plan to a draft."""

    def __init__(self, draft: Generation, *, settings: Settings, embedder: Embedder) -> None:
        self._catalog = draft.catalog
        self._draft = draft
        self._settings = settings
        self._embedder = embedder
        self._loads: list[_Load] = []
        self._holders: dict[str, dict[str, str]] = {}  # by document, file by file: its source
        self._pending: set[str] = set()
        self._parts: dict[str, tuple[tuple[str, str], ...]] = {}

    def apply(self, reading: Reading) -> list[Outcome]:
        """Carry out every step; return the outcomes."""
        outcomes = [*self._relink(reading.steps)]
        for entry in self._catalog.files():
            for name, document_id in entry.parts:
                self._holders.setdefault(document_id, {})[entry.path] = entry.source + name
        reasons: dict[str, str] = {}
        for step, result in reading.results():
            if isinstance(result, UnreadableFile):
                reasons[step.digest] = str(result)
                outcomes.append(outcome(failed(step, str(result))))
                continue
            outcomes.append(self._take(step, result))
            if sum(len(found) for load in self._loads for _, found in load.documents) >= _BATCH:
                self._store(reading)
        self._store(reading)
        outcomes += self._alias_twins(reading.steps, reasons)
        sweep(self._draft)
        return outcomes

    def _relink(self, steps: Sequence[Step]) -> Iterator[Outcome]:
        """Do what needs no reading: unchanged, moved, copied, gone."""
        with self._catalog.batch():
            for step in steps:
                if step.donor:
                    if step.donor_is_gone:
                        self._catalog.forget(step.donor.path)
                    self._catalog.record(_entry(step, step.donor.parts))
                elif step.action == Action.REMOVED:
                    self._catalog.forget(step.key)
                elif _needs_reading(step) or step.twin:
                    continue
                yield outcome(step)

    def _take(self, step: Step, parsed: Parsed) -> Outcome:
        """Prepare a file's documents to be stored, but for those that are stored already.

        A document that several files hold is what the first of them says.
        """
        fresh: list[tuple[Document, list[Passage]]] = []
        warnings: list[str] = []
        for _, document_id in step.entry.parts if step.entry else ():
            self._holders.get(document_id, {}).pop(step.key, None)
        for name, document in parsed.parts:
            holders = self._holders.setdefault(document.id, {})
            is_first = all(step.source + name < other for other in holders.values())
            if not is_first and not name:
                step = _as_alias(step, parsed)
            if is_first and document.id not in self._pending and not self._is_stored(document):
                passages = self._split(document)
                warnings_of_it = self._length_warnings(document, passages)
                told = replace(document, warnings=(*document.warnings, *warnings_of_it))
                fresh.append((told, passages))
                self._pending.add(document.id)
                warnings += [f"{name[3:]}: {line}" if name else line for line in told.warnings]
            holders[step.key] = step.source + name
        parts = tuple((name, document.id) for name, document in parsed.parts)
        self._parts[step.digest] = parts
        entry = _entry(replace(step, digest=parsed.digest), parts)
        self._loads.append(_Load(entry=entry, documents=tuple(fresh)))
        return outcome(step, warnings=warnings)

    def _is_stored(self, document: Document) -> bool:
        """Tell whether the catalog has a document as it is now, its source aside."""
        if document.id not in self._catalog:
            return False
        stored = self._catalog.document(document.id)
        return replace(stored, source="", warnings=()) == replace(document, source="", warnings=())

    def _split(self, document: Document) -> list[Passage]:
        return split(
            document,
            max_tokens=self._settings.passage_tokens,
            count_tokens=self._embedder.count_tokens if _is_english(document) else _as_in_english,
        )

    def _length_warnings(self, document: Document, passages: Sequence[Passage]) -> list[str]:
        if not _is_english(document):
            return []
        costs = self._embedder.count_tokens([passage.search_text for passage in passages])
        long = sum(cost > self._embedder.max_tokens for cost in costs)
        if not long:
            return []
        return [
            f"{long} of {len(passages)} passages are longer than the {self._embedder.max_tokens} "
            "tokens the embedding model reads; what is beyond is found by its words only"
        ]

    def _store(self, reading: Reading) -> None:
        """Embed and store what was prepared: vectors first, then the catalog in one batch."""
        passages = [p for load in self._loads for _, found in load.documents for p in found]
        passages.sort(key=lambda passage: len(passage.text))
        packed: dict[str, bytes] = {}
        for start in range(0, len(passages), _SLICE):
            some = passages[start : start + _SLICE]
            found = self._embedder.embed([passage.search_text for passage in some])
            ids = [passage.id for passage in some]
            self._draft.vectors.add(ids, np.stack([each.whole for each in found]))
            packed |= {key: pack(each.tokens) for key, each in zip(ids, found, strict=True)}
            reading.report(passages=len(some))
        replaced: set[str] = set()
        with self._catalog.batch():
            for load in self._loads:
                for document, parts in load.documents:
                    replaced |= self._catalog.passage_ids(document.id)
                    self._catalog.add(document, {part: packed[part.id] for part in parts})
                    logger.info("indexed %d passages of %s", len(parts), document.source)
            for load in self._loads:
                self._catalog.record(load.entry)
        self._draft.vectors.remove(sorted(replaced - {passage.id for passage in passages}))
        self._loads.clear()
        self._pending.clear()

    def _alias_twins(self, steps: Sequence[Step], reasons: dict[str, str]) -> list[Outcome]:
        """Note the files whose bytes an earlier file of this run had."""
        outcomes = []
        with self._catalog.batch():
            for step in steps:
                if step.twin and step.digest in self._parts:
                    self._catalog.record(_entry(step, self._parts[step.digest]))
                    outcomes.append(outcome(step))
                elif step.twin:
                    outcomes.append(outcome(failed(step, reasons[step.digest])))
        return outcomes


def sweep(draft: Generation) -> None:
    """Remove from a draft the documents that no file holds any more."""
    with draft.catalog.batch():
        orphans = draft.catalog.orphans()
        ids = [passage_id for orphan in orphans for passage_id in draft.catalog.remove(orphan)]
        draft.catalog.name_after_files()
    draft.vectors.remove(ids)


def _needs_reading(step: Step) -> bool:
    return step.action in (Action.ADDED, Action.CHANGED) and step.donor is None


def _as_alias(step: Step, parsed: Parsed) -> Step:
    """Return the step of a file whose text another one describes."""
    if step.entry and step.entry.digest == parsed.digest:
        return replace(step, action=Action.UNCHANGED)
    return replace(step, action=Action.ALIAS, reason="same text as another file")


def _is_english(document: Document) -> bool:
    return document.metadata.language in (None, "en")


def _as_in_english(texts: Sequence[str]) -> list[int]:
    """Return how many word pieces English texts as long as these would have.

    The model spells other languages, and Russian letter by letter: cut by its pieces, passages
    would be of a sentence each. Those documents are found by their words.
    """
    return [math.ceil(len(text) / _PIECE) for text in texts]


def _entry(step: Step, parts: tuple[tuple[str, str], ...]) -> FileEntry:
    return FileEntry(path=step.key, source=step.source, digest=step.digest, parts=parts)
