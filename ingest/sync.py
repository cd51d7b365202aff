"""Make an index equal to folders: compare, apply the difference to a draft, publish it, report."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.embed import Embedder
from ingest.files import digests, find_files
from ingest.index import FORMAT, Generation, IndexFolder
from ingest.parse import Parser
from ingest.plan import Step, make_plan
from ingest.report import OnProgress, Outcome, Progress, Report, by_source, outcome
from ingest.settings import Settings
from ingest.write import Reading, Writer


def index_folder(settings: Settings, embedder: Embedder) -> IndexFolder:
    """Return the index of these settings, with the fingerprint that they and the model imply."""
    fingerprint = f"format {FORMAT}, {embedder.name}, passages of {settings.passage_tokens} tokens"
    return IndexFolder(settings.index, fingerprint=fingerprint, lock_seconds=settings.lock_seconds)


def sync(
    paths: Sequence[Path],
    *,
    settings: Settings,
    embedder: Embedder,
    rebuild: bool = False,
    keep: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress = lambda _: None,
) -> Report:
    """Make the index hold what the paths hold and publish it as a generation.

    A file that vanished from a folder given here leaves the index, unless keep is true; documents
    from elsewhere stay. A file that cannot be read keeps its previous version. dry_run only
    reports what would be done. Raises MissingPath and IndexProblem; nothing is changed then.
    """
    started = time.monotonic()
    there = find_files(paths, corpus=settings.corpus)
    files = there.files
    counted = Progress(stage="comparing", files_done=0, files_all=len(files))
    found = digests(files, on_file=lambda done: on_progress(replace(counted, files_done=done)))
    folder = index_folder(settings, embedder)

    def plan(generation: Generation | None) -> list[Step]:
        return make_plan(
            files,
            found,
            generation.catalog.files() if generation else [],
            index=settings.index,
            folders=[path for path in paths if path.is_dir()],
            keep=keep,
        )

    def report(outcomes: Sequence[Outcome], generation: Generation | None) -> Report:
        return Report(
            outcomes=by_source(outcomes),
            documents=len(generation.catalog.document_ids()) if generation else 0,
            passages=generation.catalog.passage_count() if generation else 0,
            seconds=time.monotonic() - started,
            resumed=resumed,
            skipped=skipped,
        )

    index = settings.index.resolve()
    skipped = tuple(file.source for file in there.skipped if not file.path.is_relative_to(index))
    resumed = False
    if dry_run:
        with _live(folder, empty=rebuild) as live:
            return report([outcome(step) for step in plan(live)], live)
    with (
        folder.writing(),
        closing(Parser(workers=_workers(), seconds=settings.parse_seconds)) as parser,
    ):
        of = _work(paths, rebuild=rebuild, keep=keep)
        resumed = folder.unfinished(of=of, empty=rebuild)
        reading: Reading | None = None
        if folder.exists() and not resumed and not rebuild:
            with closing(folder.open()) as live:
                reading = Reading(plan(live), parser, on_progress=on_progress)
                if not reading.changes_anything():
                    return report(reading.outcomes(), live)
        with folder.draft(of=of, empty=rebuild) as draft:
            reading = reading or Reading(plan(draft), parser, on_progress=on_progress)
            writer = Writer(draft, settings=settings, embedder=embedder)
            outcomes = writer.apply(reading)
            done = report(outcomes, draft)
            folder.publish(draft)
            return done


def _work(paths: Sequence[Path], *, rebuild: bool, keep: bool) -> str:
    """Return what an ingest is to do: only one of the same goes on with its draft."""
    resolved = sorted({str(path.resolve()) for path in paths})
    return json.dumps({"rebuild": rebuild, "keep": keep, "paths": resolved})


@contextmanager
def _live(folder: IndexFolder, *, empty: bool) -> Iterator[Generation | None]:
    """Give the live generation, or nothing when there is none or it is not to count."""
    if empty or not folder.exists():
        yield None
        return
    with closing(folder.open()) as live:
        yield live


def _workers() -> int:
    """Return how many processes to read with: one core is left for the model."""
    return max(1, min(4, (os.cpu_count() or 2) - 1))
