"""Measure whether one window separates two close tones and two close clicks.

The clip contains two steady tones and two clicks. Its short-time Fourier transform gives two
curves:

    along frequency   the power near the tones, averaged over time
    along time        the power far above the tones, summed over frequency

Each curve has one peak or two. Two peaks are *split* if the valley between them is at most half as
high as the lower peak, that is, 3 dB below it. By this rule, a Hann window of N samples splits
tones that are 2 / N sample rates apart, and clicks that are N / 2 samples apart: its transform is
at half its peak one bin away, and the window itself a quarter of its length away. The product of
both distances, in hertz and seconds, is 1 for every N.

Source: Gabor, "Theory of communication", 1946; Harris, "On the use of windows for harmonic
analysis with the discrete Fourier transform", Proc. IEEE 66, 1978.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from course_lib.audio.stft import stft
from course_lib.sounds import LESSON_SAMPLE_RATE, Sound, click, tone

SPLIT_DB = 3.0  # smallest depth of the valley between two peaks that count as split
LOWER_TONE = 1000.0  # Hz
FIRST_CLICK = 0.3  # seconds; leaves room for the longest window on both sides
SECONDS = 0.6
TONE_PEAK = 0.2  # of each of two tones, so that tones and clicks together stay below 1
CLICKS_FROM = 3000.0  # Hz; above it, the tones have no power in any window
SHOWN_TO = 2000.0  # Hz
SHOWN_SECONDS = (0.22, 0.38)
MOST_CELLS = (200, 330)  # bins and frames of the picture: more would be narrower than a pixel
FINEST_BINS = 7200  # samples of a transform: half of the clip
TINY = 1e-12  # power of silence, so that decibels stay finite


class PowerCurve(NamedTuple):
    """Power along one axis."""

    places: Tensor  # Hz or seconds
    power: Tensor


class SpectrogramPart(NamedTuple):
    """A part of the spectrogram in dB, with its edges."""

    levels: Tensor  # [bins, frames]
    hertz: tuple[float, float]
    seconds: tuple[float, float]


@dataclass(frozen=True)
class ReadOut:
    """Which pairs one setting of the transform separates."""

    n_fft: int
    hop: int
    window: int
    tones_db: float  # depth of the valley between the tones
    clicks_db: float

    @property
    def tones_split(self) -> bool:
        """True if two tones make two peaks along frequency."""
        return self.tones_db >= SPLIT_DB

    @property
    def clicks_split(self) -> bool:
        """True if two clicks make two peaks along time."""
        return self.clicks_db >= SPLIT_DB

    def __str__(self) -> str:
        return f"tones split: {_yes(self.tones_split)}; clicks split: {_yes(self.clicks_split)}"


@dataclass(frozen=True)
class WindowView:
    """The read-out of one window, and what a picture of it needs."""

    read_out: ReadOut
    tones: PowerCurve
    clicks: PowerCurve
    part: SpectrogramPart


def read_out(
    n_fft: int,
    hop: int,
    window: int | None = None,
    *,
    tones_apart: float = 15.0,
    clicks_apart: float = 0.008,
) -> ReadOut:
    """Return whether a window splits two tones and two clicks.

    Args:
        n_fft: The number of samples of the transform. Those outside the window are zero.
        hop: The number of samples between two frames.
        window: The number of samples of the Hann window; None takes ``n_fft``.
        tones_apart: The distance of the tones, 5 to 500 Hz.
        clicks_apart: The distance of the clicks, 0.001 to 0.05 seconds.
    """
    length = n_fft if window is None else window
    return window_view(n_fft, hop, length, tones_apart, clicks_apart).read_out


def tones_and_clicks(tones_apart: float = 15.0, clicks_apart: float = 0.008) -> Sound:
    """Return the clip: two tones, the lower at 1000 Hz, and two clicks in the middle.

    Args:
        tones_apart: The distance of the tones, 5 to 500 Hz.
        clicks_apart: The distance of the clicks, 0.001 to 0.05 seconds.
    """
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


class ClosestPairs(NamedTuple):
    """The smallest distances that one window still splits."""

    hertz: float  # between two tones
    seconds: float  # between two clicks


def closest_pairs(window: int) -> ClosestPairs:
    """Return how close two tones and two clicks may be for a window to split them, by measurement.

    The frames and the bins are dense here, so only the window limits what is split.

    Args:
        window: The number of samples of the Hann window, 128 to 2048.

    Raises:
        ValueError: The window is shorter or longer.
    """
    if not 128 <= window <= 2048:
        raise ValueError(f"window must be between 128 and 2048 samples, got {window}.")

    def tones(hertz: float) -> bool:
        return read_out(FINEST_BINS, window // 2, window, tones_apart=hertz).tones_split

    def clicks(seconds: float) -> bool:
        return read_out(window, window // 32, clicks_apart=seconds).clicks_split

    return ClosestPairs(_smallest(tones, 5.0, 500.0), _smallest(clicks, 0.001, 0.05))


def _smallest(splits: Callable[[float], bool], low: float, high: float) -> float:
    """Return the smallest distance that is split, to within half a percent."""
    while high / low > 1.005:
        middle = (low * high) ** 0.5
        low, high = (low, middle) if splits(middle) else (middle, high)
    return high


@lru_cache(maxsize=256)
def window_view(
    n_fft: int, hop: int, window: int, tones_apart: float, clicks_apart: float
) -> WindowView:
    """Return the clip as one window shows it. For the arguments see `read_out`."""
    clip = tones_and_clicks(tones_apart, clicks_apart)
    if n_fft > clip.samples.shape[0] // 2:
        raise ValueError(
            f"n_fft must be at most half of the clip, {clip.samples.shape[0] // 2} samples, "
            f"got {n_fft}."
        )
    power = stft(clip.samples, n_fft, hop, window, normalized=True).abs().square()
    hertz = torch.arange(power.shape[0]) * LESSON_SAMPLE_RATE / n_fft
    seconds = (torch.arange(power.shape[1]) * hop + n_fft / 2) / LESSON_SAMPLE_RATE
    tones = PowerCurve(hertz, power.mean(1))
    clicks = PowerCurve(seconds, power[hertz >= CLICKS_FROM].sum(0))
    result = ReadOut(
        n_fft,
        hop,
        window,
        valley_db(tones, LOWER_TONE, LOWER_TONE + tones_apart),
        valley_db(clicks, FIRST_CLICK, FIRST_CLICK + clicks_apart),
    )
    return WindowView(result, tones, clicks, _part(power, n_fft, hop))


def valley_db(curve: PowerCurve, first: float, second: float) -> float:
    """Return how many dB the valley between two peaks is below the lower peak.

    Each peak is searched up to half the distance away from its place. The result is 0 if there is
    no valley, or no cell between the peaks.

    Args:
        curve: The power along one axis.
        first: The place of the first peak, in Hz or seconds.
        second: The place of the second peak.
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


