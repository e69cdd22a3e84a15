"""Building blocks of the synthesisers: curves, partials that follow a pitch, bands of noise.

Conventions
    Arrays are float64, ``[time]`` at `CODEC_SAMPLE_RATE`. Levels don't matter here, since
    `course_lib.gan.data.synthetic_clips` sets the peak of each clip.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

CODEC_SAMPLE_RATE = 16_000  # Hz; the sample rate of the small GAN and of its data
EDGE = (7200.0, 7600.0)  # Hz; partials fade out in between, below the Nyquist frequency
STEP = 32  # samples between two points at which the gains of partials are computed

Array: TypeAlias = NDArray[np.float64]


class SynthesizedClip(NamedTuple):
    """A synthesised sound and its exact labels; a label is None if it doesn't apply."""

    samples: Array  # [time]
    f0: Array | None = None  # Hz, at each sample
    voiced: NDArray[np.bool_] | None = None  # where the pitch is audible, at each sample
    onsets: tuple[float, ...] | None = (
        None  # in seconds, ascending; each is a whole number of samples
    )


def times(length: int) -> Array:
    """Return the time of each sample in seconds, [length]."""
    return np.arange(length) / CODEC_SAMPLE_RATE


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Return a random number whose logarithm is uniform, so that each octave is equally likely."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def smooth(points: Array, length: int) -> Array:
    """Return a curve [length] through evenly spaced points; its slope is zero at each of them."""
    place = np.linspace(0, len(points) - 1, length)
    left = np.minimum(place.astype(int), len(points) - 2)
    part = place - left
    part = part * part * (3 - 2 * part)
    curve: Array = points[left] * (1 - part) + points[left + 1] * part
    return curve


def add_partials(f0: Array, gain: Callable[[Array, int], Array | float]) -> Array:
    """Return the sum of the sines at k * f0, [time], for a pitch that may move.

    Args:
        f0: The pitch in Hz at each sample, [time].
        gain: A function that returns the amplitudes of partial k. It gets the frequencies [points]
            of the partial at every `STEP`-th sample, and k. Amplitudes in between are interpolated.
    """
    turn = np.exp(2j * np.pi * np.cumsum(f0) / CODEC_SAMPLE_RATE)
    points = np.arange(0, len(f0) + STEP, STEP)
    coarse = f0[np.minimum(points, len(f0) - 1)]
    sample = np.arange(len(f0))
    total = np.zeros_like(f0)
    partial = turn.copy()  # e^(ik·phase) by one multiplication per k: cheaper than a sine
    for k in range(1, int(EDGE[1] / f0.min()) + 1):
        audible = np.clip((EDGE[1] - k * coarse) / (EDGE[1] - EDGE[0]), 0, 1)
        total += np.interp(sample, points, audible * gain(k * coarse, k)) * partial.imag
        partial *= turn
    return total


def band_noise(
    rng: np.random.Generator, length: int, low: float, high: float | None = None
) -> Array:
    """Return noise [length] between two frequencies; outside, it falls by 12 dB per octave.

    Args:
        rng: The source of the noise.
        length: The number of samples.
        low: The lower edge in Hz.
        high: The upper edge in Hz. None means no upper edge.
    """
    spectrum = np.fft.rfft(rng.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / CODEC_SAMPLE_RATE)
    spectrum /= np.sqrt(1 + (low / np.maximum(hertz, 1.0)) ** 4)
    if high is not None:
        spectrum /= np.sqrt(1 + (hertz / high) ** 4)
    return np.fft.irfft(spectrum, n=length)
