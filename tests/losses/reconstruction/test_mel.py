"""Mel losses: agreement with torchaudio and the formulas, lengths, and what they ignore."""

import math

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.audio.torchaudio_compat import import_torchaudio
from course_lib.losses import MelSpectrogramL1Loss, MultiScaleMelSpectrogramLoss
from course_lib.losses.reconstruction.mel import MelSpectrogram

RATE = 16_000


def noise(*shape, seed=0, dtype=torch.float32):
    return 0.1 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def tone(frequency, samples=4096, phase=0.0):
    time = torch.arange(samples, dtype=torch.float64) / RATE
    return (0.5 * torch.sin(2 * math.pi * frequency * time + phase)).float().reshape(1, 1, -1)


def small(**options):
    return MelSpectrogramL1Loss(
        RATE, n_fft=256, hop_length=64, win_length=256, n_mels=20, **options
    )


# ---------------------------------------------------------------- agreement with torchaudio


@pytest.mark.parametrize("normalized", [False, True])
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("win_length", [256, 200])
def test_it_agrees_with_a_mel_spectrogram_by_torchaudio(normalized, log, win_length):
    x, y = noise(2, 2, 1024), noise(2, 2, 1024, seed=1)
    loss = MelSpectrogramL1Loss(
        RATE, 256, 64, win_length, 20, 100.0, 7000.0, log=log, normalized=normalized
    )
    transform = import_torchaudio().transforms.MelSpectrogram(
        RATE, 256, win_length, 64, 100.0, 7000.0, n_mels=20, normalized=normalized, center=False
    )

    # 96 mirrored samples at each end: 1024 + 192 samples are exactly 16 frames
    mels = [transform(F.pad(wave, (96, 96), mode="reflect")) for wave in (x, y)]
    mels = [torch.log10(1e-5 + mel) for mel in mels] if log else mels

    torch.testing.assert_close(loss(x, y), F.l1_loss(*mels))


