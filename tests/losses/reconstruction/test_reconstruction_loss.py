"""The reconstruction loss: agreement with torchaudio, what it measures, and what it ignores."""

import math

import pytest
import torch
import torch.nn.functional as F

from course_lib.audio.torchaudio_compat import import_torchaudio
from course_lib.losses.reconstruction.log_mel import LogMel
from course_lib.losses.reconstruction.reconstruction_loss import ReconstructionLoss

RATE = 16_000


def noise(*shape, seed=0):
    return 0.1 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def tone(frequency, samples=8192, phase=0.0):
    time = torch.arange(samples, dtype=torch.float64) / RATE
    return (0.5 * torch.sin(2 * math.pi * frequency * time + phase)).float().reshape(1, 1, -1)


def test_log_mel_agrees_with_magnitudes_by_torchaudio():
    x = noise(2, 1, 8192)
    transform = import_torchaudio().transforms.MelSpectrogram(
        RATE, 1024, hop_length=256, n_mels=64, power=1.0, center=False
    )

    mel = transform(F.pad(x, (384, 384), mode="reflect"))

    torch.testing.assert_close(LogMel(RATE)(x), (mel + 0.01).log(), rtol=1e-3, atol=1e-3)


def test_there_is_one_frame_per_hop():
    assert LogMel(RATE)(noise(3, 1, 8192)).shape == (3, 1, 64, 32)
    assert LogMel(RATE)(noise(32_000)).shape == (64, 125)


def test_the_loss_is_zero_for_equal_waves_and_symmetric():
    loss, x, y = ReconstructionLoss(RATE), noise(2, 1, 4096), noise(2, 1, 4096, seed=1)

    assert loss(x, x) == 0
    torch.testing.assert_close(loss(x, y), loss(y, x))


def test_the_loss_weighs_and_adds_both_distances():
    x, y = noise(2, 1, 4096), noise(2, 1, 4096, seed=1)
    loss = ReconstructionLoss(RATE, wave_weight=5.0)

    expected = (loss.log_mel(x) - loss.log_mel(y)).abs().mean() + 5 * (x - y).abs().mean()

    torch.testing.assert_close(loss(x, y), expected)


def test_the_mel_part_does_not_hear_phase_and_the_wave_part_does():
    loss = ReconstructionLoss(RATE)
    x, shifted, detuned = tone(440), tone(440, phase=1.5), tone(660)

    # away from the ends, where a mirror image begins at another phase
    mel, same, other = (loss.log_mel(wave)[..., 3:-3] for wave in (x, shifted, detuned))
    assert F.l1_loss(same, mel) < 0.02 * F.l1_loss(other, mel)
    assert F.l1_loss(shifted, x) > 0.3
    assert loss(shifted, x) > 3 * 0.3


def test_the_floor_makes_it_deaf_to_what_is_very_quiet():
    loss, silence = ReconstructionLoss(RATE), torch.zeros(1, 1, 8192)

    # 20 dB apart both times: from -20 to -40 dB, and from -120 to -140 dB
    heard = loss.mel_distance(noise(1, 1, 8192), 0.1 * noise(1, 1, 8192))
    not_heard = loss.mel_distance(1e-5 * noise(1, 1, 8192), 1e-6 * noise(1, 1, 8192))

    assert heard == pytest.approx(math.log(10), rel=0.1)
    assert not_heard < 0.1
    assert loss(silence, silence) == 0


def test_the_gradient_is_finite_in_silence():
    y = torch.zeros(1, 1, 4096, requires_grad=True)

    ReconstructionLoss(RATE)(y, noise(1, 1, 4096)).backward()

    assert y.grad.isfinite().all()


def test_under_autocast_it_computes_in_float32():
    loss, x, y = ReconstructionLoss(RATE), noise(2, 1, 4096), noise(2, 1, 4096, seed=1)

    with torch.autocast("cpu", torch.bfloat16):
        inside = loss(x, y)

    torch.testing.assert_close(inside, loss(x, y), rtol=1e-3, atol=0.0)


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        (torch.zeros(1, 1, 4096), torch.zeros(1, 1, 4000), "same shape"),
        (torch.zeros(1, 1, 100), torch.zeros(1, 1, 100), "at least 385 samples"),
        (torch.zeros(1, 1, 4096).int(), torch.zeros(1, 1, 4096), "floating-point"),
    ],
)
def test_waves_that_cannot_be_compared_are_refused(x, y, says):
    with pytest.raises(ValueError, match=f"ReconstructionLoss.*{says}"):
        ReconstructionLoss(RATE).mel_distance(x, y)


def test_several_windows_count_alike():
    x, y = noise(2, 1, 4096), noise(2, 1, 4096, seed=1)
    one, other, both = (
        ReconstructionLoss(RATE, mel_windows=windows).mel_distance(x, y)
        for windows in ((1024,), (256,), (1024, 256))
    )

    torch.testing.assert_close(both, (one + other) / 2)
    assert torch.equal(one, ReconstructionLoss(RATE).mel_distance(x, y))
