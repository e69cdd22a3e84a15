import copy

import pytest
import torch
from torch import nn

from course_lib.discriminators.registry import RegistryError
from course_lib.gan.training.adversaries import Adversaries, LossOptions, build_discriminators
from course_lib.losses.adaptive import AdaptiveWeights
from course_lib.losses.gradient_penalty import r1_penalty


class Gain(nn.Module):
    """A discriminator of one weight, which records how it was called."""

    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.tensor(1.0))
        self.asked = []

    def forward(self, wave):
        self.asked.append((wave.requires_grad, torch.is_grad_enabled(), self.gain.requires_grad))
        fmap = self.gain * wave
        return [fmap.square()], [[fmap]]


@pytest.fixture
def waves():
    fake = torch.randn(2, 1, 8, requires_grad=True)
    return fake, torch.randn(2, 1, 8)


def three(**options):
    return Adversaries({"a": Gain(), "b": Gain(), "c": Gain()}, **options)


def test_no_gradient_of_the_discriminators_losses_reaches_the_generator(waves):
    fake, real = waves
    discriminators = three()

    discriminators.update_due(fake, real, 0)

    assert fake.grad is None
    assert [asked[0] for asked in discriminators["a"].adversary.asked] == [False, False]


def test_the_generators_losses_leave_the_discriminators_without_gradients(waves):
    fake, real = waves
    discriminators = three()
    before = copy.deepcopy(discriminators.state_dict())

    losses = discriminators.generator_losses(fake, real, 0)
    torch.stack(list(losses.values())).sum().backward()

    assert fake.grad is not None
    assert all(parameter.grad is None for parameter in discriminators.parameters())
    assert all(parameter.requires_grad for parameter in discriminators.parameters())
    for name, value in before.items():
        assert not isinstance(value, torch.Tensor) or torch.equal(
            value, discriminators.state_dict()[name]
        )


def test_the_real_sound_is_scored_without_a_graph(waves):
    discriminators = three()

    discriminators.generator_losses(*waves, 0)

    of_fake, of_real = discriminators["a"].adversary.asked
    assert of_fake == (True, True, False)
    assert of_real == (False, False, False)


def test_losses_carry_the_names_of_their_discriminators(waves):
    discriminators = three()

    assert list(discriminators.update_due(*waves, 0)) == ["d_a", "d_b", "d_c"]
    assert list(discriminators.generator_losses(*waves, 0)) == [
        f"{kind}_{name}" for name in "abc" for kind in ("adv", "feat")
    ]


def test_three_discriminators_together_weigh_as_much_as_one():
    one = Adversaries({"a": Gain()}).loss_weights(0, adv=1.0, feat=2.0)
    several = three().loss_weights(0, adv=1.0, feat=2.0)

    assert one == {"adv_a": 1, "feat_a": 2}
    for kind, total in (("adv", 1), ("feat", 2)):
        own = [weight for name, weight in several.items() if name.startswith(kind)]
        assert own == pytest.approx([total / 3] * 3)


def test_until_a_discriminator_joins_the_others_get_its_weight(waves):
    discriminators = three(start={"c": 5})

    assert set(discriminators.update_due(*waves, 4)) == {"d_a", "d_b"}
    assert discriminators.loss_weights(4, adv=1.0, feat=0.0)["adv_a"] == 0.5
    assert set(discriminators.update_due(*waves, 5)) == {"d_a", "d_b", "d_c"}
    assert discriminators.loss_weights(5, adv=1.0, feat=0.0)["adv_a"] == pytest.approx(1 / 3)


def test_a_discriminator_that_is_updated_every_third_step_scores_every_step(waves):
    discriminators = three(start={"b": 1}, every={"b": 3})

    updated = [step for step in range(8) if "d_b" in discriminators.update_due(*waves, step)]
    scores = [step for step in range(8) if "adv_b" in discriminators.generator_losses(*waves, step)]

    assert updated == [1, 4, 7]
    assert scores == [1, 2, 3, 4, 5, 6, 7]


def test_each_learns_at_its_own_rate():
    discriminators = three(learning_rate=0.1, learning_rates={"b": 0.2})

    rates = [discriminators[name].optimizer.param_groups[0]["lr"] for name in "abc"]

    assert rates == [0.1, 0.2, 0.1]


def test_own_weights_and_present_performance_multiply():
    discriminators = three(weights={"a": 2.0}, adaptive=AdaptiveWeights())
    discriminators.observe({"d_a": 2.0, "d_b": 0.0, "recon": 5.0})

    weights = discriminators.loss_weights(0, adv=1.0, feat=0.0)

    trust = AdaptiveWeights()
    trust.update({"a": 2.0, "b": 0.0})
    expected = trust.weights(["a", "b", "c"])
    assert weights["adv_a"] == pytest.approx(2 * expected["a"] / 3)
    assert weights["adv_b"] == pytest.approx(expected["b"] / 3)


