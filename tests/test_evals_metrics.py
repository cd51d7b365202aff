"""The metrics agree with reference implementations on random inputs."""

import collections
import itertools
import math
import re
import string
from dataclasses import replace

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve  # type: ignore[import-untyped]
from sklearn.metrics import (  # type: ignore[import-untyped]
    brier_score_loss,
    ndcg_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from evals.alce import Verbatim, alce
from evals.inference import interval, paired_p
from evals.questions import EvalQuestion, Evidence
from evals.record import Outcome
from evals.retrieval import retrieval_scores
from evals.squad import exact_match, f1
from evals.summary import abstention, calibration, latency, risk_coverage, summarize

ITEMS = [f"p{number}" for number in range(14)]
RANKINGS = st.permutations(ITEMS).flatmap(
    lambda items: st.integers(0, len(items)).map(lambda count: items[:count])
)
GRADES = st.dictionaries(st.sampled_from(ITEMS), st.integers(1, 3), min_size=1, max_size=6)
WORDS = st.lists(
    st.sampled_from(["the", "A", "an", "Drug", "drug,", "trade!", "crime", "“dark”", "2019", "—"]),
    max_size=7,
).map(" ".join)


@settings(deadline=None)
@given(RANKINGS, GRADES)
def test_retrieval_metrics_are_those_of_trec_eval(
    ranking: list[str], grades: dict[str, int]
) -> None:
    scores = retrieval_scores({"q": ranking}, {"q": grades})["q"]
    if not ranking:
        assert set(scores.values()) == {0.0}
        return
    names = {"recall_5", "recall_10", "recip_rank", "ndcg_cut_10", "map", "success_1", "success_5"}
    run = {item: 1.0 / rank for rank, item in enumerate(ranking, 1)}
    theirs = pytrec_eval.RelevanceEvaluator({"q": grades}, names).evaluate({"q": run})["q"]
    assert scores == pytest.approx(
        {
            "hit@1": theirs["success_1"],
            "hit@5": theirs["success_5"],
            "recall@5": theirs["recall_5"],
            "recall@10": theirs["recall_10"],
            "rr": theirs["recip_rank"],
            "ndcg@10": theirs["ndcg_cut_10"],
            "ap": theirs["map"],
        }
    )


@settings(deadline=None)
@given(RANKINGS, GRADES)
def test_retrieval_metrics_are_what_their_definitions_say(
    ranking: list[str], grades: dict[str, int]
) -> None:
    scores = retrieval_scores({"q": ranking}, {"q": grades})["q"]
    found = [rank for rank, item in enumerate(ranking, 1) if item in grades]
    assert scores["rr"] == pytest.approx(1 / found[0] if found else 0.0)
    assert scores["recall@5"] == pytest.approx(sum(r <= 5 for r in found) / len(grades))
    precisions = [number / rank for number, rank in enumerate(found, 1)]
    assert scores["ap"] == pytest.approx(sum(precisions) / len(grades))


@settings(deadline=None)
@given(st.permutations(ITEMS), GRADES)
def test_ndcg_is_that_of_scikit_learn(ranking: list[str], grades: dict[str, int]) -> None:
    ours = retrieval_scores({"q": ranking}, {"q": grades})["q"]["ndcg@10"]
    truth = [[grades.get(item, 0) for item in ranking]]
    theirs = ndcg_score(truth, [[-rank for rank in range(len(ranking))]], k=10)
    assert ours == pytest.approx(float(theirs))


def official_normalize(text: str) -> str:
    """As published: lower case, no punctuation, no articles, single spaces, in this order."""
    text = "".join(ch for ch in text.lower() if ch not in set(string.punctuation))
    text = re.sub(re.compile(r"\b(a|an|the)\b", re.UNICODE), " ", text)
    return " ".join(text.split())


def official_f1(gold: str, prediction: str) -> float:
    gold_tokens = official_normalize(gold).split() if gold else []
    tokens = official_normalize(prediction).split() if prediction else []
    same = sum((collections.Counter(gold_tokens) & collections.Counter(tokens)).values())
    if len(gold_tokens) == 0 or len(tokens) == 0:
        return float(gold_tokens == tokens)
    if same == 0:
        return 0.0
    precision, recall = same / len(tokens), same / len(gold_tokens)
    return 2 * precision * recall / (precision + recall)


@settings(deadline=None)
@given(WORDS, st.lists(WORDS, max_size=4))
def test_exact_match_and_f1_are_those_of_the_squad_definitions(
    prediction: str, answers: list[str]
) -> None:
    golds = [answer for answer in answers if official_normalize(answer)] or [""]
    exact = max(float(official_normalize(gold) == official_normalize(prediction)) for gold in golds)
    assert exact_match(prediction, answers) == exact
    assert f1(prediction, answers) == pytest.approx(
        max(official_f1(gold, prediction) for gold in golds)
    )


@pytest.mark.parametrize(
    ("prediction", "answers", "exact", "overlap"),
    [
        ("The Norman dynasty", ["Norman dynasty"], 1.0, 1.0),
        ("in the 10th century", ["10th and 11th centuries"], 0.0, 2 / 7),
        ("", [], 1.0, 1.0),
        ("France", [], 0.0, 0.0),
    ],
)
def test_squad_scores_on_known_cases(
    prediction: str, answers: list[str], exact: float, overlap: float
) -> None:
    assert exact_match(prediction, answers) == exact
    assert f1(prediction, answers) == pytest.approx(overlap)


BASE = Outcome(
    set="s", question=EvalQuestion(id="1", question="?", category="", answerable=False), query="?",
    statements=(), quotes=(), reason="no", notices=(), confidence=0.0, threshold=0.0, seconds=0.1,
    gold_rank=None, ledger=(), scores={"right": 1.0},
)  # fmt: skip


def outcome(answerable: bool, answered: bool, right: bool, confidence: float) -> Outcome:
    gold = (Evidence(source="a", quote="b"),) if answerable else ()
    return replace(
        BASE,
        question=replace(BASE.question, evidence=gold, answerable=answerable),
        statements=("b",) if answered else (),
        confidence=confidence,
        scores={"right": float(right)},
    )


OUTCOMES = st.lists(
    st.builds(
        outcome,
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.integers(0, 20).map(lambda n: n / 20),
    ),
    min_size=1,
    max_size=40,
)


@settings(deadline=None)
@given(OUTCOMES)
def test_abstention_metrics_are_those_of_scikit_learn(outcomes: list[Outcome]) -> None:
    found = abstention(outcomes)
    truth = [not each.question.answerable for each in outcomes]
    refused = [not each.is_answered for each in outcomes]
    assert ("abstention_precision" in found) == any(refused)
    assert ("abstention_recall" in found) == any(truth)
    if any(refused):
        theirs = precision_score(truth, refused, zero_division=0.0)
        assert found["abstention_precision"] == pytest.approx(theirs)
    if any(truth):
        theirs = recall_score(truth, refused, zero_division=0.0)
        assert found["abstention_recall"] == pytest.approx(theirs)
    if any(truth) and not all(truth):
        confidence = [each.confidence for each in outcomes]
        theirs = roc_auc_score([not each for each in truth], confidence)
        assert found["auroc"] == pytest.approx(theirs)


@settings(deadline=None)
@given(OUTCOMES)
def test_auroc_is_the_share_of_pairs_in_order(outcomes: list[Outcome]) -> None:
    yes = [each.confidence for each in outcomes if each.question.answerable]
    no = [each.confidence for each in outcomes if not each.question.answerable]
    if yes and no:
        pairs = [(a > b) + (a == b) / 2 for a in yes for b in no]
        assert abstention(outcomes)["auroc"] == pytest.approx(sum(pairs) / len(pairs))


@settings(deadline=None)
@given(OUTCOMES)
def test_calibration_is_that_of_scikit_learn(outcomes: list[Outcome]) -> None:
    answered = [each for each in outcomes if each.is_answered]
    # Its bins hold their upper edge, ours the lower: away from the edges they are the same.
    answered = [replace(each, confidence=each.confidence * 0.8 + 0.031) for each in answered]
    found = calibration(answered)
    if not answered:
        assert found == {}
        return
    right = [each.is_right for each in answered]
    confidence = [each.confidence for each in answered]
    assert found["brier"] == pytest.approx(brier_score_loss(right, confidence, pos_label=True))
    shares, means = calibration_curve(right, confidence, n_bins=10)
    sizes = [n for n in np.bincount([int(c * 10) for c in confidence], minlength=10) if n]
    error = sum(n * abs(s - m) for n, s, m in zip(sizes, shares, means, strict=True))
    assert found["ece"] == pytest.approx(error / len(answered))


@settings(deadline=None)
@given(OUTCOMES)
def test_risk_coverage_is_the_mean_over_all_orders_of_equals(outcomes: list[Outcome]) -> None:
    answered = [each for each in outcomes if each.is_answered][:6]
    points = risk_coverage(answered)
    assert [round(x * len(answered)) for x, _ in points] == list(range(1, len(answered) + 1))
    orders = [
        order
        for order in itertools.permutations(answered)
        if all(a.confidence >= b.confidence for a, b in itertools.pairwise(order))
    ]
    for k, (_, risk) in enumerate(points, 1):
        wrong = [sum(not each.is_right for each in order[:k]) / k for order in orders]
        assert risk == pytest.approx(sum(wrong) / len(wrong))


def test_a_metric_that_does_not_apply_is_absent() -> None:
    found = summarize([BASE])
    assert set(found.means) == {"right"}
    assert "auroc" not in found.whole
    assert "ece" not in found.whole
    assert "exact_match" not in found.means


@settings(deadline=None)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=50))
def test_latency_is_between_what_was_measured(seconds: list[float]) -> None:
    found = latency([replace(BASE, seconds=each) for each in seconds])
    assert found["seconds_median"] == pytest.approx(float(np.median(seconds)))
    assert min(seconds) <= found["seconds_p95"] <= max(seconds)


