"""Track the pitch of a sound, and how periodic it is.

    for each lag:  r = Σ x(t) x(t + lag) / sqrt( Σ x(t)² · Σ x(t + lag)² )

A periodic sound equals itself one period later, so r is 1 at that lag; noise never comes close. The
height of the tallest peak of r is the *periodicity* of the frame, and its lag is the period. Since
r is also 1 at two and three periods, the first peak that is nearly as tall as the tallest is used.

Source: Talkin, "A robust algorithm for pitch tracking (RAPT)", 1995, section 3 (the normalised
cross-correlation, without its dynamic programming)
"""

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE
from course_lib.gan.metrics.spectra import at_unit_rms

LOWEST, HIGHEST = 70.0, 800.0  # Hz; the synthetic voices and notes are in this range
HOP_SECONDS, WINDOW_SECONDS = 0.01, 0.064
NEARLY = 0.93  # an earlier peak must reach this fraction of the tallest one
QUIETEST = 1e-5  # relative to the mean square of the clip: -50 dB counts as silence


class Track(NamedTuple):
    """The pitch and the periodicity of each frame."""

    hertz: Tensor  # [clips, frames]
    periodicity: Tensor  # [clips, frames], 0 to 1
    places: (
        Tensor  # [frames], the sample in the middle of the first of the two windows, for all clips
    )


def track_pitch(waves: Tensor, sample_rate: int = CODEC_SAMPLE_RATE) -> Track:
    """Return the pitch and the periodicity of waves, one frame per 10 ms.

    Each frame compares the 64 ms around its place with the 64 ms one period later. So the result is
    the pitch half a period after its place.

    Args:
        waves: Waves, [clips, time].
        sample_rate: Their sample rate in Hz.
    """
    window = round(WINDOW_SECONDS * sample_rate)
    hop = round(HOP_SECONDS * sample_rate)
    longest = math.ceil(sample_rate / LOWEST) + 1
    shortest = math.floor(sample_rate / HIGHEST)
    count = max(1, waves.shape[-1] // hop)
    padded = F.pad(at_unit_rms(waves), (window // 2, window + longest))
    frames = padded.unfold(-1, window + longest, hop)[:, :count]
    lags, heights = _first_tall_peak(_correlation(frames, window), shortest)
    return Track(sample_rate / lags, heights.clamp(0, 1), torch.arange(count) * hop)


def _correlation(frames: Tensor, window: int) -> Tensor:
    """Return the normalised autocorrelation of each frame, [clips, frames, lags], -1 to 1."""
    size = -(-frames.shape[-1] // 256) * 256  # long enough that these lags don't wrap around
    start = torch.fft.rfft(frames[..., :window], size)
    products: Tensor = torch.fft.irfft(start.conj() * torch.fft.rfft(frames, size), size)
    lags = frames.shape[-1] - window + 1
    energy = F.pad(frames.to(torch.float64).square().cumsum(-1), (1, 0))
    later = (energy[..., window:] - energy[..., :lags]).clamp(min=0).to(frames.dtype)
    scale = (later[..., :1] * later).sqrt()
    return products[..., :lags] / (scale + QUIETEST * window)


def _first_tall_peak(correlation: Tensor, shortest: int) -> tuple[Tensor, Tensor]:
    """Return the lag of the first tall peak, interpolated between samples, and its height."""
    here = correlation[..., shortest:-1]
    before, after = correlation[..., shortest - 1 : -2], correlation[..., shortest + 1 :]
    peaks = torch.where((here >= before) & (here > after), here, -1.0)
    tall = peaks >= NEARLY * peaks.amax(-1, keepdim=True)
    place = (tall & (peaks > 0)).int().argmax(-1, keepdim=True)
    y0, y1, y2 = (part.gather(-1, place)[..., 0] for part in (before, here, after))
    bend = (2 * y1 - y0 - y2).clamp(min=1e-9)
    aside = ((y2 - y0) / (2 * bend)).clamp(
        -0.5, 0.5
    )  # the top of the parabola through the three points
    found = peaks.amax(-1) > 0
    return shortest + place[..., 0] + aside, torch.where(found, y1 + (y2 - y0) * aside / 4, 0.0)
