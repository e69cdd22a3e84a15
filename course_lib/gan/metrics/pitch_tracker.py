"""Find the pitch of a sound, frame by frame, and how sure one can be of it.

    for each lag:  r = Σ x(t) x(t + lag) / sqrt( Σ x(t)² · Σ x(t + lag)² )

A periodic sound equals itself one period later, so r is 1 there; noise never comes near it. The
tallest peak of r is the *periodicity* of the frame, and its lag is the period. It is 1 at two and
three periods as well: the first peak that is nearly as tall as the tallest is taken.

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

LOWEST, HIGHEST = 70.0, 800.0  # Hz; the synthetic voices and notes lie between
HOP_SECONDS, WINDOW_SECONDS = 0.01, 0.064
NEARLY = 0.93  # part of the tallest peak that an earlier one must reach
QUIETEST = 1e-5  # of the mean square of the clip: what is 50 dB down counts as silence


class Track(NamedTuple):
    """What the tracker heard, per frame; ``places`` holds for every clip."""

    hertz: Tensor  # [clips, frames]
    periodicity: Tensor  # [clips, frames], 0 to 1
    places: Tensor  # [frames], the sample in the middle of the first of the two windows


def track_pitch(waves: Tensor, sample_rate: int = CODEC_SAMPLE_RATE) -> Track:
    """Track the pitch of waves [clips, time], one frame per 10 ms.

    Each frame compares the 64 ms around its place with 64 ms that lie up to one lowest period
    later, so the pitch is that of half a period after its place.
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
    """Correlate the first ``window`` samples with later ones: [clips, frames, lags], -1 to 1."""
    size = -(-frames.shape[-1] // 256) * 256  # lags are short: nothing wraps around into them
    start = torch.fft.rfft(frames[..., :window], size)
    products: Tensor = torch.fft.irfft(start.conj() * torch.fft.rfft(frames, size), size)
    lags = frames.shape[-1] - window + 1
    energy = F.pad(frames.to(torch.float64).square().cumsum(-1), (1, 0))
    later = (energy[..., window:] - energy[..., :lags]).clamp(min=0).to(frames.dtype)
    scale = (later[..., :1] * later).sqrt()
    return products[..., :lags] / (scale + QUIETEST * window)


def _first_tall_peak(correlation: Tensor, shortest: int) -> tuple[Tensor, Tensor]:
    """Return the lag of the first tall peak, between samples too, and its height."""
    here = correlation[..., shortest:-1]
    before, after = correlation[..., shortest - 1 : -2], correlation[..., shortest + 1 :]
    peaks = torch.where((here >= before) & (here > after), here, -1.0)
    tall = peaks >= NEARLY * peaks.amax(-1, keepdim=True)
    place = (tall & (peaks > 0)).int().argmax(-1, keepdim=True)
    y0, y1, y2 = (part.gather(-1, place)[..., 0] for part in (before, here, after))
    bend = (2 * y1 - y0 - y2).clamp(min=1e-9)
    aside = ((y2 - y0) / (2 * bend)).clamp(-0.5, 0.5)  # the top of the parabola through the three
    heard = peaks.amax(-1) > 0
    return shortest + place[..., 0] + aside, torch.where(heard, y1 + (y2 - y0) * aside / 4, 0.0)
