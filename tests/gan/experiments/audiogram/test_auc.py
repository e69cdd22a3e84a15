"""The area under the curve: against its definition, and its interval against known spreads."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.gan.experiments.audiogram.auc import area, area_interval, placements


def scores(count, shift=0.0, seed=0):
    return torch.randn(count, generator=torch.Generator().manual_seed(seed)) + shift


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12))
@settings(deadline=None)
def test_the_area_is_the_share_of_pairs_that_are_in_order_with_ties_counted_half(pairs):
    clean, damaged = (torch.tensor(values).double() for values in zip(*pairs, strict=True))

    won = [1.0 if a > b else 0.5 if a == b else 0.0 for a in clean for b in damaged]

    assert area([placements(clean, damaged)]) == pytest.approx(sum(won) / len(won))


def test_the_area_doesnt_change_if_all_scores_are_stretched():
    clean, damaged = scores(30, 1.0), scores(30, seed=1)

    stretched = placements(clean.exp(), damaged.exp())

    torch.testing.assert_close(stretched, placements(clean, damaged))


def test_swapping_clean_and_damaged_mirrors_the_area():
    clean, damaged = scores(30, 1.0), scores(30, seed=1)

    there, back = area([placements(clean, damaged)]), area([placements(damaged, clean)])

    assert there + back == pytest.approx(1)


def test_the_interval_has_the_width_that_theory_gives_for_independent_scores():
    found = [
        area_interval([placements(scores(60, seed=2 * n), scores(60, seed=2 * n + 1))])
        for n in range(20)
    ]
    width = sum(interval.high - interval.low for interval in found) / len(found)

    # Mann-Whitney without a difference: the variance of the area is (2n + 1) / 12n²
    expected = 2 * 1.96 * ((2 * 60 + 1) / (12 * 60**2)) ** 0.5
    assert width == pytest.approx(expected, rel=0.15)
    assert sum(0.5 in interval for interval in found) >= 17  # 95 % of 20, less three deviations


def test_seeds_that_disagree_make_the_interval_wider():
    clips = scores(30, 1.0), scores(30, seed=1)
    alike = [placements(*clips)] * 3
    apart = [placements(*clips), placements(*reversed(clips)), placements(*clips)]

    def width(by_seed):
        interval = area_interval(by_seed)
        return interval.high - interval.low

    assert width(apart) > 2 * width(alike)


def test_without_a_single_error_the_interval_follows_the_rule_of_three():
    perfect = placements(torch.arange(30.0) + 100, torch.arange(30.0))

    interval = area_interval([perfect] * 3)

    assert (interval.low, interval.high) == (pytest.approx(0.9), 1.0)
    # With an error rate of 3 / 30, no error in 30 clips has a probability of about 5 %.
    no_error = (1 - 3 / 30) ** 30
    assert no_error == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize(
    ("clean", "damaged", "message"),
    [
        (torch.zeros(3), torch.zeros(2), r"of the same clips, got \[3\] and \[2\]"),
        (torch.zeros(0), torch.zeros(0), "of the same clips"),
        (torch.tensor([float("nan")]), torch.zeros(1), "NaN or infinite"),
    ],
)
def test_scores_that_cannot_be_compared_are_refused(clean, damaged, message):
    with pytest.raises(ValueError, match=message):
        placements(clean, damaged)
