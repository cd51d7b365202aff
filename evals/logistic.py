"""Logistic regression with signs that are known beforehand: what readers' weights come from."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def fit_logistic(
    signals: Array, holds: NDArray[np.bool_], *, signs: Sequence[int]
) -> tuple[Array, float]:
    """Return weights (d,) and bias of an L2-regularised logistic regression.

    signals (n, d); holds (n,); signs: for each signal +1 where more of it can only make an answer
    likelier, -1 only less likely, 0 either.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    y = holds.astype(float)

    def loss(theta: Array) -> tuple[float, Array]:
        z = signals @ theta[:-1] + theta[-1]
        error = 1.0 / (1.0 + np.exp(-z)) - y
        gradient = np.append(signals.T @ error + theta[:-1], error.sum())
        return float((np.logaddexp(0, z) - y * z).sum() + (theta[:-1] ** 2).sum() / 2), gradient

    limits = {1: (0, None), -1: (None, 0), 0: (None, None)}
    bounds = [limits[sign] for sign in (*signs, 0)]
    found = minimize(
        loss, np.zeros(signals.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B"
    )
    return found.x[:-1], float(found.x[-1])
