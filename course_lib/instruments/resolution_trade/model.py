"""Measure what one window tells apart: two tones that are close, and two clicks that are close.

The clip holds two steady tones and two clicks. Its short-time Fourier transform is taken, and two
curves are read off it:

    along frequency   the power near the tones, averaged over time
    along time        the power far above the tones, summed over frequency

Each curve has one hill or two. We call two hills *split* if the valley between them is at most
half as high as the lower hill, that is, 3 dB below it. By this rule a Hann window of N samples
splits tones that are 2 / N sample rates apart, and clicks that are N / 2 samples apart: its
transform is at half its peak one bin away, and so is the window itself a quarter of its length
away. The product of both distances, in hertz and seconds, is 1 for every N.

Source: Gabor, "Theory of communication", 1946; Harris, "On the use of windows for harmonic
analysis with the discrete Fourier transform", Proc. IEEE 66, 1978.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from course_lib.audio.stft import stft
from course_lib.sounds import LESSON_SAMPLE_RATE, Sound, click, tone

SPLIT_DB = 3.0  # depth of the valley from which on two hills count as two
LOWER_TONE = 1000.0  # Hz
FIRST_CLICK = 0.3  # seconds; the longest window fits before and after it
SECONDS = 0.6
TONE_PEAK = 0.2  # of each of two tones, so that tones and clicks together stay below 1
CLICKS_FROM = 3000.0  # Hz; above it the tones leave nothing in any window
SHOWN_TO = 2000.0  # Hz
SHOWN_SECONDS = (0.22, 0.38)
MOST_CELLS = (200, 330)  # bins and frames of the picture: more are narrower than a pixel
TINY = 1e-12  # power of silence, before it becomes decibels


class Curve(NamedTuple):
    """Power along one axis."""

    places: Tensor  # Hz or seconds
    power: Tensor


class Cells(NamedTuple):
    """A part of the spectrogram in dB, and where its cells begin and end."""

    levels: Tensor  # [bins, frames]
    hertz: tuple[float, float]
    seconds: tuple[float, float]


@dataclass(frozen=True)
class ReadOut:
    """What one setting of the transform tells apart."""

    n_fft: int
    hop: int
    window: int
    tones_db: float  # depth of the valley between the tones
    clicks_db: float

    @property
    def tones_split(self) -> bool:
        """Say whether two tones make two hills along frequency."""
        return self.tones_db >= SPLIT_DB

    @property
    def clicks_split(self) -> bool:
        """Say whether two clicks make two hills along time."""
        return self.clicks_db >= SPLIT_DB

    def __str__(self) -> str:
        return f"tones split: {_yes(self.tones_split)}; clicks split: {_yes(self.clicks_split)}"


@dataclass(frozen=True)
class Sight:
    """What is seen through one window: the read-out and all that a picture of it needs."""

    read_out: ReadOut
    tones: Curve
    clicks: Curve
    cells: Cells


def read_out(
    n_fft: int,
    hop: int,
    window: int | None = None,
    *,
    tones_apart: float = 15.0,
    clicks_apart: float = 0.008,
) -> ReadOut:
    """Judge whether a window splits two tones and two clicks.

    Args:
        n_fft: samples that the transform takes; beyond the window they are zeros.
        hop: samples from one frame to the next.
        window: samples that the Hann window covers; ``n_fft`` if None.
        tones_apart: distance of the tones in Hz.
        clicks_apart: distance of the clicks in seconds.
    """
    return look(n_fft, hop, n_fft if window is None else window, tones_apart, clicks_apart).read_out


def tones_and_clicks(tones_apart: float = 15.0, clicks_apart: float = 0.008) -> Sound:
    """Make the clip: two tones from 1000 Hz on, and two clicks in the middle."""
    _check_distances(tones_apart, clicks_apart)
    tones = [
        tone(hertz, SECONDS, amplitude=TONE_PEAK)
        for hertz in (LOWER_TONE, LOWER_TONE + tones_apart)
    ]
    clicks = click((FIRST_CLICK, FIRST_CLICK + clicks_apart), SECONDS)
    samples = torch.stack([*(sound.samples for sound in tones), clicks.samples]).sum(0)
    return Sound(
        samples, LESSON_SAMPLE_RATE, "two tones and two clicks", onsets=(0.0, *clicks.onsets)
    )


@lru_cache(maxsize=256)
def look(n_fft: int, hop: int, window: int, tones_apart: float, clicks_apart: float) -> Sight:
    """Look at the clip through one window; what was seen before is remembered."""
    clip = tones_and_clicks(tones_apart, clicks_apart)
    if n_fft > clip.samples.shape[0] // 2:
        raise ValueError(
            f"n_fft {n_fft} is more than half of the clip: take at most "
            f"{clip.samples.shape[0] // 2}"
        )
    power = stft(clip.samples, n_fft, hop, window, normalized=True).abs().square()
    hertz = torch.arange(power.shape[0]) * LESSON_SAMPLE_RATE / n_fft
    seconds = (torch.arange(power.shape[1]) * hop + n_fft / 2) / LESSON_SAMPLE_RATE
    tones = Curve(hertz, power.mean(1))
    clicks = Curve(seconds, power[hertz >= CLICKS_FROM].sum(0))
    found = ReadOut(
        n_fft,
        hop,
        window,
        valley_db(tones, LOWER_TONE, LOWER_TONE + tones_apart),
        valley_db(clicks, FIRST_CLICK, FIRST_CLICK + clicks_apart),
    )
    return Sight(found, tones, clicks, _cells(power, n_fft, hop))


def valley_db(curve: Curve, first: float, second: float) -> float:
    """Measure how deep the valley is between the hills at two places, below the lower hill.

    Each hill is looked for up to half the distance away from its place. 0 where there is no valley,
    or no cell for one.
    """
    half = (second - first) / 2
    at = curve.places
    near_first = ((at >= first - half) & (at < first + half)).nonzero().flatten()
    near_second = ((at >= first + half) & (at <= second + half)).nonzero().flatten()
    if not len(near_first) or not len(near_second):
        return 0.0
    i = int(near_first[curve.power[near_first].argmax()])
    j = int(near_second[curve.power[near_second].argmax()])
    if j - i < 2:
        return 0.0
    lower = float(curve.power[[i, j]].min().clamp(min=TINY))
    lowest = float(curve.power[i + 1 : j].min().clamp(min=TINY))
    return max(0.0, float(10 * torch.tensor(lower / lowest).log10()))


def _cells(power: Tensor, n_fft: int, hop: int) -> Cells:
    """Cut out what the picture shows; of cells narrower than a pixel, keep the strongest."""
    bins = int(SHOWN_TO * n_fft / LESSON_SAMPLE_RATE) + 2
    first = max(0, int((SHOWN_SECONDS[0] * LESSON_SAMPLE_RATE - n_fft / 2) / hop) - 1)
    last = int((SHOWN_SECONDS[1] * LESSON_SAMPLE_RATE - n_fft / 2) / hop) + 2
    kept = power[:bins, first:last]
    height, width = (-(-size // most) for size, most in zip(kept.shape, MOST_CELLS, strict=True))
    pooled = F.max_pool2d(kept[None], (height, width), ceil_mode=True)[0]
    bin_hertz, frame_seconds = LESSON_SAMPLE_RATE / n_fft, hop / LESSON_SAMPLE_RATE
    middle = (first * hop + n_fft / 2) / LESSON_SAMPLE_RATE
    return Cells(
        10 * pooled.clamp(min=TINY).log10(),
        (-bin_hertz / 2, bin_hertz * (height * pooled.shape[0] - 0.5)),
        (
            middle - frame_seconds / 2,
            middle + frame_seconds * (width * pooled.shape[1] - 0.5),
        ),
    )


def _check_distances(tones_apart: float, clicks_apart: float) -> None:
    if not 5 <= tones_apart <= 500:
        raise ValueError(f"the tones lie 5 to 500 Hz apart, not {tones_apart}")
    if not 0.001 <= clicks_apart <= 0.05:
        raise ValueError(f"the clicks lie 0.001 to 0.05 seconds apart, not {clicks_apart}")


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
