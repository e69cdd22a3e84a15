"""Say what a number of right answers in an ABX test is worth.

In an ABX trial one hears A, B and X, and X is A or B by a fair coin. Who hears no difference
guesses, and is right half of the time.

Source: N. A. Macmillan & C. D. Creelman, "Detection Theory: A User's Guide", 2nd ed., 2005, ch. 9.
"""

import math
from statistics import NormalDist

LARGEST_D_PRIME = 10.0  # where the search ends; no trial count in a lesson comes near it
HALVINGS = 60  # of the interval searched: far below the precision of a float

_chance = NormalDist().cdf


def guessing_p_value(right: int, trials: int) -> float:
    """Give the chance that pure guessing gets ``right`` or more of ``trials`` (exact binomial).

    It holds for every way of guessing, since each X is drawn by its own fair coin.
    """
    _check(right, trials)
    ways = sum(math.comb(trials, k) for k in range(right, trials + 1))
    return ways / 2.0**trials


def proportion_correct(d_prime: float) -> float:
    """Give the share of right answers of an unbiased listener with sensitivity ``d_prime``.

    The model is that of *independent observations*, which fits a test with the same A and B in
    every trial: the listener decides which of A and B was the higher, decides on which side X lies,
    and is right if both decisions are right, or both are wrong.
    """
    order = _chance(d_prime / math.sqrt(2))
    side = _chance(d_prime / 2)
    return order * side + (1 - order) * (1 - side)


def d_prime(right: int, trials: int) -> float:
    """Estimate the sensitivity d′: 0 is guessing, 1 is a faint difference, 3 a plain one.

    Half right or less gives 0. All right would give infinity; half an answer is taken off, as is
    usual, so the value is then what so few trials can show at least.
    """
    _check(right, trials)
    share = min(right, trials - 0.5) / trials
    low, high = 0.0, LARGEST_D_PRIME
    if share <= 0.5:
        return 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if proportion_correct(middle) < share else (low, middle)
    return (low + high) / 2


def _check(right: int, trials: int) -> None:
    if trials < 1 or not 0 <= right <= trials:
        raise ValueError(
            f"a test has at least 1 trial and 0 to {max(trials, 0)} right answers, and was given "
            f"{right} of {trials}"
        )
