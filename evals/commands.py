"""What each command of python -m evals does, once its arguments are read.

Each takes the settings, the arguments, and what prints a line; each returns the exit code.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from evals.alce import Verbatim
from evals.bench import benches
from evals.check import check
from evals.compare import check_same, compare
from evals.exporters import EXPORTERS
from evals.gate import BASELINE, judge, load_baseline, save_baseline
from evals.importers import IMPORTERS, write
from evals.metrics import PER_QUESTION
from evals.questions import EvalSet, find_sets, own_sets
from evals.record import Run, find, load, save, stored
from evals.report import report_page
from evals.run import run_sets
from evals.serve import HOST, server
from evals.sweep import Knobs, parse_grid, settings_grid, sweep, with_knobs
from evals.terminal import (
    AskedProgress,
    comparison_lines,
    comparison_values,
    gate_lines,
    run_lines,
    summary_values,
    sweep_lines,
    sweep_values,
)
from ingest.embed import MiniLM
from ingest.errors import UsageError
from ingest.settings import Settings

Say = Callable[[str], None]


def _run(settings: Settings, args: argparse.Namespace, say: Say) -> int:
    sets = find_sets(args.sets)
    against = find(args.against, settings.runs) if args.against else None
    if against:
        check_same(against, {each.name: each.digest for each in sets})
    run = _ask(settings, sets, verbatim=bool(args.judge))
    found = compare(against, run) if against else None
    if args.html:
        _write(args.html, report_page(run, found))
    if args.json:
        _json(say, summary_values(run))
    else:
        _lines(say, run_lines(run))
        if found:
            _lines(say, ["", *comparison_lines(found)])
        say(f"\nstored as {run.id} in {settings.runs}")
    return 0


def _ask(settings: Settings, sets: Sequence[EvalSet], *, verbatim: bool = False) -> Run:
    """Run sets and store the run."""
    run = run_sets(
        sets,
        benches(settings, MiniLM()),
        judge=Verbatim() if verbatim else None,
        on_asked=AskedProgress(),
    )
    save(run, settings.runs)
    return run


def _check(settings: Settings, args: argparse.Namespace, say: Say) -> int:
    sets = find_sets(args.sets)
    problems = check(sets, corpus=settings.corpus)
    if args.json:
        _json(say, problems)
    else:
        _lines(say, problems)
        _lines(say, [f"{len(each.questions):>5} questions  {each.name}" for each in sets])
        say(f"{len(problems)} problems")
    return 1 if problems else 0


def _list(settings: Settings, args: argparse.Namespace, say: Say) -> int:
    runs = [load(file) for file in stored(settings.runs)]
    if args.json:
        _json(say, [{"id": run.id, "started": run.started, "sets": run.sets} for run in runs])
    for run in () if args.json else runs:
        right = sum(outcome.is_right for outcome in run.outcomes)
        say(f"{run.id}  {right} of {len(run.outcomes)} right  {', '.join(run.setups)}")
    return 0


def _compare(settings: Settings, args: argparse.Namespace, say: Say) -> int:
    found = compare(find(args.before, settings.runs), find(args.after, settings.runs))
    if args.html:
        _write(args.html, report_page(found.after, found))
    if args.json:
        _json(say, comparison_values(found))
    else:
        _lines(say, comparison_lines(found))
    return 0


def _report(settings: Settings, args: argparse.Namespace, say: Say) -> int:
    run = find(args.run, settings.runs)
    found = compare(find(args.against, settings.runs), run) if args.against else None
    _write(args.to, report_page(run, found))
    say(f"wrote {args.to}")
    return 0


def _gate(settings: Settings, args: argparse.Namespace, say: Say) -> int:
    path = args.baseline or BASELINE
    baseline = {} if args.update else load_baseline(path)
    run = _ask(settings, own_sets())
    if args.update:
        save_baseline(run, path)
        _lines(say, run_lines(run))
        say(f"\n{path} holds {len(run.outcomes)} questions")
        return 0
    verdict = judge(run, baseline)
    if args.json:
        _json(say, {"failures": verdict.failures, "notes": verdict.notes})
    else:
        _lines(say, gate_lines(verdict))
    return 1 if verdict.failures else 0


def _sweep(settings: Settings, args: argparse.Namespace, say: Say) -> int:
    if args.metric not in PER_QUESTION:
        raise UsageError(f"no metric {args.metric}; there are {', '.join(PER_QUESTION)}")
    grid = parse_grid(args.grid)
    embedder, said = MiniLM(), AskedProgress()

    def ask(sets: Sequence[EvalSet], knobs: Knobs) -> Run:
        return run_sets(sets, benches(with_knobs(settings, knobs), embedder), on_asked=said)

    tried = list(settings_grid(settings, grid))
    found = sweep(find_sets(args.sets), tried, ask, metric=args.metric)
    if args.json:
        _json(say, sweep_values(found))
    else:
        _lines(say, sweep_lines(found, args.metric))
    return 0


def _import(settings: Settings, args: argparse.Namespace, say: Say) -> int:
    imported = IMPORTERS[args.kind](args.file)
    write(imported, args.to)
    answerable = sum(question.answerable for question in imported.questions)
    say(
        f"{len(imported.questions)} questions, {answerable} answerable, "
        f"{len(imported.documents)} documents; ask them with: python -m evals run {args.to}"
    )
    return 0


def _export(settings: Settings, args: argparse.Namespace, say: Say) -> int:
    text = EXPORTERS[args.format](find(args.run, settings.runs))
    if args.to:
        _write(args.to, text)
    else:
        say(text.removesuffix("\n"))
    return 0


def _serve(settings: Settings, args: argparse.Namespace, say: Say) -> int:
    with server(settings.runs, port=args.port) as running:
        say(f"Open http://{HOST}:{running.server_address[1]} in a browser; stop with Ctrl+C")
        running.serve_forever()
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise UsageError(f"{path}: {exc.strerror}; choose another place") from exc


def _lines(say: Say, lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def _json(say: Say, value: object) -> None:
    say(json.dumps(value, ensure_ascii=False, indent=2))


COMMANDS: Mapping[str, Callable[[Settings, argparse.Namespace, Say], int]] = {
    "run": _run,
    "check": _check,
    "list": _list,
    "compare": _compare,
    "report": _report,
    "gate": _gate,
    "sweep": _sweep,
    "import": _import,
    "export": _export,
    "serve": _serve,
}
