"""Intervals and tests, by SciPy: how far a mean may be off, and whether two runs differ.

Everything is drawn from a fixed seed: the same outcomes give the same figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_RESAMPLES = 2_000  # of a bootstrap
_PATTERNS = 9_999  # of signs
_CONFIDENCE = 0.95
_SEED = 20190925


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A mean of n values with its 95 % interval; the mean itself where all values are equal."""

    mean: float
    low: float
    high: float
    n: int


def interval(values: Sequence[float]) -> Interval:
    """Return the mean of values with its percentile bootstrap interval.

    Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13. Raises
    ValueError for no values.
    """
    import numpy as np
    from scipy.stats import bootstrap  # type: ignore[import-untyped]

    if not values:
        raise ValueError("no values, no mean")
    data = np.asarray(values, dtype=np.float64)
    mean = float(data.mean())
    if data.min() == data.max():  # resampling cannot vary
        return Interval(mean=mean, low=mean, high=mean, n=len(values))
    found = bootstrap(
        (data,),
        np.mean,
        n_resamples=_RESAMPLES,
        batch=500,
        confidence_level=_CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return Interval(mean=mean, low=float(found.low), high=float(found.high), n=len(values))


def paired_p(differences: Sequence[float], *, alternative: str = "two-sided") -> float:
    """Return the p-value of paired differences having mean 0, by flipping their signs.

    alternative is "two-sided", "less" or "greater". All sign patterns are tried when they are few,
    else 9,999 random ones; differences of 0 do not matter and are left out first.
    Source: Fisher's randomization test, as in Smucker, Allan and Carterette, CIKM 2007.
    """
    import numpy as np
    from scipy.stats import permutation_test

    data = np.asarray([each for each in differences if each], dtype=np.float64)
    if not len(data):
        return 1.0
    if len(data) == 1:  # SciPy wants two; half of the two patterns is as far from 0
        favours = {"less": data[0] < 0, "greater": data[0] > 0}.get(alternative, False)
        return 0.5 if favours else 1.0
    found = permutation_test(
        (data,),
        np.sum,
        permutation_type="samples",
        vectorized=True,
        n_resamples=_PATTERNS,
        batch=500,
        alternative=alternative,
        rng=np.random.default_rng(_SEED),
    )
    return float(found.pvalue)
