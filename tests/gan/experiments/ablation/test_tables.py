"""Tables: means, spreads, signs that agree, and gaps."""

from course_lib.gan.experiments.ablation.claims import claim_table
from course_lib.gan.experiments.ablation.results import Results
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


def test_every_table_has_the_weights_and_the_time_of_a_step_beside_each_mode(two_modes):
    results = two_modes((1, 2), (0, 0))

    for table in (score_table, difference_table):
        rows = {row[0]: row[1:] for row in table(results).rows}
        modes = len(table(results).names) - 1
        assert rows["weights"] == ("7,000",) * modes
        assert rows["CPU ms per step"] == ("33",) * modes  # 10 s for 300 steps
    assert [row[3:] for row in cost_table(results).rows[1:3]] == [("33", "7,000")] * 2
    assert interval_table(results).rows[0][-2:] == ("7,000", "33")
    sizes = {row[0]: row[-1] for row in claim_table(results).rows}["MPD keeps rhythm and beat"]
    assert sizes == "`mpd`: 7,000 weights, 33 ms/step; `none`: 7,000 weights, 33 ms/step"


def test_a_run_of_an_earlier_version_has_a_dash_for_its_weights(two_modes):
    stored = two_modes((1, 2), (0, 0)).to_dict()
    for own in stored["outcomes"].values():
        for outcome in own:
            del outcome["weights"]

    rows = {row[0]: row[1:] for row in difference_table(Results.from_dict(stored)).rows}
    assert rows["weights"] == ("–",)


def test_an_interval_that_says_nothing_is_a_dash(two_modes):
    (row,) = interval_table(two_modes((1, 2), (0, 0))).rows
    assert row[:5] == ("`mpd`", "FD-fine ↓", "+1.50", "[−1.00, +2.00]", "–")
