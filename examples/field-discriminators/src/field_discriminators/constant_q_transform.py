"""The constant-Q transform: every octave has as many frequencies.

The octaves are computed from the top down. One octave of kernels is enough: after each octave, the
rate of the wave is halved, and the same kernels then belong to the octave below.

`ConstantQ` keeps all octaves aligned in time. `NnAudioConstantQ` returns what nnAudio's CQT2010v2
does, for weights that were trained with it: there, each octave is ahead of the one above.

Source: Schörkhuber and Klapuri, "Constant-Q transform toolbox for music processing", 2010.
"""

import numpy as np
import torch
import torch.nn.functional as F
from einops import rearrange
from numpy.typing import NDArray
from torch import Tensor, nn

LOWEST = 32.7  # Hz: C1
HALF_BAND_TAPS = 127  # of the filter between two octaves
NNAUDIO_TAPS = 256
CROSSINGS, ROLLOFF = 6, 0.99  # of torchaudio's resampling filter, which is in front of nnAudio

Array = NDArray[np.float64]


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
    interpolation: Tensor
    scale: Tensor

    def __init__(self, sample_rate: float, hop_length: int, octaves: int, bins: int) -> None:
        super().__init__()
        if hop_length % 2 ** (octaves - 1) or LOWEST * 2**octaves >= sample_rate / 2:
            raise ValueError(
                f"{octaves} octaves need a hop divisible by {2 ** (octaves - 1)} and a sample rate "
                f"above {LOWEST * 2 ** (octaves + 1):.0f} Hz, got {hop_length} and {sample_rate}."
            )
        self.hop_length, self.octaves = hop_length, octaves
        hertz = LOWEST * 2 ** (np.arange(octaves * bins) / bins)
        lengths = np.ceil(sample_rate / hertz / (2 ** (1 / bins) - 1)).astype(int)
        margin = lengths[-bins] // 2 + 1
        kernels = np.zeros((bins, 2 * margin + 1), complex)
        for row, length, f in zip(kernels, lengths[-bins:], hertz[-bins:], strict=True):
            place, window = self.window(length)
            tone = np.exp(-2j * np.pi * f / sample_rate * place)
            row[margin + place] = window * tone / window.sum()
        half_band, interpolation = self.filters()
        both = np.concatenate([kernels.real, kernels.imag])
        for name, values in {
            "kernels": both[:, None],
            "half_band": half_band[None, None],
            "interpolation": interpolation[None, None],
            "scale": np.sqrt(lengths),
        }.items():
            self.register_buffer(name, torch.from_numpy(values).float(), persistent=False)

    def window(self, length: int) -> tuple[NDArray[np.int64], Array]:
        """Return the places of a kernel's samples around its middle, and their weights."""
        place = np.arange(length) - length // 2
        return place, 0.5 + 0.5 * np.cos(2 * np.pi * place / length)

    def filters(self) -> tuple[Array, Array]:
        """Return the taps of the filters that halve the rate and double it."""
        place = np.arange(HALF_BAND_TAPS) - HALF_BAND_TAPS // 2
        half_band = np.sinc(place / 2) * np.kaiser(HALF_BAND_TAPS, 9.0)
        half_band /= half_band.sum()
        return half_band, 2 * half_band

    def forward(self, wave: Tensor) -> Tensor:
        """Transform the wave, octave by octave."""
        frames = wave.shape[-1] // self.hop_length + 1
        margin = self.kernels.shape[-1] // 2
        found = []
        for octave in range(self.octaves):
            hop = self.hop_length >> octave
            missing = max(0, (frames - 1) * hop + 1 - wave.shape[-1])
            padded = F.pad(wave, (margin, margin + missing))
            found.append(F.conv1d(padded, self.kernels.to(wave.dtype), stride=hop)[..., :frames])
            wave = self.halve(wave)
        parts = [rearrange(x, "b (part f) frames -> b part frames f", part=2) for x in found]
        return torch.cat(parts[::-1], dim=-1) * self.scale.to(wave.dtype)

    def halve(self, wave: Tensor) -> Tensor:
        """Return the wave at half its rate, without what would fold back."""
        taps = self.half_band.to(wave.dtype)
        return F.conv1d(wave, taps, stride=2, padding=(taps.shape[-1] - 1) // 2)

    def double(self, wave: Tensor) -> Tensor:
        """Return the wave at twice its rate."""
        apart = torch.stack([wave, torch.zeros_like(wave)], dim=-1).flatten(-2)
        taps = self.interpolation.to(wave.dtype)
        return F.conv1d(apart, taps, padding=taps.shape[-1] // 2)


class NnAudioConstantQ(ConstantQ):
    """Return what nnAudio 0.3.4's CQT2010v2 does, after torchaudio's resampling as in BigVGAN v2.

    It differs in three filters. The one between two octaves has an even number of taps, so its
    middle is between two samples: each octave is ahead of the one above by half a sample of that
    one. A kernel of odd length is off by one sample. And the filter that doubles the rate is short.

    The arguments are those of `ConstantQ`.

    Raises:
        ValueError: The highest octave is so low that nnAudio would lower the rate first.
    """

    def __init__(self, sample_rate: float, hop_length: int, octaves: int, bins: int) -> None:
        super().__init__(sample_rate, hop_length, octaves, bins)
        q = 1 / (2 ** (1 / bins) - 1)
        top = LOWEST * 2 ** (octaves - 1 / bins) * (1 + 0.75 / q)
        if 0.85 * (sample_rate // 2) > 4 * top and hop_length > 2 ** (octaves - 1):
            raise ValueError(
                f"nnAudio lowers the rate of {sample_rate} Hz first for {octaves} octaves, which "
                "isn't implemented here: use more octaves, or the transform 'aligned'."
            )

    def window(self, length: int) -> tuple[NDArray[np.int64], Array]:
        """Return the places of a kernel's samples around its middle, and their weights."""
        index = np.arange(length)
        return index - (length + 1) // 2, 0.5 - 0.5 * np.cos(2 * np.pi * index / length)

    def filters(self) -> tuple[Array, Array]:
        """Return the taps of scipy's ``firwin2`` and of torchaudio's ``resample``."""
        gain = np.where(np.arange(NNAUDIO_TAPS + 1) < NNAUDIO_TAPS // 2, 1.0, 0.0)
        gain[NNAUDIO_TAPS // 2] = 0.5
        delay = np.exp(-1j * np.pi * np.arange(NNAUDIO_TAPS + 1) * (1 - 1 / NNAUDIO_TAPS) / 2)
        half_band = np.fft.irfft(gain * delay)[:NNAUDIO_TAPS] * np.hamming(NNAUDIO_TAPS)
        place = np.arange(-2 * CROSSINGS, 2 * CROSSINGS + 1) * ROLLOFF / 2
        interpolation = ROLLOFF * np.sinc(place) * np.cos(np.pi * place / CROSSINGS / 2) ** 2
        return half_band, interpolation
