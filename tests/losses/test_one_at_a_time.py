"""The discriminator's step, one sub-discriminator at a time: the same numbers in less memory."""

import copy

import pytest
import torch

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry import create, example_options, get
from course_lib.losses import (
    AdversarialLoss,
    FeatureMatchingLoss,
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)

FAMILIES = ("mpd", "msd", "msstftd")


def build(name, **options):
    torch.manual_seed(0)
    return create(name, **{**example_options(get(name)), **options})


def adversary(discriminator):
    return AdversarialLoss(
        discriminator,
        torch.optim.SGD(discriminator.parameters(), lr=1.0),
        get_adv_criterion("hinge"),
        get_real_criterion("hinge"),
        get_fake_criterion("hinge"),
        FeatureMatchingLoss(),
    )


def waves(length=2000):
    rng = torch.Generator().manual_seed(1)
    return torch.randn(2, 1, length, generator=rng), torch.randn(2, 1, length, generator=rng)


class Whole(MultiDiscriminator):
    """The same discriminator, which can only run as a whole."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    @property
    def num_discriminators(self):
        return self.inner.num_discriminators

    def forward(self, wave):
        return self.inner(wave)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_step_one_at_a_time_is_the_step_of_the_whole(family):
    fake, real = waves()
    alone = build(family)
    whole = Whole(copy.deepcopy(alone))

    loss_alone, loss_whole = (adversary(d).train_adv(fake, real) for d in (alone, whole))

    # Up to rounding: the sums over both sounds are added in another order.
    torch.testing.assert_close(loss_alone, loss_whole, rtol=1e-5, atol=1e-6)
    for one, other in zip(alone.parameters(), whole.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_other_graph_is_alive_while_a_sub_discriminator_runs(family):
    discriminator = build(family)
    learned = []

    def count(*_):
        learned.append(
            sum(
                all(p.grad is not None for p in d.parameters())
                for d in discriminator.discriminators
            )
        )

    for sub in discriminator.discriminators:
        sub.register_forward_pre_hook(count)

    adversary(discriminator).train_adv(*waves())

    # Each sub-discriminator runs once, and those before it have all their gradients already.
    assert learned == list(range(discriminator.num_discriminators))


def test_spectral_norm_still_improves_once_for_each_sound():
    discriminator = build("mpd", norm="spectral_norm")
    calls = []
    discriminator.discriminators[0].register_forward_pre_hook(lambda *_: calls.append(1))

    assert not discriminator.can_mix_batches
    adversary(discriminator).train_adv(*waves())
    assert len(calls) == 2


def test_a_hook_or_a_subclass_of_the_whole_is_not_passed_over():
    class Louder(type(build("msd"))):
        def forward(self, wave):
            return super().forward(2 * wave)

    hooked, heard = build("mpd"), []
    assert hooked.can_mix_batches
    hooked.register_forward_hook(lambda *_: heard.append(1))

    adversary(hooked).train_adv(*waves())

    assert len(heard) == 2
    assert not Louder(**example_options(get("msd"))).can_mix_batches


def test_the_weight_is_computed_once_for_the_generators_losses():
    discriminator = build("mpd")
    conv = discriminator.discriminators[0].convs[0].conv
    seen = []
    sub = discriminator.discriminators[0]
    sub.register_forward_hook(lambda *_: seen.append(conv.weight))

    adversary(discriminator)(*waves())

    fake, real = seen
    assert fake is real
    assert conv.weight is not conv.weight  # computed again, now that the parameters may change


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_a_gradient_that_is_not_finite_is_found_wherever_it_is(bad):
    discriminator = build("mpd")
    loss = adversary(discriminator)
    last = list(discriminator.parameters())[-1]
    last.register_hook(lambda grad: grad.index_fill(0, torch.tensor([0]), bad))
    before = [p.detach().clone() for p in discriminator.parameters()]

    loss.train_adv(*waves())

    assert loss.skipped_batches == 1
    assert all(torch.equal(a, b) for a, b in zip(before, discriminator.parameters(), strict=True))
