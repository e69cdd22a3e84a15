import inspect
import math

import pytest
import torch
from torch.testing import assert_close

from course_lib.audio import import_torchaudio
from course_lib.discriminators.msstftd import (
    ComplexSpectrogram,
    DiscriminatorSTFT,
    MultiScaleSTFTDiscriminator,
)

SMALL = {"filters": 3, "n_fft": 64, "hop_length": 16, "win_length": 64}
SCALES = {"n_ffts": (64, 128), "hop_lengths": (16, 32), "win_lengths": (64, 128)}


# The transform


@pytest.mark.parametrize("normalized", [True, False])
@pytest.mark.parametrize(("n_fft", "win_length"), [(64, 64), (63, 63), (64, 50), (65, 40)])
def test_the_transform_equals_torchaudios_spectrogram(n_fft, win_length, normalized):
    import_torchaudio()
    from torchaudio.transforms import Spectrogram

    theirs = Spectrogram(
        n_fft,
        win_length,
        hop_length=16,
        normalized=normalized,
        center=False,
        pad_mode=None,
        power=None,
    )
    ours = ComplexSpectrogram(n_fft, 16, win_length, normalized)
    wave = torch.randn(2, 2, 500)

    expected = theirs(wave).transpose(-1, -2)

    assert list(ours.state_dict()) == list(theirs.state_dict()) == ["window"]
    # Equal up to the rounding of one division: they divide complex numbers, we divide their parts.
    assert_close(ours(wave), torch.cat([expected.real, expected.imag], 1), rtol=1e-6, atol=1e-6)


def test_the_transform_equals_a_sum_over_cosines_and_sines():
    transform = ComplexSpectrogram(16, 4, 16, normalized=False).double()
    wave = torch.randn(1, 1, 24, dtype=torch.float64)
    time = torch.arange(16, dtype=torch.float64)
    hann = 0.5 - 0.5 * torch.cos(2 * math.pi * time / 16)
    angles = 2 * math.pi * torch.outer(torch.arange(9, dtype=torch.float64), time) / 16

    frames = wave[0, 0].unfold(0, 16, 4) * hann
    expected = torch.stack([frames @ angles.cos().T, -frames @ angles.sin().T])[None]

    # The window is single precision, so a float64 transform is good to 1e-7.
    assert_close(transform(wave), expected, rtol=0, atol=1e-6)


def test_channels_go_in_as_all_real_parts_then_all_imaginary_parts():
    transform = ComplexSpectrogram(64, 16, 64, normalized=True)
    left, right = torch.randn(2, 1, 1, 300)

    both = transform(torch.cat([left, right], dim=1))

    assert_close(both[:, 0::2], transform(left))
    assert_close(both[:, 1::2], transform(right))


