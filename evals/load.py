"""python -m evals.load ADDRESS: many users ask a running chat at once; prints times and mix-ups.

Start the chat with DESK_PER_MINUTE=0. Only addresses of this machine are asked.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from ingest.errors import DeskError, UsageError
from ingest.settings import go_offline

QUESTIONS = (
    "When and where did the group first meet?",
    "Who opened the meeting?",
    "Which Russian agencies took part?",
    "What was signed at the end of the meeting?",
    "What did the participants discuss?",
    "What is the capital of Australia?",
    "Who gave the welcoming speech?",
    "In which city did the meeting take place?",
    "What is the group an outgrowth of?",
    "Why is drug trafficking a threat according to the participants?",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the load; return 1 if a question failed or got another one's answer."""
    parser = argparse.ArgumentParser(prog="python -m evals.load", description=__doc__)
    parser.add_argument("address", help="such as http://127.0.0.1:7860")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--questions", type=int, default=10, help="of each user")
    args = parser.parse_args(argv)
    try:
        if urlsplit(args.address).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise UsageError("only an address of this machine is asked")
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2
    go_offline()
    started = time.perf_counter()
    with ThreadPoolExecutor(args.users) as pool:
        jobs = [pool.submit(_user, args.address, n, args.questions) for n in range(args.users)]
        asked = [each for job in jobs for each in job.result()]
    seconds = sorted(each for each, _ in asked)
    wrong = [problem for _, problem in asked if problem]
    print(
        f"{len(asked)} questions of {args.users} users in {time.perf_counter() - started:.1f} s: "
        f"{len(wrong)} failed or mixed up, median {seconds[len(seconds) // 2]:.2f} s, "
        f"95th percentile {seconds[int(0.95 * (len(seconds) - 1))]:.2f} s"
    )
    for problem in wrong[:5]:
        print(problem)
    return 1 if wrong else 0


def _user(address: str, number: int, questions: int) -> list[tuple[float, str]]:
    """Ask questions one after another; return for each its seconds and what went wrong."""
    from gradio_client import Client  # type: ignore[import-untyped]
    from gradio_client.exceptions import AppError  # type: ignore[import-untyped]

    client = Client(address, verbose=False)
    done = []
    for turn in range(questions):
        question = QUESTIONS[(number + turn) % len(QUESTIONS)]
        started = time.perf_counter()
        problem = ""
        try:
            answer = client.predict(question, api_name="/ask")
            if answer["question"] != question:
                problem = f"asked “{question}”, answered “{answer['question']}”"
        except (AppError, OSError, ValueError) as exc:
            problem = f"“{question}”: {exc}"
        done.append((time.perf_counter() - started, problem))
    return done


if __name__ == "__main__":
    sys.exit(main())
