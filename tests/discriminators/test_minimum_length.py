"""The shortest wave works, one sample less is refused, and would indeed fail."""

import sys

import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from course_lib.discriminators import mpd, msd, msstftd
from course_lib.discriminators.norm_convs import NormConv1d

NORMS = st.sampled_from(["weight_norm", "spectral_norm", "time_group_norm", "none"])
KERNELS = st.integers(1, 8)
ODD = st.sampled_from([1, 3, 5, 7])

period_options = st.fixed_dictionaries(
    {
        "period": st.integers(1, 12),
        "n_layers": st.integers(0, 4),
        "kernel_sizes": st.tuples(KERNELS, KERNELS),
        "stride": st.integers(1, 4),
        "post_padding": st.none() | st.integers(0, 3),
        "extra_row": st.booleans(),
        "out_channels": st.integers(1, 2),
        "norm": NORMS,
    }
)


@st.composite
def scale_options(draw):
    scales = draw(st.lists(st.integers(1, 3), max_size=3))
    per_scale = {"min_size": len(scales), "max_size": len(scales)}
    value = draw(st.sampled_from([{}, {"value": 0.0}]))
    pads = ["ConstantPad1d"] if value else ["ReflectionPad1d", "CircularPad1d", "ZeroPad1d"]
    return {
        "kernel_sizes": draw(st.tuples(ODD, ODD)),
        "downsample_scales": scales,
        "inner_kernel_sizes": draw(st.lists(KERNELS, **per_scale)),
        "strides": draw(st.lists(st.integers(1, 4), **per_scale)),
        "paddings": draw(st.lists(st.integers(0, 3), **per_scale)),
        "pad": draw(st.sampled_from(pads)),
        "pad_params": value,
        "groups": [1] * len(scales),
        "out_channels": draw(st.integers(1, 2)),
    }


stft_options = st.fixed_dictionaries(
    {
        "n_fft": st.integers(2, 40),
        "hop_length": st.integers(1, 16),
        "kernel_size": st.tuples(KERNELS, KERNELS),
        "dilations": st.lists(st.integers(1, 4), max_size=3),
        "stride": st.tuples(st.integers(1, 3), st.integers(1, 3)),
        "out_channels": st.integers(1, 2),
        "norm": NORMS,
    }
)


def check_both_sides(discriminator):
    """Check a wave at the minimum and one below it, with and without check_wave."""
    shortest = discriminator.minimum_length
    with torch.no_grad():
        discriminator(torch.randn(1, 1, shortest))
        too_short = torch.randn(1, 1, shortest - 1)
        who = type(discriminator).__name__
        with pytest.raises(ValueError, match=f"{who} needs at least {shortest} samples"):
            discriminator(too_short)
        with pytest.MonkeyPatch.context() as patch:
            for home in {type(module).__module__ for module in discriminator.modules()}:
                if hasattr(sys.modules[home], "check_wave"):
                    patch.setattr(sys.modules[home], "check_wave", lambda *_, **__: None)
            # fold and GroupNorm raise ValueErrors, the rest of torch RuntimeErrors.
            with pytest.raises((RuntimeError, ValueError)):
                discriminator(too_short)


@given(options=period_options)
@settings(deadline=None, max_examples=150)
def test_the_minimum_of_a_period_discriminator_is_exact(options):
    check_both_sides(mpd.PeriodDiscriminator(filters=1, filters_scale=1, **options))


@given(options=scale_options(), norm=NORMS)
@settings(deadline=None, max_examples=150)
def test_the_minimum_of_a_scale_discriminator_is_exact(options, norm):
    check_both_sides(msd.ScaleDiscriminator(filters=1, norm=norm, **options))


@given(options=stft_options)
@settings(deadline=None, max_examples=150)
def test_the_minimum_of_an_stft_discriminator_is_exact(options):
    try:
        discriminator = msstftd.DiscriminatorSTFT(1, win_length=options["n_fft"], **options)
    except ValueError as error:
        if "leave none of them" not in str(error):
            raise
        reject()  # no wave is long enough for these
    check_both_sides(discriminator)


@given(
    options=scale_options(),
    norms=st.lists(NORMS, min_size=1, max_size=3),
    factor=st.integers(1, 4),
    compat=st.booleans(),
)
@settings(deadline=None, max_examples=150)
def test_the_minimum_of_several_scales_is_exact(options, norms, factor, compat):
    discriminator = msd.MultiScaleDiscriminator(
        downsample_factor=factor, scale_norms=norms, audiocraft_compat=compat, filters=1, **options
    )
    check_both_sides(discriminator)


@given(periods=st.lists(st.integers(1, 12), min_size=1, max_size=3))
@settings(deadline=None, max_examples=25)
def test_the_minimum_of_several_periods_is_exact(periods):
    discriminator = mpd.MultiPeriodDiscriminator(periods=periods, filters=1, filters_scale=1)
    check_both_sides(discriminator)


def test_the_minimum_of_several_windows_is_the_longest_transform():
    discriminator = msstftd.MultiScaleSTFTDiscriminator(2)
    assert discriminator.minimum_length == 2048
    check_both_sides(discriminator)


def test_default_minima_derived_by_hand():
    # Period 11: six samples can be mirrored to eleven, five cannot.
    assert mpd.MultiPeriodDiscriminator(filters=1, filters_scale=1).minimum_length == 6
    # A mirror of 7 needs 8 samples; 8 = 14 // 2 + 1 and 14 = 26 // 2 + 1.
    assert msd.MultiScaleDiscriminator(filters=4, max_filters=4).minimum_length == 26


def test_a_padding_wider_than_half_the_kernel_still_needs_one_sample():
    assert NormConv1d(1, 1, 1, padding=3).positions_in(1) == 1
