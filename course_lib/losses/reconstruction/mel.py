"""Compare two sounds by their mel spectrograms: where is how much energy, as ears resolve it.

    wave ──► |STFT|² ──► mel bands ──► log10 ──► difference

Mel bands are narrow where the ear tells pitches apart, and wide where it does not. The phase is
thrown away, so a loss of zero does not mean equal waves: that gap is what discriminators are for.

Conventions
    Waves are ``[batch, channels, time]``; both are mirrored at the ends, so that there is a frame
    per ``hop_length`` samples, and filled up with silence until the last frame is whole.
    Spectra are computed in at least float32, also under autocast.

Source: AudioCraft, ``audiocraft/losses/specloss.py``,
https://github.com/facebookresearch/audiocraft
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.audio.mel import sparse_mel_filterbank
from course_lib.audio.stft import stft
from course_lib.losses.reconstruction.pairs import check_pair, wide


class MelSpectrogramL1Loss(nn.Module):
    """Mean absolute difference of two (log-)mel spectrograms.

    Args:
        sample_rate: in Hz.
        n_fft: samples in one transform.
        hop_length: samples between frames.
        win_length: samples under the window.
        n_mels: bands.
        f_min: lower edge of the lowest band, in Hz.
        f_max: upper edge of the highest band, in Hz; half the sample rate if None.
        log: compare orders of magnitude (log10) instead of energies.
        normalized: divide the spectrum by the root of the window's energy.
        floor_level: added before the logarithm, so that silence stays finite.
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
        """Compare two waves [batch, channels, time] of equal shape."""
        check_pair(estimate, target, minimum=self.minimum_length, who=type(self).__name__)
        mel_estimate, mel_target = self.melspec(estimate), self.melspec(target)
        if self.log:
            mel_estimate = torch.log10(self.floor_level + mel_estimate)
            mel_target = torch.log10(self.floor_level + mel_target)
        return F.l1_loss(mel_estimate, mel_target)


class MultiScaleMelSpectrogramLoss(nn.Module):
    """Mel spectrograms at several resolutions: energies by L1, their logarithms by L2.

        sum_i  mean|S_i - S'_i| + alpha_i · mean(log10 S_i - log10 S'_i)²

    Scale i has windows of 2**i samples and hops of a quarter of that. At the shortest windows some
    bands hold no frequency bin; they are silent in both sounds and cost nothing.

    Args:
        sample_rate: in Hz.
        range_start: the first scale has windows of ``2**range_start`` samples.
        range_end: the last scale has windows of ``2**(range_end - 1)`` samples.
        n_mels: bands at each scale.
        f_min: lower edge of the lowest band, in Hz.
        f_max: upper edge of the highest band, in Hz; half the sample rate if None.
        normalized: divide the spectra by the root of the window's energy, and the loss by the sum
            of all its coefficients.
        alphas: weigh the logarithms by ``sqrt(2**i - 1)`` as AudioCraft and EnCodec do; False
            weighs them by 1. The papers have ``sqrt(2**i / 2)``: SoundStream, section III-D,
            https://arxiv.org/abs/2107.03312.
        floor_level: added before the logarithm, so that silence stays finite.
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
                f"scales run from 2**range_start to 2**(range_end - 1), and {range_start}, "
                f"{range_end} were given: they need 2 <= range_start < range_end."
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
        """Compare two waves [batch, channels, time] of equal shape."""
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
    """Turn a wave [..., time] into band energies [n, bands, frames]."""

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
        """Count the samples needed to mirror ``(n_fft - hop_length) // 2`` of them."""
        return (n_fft - hop_length) // 2 + 1

    def forward(self, wave: Tensor) -> Tensor:
        """Measure the energy in each band."""
        with torch.autocast(wave.device.type, enabled=False):
            wave = self._pad(wide(wave).reshape(-1, wave.shape[-1]))
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
