import math

import pytest
import torch
from course_lib.discriminators.contract import check_contract
from course_lib.discriminators.mpd import fold
from course_lib.discriminators.registry import create, example, parameter_count
from torch.testing import assert_close

from field_discriminators.constant_q import TRANSFORMS, ConstantQDiscriminator
from field_discriminators.constant_q_transform import ConstantQ, NnAudioConstantQ
from field_discriminators.multi_band import BandsDiscriminator
from field_discriminators.multi_resolution import ResolutionDiscriminator
from field_discriminators.sub_band import SubBandDiscriminator

RATE = 24_000
NAMES = ("mrd", "multi_band", "constant_q", "sub_band")


def tone(hertz, seconds=0.5, rate=RATE):
    time = torch.arange(int(rate * seconds), dtype=torch.float64) / rate
    return (0.4 * torch.sin(2 * torch.pi * hertz * time)).float().reshape(1, 1, -1)


@pytest.mark.parametrize("name", NAMES)
def test_each_keeps_the_contract(name):
    check_contract(example(name)).require()


def test_they_are_as_large_as_in_their_papers():
    assert parameter_count("mrd") == 280_902
    assert parameter_count("multi_band") == 1_413_990
    assert parameter_count("constant_q") == 286_368


# MRD


def test_mrd_does_not_see_the_sign_of_a_wave():
    torch.manual_seed(0)
    mrd = create("mrd")

    for one, other in zip(mrd(tone(440)).logits, mrd(-tone(440)).logits, strict=True):
        assert_close(one, other)


def test_a_buzz_is_a_comb_of_lines_in_mrd():
    sub = ResolutionDiscriminator((1024, 256, 1024), channels=1, window="hann")
    pulses = torch.zeros(1, 1, 16_384)
    pulses[..., ::64] = 1.0  # 64 samples apart: a line in every 16th of 513 frequencies

    levels = sub.magnitudes(pulses)[0, 0, :, 20]

    assert levels[0:512:16].min() > 1000 * levels[8:512:16].max()


# Multi-band


def test_multi_band_hears_neither_level_nor_dc():
    torch.manual_seed(0)
    discriminator = create("multi_band", channels=2)
    wave = torch.randn(1, 1, 8000) * 0.1

    for one, other in zip(
        discriminator(wave).logits, discriminator(0.3 * wave + 0.2).logits, strict=True
    ):
        # both are at the same peak after rounding of the mean and the quotient
        assert_close(one, other, atol=1e-4, rtol=1e-4)


def test_a_tone_changes_the_feature_maps_of_its_own_band_most():
    torch.manual_seed(0)
    sub = BandsDiscriminator(1024, channels=2)
    base = torch.randn(1, 1, RATE) * 0.05
    base[..., 100] = 0.9  # the same peak with and without the tone

    before, after = sub(base)[1], sub(base + 0.1 * tone(9600, 1.0))[1]  # in the band 0.75 to 1
    first_layers = range(0, 25, 5)
    changes = [float((after[i] - before[i]).detach().abs().mean()) for i in first_layers]

    assert changes.index(max(changes)) == 4
    assert changes[4] > 3 * max(changes[:4])


