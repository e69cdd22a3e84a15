"""The constant-Q transform: every octave has as many frequencies.

The octaves are computed from the top down. One octave of kernels is enough: after each octave, the
rate of the wave is halved, and the same kernels then belong to the octave below.

Source: Schörkhuber and Klapuri, "Constant-Q transform toolbox for music processing", 2010.
"""

import numpy as np
import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

LOWEST = 32.703  # Hz: C1
HALF_BAND_TAPS = 127  # of the filter between two octaves


class ConstantQ(nn.Module):
    """Return the constant-Q transform of a wave, real and imaginary parts as channels.

    Args:
        sample_rate: The sample rate of the wave in Hz.
        hop_length: The samples between frames; 2 to the power of ``octaves - 1``, or a multiple.
        octaves: The number of octaves, from 32.7 Hz upwards.
        bins: The number of frequencies in an octave.

    Shapes:
        wave    [batch, 1, time]
        result  [batch, 2, frames, octaves * bins], low frequencies first
    """

    kernels: Tensor
    half_band: Tensor

    def __init__(self, sample_rate: float, hop_length: int, octaves: int, bins: int) -> None:
        super().__init__()
        if hop_length % 2 ** (octaves - 1) or LOWEST * 2**octaves >= sample_rate / 2:
            raise ValueError(
                f"{octaves} octaves need a hop divisible by {2 ** (octaves - 1)} and a sample rate "
                f"above {LOWEST * 2 ** (octaves + 1):.0f} Hz, got {hop_length} and {sample_rate}."
            )
        self.hop_length, self.octaves = hop_length, octaves
        q = 1 / (2 ** (1 / bins) - 1)
        hertz = LOWEST * 2 ** (octaves - 1 + np.arange(bins) / bins)
        lengths = np.ceil(q * sample_rate / hertz).astype(int)
        kernels = np.zeros((bins, lengths.max() | 1), complex)
        for row, length, f in zip(kernels, lengths, hertz, strict=True):
            place = np.arange(length) - length // 2
            window = 0.5 + 0.5 * np.cos(2 * np.pi * place / length)
            tone = np.exp(-2j * np.pi * f / sample_rate * place)
            row[len(row) // 2 + place] = window * tone / window.sum() * np.sqrt(length)
        both = np.concatenate([kernels.real, kernels.imag])[:, None]
        place = np.arange(HALF_BAND_TAPS) - HALF_BAND_TAPS // 2
        half_band = np.sinc(place / 2) * np.kaiser(HALF_BAND_TAPS, 9.0)
        self.register_buffer("kernels", torch.from_numpy(both).float(), persistent=False)
        filters = torch.from_numpy(half_band / half_band.sum()).float()
        self.register_buffer("half_band", filters[None, None], persistent=False)

    def forward(self, wave: Tensor) -> Tensor:
        """Transform the wave, octave by octave."""
        frames = wave.shape[-1] // self.hop_length + 1
        margin = self.kernels.shape[-1] // 2
        found = []
        for octave in range(self.octaves):
            hop = self.hop_length >> octave
            missing = max(0, (frames - 1) * hop + 1 - wave.shape[-1])
            padded = F.pad(wave, (margin, margin + missing))
            both = F.conv1d(padded, self.kernels.to(wave.dtype), stride=hop)[..., :frames]
            # the window of an octave below is twice as long, and so is its weight in samples
            found.append(both * 2 ** (octave / 2))
            wave = self.halve(wave)
        parts = [rearrange(x, "b (part f) frames -> b part frames f", part=2) for x in found]
        return torch.cat(parts[::-1], dim=-1)

    def halve(self, wave: Tensor) -> Tensor:
        """Return the wave at half its rate, without what would fold back."""
        taps = self.half_band.to(wave.dtype)
        return F.conv1d(wave, taps, stride=2, padding=HALF_BAND_TAPS // 2)

    def double(self, wave: Tensor) -> Tensor:
        """Return the wave at twice its rate."""
        apart = torch.stack([wave, torch.zeros_like(wave)], dim=-1).flatten(-2)
        return F.conv1d(apart, 2 * self.half_band.to(wave.dtype), padding=HALF_BAND_TAPS // 2)
