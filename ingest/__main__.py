"""python -m ingest: bring documents into the index, and look after it."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import DeskError, UnreadableFile, UsageError
from ingest.settings import Settings, go_offline, read_settings

if TYPE_CHECKING:
    from ingest.report import Outcome

_SUMMARIES = {
    "list": "list the documents of the index",
    "show": "show a document (its id, the beginning of it, or its source) or a passage",
    "remove": "take a document out of the index",
    "rollback": "make the previous generation live again",
    "verify": "check that catalog, vectors and source files agree",
    "doctor": "say what is installed and what would touch the network",
    "rebuild": "build the index anew from the paths",
}
_EPILOG = (
    "commands:\n"
    + "\n".join(f"  {name:<9} {summary}" for name, summary in _SUMMARIES.items())
    + "\n\nA folder with the name of a command is given as ./list.\n"
    "Exit code: 0 all well, 1 a file failed or the index has a problem, 2 usage."
)


def _parser(command: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m ingest{f' {command}' if command else ''}",
        description=_SUMMARIES.get(
            command or "", "Make the index hold the documents of folders (default: the corpus)."
        ),
        epilog=None if command else _EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if command in ("show", "remove"):
        parser.add_argument("id", metavar="ID", help="document id, its beginning, or source")
    if command in (None, "rebuild"):
        parser.add_argument(
            "paths", nargs="*", metavar="PATH", help="files, folders, or https:// addresses"
        )
        parser.add_argument(
            "--sources",
            nargs="*",
            metavar="ID",
            help="fetch these of the corpus's list of public documents, or all; without ID: list",
        )
        parser.add_argument("--dry-run", action="store_true", help="print the plan, do nothing")
        parser.add_argument(
            "--keep", action="store_true", help="do not remove documents whose files are gone"
        )
        parser.add_argument("--watch", action="store_true", help="keep the index in step")
        parser.add_argument(
            "--allow-private", action="store_true", help="fetch from private addresses too"
        )
    parser.add_argument("--index", type=Path, metavar="DIR", help="index folder (.index)")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="documents folder (corpus)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--verbose", action="store_true", help="log each document")
    return parser


def _ingest(settings: Settings, args: argparse.Namespace, *, rebuild: bool) -> int:
    """Fetch the addresses, ingest the paths, print the report; return the exit code."""
    from ingest.console import outcome_values, progress, report_lines, report_values
    from ingest.embed import MiniLM
    from ingest.sync import sync

    paths, failures = _fetched(args, settings)
    embedder = MiniLM()
    with progress() as on_progress:
        report = sync(
            paths or ([] if failures else [settings.corpus]),
            settings=settings,
            embedder=embedder,
            rebuild=rebuild,
            keep=args.keep,
            dry_run=args.dry_run,
            on_progress=on_progress,
        )
    if args.json:
        values = report_values(report)
        values["not_fetched"] = [outcome_values(failure) for failure in failures]
        _print(json.dumps(values, ensure_ascii=False, indent=2))
    else:
        for line in report_lines(report, failures, dry_run=args.dry_run):
            _print(line)
    return 1 if report.failed or failures else 0


def _fetched(args: argparse.Namespace, settings: Settings) -> tuple[list[Path], "list[Outcome]"]:
    """Return the paths, addresses replaced by their snapshots, and what could not be fetched."""
    from ingest.fetch import is_address, snapshot
    from ingest.plan import Action
    from ingest.report import Outcome
    from ingest.sources import fetch_sources, picked, read_sources

    paths: list[Path] = []
    failures: list[Outcome] = []
    private = args.allow_private
    if args.sources:
        wanted = picked(read_sources(settings.corpus), args.sources)
        paths, failures = fetch_sources(wanted, corpus=settings.corpus, allow_private=private)
    for text in args.paths:
        try:
            if is_address(text):
                paths.append(snapshot(text, corpus=settings.corpus, allow_private=private))
            else:
                paths.append(Path(text))
        except UnreadableFile as exc:
            failures.append(Outcome(source=text, action=Action.FAILED, reason=str(exc)))
    return paths, failures


def _list_sources(settings: Settings, args: argparse.Namespace) -> int:
    from ingest.console import visible
    from ingest.sources import read_sources, source_lines

    sources = read_sources(settings.corpus)
    if args.json:
        _print(json.dumps([asdict(each) for each in sources], ensure_ascii=False, indent=2))
    else:
        for line in source_lines(sources):
            _print(visible(line))
    return 0


def _watch(settings: Settings, args: argparse.Namespace) -> int:
    from ingest.watch import watch

    folders = [Path(text) for text in args.paths] or [settings.corpus]
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder}: --watch needs folders")

    def again() -> None:
        try:
            _ingest(settings, args, rebuild=False)
        except DeskError as exc:
            print(f"error: {exc}", file=sys.stderr)

    try:
        watch(folders, again)
    except KeyboardInterrupt:
        return 0
    return 0


def _print(line: str) -> None:
    print(line, flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    command = given.pop(0) if given and given[0] in _SUMMARIES else None
    args = _parser(command).parse_args(given)
    logging.basicConfig(
        level=logging.INFO if args.verbose else logging.WARNING, format="%(message)s"
    )
    go_offline()
    try:
        code = _run(command, args)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever reads what is printed, such as head, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # as a shell tells it
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2 if isinstance(exc, UsageError) else 1
    except KeyboardInterrupt:
        print("interrupted; run the same command again to go on", file=sys.stderr)
        return 130


def _run(command: str | None, args: argparse.Namespace) -> int:
    settings = read_settings({"index": args.index, "corpus": args.corpus})
    if command not in (None, "rebuild"):
        from ingest.commands import COMMANDS

        return COMMANDS[str(command)](settings, args, _print)
    if args.sources == []:
        return _list_sources(settings, args)
    if args.watch:
        return _watch(settings, args)
    return _ingest(settings, args, rebuild=command == "rebuild")


if __name__ == "__main__":
    sys.exit(main())