def test_the_scales_add_up_energies_by_l1_and_logarithms_by_l2():
    x, y = noise(1, 1, 2000), noise(1, 1, 2000, seed=1)
    options = {"n_mels": 20, "f_min": 50.0}
    expected = 0.0
    for i in (8, 9):
        size = 2**i
        parts = {"sample_rate": RATE, "n_fft": size, "hop_length": size // 4, "win_length": size}
        energies = MelSpectrogramL1Loss(**parts, **options, log=False)
        logarithms = [torch.log10(1e-5 + energies.melspec(wave)) for wave in (x, y)]
        expected += energies(x, y) + math.sqrt(size - 1) * F.mse_loss(*logarithms)

    loss = MultiScaleMelSpectrogramLoss(RATE, range_start=8, range_end=10, **options)

    torch.testing.assert_close(loss(x, y), expected)


def test_without_alphas_the_logarithms_weigh_one_and_normalized_divides_by_all_coefficients():
    x, y = noise(1, 1, 2000), noise(1, 1, 2000, seed=1)
    loss = MultiScaleMelSpectrogramLoss(RATE, 8, 10, 20, alphas=False, normalized=True)
    total = 0.0
    for scale in loss.scales:
        mels = scale(x), scale(y)
        total += F.l1_loss(*mels) + F.mse_loss(*(torch.log10(1e-5 + mel) for mel in mels))

    torch.testing.assert_close(loss(x, y), total / 4)


def test_normalized_makes_the_energy_of_white_noise_independent_of_the_window():
    bands = torch.eye(129)[10:120]
    white = torch.randn(8, 64 * 256, generator=torch.Generator().manual_seed(0))
    for win_length in (256, 128):
        energy = MelSpectrogram(bands, 64, win_length, normalized=True)(white).mean()

        # 8 waves of 256 frames, 110 bins: the mean wanders by far less than 2 %
        assert energy.item() == pytest.approx(1.0, rel=0.02)


# ---------------------------------------------------------------- what it measures


@pytest.mark.parametrize("loss", [small(), MultiScaleMelSpectrogramLoss(RATE)])
def test_equal_sounds_cost_nothing_and_give_finite_gradients(loss):
    x = noise(1, 1, 4096).requires_grad_(True)
    y = x.detach().clone()

    value = loss(x, y)
    (gradient,) = torch.autograd.grad(value, x)

    assert value.item() == 0.0
    assert gradient.isfinite().all()


@pytest.mark.parametrize("loss", [small(), MultiScaleMelSpectrogramLoss(RATE)])
def test_silence_is_finite_and_so_is_its_gradient(loss):
    silence = torch.zeros(1, 1, 4096, requires_grad=True)

    value = loss(silence, noise(1, 1, 4096))
    (gradient,) = torch.autograd.grad(value, silence)

    assert value.isfinite()
    assert gradient.isfinite().all()


@pytest.mark.parametrize("loss", [small(), MultiScaleMelSpectrogramLoss(RATE)])
def test_it_is_deaf_to_a_sound_turned_upside_down(loss):
    x = noise(1, 1, 4096)

    assert loss(-x, x).item() < 1e-6


def test_a_wrong_pitch_costs_more_than_a_wrong_phase():
    loss = small()

    wrong_phase = loss(tone(440.0, phase=1.0), tone(440.0)).item()
    wrong_pitch = loss(tone(660.0), tone(440.0)).item()

    assert wrong_pitch > 5 * wrong_phase


def test_ten_times_louder_is_two_orders_of_energy_in_the_logarithm():
    x = noise(1, 1, 4096)

    assert small(floor_level=1e-12)(10 * x, x).item() == pytest.approx(2.0, rel=1e-3)


# ---------------------------------------------------------------- lengths


@settings(deadline=None, max_examples=60)
@given(st.integers(97, 2000))
def test_there_is_a_frame_for_every_hop(time):
    bands = torch.ones(1, 129)

    frames = MelSpectrogram(bands, 64, 256, normalized=False)(torch.zeros(1, time)).shape[-1]

    assert frames == math.ceil(time / 64)


@pytest.mark.parametrize(
    ("loss", "minimum"),
    [
        (small(), (256 - 64) // 2 + 1),
        (MelSpectrogramL1Loss(RATE), (1024 - 256) // 2 + 1),
        (MultiScaleMelSpectrogramLoss(RATE), (1024 - 256) // 2 + 1),
    ],
)
def test_the_shortest_wave_works_and_one_sample_less_is_refused_with_the_number(loss, minimum):
    assert loss.minimum_length == minimum
    assert loss(noise(1, 1, minimum), noise(1, 1, minimum, seed=1)).isfinite()

    with pytest.raises(ValueError, match=f"at least {minimum} samples, got {minimum - 1}"):
        loss(noise(1, 1, minimum - 1), noise(1, 1, minimum - 1))


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (noise(1, 1, 500), noise(1, 1, 501), r"\[1, 1, 500\] and \[1, 1, 501\].*same length"),
        (noise(1, 1, 500), noise(2, 1, 500), r"same shape"),
        (noise(1, 1, 500).int(), noise(1, 1, 500), r"floating-point.*torch\.int32"),
    ],
)
def test_waves_that_do_not_pair_up_are_refused_and_not_broadcast(x, y, message):
    with pytest.raises(ValueError, match=message):
        small()(x, y)


def test_an_empty_range_of_scales_is_refused():
    with pytest.raises(ValueError, match="range_start < range_end"):
        MultiScaleMelSpectrogramLoss(RATE, range_start=8, range_end=8)


# ---------------------------------------------------------------- dtypes


def test_float64_stays_float64():
    waves = noise(1, 1, 1000, dtype=torch.float64), noise(1, 1, 1000, seed=1, dtype=torch.float64)

    assert small()(*waves).dtype == torch.float64


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_sixteen_bit_waves_are_measured_in_float32(dtype):
    x, y = (noise(1, 1, 1000, seed=seed).to(dtype) for seed in (0, 1))

    assert torch.equal(small()(x, y), small()(x.float(), y.float()))


def test_autocast_does_not_coarsen_the_spectra():
    x, y = noise(1, 1, 1000), noise(1, 1, 1000, seed=1)

    with torch.autocast("cpu", dtype=torch.bfloat16):
        inside = small()(x, y)

    assert torch.equal(inside, small()(x, y))


def test_the_filterbank_is_not_in_the_state_dict():
    assert MultiScaleMelSpectrogramLoss(RATE).state_dict() == {}
