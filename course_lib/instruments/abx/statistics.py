"""What the number of right answers in an ABX test is worth.

In an ABX trial you hear A, B and X, where a fair coin made X equal to A or to B. If you hear no
difference you can only guess, and are right half of the time.

Source: N. A. Macmillan & C. D. Creelman, "Detection Theory: A User's Guide", 2nd ed., 2005, ch. 9.
"""

import math
from statistics import NormalDist

LARGEST_D_PRIME = 10.0  # upper end of the search: one wrong answer in three million

_normal_cdf = NormalDist().cdf


def guessing_p_value(right: int, trials: int) -> float:
    """Return the probability that pure guessing gets ``right`` or more of ``trials``.

    It is exact for every way of guessing, since each X is drawn by its own fair coin.
    """
    _check(right, trials)
    from scipy.special import bdtrc  # here: a kernel starts without it; scipy.stats takes a second

    return float(bdtrc(right - 1, trials, 0.5))


def proportion_correct(d_prime: float) -> float:
    """Return the share of right answers of an unbiased listener with sensitivity ``d_prime``.

    The model is that of *independent observations*, which fits a test with the same A and B in
    every trial: the listener decides which of A and B was the higher, decides which side X is on,
    and is right if both decisions are right, or both are wrong.
    """
    order = _normal_cdf(d_prime / math.sqrt(2))
    side = _normal_cdf(d_prime / 2)
    return order * side + (1 - order) * (1 - side)


def d_prime(right: int, trials: int) -> float:
    """Estimate the sensitivity d′: 0 is guessing, 1 a faint difference, 3 a plain one.

    Half right or less gives 0. All right would give infinity, so half an answer is subtracted, as
    is usual: the result is then the least that so few trials can show.
    """
    _check(right, trials)
    share = min(right, trials - 0.5) / trials
    if share <= 0.5:
        return 0.0
    if share >= proportion_correct(LARGEST_D_PRIME):
        return LARGEST_D_PRIME
    from scipy.optimize import brentq

    return float(brentq(lambda d: proportion_correct(d) - share, 0.0, LARGEST_D_PRIME))


def _check(right: int, trials: int) -> None:
    if trials < 1 or not 0 <= right <= trials:
        raise ValueError(
            f"right must be between 0 and trials, and trials at least 1, got {right} of {trials}."
        )