def test_normalised_noise_is_equally_strong_through_every_window():
    noise = torch.randn(1, 1, 100_000)
    powers = [
        ComplexSpectrogram(n, n // 4, n, True)(noise).square().sum(1).mean() for n in (128, 512)
    ]
    # The variance of the noise is 1; a quarter of 100 000 samples leaves a random error of 2 %.
    assert torch.stack(powers) == pytest.approx([1, 1], rel=0.05)


def test_half_precision_is_transformed_in_single_precision():
    transform = ComplexSpectrogram(64, 16, 64, normalized=True)
    wave = torch.randn(1, 1, 300).bfloat16()
    assert_close(transform(wave), transform(wave.float()).bfloat16(), rtol=0, atol=0)
    with torch.autocast("cpu", torch.bfloat16):
        assert_close(transform(wave.float()), transform(wave.float()), rtol=0, atol=0)
        assert transform(wave.float()).dtype == torch.float32


@pytest.mark.parametrize("win_length", [0, 65])
def test_a_window_that_does_not_fit_is_refused(win_length):
    with pytest.raises(
        ValueError, match=rf"win_length must be in \[1, n_fft = 64\], got {win_length}"
    ):
        ComplexSpectrogram(64, 16, win_length, normalized=True)


# Physics


def test_delaying_the_wave_by_a_hop_moves_the_inner_logits_by_one_frame():
    torch.manual_seed(0)
    sub = DiscriminatorSTFT(**SMALL)
    wave = torch.randn(1, 1, 16 * 60)

    early, late = sub(wave[..., 16:])[0], sub(wave[..., :-16])[0]

    # Zero padding colours the ends: kernels of 3 with dilations 1, 1, 2, 4, 1, 1 reach ten frames.
    assert_close(early[:, :, 10:-11], late[:, :, 11:-10], rtol=1e-4, atol=1e-6)
    assert not torch.allclose(early[:, :, 10:-11], late[:, :, 10:-11], rtol=1e-4, atol=1e-6)


def test_logits_hear_phase_and_not_only_strength():
    """A wave and its negative have the same magnitudes; only the phase distinguishes them."""
    torch.manual_seed(0)
    sub = DiscriminatorSTFT(**SMALL)
    wave = torch.randn(1, 1, 600)
    assert not torch.allclose(sub(wave)[0], sub(-wave)[0], atol=1e-3)


def test_the_logits_are_not_among_the_feature_maps():
    logits, fmaps = DiscriminatorSTFT(**SMALL)(torch.randn(1, 1, 600))
    assert len(fmaps) == 5
    assert all(fmap is not logits for fmap in fmaps)


# sep_channels, which AudioCraft ignores (docs/adr/0002-msstftd-arguments-work.md)


def multi_resolution(**options):
    torch.manual_seed(0)
    return MultiScaleSTFTDiscriminator(**{"filters": 3, **SCALES, **options})


def test_separate_channels_are_scored_alone_by_the_same_networks():
    stereo = multi_resolution(in_channels=2, out_channels=2, sep_channels=True)
    mono = multi_resolution(out_channels=2)
    mono.load_state_dict(stereo.state_dict())
    wave = torch.randn(3, 2, 600)

    got = stereo(wave)
    left, right = mono(wave[:, :1]), mono(wave[:, 1:])

    for k in range(2):
        assert_close(got.logits[k], torch.cat([left.logits[k], right.logits[k]], dim=1))
        for j in range(5):
            assert_close(got.fmaps[k][j], torch.cat([left.fmaps[k][j], right.fmaps[k][j]], dim=1))


def test_separate_channels_never_hear_each_other():
    stereo = multi_resolution(in_channels=2, sep_channels=True)
    wave = torch.randn(1, 2, 600)
    changed = wave.clone()
    changed[:, 1] += 1

    for before, after in zip(stereo(wave).logits, stereo(changed).logits, strict=True):
        assert torch.equal(before[:, 0], after[:, 0])
        assert not torch.equal(before[:, 1], after[:, 1])


def test_separate_channels_have_one_logit_each_and_leave_the_batch_as_it_is():
    stereo = multi_resolution(in_channels=2, sep_channels=True)
    together = multi_resolution(in_channels=2)
    wave = torch.randn(3, 2, 600)
    assert [x.shape for x in stereo(wave).logits] == [(3, 2, 34, 5), (3, 2, 15, 9)]
    assert [x.shape for x in together(wave).logits] == [(3, 1, 34, 5), (3, 1, 15, 9)]


def test_separate_channels_of_a_mono_wave_change_nothing():
    wave = torch.randn(2, 1, 600)
    alone, plain = multi_resolution(sep_channels=True), multi_resolution()
    assert list(alone.state_dict()) == list(plain.state_dict())
    assert all(
        torch.equal(a, b) for a, b in zip(alone(wave).logits, plain(wave).logits, strict=True)
    )


# filters_scale, which crashes in AudioCraft (docs/adr/0002-msstftd-arguments-work.md)


@pytest.mark.parametrize(
    ("options", "channels"),
    [
        ({"filters_scale": 2}, [3, 6, 12, 24, 48]),
        ({"filters_scale": 3, "max_filters": 20}, [3, 9, 20, 20, 20]),
        ({"filters_scale": 1, "max_filters": 2}, [3, 2, 2, 2, 2]),
    ],
)
def test_filters_grow_by_their_scale_up_to_the_maximum(options, channels):
    _, fmaps = DiscriminatorSTFT(**SMALL, **options)(torch.randn(1, 1, 600))
    assert [fmap.shape[1] for fmap in fmaps] == channels


def test_a_growing_network_learns_in_every_layer():
    sub = DiscriminatorSTFT(**SMALL, filters_scale=2)
    sub(torch.randn(2, 1, 600))[0].square().mean().backward()
    assert all(p.grad.abs().sum() > 0 for p in sub.parameters())


@pytest.mark.parametrize("norm", ["weight_norm", "spectral_norm", "time_group_norm", "none"])
def test_the_first_convolution_has_no_norm(norm):
    keys = DiscriminatorSTFT(**SMALL, norm=norm).state_dict()
    assert [k for k in keys if "convs.0." in k] == ["convs.0.conv.weight", "convs.0.conv.bias"]


# Arguments away from their defaults


def outputs(options):
    torch.manual_seed(0)
    sub = DiscriminatorSTFT(**{**SMALL, **options})
    wave = torch.randn(2, sub.in_channels, 640, generator=torch.Generator().manual_seed(1))
    logits, fmaps = sub(wave)
    return sub, logits, fmaps


def shapes(fmaps):
    return [tuple(fmap.shape[2:]) for fmap in fmaps]


ARGUMENTS = {
    "filters": ({"filters": 5}, lambda s, y, f: f[0].shape[1] == 5),
    "in_channels": ({"in_channels": 2}, lambda s, y, f: s.convs[0].conv.weight.shape[1] == 4),
    "out_channels": ({"out_channels": 3}, lambda s, y, f: y.shape[:2] == (2, 3)),
    "n_fft": ({"n_fft": 128}, lambda s, y, f: f[0].shape[2:] == ((640 - 128) // 16 + 1, 65)),
    "hop_length": ({"hop_length": 20}, lambda s, y, f: f[0].shape[2] == (640 - 64) // 20 + 1),
    "win_length": ({"win_length": 40}, lambda s, y, f: s.spec_transform.window.shape == (40,)),
    "max_filters": ({"max_filters": 2}, lambda s, y, f: [x.shape[1] for x in f] == [3, 2, 2, 2, 2]),
    "filters_scale": ({"filters_scale": 2}, lambda s, y, f: f[-1].shape[1] == 48),
    "kernel_size": (
        {"kernel_size": [5, 7]},
        lambda s, y, f: (
            [tuple(c.conv.weight.shape[2:]) for c in s.convs] == [(5, 7)] * 4 + [(5, 5)]
            and shapes(f) == [(37, 33), (37, 17), (37, 9), (37, 5), (37, 5)]
        ),
    ),
    "dilations": (
        {"dilations": [1, 3]},
        lambda s, y, f: len(f) == 4 and s.convs[2].conv.geometry["dilation"] == (3, 1),
    ),
    "stride": (
        {"stride": [2, 3]},
        lambda s, y, f: shapes(f) == [(37, 33), (19, 11), (10, 4), (5, 2), (5, 2)],
    ),
    "normalized": (
        {"normalized": False},
        lambda s, y, f: s.spec_transform(torch.ones(1, 1, 64))[0, 0, 0, 0] == pytest.approx(32),
    ),
    "norm": ({"norm": "none"}, lambda s, y, f: "conv_post.conv.weight" in s.state_dict()),
    "activation": (
        {"activation": "Tanh", "activation_params": {}},
        lambda s, y, f: all(x.abs().max() <= 1 for x in f),
    ),
    "activation_params": (
        {"activation_params": {"negative_slope": 0.0}},
        lambda s, y, f: all(x.min() >= 0 for x in f),
    ),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_each_argument_does_what_it_says(name):
    options, holds = ARGUMENTS[name]
    assert holds(*outputs(options))
    assert not holds(*outputs({}))  # so the default would not have passed


def test_no_argument_is_left_out_above():
    assert set(inspect.signature(DiscriminatorSTFT).parameters) == set(ARGUMENTS)


def test_a_multi_discriminator_passes_its_arguments_on():
    msstftd = MultiScaleSTFTDiscriminator(
        2, 2, 3, False, [64], [8], [60], norm="none", kernel_size=[5, 5]
    )

    logits, fmaps = msstftd(torch.randn(1, 2, 144))

    assert msstftd.num_discriminators == 1
    assert logits[0].shape == (1, 3, 11, 5)
    assert [fmap.shape[1] for fmap in fmaps[0]] == [2] * 5
    assert msstftd.state_dict()["discriminators.0.spec_transform.window"].shape == (60,)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_ffts": []}, "got 0, 3 and 3 entries"),
        ({"n_ffts": [], "hop_lengths": [], "win_lengths": []}, "got 0, 0 and 0 entries"),
        (
            {"win_lengths": [1024, 4096, 512]},
            r"win_length must be in \[1, n_fft = 2048\], got 4096",
        ),
        ({"hop_lengths": [256, 0, 128]}, "hop_length must be at least 1, got 0"),
        ({"norm": "weight"}, "no norm is called 'weight'"),
        ({"kernel_size": [3]}, r"must be two numbers each.*got \[3\] and \[1, 2\]"),
        ({"stride": [1, 2, 2]}, r"must be two numbers each.*got \[3, 9\] and \[1, 2, 2\]"),
        ({"kernel_size": [3, 8], "stride": [1, 16]}, "the convolutions leave none of them"),
        ({"activation": "LeakyRelu"}, "mean 'LeakyReLU'"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        MultiScaleSTFTDiscriminator(**{"filters": 2, **options})


def test_filters_are_required():
    with pytest.raises(TypeError, match="filters"):
        MultiScaleSTFTDiscriminator()


def test_the_size_at_32_filters_counted_by_hand():
    """Count per window: a plain 3 × 9, three of 3 × 9 and two of 3 × 3 with weight norm."""
    first = 32 * 2 * 27 + 32
    dilated = 3 * (32 * 32 * 27 + 2 * 32)
    square = 32 * 32 * 9 + 2 * 32 + 32 * 9 + 2
    total = sum(p.numel() for p in MultiScaleSTFTDiscriminator(32).parameters())
    assert total == 3 * (first + dilated + square)
