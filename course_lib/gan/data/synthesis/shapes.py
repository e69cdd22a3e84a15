"""What the synthesisers share: curves, partials that follow a pitch, bands of noise.

Conventions
    Arrays are float64, ``[time]`` at `SAMPLE_RATE`. Levels do not matter here: whoever collects
    the sounds brings them to one.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000  # Hz; the small GAN's rate
EDGE = (7200.0, 7600.0)  # Hz; partials fade out in between, clear of half the sample rate
STEP = 32  # samples between two points at which the partials' gains are worked out

Array: TypeAlias = NDArray[np.float64]


class Made(NamedTuple):
    """A sound, and what is known about it because it was made that way."""

    samples: Array  # [time]
    f0: Array | None = None  # Hz, at each sample
    voiced: NDArray[np.bool_] | None = None  # where the pitch can be heard, at each sample
    onsets: tuple[float, ...] | None = None  # seconds, ascending: whole samples


def times(length: int) -> Array:
    """Return the time of each sample, in seconds."""
    return np.arange(length) / SAMPLE_RATE


def log_uniform(dice: np.random.Generator, low: float, high: float) -> float:
    """Draw a number whose logarithm is uniform: each octave is equally likely."""
    return float(np.exp(dice.uniform(np.log(low), np.log(high))))


def smooth(points: Array, length: int) -> Array:
    """Lead a curve through points, evenly spaced, with a level slope at each of them."""
    place = np.linspace(0, len(points) - 1, length)
    left = np.minimum(place.astype(int), len(points) - 2)
    part = place - left
    part = part * part * (3 - 2 * part)
    curve: Array = points[left] * (1 - part) + points[left + 1] * part
    return curve


def add_partials(f0: Array, gain: Callable[[Array, int], Array | float]) -> Array:
    """Add up sines at k * f0, for a pitch that may move.

    Args:
        f0: [time], in Hz.
        gain: from the frequencies [points] that partial k has at every `STEP`-th sample, and k, to
            its amplitudes there; straight lines join them.
    """
    turn = np.exp(2j * np.pi * np.cumsum(f0) / SAMPLE_RATE)
    points = np.arange(0, len(f0) + STEP, STEP)
    coarse = f0[np.minimum(points, len(f0) - 1)]
    sample = np.arange(len(f0))
    total = np.zeros_like(f0)
    partial = turn.copy()  # turned once more for each k: cheaper than a sine, and as exact
    for k in range(1, int(EDGE[1] / f0.min()) + 1):
        audible = np.clip((EDGE[1] - k * coarse) / (EDGE[1] - EDGE[0]), 0, 1)
        total += np.interp(sample, points, audible * gain(k * coarse, k)) * partial.imag
        partial *= turn
    return total


def band_noise(
    dice: np.random.Generator, length: int, low: float, high: float | None = None
) -> Array:
    """Make noise between two frequencies, in Hz, that falls by 12 dB an octave outside."""
    spectrum = np.fft.rfft(dice.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    spectrum /= np.sqrt(1 + (low / np.maximum(hertz, 1.0)) ** 4)
    if high is not None:
        spectrum /= np.sqrt(1 + (hertz / high) ** 4)
    return np.fft.irfft(spectrum, n=length)
