"""Mel filterbanks: triangular bands, narrow where the ear resolves pitch finely, wide elsewhere.

The bands are evenly spaced on the HTK mel scale, ``mel = 2595 * log10(1 + hertz / 700)``, and each
reaches a height of 1.

Source: ``torchaudio.functional.melscale_fbanks``, whose bands these are, bit for bit. They are
computed here because a mel loss shouldn't need torchaudio: its wheel fits one build of torch.
"""

import math

import torch
from torch import Tensor


def mel_filterbank(
    n_mels: int = 80,
    n_fft: int = 1024,
    sample_rate: int = 24_000,
    *,
    f_min: float = 0.0,
    f_max: float | None = None,
) -> Tensor:
    """Return triangular mel bands, [n_mels, freq]; each contains at least one frequency bin.

    ``mel_filterbank(...) @ spectrum.abs() ** 2`` is a mel spectrogram [n_mels, frames].

    Args:
        n_mels: The number of bands.
        n_fft: The length of the transform that the bands are applied to, in samples.
        sample_rate: The sample rate of the sound, in Hz.
        f_min: The lower edge of the lowest band, in Hz.
        f_max: The upper edge of the highest band, in Hz; half the sample rate if None.

    Raises:
        ValueError: The edges are out of order, or a band is too narrow to contain a bin.
    """
    f_max = sample_rate / 2 if f_max is None else f_max
    if n_mels < 1 or n_fft < 2 or not 0 <= f_min < f_max <= sample_rate / 2:
        raise ValueError(
            f"mel bands need n_mels >= 1, n_fft >= 2 and 0 <= f_min < f_max <= {sample_rate / 2:g} "
            f"Hz, got n_mels={n_mels}, n_fft={n_fft}, f_min={f_min:g}, f_max={f_max:g}."
        )
    bands = sparse_mel_filterbank(n_mels, n_fft, sample_rate, f_min, f_max)
    empty = int((bands.amax(dim=1) == 0).sum())
    if empty:
        raise ValueError(
            f"{empty} of {n_mels} mel bands contain no bin: they are narrower than the distance "
            f"between bins, {sample_rate / n_fft:.1f} Hz. Use fewer bands or a larger n_fft."
        )
    return bands


def sparse_mel_filterbank(
    n_mels: int, n_fft: int, sample_rate: int, f_min: float, f_max: float
) -> Tensor:
    """Return triangular mel bands, [n_mels, freq]; a band that contains no bin is all zeros.

    Args:
        n_mels: The number of bands.
        n_fft: The length of the transform that the bands are applied to, in samples.
        sample_rate: The sample rate of the sound, in Hz.
        f_min: The lower edge of the lowest band, in Hz.
        f_max: The upper edge of the highest band, in Hz.
    """
    hertz = torch.linspace(0, sample_rate // 2, n_fft // 2 + 1).unsqueeze(1)
    corners = _hertz(torch.linspace(_mel(f_min), _mel(f_max), n_mels + 2))
    widths = corners.diff()
    rising = (hertz - corners[:-2]) / widths[:-1]
    falling = (corners[2:] - hertz) / widths[1:]
    return torch.minimum(rising, falling).clamp(min=0).T.contiguous()


def _mel(hertz: float) -> float:
    return 2595.0 * math.log10(1.0 + hertz / 700.0)


def _hertz(mel: Tensor) -> Tensor:
    hertz: Tensor = 700.0 * (10.0 ** (mel / 2595.0) - 1.0)
    return hertz
