"""Who learns what: gradients, values, dtypes and the saved state of the adversarial loss."""

import copy
import io

import pytest
import torch
from torch import nn

from course_lib.losses import (
    AdversarialLoss,
    FeatureMatchingLoss,
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)


class TwoSubs(nn.Module):
    """Two sub-discriminators: one hears all samples, one every second."""

    def __init__(self):
        super().__init__()
        self.subs = nn.ModuleList(nn.Conv1d(1, 2, 3) for _ in range(2))
        self.norm = nn.BatchNorm1d(2)

    def forward(self, wave):
        fmaps = [[self.norm(self.subs[k](wave[..., :: k + 1]))] for k in range(2)]
        return [maps[0].mean(1, keepdim=True) for maps in fmaps], fmaps


def make(name="mse", *, feat=True, normalize=True, dtype=torch.float32, lr=0.1, **options):
    torch.manual_seed(0)
    adversary = TwoSubs().to(dtype)
    return AdversarialLoss(
        adversary,
        torch.optim.Adam(adversary.parameters(), lr=lr),
        get_adv_criterion(name),
        get_real_criterion(name),
        get_fake_criterion(name),
        FeatureMatchingLoss() if feat else None,
        normalize,
        **options,
    )


def batch(seed=0, dtype=torch.float32):
    draw = torch.Generator().manual_seed(seed)
    fake = torch.randn(3, 1, 16, generator=draw).to(dtype).requires_grad_(True)
    return fake, torch.randn(3, 1, 16, generator=draw).to(dtype)


def snapshot(loss):
    return copy.deepcopy(loss.state_dict())


def same(one, other):
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


# ---------------------------------------------------------------- who learns


def test_training_the_discriminator_sends_nothing_to_the_generator():
    loss = make()
    weight = torch.ones(1, requires_grad=True)
    fake, real = batch()

    loss.train_adv(fake * weight, real)

    assert weight.grad is None
    assert fake.grad is None


def test_training_the_discriminator_changes_every_one_of_its_parameters():
    loss = make()
    before = [p.clone() for p in loss.adversary.parameters()]

    loss.train_adv(*batch())

    for parameter, old in zip(loss.adversary.parameters(), before, strict=True):
        assert not torch.equal(parameter, old)


def test_training_the_discriminator_makes_it_better_at_the_same_batch():
    loss = make(lr=0.01)
    fake, real = batch()

    values = [loss.train_adv(fake, real).item() for _ in range(30)]

    assert values[-1] < 0.8 * values[0]


def test_scoring_for_the_generator_gives_the_discriminator_no_gradient():
    loss = make()
    fake, real = batch()

    adv, feat = loss(fake, real)
    (adv + feat).backward()

    assert fake.grad.abs().sum() > 0
    assert all(p.grad is None for p in loss.adversary.parameters())
    assert all(p.requires_grad for p in loss.adversary.parameters())


def test_scoring_for_the_generator_leaves_the_gradients_of_the_discriminator_alone():
    loss = make()
    fake, real = batch()
    loss.train_adv(fake, real)
    before = [p.grad.clone() for p in loss.adversary.parameters()]

    sum(loss(fake, real)).backward()

    assert same([p.grad for p in loss.adversary.parameters()], before)


def test_a_frozen_parameter_is_still_frozen_afterwards():
    loss = make()
    loss.adversary.subs[0].weight.requires_grad_(False)

    loss(*batch())

    assert [p.requires_grad for p in loss.adversary.subs.parameters()] == [
        False,
        True,
        True,
        True,
    ]


def test_the_gradient_for_the_generator_is_that_of_the_formula():
    loss = make()
    loss.eval()
    fake, real = batch()
    (got,) = torch.autograd.grad(sum(loss(fake, real)), fake)

    logits, fmaps = loss.adversary(fake)
    wanted = [maps[0].detach() for maps in loss.adversary(real)[1]]
    adv = sum((x - 1).square().mean() for x in logits) / 2
    feat = sum((maps[0] - other).abs().mean() for maps, other in zip(fmaps, wanted, strict=True))
    (expected,) = torch.autograd.grad(adv + feat / 2, fake)

    torch.testing.assert_close(got, expected)