def _part(power: Tensor, n_fft: int, hop: int) -> SpectrogramPart:
    """Return the part that the picture shows, with the largest of cells narrower than a pixel."""
    bins = int(SHOWN_TO * n_fft / LESSON_SAMPLE_RATE) + 2
    first = max(0, int((SHOWN_SECONDS[0] * LESSON_SAMPLE_RATE - n_fft / 2) / hop) - 1)
    last = int((SHOWN_SECONDS[1] * LESSON_SAMPLE_RATE - n_fft / 2) / hop) + 2
    shown = power[:bins, first:last]
    height, width = (-(-size // most) for size, most in zip(shown.shape, MOST_CELLS, strict=True))
    pooled = F.max_pool2d(shown[None], (height, width), ceil_mode=True)[0]
    bin_hertz, frame_seconds = LESSON_SAMPLE_RATE / n_fft, hop / LESSON_SAMPLE_RATE
    middle = (first * hop + n_fft / 2) / LESSON_SAMPLE_RATE
    return SpectrogramPart(
        10 * pooled.clamp(min=TINY).log10(),
        (-bin_hertz / 2, bin_hertz * (height * pooled.shape[0] - 0.5)),
        (
            middle - frame_seconds / 2,
            middle + frame_seconds * (width * pooled.shape[1] - 0.5),
        ),
    )


def _check_distances(tones_apart: float, clicks_apart: float) -> None:
    if not 5 <= tones_apart <= 500:
        raise ValueError(f"tones_apart must be between 5 and 500 Hz, got {tones_apart}.")
    if not 0.001 <= clicks_apart <= 0.05:
        raise ValueError(
            f"clicks_apart must be between 0.001 and 0.05 seconds, got {clicks_apart}."
        )


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
