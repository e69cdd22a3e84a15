"""Tables: means, spreads, signs that agree, and gaps."""

from course_lib.gan.experiments.ablation.tables import (
    cost_table,
    difference_table,
    interval_table,
    score_table,
)


def test_signs_that_agree_are_bold_and_others_are_not(two_modes):
    results = two_modes((-1, -2, -1.5), (0.1, -0.2, 0.1))
    rows = {row[0]: row[1] for row in difference_table(results).rows}
    assert rows["FD-fine ↓"] == "**−1.50 [−2.00, −1.00]**"
    assert not rows["Onset F1 ↑"].startswith("**")


def test_scores_are_a_mean_and_the_spread_of_an_unbiased_estimate(two_modes):
    results = two_modes((1, 2, 3), (0, 0, 0))
    rows = {row[0]: row[2] for row in score_table(results).rows}
    assert rows["FD-fine ↓"] == "5.00 ± 1.00"


def test_the_cost_of_a_seed_is_that_of_its_warm_up_and_all_its_modes(two_modes):
    rows = cost_table(two_modes((1, 2), (0, 0))).rows
    assert [row[2] for row in rows] == ["20", "10", "10", "40"]


def test_an_interval_that_says_nothing_is_a_dash(two_modes):
    (row,) = interval_table(two_modes((1, 2), (0, 0))).rows
    assert row == ("`mpd`", "FD-fine ↓", "+1.50", "[−1.00, +2.00]", "–")
