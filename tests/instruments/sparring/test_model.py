import torch
from torch import nn

from course_lib.instruments import score_curves, spar


class Ear(nn.Module):
    """One sub-discriminator: an affine function of the wave."""

    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.tensor(0.1))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def forward(self, wave):
        scores = self.gain * wave + self.bias
        return [scores], [[scores]]


REAL, FAKE = torch.full((2, 1, 4), 1.0), torch.full((2, 1, 4), -1.0)


def hinge(fake, real):
    return (1 + fake).clamp(min=0).mean() + (1 - real).clamp(min=0).mean()


def test_a_discriminator_with_its_own_loss_separates_the_scores_and_is_right():
    record = spar(Ear(), REAL, FAKE, hinge, rate=0.1)
    assert record.real[-1] > 0.8
    assert record.fake[-1] < -0.8
    assert record.correct[-1] == 1
    assert record.adv[-1] > record.adv[0]
    assert len(record.correct) == 31
    assert record.told is record.correct  # its name in version 0.1


def test_with_one_sum_it_raises_everything():
    record = spar(Ear(), REAL, 0.5 * REAL, lambda f, r: hinge(f, r) - f.mean(), rate=0.1)
    assert record.fake[-1] > record.fake[0]
    assert record.correct[-1] == 0.5


def test_feature_matching_keeps_the_maps_alike():
    free = spar(Ear(), REAL, FAKE, hinge, rate=0.05)
    bound = spar(Ear(), REAL, FAKE, hinge, rate=0.05, matching_weight=4)
    assert bound.feat[-1] < 0.5 * free.feat[-1]


def test_curves_have_a_picture_and_text():
    record = spar(Ear(), REAL, FAKE, hinge, steps=3)
    for curves in (record.losses(), score_curves({"own": record, "other": record})):
        assert curves.static_html().count("<img") == 1
        assert all(f"{name}: from" in curves.text() for name in curves.curves)
        assert f"Vertical axis: {curves.values}." in curves.text()
    assert "<div>mean score</div>" in curves.static_html()


def test_discriminators_next_to_each_other_share_one_picture():
    record = spar(Ear(), REAL, FAKE, hinge, steps=1)
    curves = score_curves({"own": record, "sum": record})
    assert list(curves.curves) == ["own, real", "own, fake", "sum, real", "sum, fake"]
    assert "own 100 %, sum 100 %" in curves.finding