def test_restored_discriminators_continue_like_the_original(waves):
    fake, real = waves
    first, second = (three(adaptive=AdaptiveWeights()) for _ in range(2))
    first.update_due(fake * torch.nan, real, 0)  # skipped, and counted
    first.observe({"d_a": 1.0})
    first.update_due(fake, real, 1)
    second.load_state_dict(copy.deepcopy(first.state_dict()))

    assert second.skipped_batches == {"a": 1, "b": 1, "c": 1}
    for discriminators in (first, second):
        discriminators.update_due(fake, real, 2)
    assert second["a"].adversary.gain.item() == first["a"].adversary.gain.item()
    assert second.loss_weights(3, adv=1, feat=1) == first.loss_weights(3, adv=1, feat=1)


@pytest.mark.parametrize("what", ["learning_rates", "weights", "start", "every"])
def test_a_name_that_is_not_there_is_refused_with_a_suggestion(what):
    with pytest.raises(ValueError, match=f"{what} names 'mdp'.* Did you mean 'mpd'"):
        Adversaries({"mpd": Gain()}, **{what: {"mdp": 2}})


def test_an_interval_of_zero_is_refused():
    with pytest.raises(ValueError, match="every must be 1 or more"):
        three(every={"a": 0})


def test_a_discriminator_starts_the_same_alone_and_among_others(micro):
    alone = build_discriminators(["msd"], micro.MICRO, seed=3)
    among = build_discriminators(["mpd", "msd"], micro.MICRO, seed=3)
    other = build_discriminators(["msd"], micro.MICRO, seed=4)

    for name, weight in alone["msd"].state_dict().items():
        assert torch.equal(weight, among["msd"].state_dict()[name])
    weights = [
        torch.cat([p.flatten() for p in built["msd"].parameters()]) for built in (alone, other)
    ]
    assert not torch.equal(*weights)


def test_a_plugin_gets_the_options_of_its_example(micro, forgetful):
    built = build_discriminators(["forgetful"], micro.MICRO, seed=0)

    assert isinstance(built["forgetful"], forgetful)
    assert built["forgetful"].conv.out_channels == 3


def test_an_unregistered_name_is_refused(micro):
    with pytest.raises(RegistryError, match="Did you mean 'mpd'"):
        build_discriminators(["mdp"], micro.MICRO, seed=0)


def test_a_discriminator_that_needs_longer_waves_is_refused(micro):
    with pytest.raises(
        ValueError, match=r"msstftd needs at least \d+ samples, but d_segment .* is 60"
    ):
        build_discriminators(["msstftd"], micro.MICRO.replace(d_segment=60), seed=0)


def test_losses_that_add_up_have_the_same_weight_each_however_many_there_are():
    added = three(options=LossOptions(reduction="sum"))

    weights = added.loss_weights(0, adv=1.0, feat=2.0)

    assert weights == {f"{k}_{n}": w for n in "abc" for k, w in (("adv", 1.0), ("feat", 2.0))}


def test_a_frozen_discriminator_scores_but_never_learns(waves):
    fake, real = waves
    some = three(frozen=("b",))
    before = some["b"].adversary.gain.clone()

    losses = some.update_due(fake, real, 0)

    assert sorted(losses) == ["d_a", "d_c"]
    assert torch.equal(some["b"].adversary.gain, before)
    assert "feat_b" in some.generator_losses(fake, real, 0)


def test_the_options_of_the_losses_reach_each_discriminator():
    some = three(
        options=LossOptions(
            loss="mse",
            relativistic=True,
            reduction="sum",
            penalty="r1",
            penalty_weight=3.0,
            d_clip=5.0,
        )
    )

    for name in "abc":
        loss = some[name]
        assert (loss.relativistic, loss.normalize, loss.clip) == (True, False, 5.0)
        assert (loss.penalty, loss.penalty_weight) == (r1_penalty, 3.0)
        assert not loss.loss_feat.relative
        assert loss.loss(torch.tensor([3.0])) == 4.0  # least squares: (3 - 1)²


@pytest.mark.parametrize("relativistic", [False, True])
@pytest.mark.parametrize("loss", ["hinge", "mse"])
def test_the_cost_of_guessing_is_the_loss_of_a_discriminator_that_scores_all_alike(
    waves, loss, relativistic
):
    fake, real = waves
    options = LossOptions(loss=loss, relativistic=relativistic)
    middle = {"hinge": 0.0, "mse": 0.5}[loss]  # the score midway between real and fake

    class Same(nn.Module):
        def __init__(self):
            super().__init__()
            self.score = nn.Parameter(torch.tensor(middle))

        def forward(self, wave):
            return [self.score.expand(len(wave), 1, 1)], [[self.score.expand(len(wave), 1, 1)]]

    found = Adversaries({"same": Same()}, options=options).update_due(fake, real, 0)

    assert found["d_same"].item() == pytest.approx(options.guessing_cost)
