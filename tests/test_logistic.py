"""The weights of readers: what parts right from wrong weighs, and never with the wrong sign."""

import numpy as np

from evals.calibrate import Read, report
from evals.logistic import fit_logistic

CHANCE = np.random.default_rng(1)


def test_the_signal_that_tells_weighs_and_one_of_the_wrong_sign_does_not() -> None:
    holds = CHANCE.random(400) < 0.3
    tells = holds.astype(float) + CHANCE.normal(0, 0.5, 400)
    misleads = CHANCE.normal(0, 0.5, 400) - holds
    noise = CHANCE.normal(0, 1, 400)
    signals = np.stack([tells, misleads, noise], axis=1)
    weights, bias = fit_logistic(signals, holds, signs=(1, 1, 0))
    assert weights[0] > 1.5
    assert weights[1] == 0.0
    assert abs(weights[2]) < 0.5
    shown = 1 / (1 + np.exp(-(signals @ weights + bias)))
    assert abs(shown.mean() - holds.mean()) < 0.02


def test_a_report_counts_what_is_shown_and_right() -> None:
    def read(*signals: float, holds: int | None) -> Read:
        return Read(
            article="a",
            is_answerable=holds is not None,
            signals=np.array(signals)[:, None],
            kept=np.zeros(len(signals)),
            holds=np.array([i == holds for i in range(len(signals))]),
        )

    some = [
        read(2.0, -1.0, holds=0),  # right and shown
        read(2.0, -1.0, holds=1),  # wrong and shown
        read(-3.0, -4.0, holds=0),  # right and not shown
        read(3.0, holds=None),  # no answer, and yet shown
    ]
    lines = report("set", some, np.array([1.0]), 0.0)
    assert "3 answerable, best sentence right 0.667" in lines[0]
    assert (
        "0.5: right and shown 0.333, wrong and shown 0.333, unanswerable shown 1.000" in lines[-1]
    )
