"""Every metric: what it is called, which way is better, and what it says.

Per-question metrics are scored one question at a time (`answer_scores`, `retrieval_scores`); a
metric that does not apply to a question is absent from its scores, never zero. Set metrics need
all outcomes of a set at once (`evals/summary.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.alce import Judge, alce
from evals.questions import EvalQuestion
from evals.record import Quoted
from evals.squad import exact_match, f1


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A metric: its label, whether more of it is better, and its definition in a sentence."""

    label: str
    more_is_better: bool
    definition: str


def _more(label: str, definition: str) -> Metric:
    return Metric(label=label, more_is_better=True, definition=definition)


def _less(label: str, definition: str) -> Metric:
    return Metric(label=label, more_is_better=False, definition=definition)


PER_QUESTION: Mapping[str, Metric] = {
    "right": _more(
        "right",
        "Gold evidence is cited; or, where there is no answer, the question is refused or what "
        "corrects it is cited.",
    ),
    "evidence_hit": _more(
        "right sentence cited", "A cited span holds gold evidence; answerable questions."
    ),
    "follow_up": _more("follow-ups right", "As right, of the questions that follow others."),
    "citation_exact": _more(
        "citations exact",
        "Share of an answer's citations whose quote the document of the index has at that span, "
        "and, unless a model phrased it, whose statement is that quote.",
    ),
    "citation_recall": _more(
        "citation recall",
        "Share of the parts of the gold evidence that a cited span holds; answerable questions "
        "that were answered.",
    ),
    "citation_precision": _more(
        "citation precision",
        "Share of the citations that hold gold evidence; answerable questions that were answered.",
    ),
    "alce_recall": _more(
        "ALCE recall",
        "Share of the statements that follow from their quotes, as the judge sees it (ALCE 2023).",
    ),
    "alce_precision": _more(
        "ALCE precision",
        "Share of the citations that are needed, as the judge sees it (ALCE 2023).",
    ),
    "exact_match": _more(
        "exact match",
        "The answer words equal a gold answer (SQuAD 2.0 script); questions with answers, if the "
        "answerer marks words.",
    ),
    "f1": _more(
        "answer F1",
        "Word overlap with the nearest gold answer (SQuAD 2.0 script); as exact match.",
    ),
    "false_answer": _less(
        "unanswerable answered", "Something is stated though there is no answer, and not corrected."
    ),
    "over_refusal": _less("answerable refused", "Nothing is stated though there is an answer."),
    "hit@1": _more("found first", "The first passage has gold evidence."),
    "hit@5": _more("found in 5", "One of the first 5 passages has gold evidence."),
    "recall@5": _more("recall@5", "Share of the gold passages that are among the first 5."),
    "recall@10": _more("recall@10", "Share of the gold passages that are among the first 10."),
    "rr": _more("MRR", "1 / rank of the first gold passage; 0 if it was not considered."),
    "ndcg@10": _more("nDCG@10", "Discounted gain of the first 10 passages, of the ideal one."),
    "ap": _more("MAP", "Mean of the precision at each gold passage; 0 for those not considered."),
}

OF_SETS: Mapping[str, Metric] = {
    "abstention_precision": _more(
        "abstention precision", "Share of the refused questions that have no answer."
    ),
    "abstention_recall": _more(
        "abstention recall", "Share of the questions without an answer that are refused."
    ),
    "auroc": _more(
        "AUROC",
        "Chance that an answerable question has a higher confidence than one that is not "
        "(equal: half).",
    ),
    "aurc": _less(
        "risk–coverage area",
        "Mean share of wrong answers among the k most confident ones, over all k up to the number "
        "answered (Geifman and El-Yaniv 2017; what is refused is not judged).",
    ),
    "ece": _less(
        "calibration error",
        "Mean distance of confidence and share of right answers in 10 bins of equal width, "
        "weighted by size (Guo et al. 2017); answered questions.",
    ),
    "brier": _less(
        "Brier score",
        "Mean squared distance of confidence and right (1) or wrong (0); answered questions.",
    ),
    "seconds_median": _less("seconds, median", "Median time from question to answer."),
    "seconds_p95": _less("seconds, 95 %", "95th percentile of the time, interpolated linearly."),
}

METRICS: Mapping[str, Metric] = {**PER_QUESTION, **OF_SETS}


def answer_scores(
    question: EvalQuestion,
    statements: Sequence[str],
    quotes: Sequence[Quoted],
    *,
    is_phrased: bool = False,
    marks_words: bool = True,
    judge: Judge | None = None,
) -> dict[str, float]:
    """Return the metrics of an answer; no statements: a refusal.

    is_phrased: a model wrote the statements, so they need not be quotes. marks_words: the
    answerer marks the words that answer, so that they can be compared with answers; they are those
    of the first quote that has any marked, else the first statement.
    """
    cited = {part for quote in quotes for part in quote.gold}
    is_held = bool(cited)
    is_answered = bool(statements)
    right = is_held or not (question.answerable or is_answered)
    scores = {"right": float(right)}
    if question.turns:
        scores["follow_up"] = float(right)
    if question.answerable:
        scores["evidence_hit"] = float(is_held)
        scores["over_refusal"] = float(not is_answered)
    else:
        scores["false_answer"] = float(is_answered and not is_held)
    if quotes:
        exact = [_is_exact(quote, statements, is_phrased=is_phrased) for quote in quotes]
        scores["citation_exact"] = sum(exact) / len(quotes)
    if quotes and question.answerable:
        scores["citation_recall"] = len(cited) / len(question.parts)
        scores["citation_precision"] = sum(bool(quote.gold) for quote in quotes) / len(quotes)
    if question.answers and marks_words:
        said = next((quote.answer for quote in quotes if quote.answer), "".join(statements[:1]))
        scores["exact_match"] = exact_match(said, question.answers)
        scores["f1"] = f1(said, question.answers)
    if judge:
        quoted = [
            (text, [quote.quote for quote in quotes if quote.statement == number])
            for number, text in enumerate(statements)
        ]
        scores |= alce(quoted, judge)
    return scores


def _is_exact(quote: Quoted, statements: Sequence[str], *, is_phrased: bool) -> bool:
    said = " ".join(statements[quote.statement].split())
    return quote.is_exact and (is_phrased or said == " ".join(quote.quote.split()))
