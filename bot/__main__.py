"""python -m bot: the web chat; python -m bot ask "…": one answer in the terminal."""

import argparse
import json
import logging
import sys
import warnings
from collections.abc import Sequence
from dataclasses import replace
from getpass import getpass
from pathlib import Path

from ingest.errors import DeskError, UsageError
from ingest.settings import Settings, go_offline, read_settings


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--index", type=Path, metavar="DIR", default=argparse.SUPPRESS,
                        help="index folder (.index)")  # fmt: skip
    common.add_argument("--corpus", type=Path, metavar="DIR", default=argparse.SUPPRESS,
                        help="documents folder (corpus)")  # fmt: skip
    common.add_argument("--threshold", type=float, metavar="P", default=argparse.SUPPRESS,
                        help="least confidence at which an answer is shown")  # fmt: skip
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        parents=[common],
        description="Open the web chat, or answer one question.",
        epilog="Exit code: 0 answered or refused with a reason, 1 the index or the port cannot "
        "be used, 2 usage.",
    )
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (7860)")
    parser.add_argument("--users", metavar="FILE", help="let only the users of a file sign in")
    parser.add_argument("--root-path", metavar="PATH", help="path of the chat behind a proxy")
    parser.add_argument(
        "--open", action="store_true", default=None,
        help="listen beyond this machine without sign-in",
    )  # fmt: skip
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    ask = commands.add_parser("ask", parents=[common], help="answer one question")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    ask.add_argument(
        "--explain", action="store_true", help="list every passage considered, and its fate"
    )
    ask.add_argument(
        "--after", action="append", metavar="QUESTION",
        help="an earlier question that this one follows up; repeat it, oldest first",
    )  # fmt: skip
    narrow = ask.add_argument_group("filters", "answer only from some documents")
    narrow.add_argument("--document", action="append", metavar="SOURCE", help="this document")
    narrow.add_argument("--publisher", action="append", metavar="NAME", help="by this publisher")
    narrow.add_argument("--language", action="append", metavar="CODE", help="in this language: en")
    narrow.add_argument("--since", metavar="DATE", help="of this day or later: 2019-09-25")
    narrow.add_argument("--until", metavar="DATE", help="of this day or earlier")
    verify = commands.add_parser(
        "verify", parents=[common], help="check the quotes of an answer exported with ask --json"
    )
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.add_argument("--json", action="store_true", help="print JSON")
    commands.add_parser(
        "feedback", parents=[common], help="print what users said of answers as eval questions"
    )
    user = commands.add_parser("user", help="add a user, or give one a new password")
    user.add_argument("name")
    user.add_argument("--users", metavar="FILE", default=argparse.SUPPRESS, help="the file")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    args = _parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    warnings.simplefilter("ignore")  # a user can do nothing about a library's deprecations
    go_offline()
    try:
        flags = {name: value for name, value in vars(args).items() if value is not None}
        names = Settings.__dataclass_fields__
        settings = read_settings({name: flags[name] for name in flags if name in names})
        if args.command == "verify":
            return _verify(args, settings)
        if args.command == "feedback":
            return _feedback(settings)
        if args.command == "user":
            return _user(args, settings)
        return _ask(args, settings) if args.command == "ask" else _chat(settings)
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2 if isinstance(exc, UsageError) else 1
    except KeyboardInterrupt:
        return 130


def _ask(args: argparse.Namespace, settings: Settings) -> int:
    from bot.answer import Filters, Inquiry
    from bot.chain import answer_chain, checked, converse
    from bot.render import ledger_text, to_json, to_text
    from ingest.embed import MiniLM

    checked(args.question)
    filters = Filters(
        documents=tuple(args.document or ()),
        publishers=tuple(args.publisher or ()),
        languages=tuple(args.language or ()),
        since=args.since,
        until=args.until,
    )
    chain = answer_chain(settings, embedder=MiniLM())
    turns = converse(args.after or (), chain)
    answer = chain.invoke(Inquiry(text=args.question, turns=turns, filters=filters))
    if args.json:
        print(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
    else:
        print(to_text(answer))
        if args.explain:
            print("\n" + ledger_text(answer))
    return 0


def _verify(args: argparse.Namespace, settings: Settings) -> int:
    from bot.render import place
    from bot.verify import Verdict, verify_answer
    from ingest.embed import MiniLM
    from ingest.sync import index_folder

    findings = verify_answer(args.file, index_folder(settings, MiniLM()).open().catalog)
    values = [
        {
            "verdict": str(finding.verdict),
            "quote": finding.quote,
            "source": finding.now and finding.now.document.source,
            "place": finding.now and place(finding.now),
            "now": finding.now and finding.now.quote,
        }
        for finding in findings
    ]
    if args.json:
        print(json.dumps(values, ensure_ascii=False, indent=2))
    else:
        for value in values:
            print(f"{value['verdict']:<10} “{value['quote']}”")
            if value["place"]:
                print(f"           {value['source']}: {value['place']}")
            if value["verdict"] == Verdict.CHANGED:
                print(f"           now: “{value['now']}”")
            if value["verdict"] == Verdict.ALTERED:
                stands = f"there stands “{value['now']}”" if value["now"] else "its parts disagree"
                print(f"           the export does not match its own anchor: {stands}")
        print(f"{len(values)} quotes")
    kept = (Verdict.IDENTICAL, Verdict.MOVED)
    return 0 if all(finding.verdict in kept for finding in findings) else 1


def _feedback(settings: Settings) -> int:
    from bot.feedback import FeedbackStore, as_eval_questions

    for question in as_eval_questions(FeedbackStore(settings.feedback).all()):
        print(json.dumps(question, ensure_ascii=False))
    return 0


def _user(args: argparse.Namespace, settings: Settings) -> int:
    from bot.users import add_user

    if not settings.users:
        raise UsageError("say in which file: --users FILE, or DESK_USERS")
    if sys.stdin.isatty():
        password = getpass(f"Password for {args.name}: ")
        if getpass("Again: ") != password:
            raise UsageError("the passwords differ; nothing was changed")
    else:
        password = sys.stdin.readline().rstrip("\n")
    add_user(Path(settings.users), args.name, password)
    print(f"{args.name} may sign in with {settings.users} once the chat is started anew")
    return 0


def _chat(settings: Settings) -> int:
    from bot.web.serve import check_address, free_port, serve

    check_address(settings)
    settings = replace(settings, port=free_port(settings))
    address = f"http://{settings.host}:{settings.port}{settings.root_path}"
    print(f"Open {address} in a browser; stop with Ctrl+C", flush=True)
    serve(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
