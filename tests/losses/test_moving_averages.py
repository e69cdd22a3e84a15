"""Moving averages: the formula, names that are absent, and saved states."""

import pytest

from course_lib.losses.moving_averages import MovingAverages


@pytest.mark.parametrize("decay", [0.5, 0.9, 1.0])
def test_an_average_is_the_weighted_mean_of_all_values(decay):
    averages, values = MovingAverages(decay), [3.0, -1.0, 10.0, 4.0]
    for value in values:
        averages.update({"x": value})

    weights = [decay ** (len(values) - 1 - s) for s in range(len(values))]
    expected = sum(w * x for w, x in zip(weights, values, strict=True)) / sum(weights)
    assert averages.value("x") == pytest.approx(expected)


def test_the_first_value_is_its_own_average_and_an_unknown_name_is_zero():
    averages = MovingAverages(0.999)
    averages.update({"x": 7.0})

    assert averages.value("x") == pytest.approx(7.0)
    assert averages.value("y") == 0.0


def test_a_name_that_is_not_updated_keeps_its_average():
    averages = MovingAverages(0.5)
    averages.update({"x": 7.0})
    averages.update({"y": 1.0})

    assert averages.value("x") == pytest.approx(7.0)


def test_saved_sums_and_counts_continue_the_average():
    first, second = MovingAverages(0.9), MovingAverages(0.9)
    first.update({"x": 2.0})
    second.load(first.sums, first.counts)
    for averages in (first, second):
        averages.update({"x": 5.0})

    assert second.value("x") == first.value("x")
