"""Feature matching: explicit sums, and pairs that must be refused."""

import pytest
import torch
from torch import nn

from course_lib import create
from course_lib.losses.feature_matching import FeatureMatchingLoss

FAKE = [torch.tensor([[1.0, 2.0]]), torch.tensor([[10.0, 10.0, 40.0]])]
REAL = [torch.tensor([[1.0, 4.0]]), torch.tensor([[10.0, 20.0, 30.0]])]
# mean|f - r| per map: 2 / 2 = 1 and 20 / 3; mean|r|: 2.5 and 20
DIFFERENCES, LOUDNESS = (1.0, 20 / 3), (2.5, 20.0)


def test_the_loss_is_the_mean_over_maps_of_the_mean_absolute_difference():
    assert FeatureMatchingLoss()(FAKE, REAL).item() == pytest.approx(sum(DIFFERENCES) / 2)


def test_without_normalize_the_maps_add_up():
    assert FeatureMatchingLoss(normalize=False)(FAKE, REAL).item() == pytest.approx(
        sum(DIFFERENCES)
    )


def test_relative_divides_each_map_by_the_loudness_of_the_real_one():
    expected = sum(d / s for d, s in zip(DIFFERENCES, LOUDNESS, strict=True)) / 2

    assert FeatureMatchingLoss(relative=True)(FAKE, REAL).item() == pytest.approx(expected)


def test_relative_does_not_care_how_loud_a_layer_is():
    relative, absolute = FeatureMatchingLoss(relative=True), FeatureMatchingLoss()
    louder = [[maps[0], 100 * maps[1]] for maps in (FAKE, REAL)]

    assert relative(*louder).item() == pytest.approx(relative(FAKE, REAL).item())
    assert absolute(*louder).item() > 50 * absolute(FAKE, REAL).item()


def test_relative_survives_a_silent_real_map():
    fake = torch.full((1, 4), 1e-3, requires_grad=True)

    loss = FeatureMatchingLoss(relative=True)([fake], [torch.zeros(1, 4)])
    (gradient,) = torch.autograd.grad(loss, fake)

    assert loss.isfinite()
    assert gradient.isfinite().all()


def test_no_gradient_flows_through_the_scale_of_relative():
    real = torch.tensor([[1.0, 3.0]], requires_grad=True)

    loss = FeatureMatchingLoss(relative=True)([torch.zeros(1, 2)], [real])
    (gradient,) = torch.autograd.grad(loss, real)

    # only the difference has a slope, 1/2 per element over a fixed mean of 2
    torch.testing.assert_close(gradient, torch.full((1, 2), 0.25))


def test_another_comparison_can_be_given():
    # the squares add up to 4 over two elements, and to 200 over three
    assert FeatureMatchingLoss(nn.MSELoss())(FAKE, REAL).item() == pytest.approx((2 + 200 / 3) / 2)
    assert FeatureMatchingLoss(lambda f, r: (f - r).abs().max())(FAKE, REAL).item() == 6.0


def test_float64_stays_float64():
    doubled = [[fmap.double() for fmap in maps] for maps in (FAKE, REAL)]

    assert FeatureMatchingLoss(relative=True)(*doubled).dtype == torch.float64


def test_relative_divides_maps_of_sixteen_bits_in_thirty_two():
    halves = [[1e-3 * fmap.bfloat16() for fmap in maps] for maps in (FAKE, REAL)]
    floats = [[fmap.float() for fmap in maps] for maps in halves]

    loss = FeatureMatchingLoss(relative=True)

    assert torch.equal(loss(*halves), loss(*floats))


@pytest.mark.parametrize(("fake", "real"), [(FAKE, REAL[:1]), (FAKE[:1], REAL), ([], [])])
def test_lists_that_do_not_pair_up_are_refused(fake, real):
    message = f"got {len(fake)} fake and {len(real)} real ones"

    with pytest.raises(ValueError, match=message):
        FeatureMatchingLoss()(fake, real)


@pytest.mark.parametrize("nested", [([FAKE], [REAL]), (FAKE, [REAL]), ((tuple(FAKE),), REAL)])
def test_the_maps_of_several_sub_discriminators_are_refused_with_what_to_write(nested):
    with pytest.raises(ValueError, match=r"lists inside a list: .* of 1 sub-disc.*sum\(loss\(f, r"):
        FeatureMatchingLoss()(*nested)


def test_the_code_in_that_message_works_with_a_discriminator():
    discriminator = create("mpd", periods=(2, 3), n_layers=1, filters=2)
    waves = torch.rand(2, 1, 1, 200, generator=torch.Generator().manual_seed(0)) - 0.5
    (_, fmaps_fake), (_, fmaps_real) = discriminator(waves[0]), discriminator(waves[1])
    loss = FeatureMatchingLoss()

    with pytest.raises(ValueError, match="of 2 sub-discriminators"):
        loss(fmaps_fake, fmaps_real)
    total = sum(loss(f, r) for f, r in zip(fmaps_fake, fmaps_real, strict=True))

    assert total > 0


@pytest.mark.parametrize(
    ("fake", "message"),
    [
        (FAKE[0], r"fake feature maps must be a list of tensors, got a Tensor: give \[fmap\]"),
        (None, "got a NoneType"),
        (iter(FAKE), "got a list_iterator"),
        ([FAKE[0], 3.0], "fake feature map 1 must be a tensor, got a float"),
    ],
)
def test_something_other_than_a_list_of_maps_is_refused(fake, message):
    with pytest.raises(ValueError, match=message):
        FeatureMatchingLoss()(fake, REAL)


def test_maps_of_other_shapes_are_refused_by_number_and_not_broadcast():
    with pytest.raises(ValueError, match=r"feature map 1 is \[1, 3\].*\[1, 1\]"):
        FeatureMatchingLoss()(FAKE, [REAL[0], torch.ones(1, 1)])


def test_two_losses_do_not_share_a_module():
    assert FeatureMatchingLoss().loss is not FeatureMatchingLoss().loss
