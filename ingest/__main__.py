"""python -m ingest: bring documents into the index."""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ingest.errors import DeskError, UsageError
from ingest.settings import go_offline, read_settings


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Make the index hold the documents of a folder (default: the corpus folder).",
        epilog="Exit code: 0 all well, 1 a file failed or the index cannot be used, 2 usage.",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders")
    parser.add_argument("--index", type=Path, metavar="DIR", help="index folder (.index)")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="documents folder (corpus)")
    parser.add_argument("--rebuild", action="store_true", help="start from an empty index")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--verbose", action="store_true", help="log each document")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    args = _parser().parse_args(argv)
    logging.basicConfig(
        level=logging.INFO if args.verbose else logging.WARNING, format="%(message)s"
    )
    go_offline()
    from ingest.embed import MiniLM
    from ingest.sync import sync

    try:
        settings = read_settings({"index": args.index, "corpus": args.corpus})
        embedder = MiniLM()
        embedder.check_weights()
        report = sync(
            args.paths or [settings.corpus],
            settings=settings,
            embedder=embedder,
            rebuild=args.rebuild,
        )
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2 if isinstance(exc, UsageError) else 1
    if args.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=2))
    else:
        for outcome in report.outcomes:
            detail = f": {outcome.reason}" if outcome.reason else ""
            print(f"{outcome.action:<10} {outcome.source}{detail}")
        print(f"{report.documents} documents, {report.passages} passages in {settings.index}")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
