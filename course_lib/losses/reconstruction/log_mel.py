"""Logarithms of mel magnitudes: the levels that `reconstruction_loss` compares.

Conventions
    Waves are ``[..., time]``. Spectra are computed in at least float32, even under autocast.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.audio.mel import mel_filterbank
from course_lib.audio.stft import stft
from course_lib.losses.at_least_float32 import widened

QUIETEST_POWER = 1e-9  # keeps the slope of the square root finite in silence


class LogMel(nn.Module):
    """Logarithms of mel magnitudes: a wave [..., time] becomes [..., bands, frames].

    The ends are mirrored, so that there is one frame per ``hop_length`` samples; an incomplete last
    hop has none.

    Args:
        sample_rate: The sample rate, in Hz.
        n_fft: The length of one transform, in samples.
        hop_length: The distance between two frames, in samples.
        n_mels: The number of bands.
        floor: A number added before the logarithm.
    """

    bands: Tensor

    def __init__(
        self,
        sample_rate: int,
        n_fft: int = 1024,
        hop_length: int = 256,
        n_mels: int = 64,
        floor: float = 0.01,
    ) -> None:
        super().__init__()
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.floor = floor
        self.margin = (n_fft - hop_length) // 2
        self.minimum_length = self.margin + 1  # a mirrored margin must be shorter than the wave
        bands = mel_filterbank(n_mels, n_fft, sample_rate)
        self.register_buffer("bands", bands, persistent=False)

    def forward(self, wave: Tensor) -> Tensor:
        """Return the log magnitude in each band.

        Args:
            wave: The waves [..., time].
        """
        with torch.autocast(wave.device.type, enabled=False):
            flat = widened(wave).reshape(-1, wave.shape[-1])
            mirrored = F.pad(flat, (self.margin, self.margin), mode="reflect")
            spectrum = stft(mirrored, self.n_fft, self.hop_length)
            power = spectrum.real.square() + spectrum.imag.square()
            magnitude = (power + QUIETEST_POWER).sqrt()
            mel = (self.bands.to(magnitude) @ magnitude + self.floor).log()
            return mel.reshape(*wave.shape[:-1], *mel.shape[-2:])
