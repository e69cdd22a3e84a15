"""Compare the mel spectrograms of two sounds.

    wave ──► |STFT|² ──► mel bands ──► log10 ──► difference

Mel bands are narrow where the ear resolves pitch finely, and wide elsewhere. The phase is
discarded, so a loss of zero doesn't mean equal waves: discriminators close that gap.

Conventions
    Waves are ``[batch, channels, time]``. Their ends are mirrored, so that there is one frame per
    ``hop_length`` samples, and padded with silence until the last frame is complete.
    Spectra are computed in at least float32, even under autocast.

Source: AudioCraft, ``audiocraft/losses/specloss.py``,
https://github.com/facebookresearch/audiocraft
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.audio.mel import sparse_mel_filterbank
from course_lib.audio.stft import stft
from course_lib.losses.at_least_float32 import widened
from course_lib.losses.reconstruction.pairs import check_pair


class MelSpectrogramL1Loss(nn.Module):
    """The mean absolute difference of two (log-)mel spectrograms.

    Args:
        sample_rate: The sample rate, in Hz.
        n_fft: The length of one transform, in samples.
        hop_length: The distance between two frames, in samples.
        win_length: The length of the window, in samples.
        n_mels: The number of bands.
        f_min: The lower edge of the lowest band, in Hz.
        f_max: The upper edge of the highest band, in Hz; half the sample rate if None.
        log: Whether to compare log10 of the energies instead of the energies.
        normalized: Whether to divide the spectrum by the root of the window's energy.
        floor_level: A number added before the logarithm, so that silence stays finite.
    """

    def __init__(
        self,
        sample_rate: int,
        n_fft: int = 1024,
        hop_length: int = 256,
        win_length: int = 1024,
        n_mels: int = 80,
        f_min: float = 0.0,
        f_max: float | None = None,
        log: bool = True,
        normalized: bool = False,
        floor_level: float = 1e-5,
    ) -> None:
        super().__init__()
        bands = _mel_bands(n_mels, n_fft, sample_rate, f_min, f_max)
        self.melspec = MelSpectrogram(bands, hop_length, win_length, normalized)
        self.log = log
        self.floor_level = floor_level
        self.minimum_length = self.melspec.minimum_length

    def forward(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Return the loss for two waves [batch, channels, time] of equal shape.

        Args:
            estimate: The generated waves [batch, channels, time].
            target: The real waves, of the same shape.

        Raises:
            ValueError: The waves differ in shape, or are too short for the loss.
        """
        check_pair(estimate, target, minimum=self.minimum_length, who=type(self).__name__)
        mel_estimate, mel_target = self.melspec(estimate), self.melspec(target)
        if self.log:
            mel_estimate = torch.log10(self.floor_level + mel_estimate)
            mel_target = torch.log10(self.floor_level + mel_target)
        return F.l1_loss(mel_estimate, mel_target)


