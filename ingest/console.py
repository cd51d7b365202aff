"""What an ingest shows on a terminal: progress, the table at its end, lists and documents.

Rich (MIT) draws the bar and the tables. Where the output is not a terminal, plain lines are
printed instead. Text from documents and file names is shown with its control characters named.
"""

import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ingest.catalog import Catalog
from ingest.document import Document
from ingest.metadata import KEYS
from ingest.plan import Action
from ingest.report import OnProgress, Outcome, Progress, Report

_NAMED = 20  # of the skipped files
_EVERY = 5.0  # seconds between two plain lines of progress


def visible(text: str) -> str:
    """Return a text on one line, with line ends, controls and direction marks spelled out."""
    return "".join(
        f"\\u{ord(ch):04x}" if unicodedata.category(ch) in ("Cc", "Cf", "Zl", "Zp") else ch
        for ch in text.encode("utf-8", "replace").decode("utf-8")
    )


def report_lines(
    report: Report, failures: Sequence[Outcome] = (), *, dry_run: bool = False
) -> Iterator[str]:
    """Yield the table of an ingest: what became of each file, warnings, how many of each.

    failures are addresses that could not be fetched.
    """
    for outcome in (*report.outcomes, *failures):
        if outcome.action != Action.UNCHANGED:
            reason = f": {visible(outcome.reason)}" if outcome.reason else ""
            yield f"{outcome.action:<10} {visible(outcome.source)}{reason}"
    for outcome in report.outcomes:
        for warning in outcome.warnings:
            yield f"warning    {visible(outcome.source)}: {visible(warning)}"
    counts = ", ".join(f"{count} {action}" for action, count in report.counts.items() if count)
    if report.resumed:
        yield "went on with the ingest that was interrupted"
    yield ("would be: " if dry_run else "") + (counts or "no files")
    yield f"{report.documents} documents, {report.passages} passages, {report.seconds:.1f} s"
    if report.skipped:
        names = [visible(name) for name in report.skipped[:_NAMED]]
        names += [f"{len(report.skipped) - _NAMED} more"] if len(report.skipped) > _NAMED else []
        yield f"{len(report.skipped)} skipped, being no documents: {', '.join(names)}"


def document_lines(document: Document, catalog: Catalog) -> Iterator[str]:
    """Yield what is known of a document: metadata, shape, where its file lies, warnings."""
    yield f"id          {document.id}"
    yield f"source      {visible(document.source)}"
    for entry in catalog.files():
        if any(held == document.id for _, held in entry.parts):
            yield f"file        {visible(entry.path)} (from the index folder)"
    metadata = document.metadata
    for name in KEYS:
        if value := getattr(metadata, name):
            yield f"{name:<11} {visible(value)}"
    for reference in metadata.references:
        yield f"{f'reference {reference.mark}':<11} {visible(reference.text)}"
    yield f"type        {document.media_type}"
    shape = [f"{len(document.text)} characters", f"{len(document.pages)} pages"]
    shape += [f"{len(document.headings)} headings"]
    yield f"shape       {', '.join(shape)}, {len(catalog.passage_ids(document.id))} passages"
    for warning in document.warnings:
        yield f"warning     {visible(warning)}"


@contextmanager
def progress() -> Iterator[OnProgress]:
    """Give what an ingest reports to: a bar on a terminal, else a line every few seconds."""
    if sys.stderr.isatty():
        with _bar() as shown:
            yield shown
    else:
        yield _PlainProgress()


@contextmanager
def _bar() -> Iterator[OnProgress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import (
        Progress as Bar,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files{task.fields[more]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("comparing", total=None, more="")
        started = time.monotonic()

        def show(now: Progress) -> None:
            bar.update(
                task,
                description=now.stage,
                completed=now.files_done,
                total=now.files_all,
                more=_page_and_rate(now, time.monotonic() - started),
            )

        yield show


class _PlainProgress:
    """Prints a line every few seconds of work."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._next = self._started + _EVERY

    def __call__(self, now: Progress) -> None:
        clock = time.monotonic()
        if clock < self._next:
            return
        self._next = clock + _EVERY
        sys.stderr.write(progress_line(now, clock - self._started) + "\n")
        sys.stderr.flush()


def progress_line(now: Progress, seconds: float) -> str:
    """Return how far an ingest is, with its rate and an estimate of the time left."""
    line = f"{now.stage}: {now.files_done} of {now.files_all} files{_page_and_rate(now, seconds)}"
    if now.files_done and now.files_done < now.files_all:
        left = seconds * (now.files_all - now.files_done) / now.files_done
        line += f", about {left:.0f} s left"
    return line


def _page_and_rate(now: Progress, seconds: float) -> str:
    page = f", page {now.page[0]} of {now.page[1]}" if now.page else ""
    rate = f", {now.passages} passages, {now.passages / max(seconds, 0.1):.0f} a second"
    return page + (rate if now.passages else "")


def outcome_values(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as values for JSON."""
    return {
        "source": outcome.source,
        "action": str(outcome.action),
        "reason": outcome.reason,
        "warnings": list(outcome.warnings),
    }


def report_values(report: Report) -> dict[str, object]:
    """Return a report as values for JSON."""
    return {
        "outcomes": [outcome_values(outcome) for outcome in report.outcomes],
        "counts": {str(action): count for action, count in report.counts.items()},
        "documents": report.documents,
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
        "resumed": report.resumed,
        "skipped": list(report.skipped),
    }
