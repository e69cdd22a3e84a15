"""Each criterion: its formula, its corners, and empty logits."""

import pickle

import pytest
import torch

from course_lib.losses.criteria import (
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)

GETTERS = {"adv": get_adv_criterion, "real": get_real_criterion, "fake": get_fake_criterion}
FORMULAS = {
    ("mse", "adv"): lambda x: (x - 1) ** 2,
    ("mse", "real"): lambda x: (x - 1) ** 2,
    ("mse", "fake"): lambda x: x**2,
    ("hinge", "adv"): lambda x: -x,
    ("hinge", "real"): lambda x: max(0.0, 1 - x),
    ("hinge", "fake"): lambda x: max(0.0, 1 + x),
    ("hinge2", "adv"): lambda x: max(0.0, 1 - x),
    ("hinge2", "real"): lambda x: max(0.0, 1 - x),
    ("hinge2", "fake"): lambda x: max(0.0, 1 + x),
}
BOTH = sorted(FORMULAS)


@pytest.mark.parametrize(("name", "role"), BOTH)
def test_the_value_is_the_mean_of_the_formula_over_all_scores(name, role):
    logits = torch.tensor([[-2.5, -1.0, -0.5], [0.0, 1.0, 3.0]], dtype=torch.float64)
    expected = sum(FORMULAS[name, role](x) for x in logits.flatten().tolist()) / 6

    assert GETTERS[role](name)(logits).item() == pytest.approx(expected, rel=1e-12)


def test_hinge_of_one_two_three_by_hand():
    logits = torch.tensor([1.0, 2.0, 3.0])

    assert get_adv_criterion("hinge")(logits).item() == -2.0
    assert get_real_criterion("hinge")(logits).item() == 0.0
    assert get_fake_criterion("hinge")(logits).item() == 3.0
    assert get_adv_criterion("hinge2")(logits).item() == 0.0


@pytest.mark.parametrize(
    ("criterion", "corner", "slope"),
    [
        (get_real_criterion("hinge"), 1.0, -1.0),
        (get_fake_criterion("hinge"), -1.0, 1.0),
        (get_adv_criterion("hinge2"), 1.0, -1.0),
    ],
)
def test_a_score_exactly_at_the_corner_gets_half_of_the_slope(criterion, corner, slope):
    logits = torch.tensor([corner, corner - slope, corner + slope], requires_grad=True)

    (gradient,) = torch.autograd.grad(criterion(logits), logits)

    # the mean over three scores divides by three; above the corner the slope is full
    expected = {corner - slope: 0.0, corner + slope: slope / 3, corner: slope / 6}
    wanted = [expected[x] for x in logits.tolist()]
    torch.testing.assert_close(gradient, torch.tensor(wanted))


def test_hinge_pays_a_convincing_generator_for_ever_and_hinge2_does_not():
    convincing = torch.tensor([5.0], requires_grad=True)

    (endless,) = torch.autograd.grad(get_adv_criterion("hinge")(convincing), convincing)
    (content,) = torch.autograd.grad(get_adv_criterion("hinge2")(convincing), convincing)

    assert endless.item() == -1.0
    assert content.item() == 0.0


@pytest.mark.parametrize("name", ["mse", "hinge", "hinge2"])
def test_empty_logits_cost_the_generator_a_zero_of_shape_one(name):
    empty = torch.zeros(2, 0, dtype=torch.float64, requires_grad=True)

    cost = get_adv_criterion(name)(empty)

    assert cost.shape == (1,)
    assert cost.item() == 0.0
    assert cost.dtype == torch.float64
    assert torch.autograd.grad(cost.sum(), empty)[0].shape == empty.shape


@pytest.mark.parametrize("name", ["mse", "hinge", "hinge2"])
def test_empty_logits_stay_on_their_device(name):
    assert get_adv_criterion(name)(torch.zeros(0, device="meta")).device.type == "meta"


@pytest.mark.parametrize("name", ["mse", "hinge", "hinge2"])
@pytest.mark.parametrize("getter", [get_real_criterion, get_fake_criterion])
def test_empty_logits_have_no_mean_for_the_discriminator(name, getter):
    assert getter(name)(torch.zeros(0)).isnan()


@pytest.mark.parametrize(("name", "role"), BOTH)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_a_criterion_keeps_the_dtype_of_the_scores(name, role, dtype):
    assert GETTERS[role](name)(torch.randn(3, 4).to(dtype)).dtype == dtype


@pytest.mark.parametrize("getter", list(GETTERS.values()))
def test_an_unknown_criterion_is_refused_with_a_guess_and_the_list(getter):
    with pytest.raises(ValueError, match=r"'hing'\. Did you mean 'hinge'\?.*mse \(LSGAN\), hinge,"):
        getter("hing")


def test_a_criterion_can_be_pickled():
    for (name, role), formula in FORMULAS.items():
        again = pickle.loads(pickle.dumps(GETTERS[role](name)))

        assert again(torch.tensor([0.25])).item() == formula(0.25)
