"""All three families: which waves they accept, and that items of a batch stay independent."""

import pytest
import torch

from course_lib.discriminators.mpd import MultiPeriodDiscriminator, PeriodDiscriminator
from course_lib.discriminators.msd import MultiScaleDiscriminator, ScaleDiscriminator
from course_lib.discriminators.msstftd import DiscriminatorSTFT, MultiScaleSTFTDiscriminator

SMALL_MPD = {"filters": 2, "filters_scale": 2, "n_layers": 2}
SMALL_MSD = {"filters": 4, "max_filters": 8, "downsample_scales": (2, 2)}
SCALES = {"n_ffts": (64, 32), "hop_lengths": (16, 8), "win_lengths": (64, 32)}

FAMILIES = {
    "mpd": lambda **o: MultiPeriodDiscriminator(periods=(2, 3), **SMALL_MPD, **o),
    "msd": lambda **o: MultiScaleDiscriminator(**SMALL_MSD, **o),
    "msstftd": lambda **o: MultiScaleSTFTDiscriminator(2, **SCALES, **o),
    "msstftd apart": lambda **o: MultiScaleSTFTDiscriminator(2, sep_channels=True, **SCALES, **o),
}
SINGLE = {
    "period": lambda **o: PeriodDiscriminator(3, **SMALL_MPD, **o),
    "scale": lambda **o: ScaleDiscriminator(**SMALL_MSD, **o),
    "stft": lambda **o: DiscriminatorSTFT(2, n_fft=64, hop_length=16, win_length=64, **o),
}

every_discriminator = pytest.mark.parametrize(
    "build", [*FAMILIES.values(), *SINGLE.values()], ids=[*FAMILIES, *SINGLE]
)
every_family = pytest.mark.parametrize("build", FAMILIES.values(), ids=FAMILIES)


@every_discriminator
@pytest.mark.parametrize("shape", [(500,), (1, 500), (1, 1, 1, 500)])
def test_a_wave_with_other_axes_is_refused(build, shape):
    discriminator = build()
    with pytest.raises(
        ValueError, match=rf"{type(discriminator).__name__} needs .*{len(shape)} ax"
    ):
        discriminator(torch.zeros(shape))


@every_discriminator
@pytest.mark.parametrize("dtype", [torch.int16, torch.int64, torch.bool, torch.complex64])
def test_a_wave_without_floating_point_is_refused(build, dtype):
    with pytest.raises(ValueError, match=f"needs floating-point .* got {dtype}"):
        build()(torch.zeros(1, 1, 500, dtype=dtype))


@every_discriminator
@pytest.mark.parametrize(("built_for", "given"), [(1, 2), (2, 1), (2, 3)])
def test_a_wave_with_other_channels_is_refused(build, built_for, given):
    with pytest.raises(ValueError, match=rf"built for {built_for} channel.* with {given}"):
        build(in_channels=built_for)(torch.zeros(1, given, 500))


@every_discriminator
def test_a_wave_without_samples_is_refused(build):
    with pytest.raises(ValueError, match=r"needs at least \d+ samples, got 0"):
        build()(torch.zeros(1, 1, 0))


@every_family
def test_a_change_to_one_item_changes_no_bit_of_another(build):
    torch.manual_seed(0)
    discriminator = build(in_channels=2)
    wave = torch.randn(3, 2, 500)
    changed = wave.clone()
    changed[1] = 7 * torch.randn(2, 500)

    before, after = discriminator(wave), discriminator(changed)

    for sub_before, sub_after in zip(
        [*before.fmaps, before.logits], [*after.fmaps, after.logits], strict=True
    ):
        for x, y in zip(sub_before, sub_after, strict=True):
            assert torch.equal(x[[0, 2]], y[[0, 2]])
            assert not torch.equal(x[1], y[1])


@every_family
def test_the_wave_comes_out_as_it_went_in(build):
    wave = torch.randn(2, 1, 501)
    before = wave.clone()
    build()(wave)
    assert torch.equal(wave, before)


@every_family
def test_the_same_seed_gives_the_same_weights(build):
    torch.manual_seed(1)
    first = build().state_dict()
    torch.manual_seed(1)
    second = build().state_dict()
    assert all(torch.equal(first[key], second[key]) for key in first)


@every_family
def test_a_wave_that_is_a_view_is_scored_like_its_copy(build):
    torch.manual_seed(0)
    discriminator = build(in_channels=2)
    view = torch.randn(2, 500, 2).transpose(1, 2)
    for x, y in zip(
        discriminator(view).logits, discriminator(view.contiguous()).logits, strict=True
    ):
        assert torch.equal(x, y)
