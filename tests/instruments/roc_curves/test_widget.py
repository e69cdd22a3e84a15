"""The ROC curve and its area, against counting and against what is known of ranks."""

import pytest
import torch
from scipy.stats import mannwhitneyu

from course_lib.discriminators.interface import DiscriminatorOutput, MultiDiscriminator
from course_lib.instruments import RocCurves, area, clip_scores, roc, roc_curves
from course_lib.instruments.roc_curves.model import in_steps
from course_lib.sounds import Sound

REAL, MADE = [2, 1, -1], [1, -1, -2]


def test_the_area_is_the_share_of_pairs_that_are_right_and_a_tie_counts_half():
    assert area(REAL, MADE) == pytest.approx((3 + 2.5 + 1.5) / 9)
    assert area([1], [0]) == 1
    assert area([0, 0], [0]) == 0.5
    assert area(MADE, REAL) == pytest.approx(1 - area(REAL, MADE))


def test_it_is_the_rank_sum_that_statistics_knows():
    rng = torch.Generator().manual_seed(0)
    real = torch.randn(9, generator=rng).tolist()
    fake = torch.randn(7, generator=rng).tolist()
    assert area(real, fake) == pytest.approx(mannwhitneyu(real, fake).statistic / 63)


def test_the_area_under_the_drawn_curve_is_the_same_number():
    alarms, hits = zip(*roc(REAL, MADE), strict=True)
    drawn = torch.trapezoid(torch.tensor(hits), torch.tensor(alarms))
    assert float(drawn) == pytest.approx(area(REAL, MADE))
    assert (alarms[0], hits[0], alarms[-1], hits[-1]) == (0, 0, 1, 1)


def test_doubling_or_shifting_all_scores_changes_nothing():
    for change in (lambda s: 2 * s, lambda s: s + 5):
        again = [[change(score) for score in scores] for scores in (REAL, MADE)]
        assert roc(*again) == roc(REAL, MADE)


class Loudness(MultiDiscriminator):
    """Two sub-discriminators: the louder, the more real. The second is three times as sure."""

    num_discriminators = 2

    def forward(self, wave):
        level = wave.abs().unfold(-1, 10, 10)
        return DiscriminatorOutput([level, 3 * level], [[], []])


class Broken(Loudness):
    def forward(self, wave):
        raise ValueError("not today")


def clip(level):
    return Sound(torch.full((40,), level))


def test_many_logits_become_one_score_and_each_sub_discriminator_counts_alike():
    assert clip_scores(Loudness(), [clip(0.25), clip(0.5)]) == pytest.approx([0.5, 1.0])


def test_rounded_scores_stay_where_they_were_and_rounding_errors_become_ties():
    real, fake = in_steps([2.0, 0.1 + 0.2], [-2.0, 0.3])
    assert [*real, *fake] == pytest.approx([2, 0.3, -2, 0.3], abs=4 / 1000)
    assert real[1] == fake[1]


def test_each_listener_gets_a_curve_and_who_fails_is_named():
    real, fake = [clip(0.5), clip(0.4)], [clip(0.1), clip(0.45)]
    curves = roc_curves(real, fake, {"loud": Loudness(), "broken": Broken()})
    assert curves.areas == {"loud": 0.75}
    assert "broken is left out: ValueError: not today" in curves.text()
    page = curves.static_html()
    assert "Best on these clips: loud, with an area of 0.75" in page
    assert page.count("<img") == 1


def test_equal_areas_are_both_called_best():
    one, two = {"a": (REAL, MADE)}, {"a": (REAL, MADE), "b": ([4, 2, -2], [2, -2, -4])}
    assert RocCurves(one, {}).finding() == "Best on these clips: a, with an area of 0.78"
    assert RocCurves(two, {}).finding() == "Best on these clips: a and b, with an area of 0.78"
    three = {**two, "worse": (MADE, REAL), "c": (REAL, MADE)}
    assert RocCurves(two, {}, "A lucky draw").finding() == "A lucky draw"
    assert RocCurves(three, {}).finding().startswith("Best on these clips: a, b and c, with")


def test_the_browser_gets_the_scores_and_begins_with_the_best_curve():
    curves = RocCurves({"worse": (MADE, REAL), "better": (REAL, MADE)}, {"broken": "not today"})
    assert curves.live.chosen == curves.chosen == "better"
    sent = {each["name"]: (each["real"], each["fake"]) for each in curves.live.curves}
    assert sent == {"worse": (MADE, REAL), "better": (REAL, MADE)}
    assert curves.live.left_out == ["broken is left out: not today"]
    curves.live.chosen = "worse"
    assert curves.chosen == "worse"


def test_curves_need_clips_of_both_kinds():
    with pytest.raises(ValueError, match="1 real and 0 generated"):
        roc([1], [])
    empty = roc_curves([clip(0.1)], [clip(0.2)], {"broken": Broken()})
    assert "No discriminator has scored" in empty.text()


def test_a_listener_who_has_scored_nothing_has_no_curve():
    class Listener(Loudness):
        has_scored = False

    curves = roc_curves([clip(0.5)], [clip(0.1)], {"you": Listener()})
    assert curves.areas == {}
    assert curves.left_out == {"you": "no clip has been scored so far"}
