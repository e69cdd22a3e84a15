"""Gradient penalties: against slopes that are known, and with gradients of their own."""

import pytest
import torch
from torch import nn

from course_lib.discriminators.registry import create
from course_lib.gan.training.presets import TINY
from course_lib.losses.gradient_penalty import get_penalty, mixture_penalty, r1_penalty


class Slope(nn.Module):
    """One sub-discriminator whose only logit is a weighted sum of the samples."""

    def __init__(self, weights):
        super().__init__()
        self.weights = nn.Parameter(torch.tensor(weights))

    def forward(self, wave):
        logits = (wave * self.weights).sum(-1, keepdim=True)
        return [logits], [[logits]]


def waves(seed=0, batch=3, time=2):
    return torch.randn(batch, 1, time, generator=torch.Generator().manual_seed(seed))


def test_the_penalty_of_a_linear_discriminator_is_the_square_of_its_slope_anywhere():
    slope = Slope([3.0, 4.0])

    assert float(r1_penalty(slope, waves(), waves(1)).detach()) == pytest.approx(25)
    assert float(mixture_penalty(slope, waves(), waves(1)).detach()) == pytest.approx((5 - 1) ** 2)


def test_a_slope_of_one_costs_nothing_between_real_and_fake():
    assert float(mixture_penalty(Slope([0.6, 0.8]), waves(), waves(1)).detach()) < 1e-12


def test_the_penalty_has_the_gradient_of_its_formula():
    slope = Slope([3.0, 4.0])

    r1_penalty(slope, waves(), waves(1)).backward()  # w1² + w2²

    torch.testing.assert_close(slope.weights.grad, torch.tensor([6.0, 8.0]))


def test_a_discriminator_without_any_slope_has_a_finite_gradient():
    slope = Slope([0.0, 0.0])

    mixture_penalty(slope, waves(), waves(1)).backward()

    assert slope.weights.grad.isfinite().all()


@pytest.mark.parametrize("penalty", [r1_penalty, mixture_penalty])
@pytest.mark.parametrize("name", ["mpd", "msd", "msstftd"])
def test_every_family_of_the_course_can_be_differentiated_twice(name, penalty):
    torch.manual_seed(0)
    discriminator = create(name, **TINY.discriminator_options(name))
    sound = 0.1 * waves(1, batch=2, time=2048)

    penalty(discriminator, 0.1 * waves(2, batch=2, time=2048), sound).backward()

    grads = [p.grad for p in discriminator.parameters() if p.grad is not None]
    assert all(grad.isfinite().all() for grad in grads)
    assert sum(float(grad.abs().sum()) for grad in grads) > 0


def test_a_step_along_the_penalty_makes_the_slope_smaller():
    torch.manual_seed(0)
    discriminator = create("msstftd", **TINY.discriminator_options("msstftd"))
    sound = 0.1 * waves(1, batch=2, time=2048)
    optimizer = torch.optim.SGD(discriminator.parameters(), lr=0.1)
    before = r1_penalty(discriminator, sound, sound)

    before.backward()
    optimizer.step()

    assert float(r1_penalty(discriminator, sound, sound).detach()) < float(before.detach())


def test_penalties_are_found_by_name():
    assert get_penalty("none") is None
    assert get_penalty("r1") is r1_penalty
    with pytest.raises(ValueError, match=r"no gradient penalty 'r2'.*none, r1, gp"):
        get_penalty("r2")
