import math
from itertools import pairwise, product
from statistics import NormalDist

import pytest
import torch

from course_lib.instruments.abx.statistics import d_prime, guessing_p_value, proportion_correct


@pytest.mark.parametrize("trials", [1, 4, 9])
def test_the_p_value_is_a_count_of_all_ways_to_guess(trials):
    ways = [sum(way) for way in product((0, 1), repeat=trials)]
    for right in range(trials + 1):
        expected = sum(way >= right for way in ways) / len(ways)
        assert guessing_p_value(right, trials) == pytest.approx(expected, rel=1e-12)  # rounding


def test_a_large_test_agrees_with_the_normal_approximation():
    trials, right = 1000, 530
    z = (right - 0.5 - trials / 2) / (math.sqrt(trials) / 2)
    assert guessing_p_value(right, trials) == pytest.approx(1 - NormalDist().cdf(z), rel=0.01)


@pytest.mark.parametrize("sensitivity", [0.0, 0.7, 1.5, 3.0])
def test_the_model_is_a_listener_who_decides_order_and_side(sensitivity):
    """Simulated: three noisy impressions; which of A, B is the higher, and where X lies."""
    count = 400_000
    a, b, x = torch.randn(3, count)
    b, x_is_b = b + sensitivity, torch.rand(count) < 0.5
    x = x + sensitivity * x_is_b

    says_b_is_high, says_x_is_high = b > a, x > sensitivity / 2
    right = (says_x_is_high == says_b_is_high) == x_is_b

    simulated = float(right.float().mean())
    assert proportion_correct(sensitivity) == pytest.approx(simulated, abs=0.004)  # 5 sigma


@pytest.mark.parametrize("sensitivity", [0.5, 1.0, 2.0, 3.0])
def test_d_prime_inverts_the_model(sensitivity):
    trials = 10**6
    right = round(proportion_correct(sensitivity) * trials)
    assert d_prime(right, trials) == pytest.approx(sensitivity, abs=1e-3)


def test_d_prime_grows_with_each_right_answer_and_stays_finite():
    values = [d_prime(right, 10) for right in range(11)]
    assert values[:6] == [0.0] * 6
    assert all(a < b < 10 for a, b in pairwise(values[5:]))


def test_a_sensitivity_beyond_the_search_is_its_upper_end():
    assert d_prime(10**7, 10**7) == 10.0


def test_more_right_answers_than_trials_are_refused():
    for right, trials in ((3, 2), (-1, 2), (0, 0)):
        with pytest.raises(ValueError, match="right must be between 0 and trials"):
            guessing_p_value(right, trials)
        with pytest.raises(ValueError, match="right must be between 0 and trials"):
            d_prime(right, trials)
