import pytest
import torch
from torch import nn

from course_lib.instruments import spar


class Ear(nn.Module):
    """One member, which hears the mean of a wave."""

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


def test_a_judge_with_its_own_loss_parts_the_scores_and_is_right():
    record = spar(Ear(), REAL, FAKE, hinge, rate=0.1)
    assert record.real[-1] > 0.8
    assert record.fake[-1] < -0.8
    assert record.told[-1] == 1
    assert record.adv[-1] > record.adv[0]
    assert len(record.told) == 31


def test_with_one_sum_it_raises_everything():
    record = spar(Ear(), REAL, 0.5 * REAL, lambda f, r: hinge(f, r) - f.mean(), rate=0.1)
    assert record.fake[-1] > record.fake[0]
    assert record.told[-1] == 0.5


def test_paying_for_maps_keeps_them_alike():
    free = spar(Ear(), REAL, FAKE, hinge, rate=0.05)
    bound = spar(Ear(), REAL, FAKE, hinge, rate=0.05, matching_weight=4)
    assert bound.feat[-1] < 0.5 * free.feat[-1]


@pytest.mark.parametrize("show", ["scores", "losses"])
def test_curves_have_a_picture_and_words(show):
    curves = getattr(spar(Ear(), REAL, FAKE, hinge, steps=3), show)()
    assert curves.static_html().count("<img") == 1
    assert all(f"{name}: from" in curves.text() for name in curves.curves)
