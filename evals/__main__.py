"""python -m evals: ask eval sets, compare runs, and keep a change from making answers worse."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import DeskError, UsageError
from ingest.settings import go_offline, read_settings

_COMMANDS = {
    "run": "ask the questions of sets and store the run (what is done without a command)",
    "check": "check that every quote stands once in its source and nothing is asked twice",
    "list": "list the stored runs",
    "compare": "say what changed from one run to another, question by question",
    "report": "write a run as one HTML page",
    "gate": "run the own sets; fail on a significant drop or below a floor",
    "sweep": "try settings on one half of the questions, report on the other",
    "import": "make a set of a SQuAD file, a BEIR folder, a CSV file or feedback",
    "export": "write a run as Ragas, DeepEval, JUnit XML or CSV",
    "serve": "show the stored runs and their trends in a browser",
}
_EPILOG = (
    "commands:\n"
    + "\n".join(f"  {name:<8} {summary}" for name, summary in _COMMANDS.items())
    + "\n\nA SET is a JSONL file, the name of an own set, or a folder that import made; none: all "
    "own sets.\nA RUN is a file, the beginning of an id, last, or last~1.\n"
    "Exit code: 0 done, 1 the gate is closed, a check failed or the index cannot be used, 2 usage."
)
_TAKE_SETS = ("run", "check", "sweep")


def _parser(command: str, *, is_named: bool) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m evals{f' {command}' if is_named else ''}",
        description=f"{_COMMANDS[command][0].upper()}{_COMMANDS[command][1:]}."
        if is_named
        else "Run eval sets, compare runs, and keep a change from making answers worse.",
        epilog=None if is_named else _EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    if command in _TAKE_SETS:
        add("sets", nargs="*", type=Path, metavar="SET", help="sets (all own ones)")
    if command == "run":
        add("--judge", choices=("verbatim",), help="also compute ALCE's metrics, by this judge")
    if command in ("run", "sweep"):
        add("--threshold", type=float, metavar="P", help="least confidence that is shown")
    if command == "compare":
        add("before", metavar="RUN")
        add("after", metavar="RUN")
    if command in ("report", "export"):
        add("run", nargs="?", default="last", metavar="RUN", help="the run (last)")
    if command in ("report", "run"):
        add("--against", metavar="RUN", help="compare with this run")
    if command in ("run", "compare"):
        add("--html", type=Path, metavar="FILE", help="also write an HTML page")
    if command == "gate":
        add("--baseline", type=Path, metavar="FILE", help="compare with this (evals/baseline.json)")
        add("--update", action="store_true", help="take this run as the baseline")
    if command == "sweep":
        add("--try", dest="grid", action="append", default=[], metavar="NAME=V,V",
            help="values of threshold, read, candidates or dense_share")  # fmt: skip
        add("--metric", default="right", help="what to choose by (right)")
    if command == "import":
        add("kind", choices=("squad", "beir", "csv", "feedback"))
        add("file", type=Path, metavar="FILE")
    if command == "export":
        add("--format", required=True, choices=("ragas", "deepeval", "junit", "csv"))
    if command in ("import", "report", "export"):
        add("--to", type=Path, metavar="FILE", required=command != "export", help="where to write")
    if command == "serve":
        add("--port", type=int, metavar="N", default=7861, help="port to listen on (7861)")
    add("--index", type=Path, metavar="DIR", help="index folder (.index)")
    add("--corpus", type=Path, metavar="DIR", help="documents folder (corpus)")
    add("--runs", type=Path, metavar="DIR", help="folder of stored runs (.evals)")
    add("--json", action="store_true", help="print JSON")
    return parser


def _print(line: str) -> None:
    print(line, flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    is_named = bool(given) and given[0] in _COMMANDS
    command = given.pop(0) if is_named else "run"
    args = _parser(command, is_named=is_named).parse_args(given)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    go_offline()
    try:
        names = ("index", "corpus", "runs", "threshold")
        settings = read_settings({name: getattr(args, name, None) for name in names})
        from evals.commands import COMMANDS

        return COMMANDS[command](settings, args, _print)
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2 if isinstance(exc, UsageError) else 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
