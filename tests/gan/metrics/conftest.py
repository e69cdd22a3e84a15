"""Known sounds, and artefacts whose strength is known."""

import math

import pytest
import torch
import torch.nn.functional as F

from course_lib.gan.data import synthetic_clips

SAMPLE_RATE = 16_000


@pytest.fixture(scope="session")
def clips():
    """Return two clips of each kind, one second each."""
    return synthetic_clips("tuning", per_kind=2, seconds=2.0, cache=False)


@pytest.fixture(scope="session")
def artefacts():
    return Artefacts


class Artefacts:
    """What goes wrong in generated sound; each takes waves [clips, time] and a strength."""

    @staticmethod
    def noise(waves, rms, seed=0):
        rng = torch.Generator().manual_seed(seed)
        return waves + rms * torch.randn(waves.shape, generator=rng)

    @staticmethod
    def buzz(waves, amplitude, hop_length=128):
        """Add an impulse per frame: power at every multiple of the frame rate."""
        impulses = torch.zeros_like(waves)
        impulses[:, ::hop_length] = amplitude
        return waves + impulses

    @staticmethod
    def dull(waves, loss_db):
        """Lower everything above 4 kHz."""
        spectrum = torch.fft.rfft(waves)
        hertz = torch.linspace(0, SAMPLE_RATE / 2, spectrum.shape[-1])
        gain = torch.where(hertz >= 4000, 10 ** (-loss_db / 20), 1.0)
        return torch.fft.irfft(spectrum * gain, waves.shape[-1])

    @staticmethod
    def scramble(waves, radians, seed=0):
        """Turn the phase of each bin of each frame by up to ``radians``."""
        rng = torch.Generator().manual_seed(seed)
        window = torch.hann_window(512)
        bins = torch.stft(waves, 512, 128, window=window, return_complex=True)
        turns = (2 * torch.rand(bins.shape, generator=rng) - 1) * radians
        turned = bins * torch.polar(torch.ones_like(turns), turns)
        return torch.istft(turned, 512, 128, window=window, length=waves.shape[-1])

    @staticmethod
    def delay(waves, samples):
        return F.pad(waves, (samples, 0))[:, : waves.shape[-1]]

    @staticmethod
    def notes(hertz, cents=0.0, seconds=1.0):
        """Play a note of ten partials, its pitch off by ``cents``: [1, time]."""
        t = torch.arange(round(seconds * SAMPLE_RATE), dtype=torch.float64) / SAMPLE_RATE
        played = hertz * 2 ** (cents / 1200)
        partials = [torch.sin(2 * math.pi * k * played * t) / k for k in range(1, 11)]
        return 0.3 * torch.stack(partials).sum(0)[None].float()

    @staticmethod
    def hits(times, seconds=2.0, seed=0):
        """Play the same decaying hit of noise at each time: [1, time]."""
        rng = torch.Generator().manual_seed(seed)
        length = round(0.08 * SAMPLE_RATE)
        hit = torch.randn(length, generator=rng) * torch.exp(-torch.arange(length) / 200.0)
        wave = torch.zeros(1, round(seconds * SAMPLE_RATE) + length)
        for time in times:
            start = round(time * SAMPLE_RATE)
            wave[0, start : start + length] += 0.2 * hit
        return wave[:, :-length]