class Letters:
    """A judge: a claim follows when all its letters are in the premise."""

    name = "letters"

    def entails(self, premise: str, claim: str) -> bool:
        return set(claim) <= set(premise)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text("abc", min_size=1, max_size=3), st.lists(st.text("abc", min_size=1), max_size=3)
        ),
        min_size=1,
        max_size=4,
    )
)
def test_alce_is_what_its_paper_says(statements: list[tuple[str, list[str]]]) -> None:
    judge, recall, precision, cited = Letters(), 0, 0, 0
    for claim, quotes in statements:
        cited += len(quotes)
        whole = bool(quotes) and judge.entails("".join(quotes), claim)
        recall += whole
        for index, quote in enumerate(quotes):
            rest = "".join(quotes[:index] + quotes[index + 1 :])
            irrelevant = (
                len(quotes) > 1 and not judge.entails(quote, claim) and judge.entails(rest, claim)
            )
            precision += whole and not irrelevant
    found = alce(statements, judge)
    assert found["alce_recall"] == recall / len(statements)
    assert found["alce_precision"] == (precision / cited if cited else 0.0)


def test_a_refusal_has_no_alce_score_and_a_paraphrase_is_not_verbatim() -> None:
    assert alce([], Verbatim()) == {}
    assert alce([("a  b", ["x a b y"]), ("a c", ["a b c"])], Verbatim())["alce_recall"] == 0.5


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]), min_size=1, max_size=9))
def test_the_paired_test_counts_all_sign_patterns(changes: list[float]) -> None:
    moved = [each for each in changes if each]
    sums = [
        sum(sign * each for sign, each in zip(signs, moved, strict=True))
        for signs in itertools.product((1, -1), repeat=len(moved))
    ]
    share = sum(each <= sum(moved) + 1e-12 for each in sums) / len(sums)
    assert paired_p(changes, alternative="less") == pytest.approx(share)
    assert paired_p(changes) <= 1.0


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=2, max_size=60))
def test_an_interval_holds_its_mean_and_is_the_same_each_time(values: list[float]) -> None:
    found = interval(values)
    assert found.low - 1e-9 <= found.mean <= found.high + 1e-9
    assert found == interval(values)
    if 0 < found.mean < 1 and len(values) >= 30:
        spread = math.sqrt(found.mean * (1 - found.mean) / len(values))
        assert (found.high - found.low) / 2 == pytest.approx(1.96 * spread, rel=0.4)
