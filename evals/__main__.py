"""python -m evals: ask the questions of eval sets and print how many were answered right."""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ingest.errors import DeskError, UsageError
from ingest.settings import go_offline, read_settings

SETS = Path(__file__).parent / "sets"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals", description="Run eval sets (default: the repository's own)."
    )
    parser.add_argument("sets", nargs="*", type=Path, metavar="SET", help="JSONL files")
    parser.add_argument("--index", type=Path, metavar="DIR", help="index folder (.index)")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="documents folder (corpus)")
    parser.add_argument("--json", action="store_true", help="print the scores as JSON")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    args = _parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    go_offline()
    try:
        from bot.chain import answer_chain
        from evals.questions import load_questions
        from evals.run import run, score
        from ingest.embed import MiniLM

        settings = read_settings({"index": args.index, "corpus": args.corpus})
        chain = answer_chain(settings, embedder=MiniLM())
        scores = {}
        for path in args.sets or sorted(SETS.glob("*.jsonl")):
            questions = load_questions(path)
            if not questions:
                raise UsageError(f"{path}: no questions; add some or leave the file out")
            results = run(questions, chain)
            scores[path.stem] = asdict(score(results))
            for result in results:
                if not result.is_right and not args.json:
                    shown = " / ".join(s.text for s in result.answer.statements) or "(refused)"
                    print(
                        f"wrong  {result.question.id}  {result.question.question}\n       {shown}"
                    )
            if not args.json:
                print(path.stem, *(f"{key} {value}" for key, value in scores[path.stem].items()))
        if args.json:
            print(json.dumps(scores, indent=2))
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2 if isinstance(exc, UsageError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