@pytest.mark.parametrize("samples", [64, 65, 100, 128])
def test_with_matching_strides_there_is_a_frame_for_each_hop(samples):
    wave = torch.randn(1, 1, samples)

    for window in (64, 96):
        sub = BandsDiscriminator(window, channels=2, edges=(0, 0.5, 1), match_stride=True)
        plain = BandsDiscriminator(window, channels=2, edges=(0, 0.5, 1))
        assert sub.spectrum(wave).shape[2] == math.ceil(samples / (window // 4))
        assert plain.spectrum(wave).shape[2] == samples // (window // 4) + 1


def test_the_shortest_wave_with_matching_strides_can_be_mirrored():
    sub = BandsDiscriminator(64, channels=2, match_stride=True)

    assert sub(torch.randn(1, 1, sub.minimum_length))[0].isfinite().all()
    with pytest.raises(ValueError, match="at least 41 samples"):
        sub(torch.randn(1, 1, sub.minimum_length - 1))


# Constant-Q


@pytest.mark.parametrize("bins", [12, 24])
def test_the_same_interval_is_the_same_number_of_bins_in_every_octave(bins):
    transform = ConstantQ(RATE, 256, 8, bins)

    peaks = []
    for octave in range(3, 7):
        for semitone in (0, 7):
            levels = transform(tone(32.7 * 2 ** (octave + semitone / 12))).norm(dim=1)
            peaks.append(int(levels[0, 20].argmax()))

    fifths = [high - low for low, high in zip(peaks[::2], peaks[1::2], strict=True)]
    assert fifths == [7 * bins // 12] * 4
    assert [peak % bins for peak in peaks[::2]] == [0] * 4


def test_octaves_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="8 octaves need a hop divisible by 128"):
        ConstantQ(RATE, 64, 8, 12)
    with pytest.raises(ValueError, match="sample rate above 33485 Hz"):
        ConstantQ(RATE, 256, 9, 12)


@pytest.mark.parametrize("bins", [24, 48])
def test_both_transforms_are_nnaudios(bins):
    cqt = pytest.importorskip("nnAudio.features.cqt", reason="needs the extra test")
    torch.manual_seed(0)
    wave = 0.1 * torch.randn(1, 96_000)
    options = {"n_bins": 9 * bins, "bins_per_octave": bins, "pad_mode": "constant"}
    options |= {"sr": 48_000, "hop_length": 512, "output_format": "Complex", "verbose": False}
    long, halved = (
        transform(**options)(wave).permute(0, 3, 2, 1)
        for transform in (cqt.CQT1992v2, cqt.CQT2010v2)
    )

    aligned, early = (kind(48_000, 512, 9, bins)(wave[:, None]) for kind in TRANSFORMS.values())

    inside = slice(60, -60)  # the lowest windows are 2 s long, and reach over both ends
    error = (aligned - long)[:, :, inside].norm() / long[:, :, inside].norm()
    # CQT1992v2 has one long kernel per frequency; ours loses a little between octaves
    assert error < 0.01
    # sums of up to 396 products in float32, in another order
    assert_close(early, halved, rtol=0, atol=3e-6 * float(halved.abs().max()))


def test_in_nnaudios_transform_each_octave_is_ahead_of_the_one_above():
    hertz = 32.7 * 2 ** (torch.arange(9) + 0.5)  # the middle of each octave, at 48 kHz
    time = torch.arange(48_000, dtype=torch.float64) / 48_000
    transforms = [kind(48_000, 256, 9, 24) for kind in TRANSFORMS.values()]

    for octave, f in enumerate(hertz.tolist()):
        wave = torch.sin(2 * torch.pi * f * time)[None, None]
        aligned, early = (transform(wave)[0, :, 90, 24 * octave + 12] for transform in transforms)
        turned = torch.complex(*early) / torch.complex(*aligned)
        # half a sample for each halving: of 1, 2, 4, ... samples at the rate of the wave
        samples = (2 ** (8 - octave) - 1) / 2
        expected = torch.exp(torch.tensor(2j * torch.pi * f * samples / 48_000))
        # in the lowest octave the windows reach over the ends, and odd ones are off by a sample
        assert_close(turned / turned.abs(), expected.to(turned.dtype), atol=1e-3, rtol=0)


def test_a_rate_that_nnaudio_would_lower_first_is_refused():
    with pytest.raises(ValueError, match="nnAudio lowers the rate of 48000 Hz first"):
        NnAudioConstantQ(48_000, 512, 6, 24)
    with pytest.raises(ValueError, match="transform must be one of aligned, nnaudio, got 'cqt'"):
        ConstantQDiscriminator(24, 512, transform="cqt")


# Sub-band


@pytest.mark.parametrize("bands", [2, 3, 5, 11])
def test_a_tone_is_in_the_band_of_its_frequency_and_its_neighbours_alone(bands):
    sub = SubBandDiscriminator(bands, channels=(1,))

    for band in range(bands):
        middle = (band + 0.5) / bands * RATE / 2
        levels = sub.split(tone(middle))[0, 0, 30:-30].pow(2).mean(0)
        far = [float(levels[k]) for k in range(bands) if abs(k - band) > 1]
        assert int(levels.argmax()) == band
        assert all(level < 1e-6 * float(levels[band]) for level in far)  # -60 dB


def test_a_column_of_mpd_hears_a_tone_that_the_band_does_not():
    hiss = tone(10_000)
    column = fold(hiss, 5)[0, 0, :, 0]
    band = SubBandDiscriminator(5, channels=(1,)).split(hiss)[0, 0, 30:-30, 0]

    assert column.pow(2).mean() > 0.9 * hiss.pow(2).mean()  # folded back to 400 Hz
    assert band.pow(2).mean() < 1e-6 * hiss.pow(2).mean()


def test_the_bands_keep_the_power_of_noise():
    torch.manual_seed(0)
    noise = torch.randn(1, 1, 50_000)

    for bands in (2, 4, 7):
        split = SubBandDiscriminator(bands, channels=(1,)).split(noise)
        # a band keeps a part of the power of 1 / bands, at 1 / bands of the rate
        assert_close(split.pow(2).mean() * bands, torch.tensor(1.0), atol=0.05, rtol=0)


def test_a_filterbank_of_one_band_or_of_stereo_is_refused():
    with pytest.raises(ValueError, match="needs 2 bands or more and a mono wave"):
        SubBandDiscriminator(1)
