"""A verdict follows the rule, also where that is disappointing."""

import pytest

from course_lib.gan.experiments.ablation.claims import (
    CLAIMS,
    Claim,
    mode_differences,
    verdict_on,
)
from course_lib.gan.metrics import metric

CLAIM = Claim("MPD helps", "mpd", "none", ("fd_fine", "onset_f1"))


@pytest.mark.parametrize(
    ("fine", "onset", "word"),
    [
        ((-3, -4, -3), (0.3, 0.4, 0.3), "holds (3 seeds)"),  # lower and higher are the better ones
        ((-3, -4, -3), (0.1, -0.2, 0.1), "holds in part (3 seeds)"),
        ((-3, -4, -3), (-0.3, -0.4, -0.3), "mixed (3 seeds)"),
        ((1, -2, -1), (0.1, -0.2, 0.1), "does not hold (3 seeds)"),
        ((-1, -2, -1), (0.1, 0.2, 0.1), "does not hold (3 seeds)"),  # signs agree: not enough
        ((3, 4, 3), (-0.3, -0.4, -0.3), "does not hold (3 seeds)"),
        ((-1,), (0.1,), "no verdict (1 seed)"),
    ],
)
def test_a_verdict_follows_the_rule(two_modes, fine, onset, word):
    assert verdict_on(CLAIM, two_modes(fine, onset)) == word


def test_a_claim_about_a_mode_that_was_not_run_is_not_measured(two_modes):
    results = two_modes((-1, -1), (0.1, 0.1))
    assert verdict_on(Claim("", "msd", "none", ("fd_fine",)), results) == "not measured"


def test_modes_are_compared_on_the_seeds_that_both_have(make_results):
    results = make_results(
        {"none": [{"fd_fine": 1.0}, {"fd_fine": 5.0}], "mpd": [{"fd_fine": 3.0}]},
    )
    assert mode_differences(results, "mpd", "none")["fd_fine"].by_seed == (2.0,)


def test_every_metric_of_a_claim_is_in_the_catalogue():
    for claim in CLAIMS:
        for name in claim.metrics:
            assert metric(name).name == name