# ---------------------------------------------------------------- values


def test_the_discriminators_loss_is_that_of_both_sounds_averaged_over_sub_discriminators():
    loss = make()
    loss.eval()
    fake, real = batch()
    scored = zip(loss.adversary(fake)[0], loss.adversary(real)[0], strict=True)
    expected = sum(f.square().mean() + (r - 1).square().mean() for f, r in scored) / 2

    torch.testing.assert_close(loss.train_adv(fake, real), expected.detach())


def test_without_normalize_the_sub_discriminators_add_up():
    mean, total = make(), make(normalize=False)
    mean.eval(), total.eval()
    fake, real = batch()

    for one, two in zip(mean(fake, real), total(fake, real), strict=True):
        torch.testing.assert_close(two, 2 * one)
    torch.testing.assert_close(total.train_adv(fake, real), 2 * mean.train_adv(fake, real))


def test_without_feature_loss_feat_is_zero():
    adv, feat = make(feat=False)(*batch())

    assert feat.item() == 0.0
    assert adv.item() != 0.0


def test_the_loss_of_the_discriminator_holds_no_graph():
    assert not make().train_adv(*batch()).requires_grad


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_losses_have_the_dtype_of_the_waves(dtype):
    loss = make(dtype=dtype)
    fake, real = batch(dtype=dtype)

    assert {loss.train_adv(fake, real).dtype, *(x.dtype for x in loss(fake, real))} == {dtype}


def test_losses_of_sixteen_bit_waves_are_added_up_in_float32():
    loss = make(dtype=torch.bfloat16)
    fake, real = batch(dtype=torch.bfloat16)

    assert loss.train_adv(fake, real).dtype == torch.float32
    assert {x.dtype for x in loss(fake, real)} == {torch.float32}


def test_scores_of_sixteen_bits_are_averaged_in_float32():
    loss = make("hinge", dtype=torch.bfloat16)
    loss.eval()
    fake, real = batch(dtype=torch.bfloat16)
    scores = [score.float() for score in loss.adversary(fake)[0]]

    assert torch.equal(loss(fake, real).adv, -sum(score.mean() for score in scores) / 2)


def test_float64_is_not_rounded_on_the_way():
    loss = make(dtype=torch.float64)
    loss.eval()
    fake, real = batch(dtype=torch.float64)
    exact = sum((x - 1).square().mean() for x in loss.adversary(fake)[0]) / 2

    assert abs(loss(fake, real).adv.item() - exact.item()) < 1e-14


def test_it_works_under_bfloat16_autocast():
    loss = make()
    fake, real = batch()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        value = loss.train_adv(fake, real)
        adv, feat = loss(fake, real)
    (adv + feat).backward()

    assert value.dtype == adv.dtype == feat.dtype == torch.float32
    assert fake.grad.isfinite().all()


# ---------------------------------------------------------------- saved state


def test_the_state_dict_holds_the_adversary_and_the_optimizer():
    loss = make()

    expected = {f"adversary.{key}" for key in loss.adversary.state_dict()} | {"optimizer"}

    assert set(loss.state_dict()) == expected


def test_a_resumed_loss_takes_the_same_next_step():
    straight = make()
    straight.train_adv(*batch(1))
    file = io.BytesIO()
    torch.save(straight.state_dict(), file)
    file.seek(0)
    resumed = make()
    resumed.load_state_dict(torch.load(file, weights_only=True))

    values = [loss.train_adv(*batch(2)) for loss in (straight, resumed)]

    assert torch.equal(*values)
    assert same(straight.state_dict(), resumed.state_dict())


def test_without_the_optimizer_the_next_step_would_differ():
    straight = make()
    straight.train_adv(*batch(1))
    resumed = make()
    resumed.adversary.load_state_dict(straight.adversary.state_dict())

    for loss in (straight, resumed):
        loss.train_adv(*batch(2))

    assert not same(straight.state_dict(), resumed.state_dict())


def test_loading_changes_nothing_in_the_state_that_was_given():
    state = snapshot(make())
    before = copy.deepcopy(state)

    make().load_state_dict(state)

    assert same(state, before)