class MultiScaleMelSpectrogramLoss(nn.Module):
    """The distance of mel spectrograms at several resolutions: L1 of energies, L2 of logarithms.

        sum_i  mean|S_i - S'_i| + alpha_i · mean(log10 S_i - log10 S'_i)²

    Scale i has windows of 2**i samples and a quarter of that as the hop. With the shortest windows,
    some bands contain no frequency bin; they are zero for both sounds and add nothing.

    Args:
        sample_rate: The sample rate, in Hz.
        range_start: The exponent of the first scale, whose windows have ``2**range_start`` samples.
        range_end: One more than the exponent of the last scale.
        n_mels: The number of bands at each scale.
        f_min: The lower edge of the lowest band, in Hz.
        f_max: The upper edge of the highest band, in Hz; half the sample rate if None.
        normalized: Whether to divide the spectra by the root of the window's energy, and the loss
            by the sum of all its coefficients.
        alphas: Whether to weight the logarithms by ``sqrt(2**i - 1)``, as AudioCraft and EnCodec
            do, instead of 1. SoundStream's paper has ``sqrt(2**i / 2)`` (section III-D,
            https://arxiv.org/abs/2107.03312).
        floor_level: A number added before the logarithm, so that silence stays finite.

    Raises:
        ValueError: The exponents don't satisfy 2 <= range_start < range_end.
    """

    def __init__(
        self,
        sample_rate: int,
        range_start: int = 6,
        range_end: int = 11,
        n_mels: int = 64,
        f_min: float = 0.0,
        f_max: float | None = None,
        normalized: bool = False,
        alphas: bool = True,
        floor_level: float = 1e-5,
    ) -> None:
        super().__init__()
        if not 2 <= range_start < range_end:
            raise ValueError(
                f"scales run from 2**range_start to 2**(range_end - 1), so they need "
                f"2 <= range_start < range_end, got {range_start} and {range_end}."
            )
        lengths = [2**i for i in range(range_start, range_end)]
        banks = [_mel_bands(n_mels, n, sample_rate, f_min, f_max) for n in lengths]
        self.scales = nn.ModuleList(
            MelSpectrogram(bands, n // 4, n, normalized)
            for bands, n in zip(banks, lengths, strict=True)
        )
        self.alphas = [math.sqrt(n - 1) if alphas else 1.0 for n in lengths]
        self.normalized = normalized
        self.floor_level = floor_level
        self.minimum_length = MelSpectrogram.minimum_of(lengths[-1], lengths[-1] // 4)

    def forward(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Return the loss for two waves [batch, channels, time] of equal shape.

        Args:
            estimate: The generated waves [batch, channels, time].
            target: The real waves, of the same shape.

        Raises:
            ValueError: The waves differ in shape, or are too short for the loss.
        """
        check_pair(estimate, target, minimum=self.minimum_length, who=type(self).__name__)
        losses = []
        for scale, alpha in zip(self.scales, self.alphas, strict=True):
            mel_estimate, mel_target = scale(estimate), scale(target)
            log_estimate = torch.log10(self.floor_level + mel_estimate)
            log_target = torch.log10(self.floor_level + mel_target)
            losses.append(
                F.l1_loss(mel_estimate, mel_target) + alpha * F.mse_loss(log_estimate, log_target)
            )
        total = torch.stack(losses).sum()
        return total / sum(alpha + 1 for alpha in self.alphas) if self.normalized else total


class MelSpectrogram(nn.Module):
    """Band energies: a wave [..., time] becomes [n, bands, frames]."""

    bands: Tensor

    def __init__(self, bands: Tensor, hop_length: int, win_length: int, normalized: bool) -> None:
        super().__init__()
        self.register_buffer("bands", bands, persistent=False)
        self.n_fft = 2 * (bands.shape[1] - 1)
        self.hop_length = hop_length
        self.win_length = win_length
        self.normalized = normalized
        self.minimum_length = self.minimum_of(self.n_fft, hop_length)

    @staticmethod
    def minimum_of(n_fft: int, hop_length: int) -> int:
        """Return the shortest length whose ends can be mirrored, in samples."""
        return (n_fft - hop_length) // 2 + 1

    def forward(self, wave: Tensor) -> Tensor:
        """Return the energy in each band."""
        with torch.autocast(wave.device.type, enabled=False):
            wave = self._pad(widened(wave).reshape(-1, wave.shape[-1]))
            spectrum = stft(
                wave, self.n_fft, self.hop_length, self.win_length, normalized=self.normalized
            )
            power = spectrum.real.square() + spectrum.imag.square()
            return self.bands.to(power) @ power

    def _pad(self, wave: Tensor) -> Tensor:
        margin = (self.n_fft - self.hop_length) // 2
        wave = F.pad(wave, (margin, margin), mode="reflect")
        steps = max(0, math.ceil((wave.shape[-1] - self.n_fft) / self.hop_length))
        return F.pad(wave, (0, self.n_fft + steps * self.hop_length - wave.shape[-1]))


def _mel_bands(
    n_mels: int, n_fft: int, sample_rate: int, f_min: float, f_max: float | None
) -> Tensor:
    highest = float(sample_rate // 2) if f_max is None else f_max
    return sparse_mel_filterbank(n_mels, n_fft, sample_rate, f_min, highest)
