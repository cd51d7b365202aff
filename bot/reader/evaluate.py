"""python -m bot.reader.evaluate FILE: read the paragraph each question was asked about.

Measures are the official ones of SQuAD 2.0. Half of the articles choose what is chosen (how the
two signs of an answer are joined, and the threshold), the other half is reported.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.reader.data import Asked, load
from bot.reader.passages import WEIGHTS, PassageReader
from bot.reader.squad import auroc, exact, f1
from ingest.document import Span
from ingest.errors import DeskError, UsageError
from ingest.settings import go_offline


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A question as read: the likeliest words, their logits' sum, and the passage's logit."""

    asked: Asked
    words: str
    span_score: float
    answers: float


def halves(asked: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
    """Return the questions of every other article, by first appearance, and the rest."""
    articles = list(dict.fromkeys(item.passage.article for item in asked))
    choose = set(articles[::2])
    return (
        [item for item in asked if item.passage.article in choose],
        [item for item in asked if item.passage.article not in choose],
    )


def read(asked: Sequence[Asked], reader: PassageReader) -> list[Read]:
    """Read each question's own paragraph."""
    found = []
    for item in asked:
        text = item.passage.text
        (marks,) = reader.read(item.question, [(item.passage.title, text)])
        best = marks.best(Span(start=0, end=len(text)))
        span, score = best or (Span(start=0, end=0), 0.0)
        found.append(Read(asked=item, words=span.of(text), span_score=score, answers=marks.answers))
    return found


def report(some: Sequence[Read], *, weight: float, threshold: float) -> dict[str, float]:
    """Return the measures: of answerable questions alone, of all, and of answerability."""
    answerable = [r for r in some if r.asked.answers]
    scores = [r.answers + weight * r.span_score for r in some]
    given = [r.words if s >= threshold else "" for r, s in zip(some, scores, strict=True)]
    golds = [r.asked.golds for r in some]
    labels = [bool(r.asked.answers) for r in some]
    refused = [not words for words, label in zip(given, labels, strict=True) if not label]
    return {
        "questions": len(some),
        "answerable": len(answerable),
        "answerable, always answering: exact": _mean(
            [exact(r.asked.golds, r.words) for r in answerable]
        ),
        "answerable, always answering: F1": _mean([f1(r.asked.golds, r.words) for r in answerable]),
        "answerability AUROC": auroc(scores, labels),
        "all, by the threshold: exact": _mean(
            [exact(g, w) for g, w in zip(golds, given, strict=True)]
        ),
        "all, by the threshold: F1": _mean([f1(g, w) for g, w in zip(golds, given, strict=True)]),
        "unanswerable refused": _mean([float(flag) for flag in refused]),
    }


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else float("nan")


def chosen(some: Sequence[Read]) -> tuple[float, float]:
    """Return the weight of the span's score and the threshold that read some questions best."""
    labels = [bool(r.asked.answers) for r in some]
    weight = max(
        (0.0, 0.05, 0.1, 0.2, 0.3, 0.5),
        key=lambda w: auroc([r.answers + w * r.span_score for r in some], labels),
    )
    scores = sorted(r.answers + weight * r.span_score for r in some)
    thresholds = scores[:: max(1, len(scores) // 60)]
    key = "all, by the threshold: F1"
    return weight, max(thresholds, key=lambda t: report(some, weight=weight, threshold=t)[key])


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.reader.evaluate", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="SQuAD 2.0 format")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, metavar="FILE")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="read each Nth question")
    parser.add_argument("--float", action="store_true", help="read in 32-bit floats, not int8")
    args = parser.parse_args(argv)
    go_offline()
    try:
        reader = PassageReader(args.weights, int8=not args.float)
        choose, rest = halves(load(args.file))
        if not rest:
            raise UsageError(f"{args.file}: one article only; half of the articles are reported")
        first = read(choose[:: args.every], reader)
        weight, threshold = chosen(first)
        print(f"chosen: span weight {weight}, threshold {threshold:.3f}")
        for name, some in (("choosing", first), ("reported", read(rest[:: args.every], reader))):
            print(name)
            for key, value in report(some, weight=weight, threshold=threshold).items():
                print(f"  {key}: {value:.4g}")
    except DeskError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2 if isinstance(exc, UsageError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