def test_a_state_without_optimizer_is_refused_or_loaded_loosely():
    state = snapshot(make())
    del state["optimizer"]

    with pytest.raises(RuntimeError, match=r'Missing key.*"optimizer"'):
        make().load_state_dict(state)
    assert make().load_state_dict(state, strict=False).missing_keys == ["optimizer"]


def test_it_can_be_a_part_of_a_larger_module():
    whole, other = nn.ModuleDict({"mpd": make()}), nn.ModuleDict({"mpd": make()})
    whole["mpd"].train_adv(*batch())

    other.load_state_dict(whole.state_dict())

    assert same(other.state_dict(), whole.state_dict())


def test_a_deep_copy_learns_on_its_own():
    loss = make()
    loss.train_adv(*batch(1))
    before = snapshot(loss)
    twin = copy.deepcopy(loss)

    twin.train_adv(*batch(2))

    assert same(loss.state_dict(), before)
    assert not same(twin.state_dict(), before)


# ---------------------------------------------------------------- pairing, penalty, clipping


class Level(nn.Module):
    """The score of a wave is its mean plus an offset."""

    def __init__(self):
        super().__init__()
        self.offset = nn.Parameter(torch.zeros(1))

    def forward(self, wave):
        logits = wave.mean(-1, keepdim=True) + self.offset
        return [logits], [[logits]]


def relativistic(name):
    adversary = Level()
    return AdversarialLoss(
        adversary,
        torch.optim.SGD(adversary.parameters(), lr=0.1),
        get_adv_criterion(name),
        get_real_criterion(name),
        get_fake_criterion(name),
        relativistic=True,
    )


def test_relativistic_pairing_scores_each_fake_against_the_real_sound_beside_it():
    loss = relativistic("mse")
    fake, real = (
        torch.full((2, 1, 4), 0.25),
        torch.tensor([0.5, 1.0]).reshape(2, 1, 1).expand(2, 1, 4),
    )
    differences = [0.25, 0.75]  # real - fake, item by item

    by_discriminator = loss.train_adv(fake, real)
    by_generator = loss(fake, real).adv

    assert by_discriminator.item() == pytest.approx(sum((d - 1) ** 2 for d in differences) / 2)
    assert by_generator.item() == pytest.approx(sum((-d - 1) ** 2 for d in differences) / 2)


def test_with_relativistic_pairing_a_level_that_both_share_teaches_nothing():
    loss = relativistic("hinge")
    loss.train_adv(torch.randn(2, 1, 4), torch.randn(2, 1, 4))

    assert loss.adversary.offset.item() == 0


def test_a_penalty_is_trained_but_not_reported():
    plain, curbed = make(), make(penalty=lambda d, fake, real: d.subs[0].weight.square().sum())
    fake, real = batch()

    assert torch.equal(plain.train_adv(fake, real), curbed.train_adv(fake, real))
    assert not same(
        plain.adversary.subs[0].weight.grad.tolist(), curbed.adversary.subs[0].weight.grad.tolist()
    )
    torch.testing.assert_close(
        curbed.adversary.subs[1].weight.grad, plain.adversary.subs[1].weight.grad
    )


def test_a_penalty_gets_the_waves_without_the_generators_graph():
    received = []
    loss = make(penalty=lambda d, *waves: received.extend(waves) or waves[0].sum() * 0)

    loss.train_adv(*batch())

    assert [wave.requires_grad for wave in received] == [False, False]


def test_clipping_shortens_a_long_gradient_and_leaves_a_short_one():
    fake, real = batch()
    free, clipped, loose = make(), make(clip=0.01), make(clip=1e6)
    for loss in (free, clipped, loose):
        loss.train_adv(fake, real)

    def norm(loss):
        return torch.cat([p.grad.flatten() for p in loss.adversary.parameters()]).norm().item()

    assert norm(free) > 0.01
    assert norm(clipped) == pytest.approx(0.01, rel=1e-4)
    assert norm(loose) == norm(free)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"clip": 0.0}, "clip must be a finite number above 0, or None, got 0.0"),
        ({"clip": float("inf")}, "clip must be a finite number above 0"),
        ({"penalty_weight": -1.0}, "penalty_weight must be finite, 0 or more, got -1.0"),
    ],
)
def test_an_impossible_clip_or_weight_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        make(**options)
