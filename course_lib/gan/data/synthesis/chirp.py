"""Gliding sines: energy that never stays in one band."""

import numpy as np

from course_lib.gan.data.synthesis.building_blocks import (
    CODEC_SAMPLE_RATE,
    SynthesizedClip,
    log_uniform,
    times,
)


def chirp(rng: np.random.Generator, length: int) -> SynthesizedClip:
    """Return one to three sines that glide from one frequency to another, faded at both ends."""
    t = times(length)
    part = t / t[-1]
    samples = np.zeros(length)
    for _ in range(rng.integers(1, 4)):
        start, stop = (log_uniform(rng, 150, 6500) for _ in range(2))
        in_octaves = start * (stop / start) ** part
        in_hertz = start + (stop - start) * part
        hertz = in_octaves if rng.random() < 0.5 else in_hertz
        phase = 2 * np.pi * (np.cumsum(hertz) / CODEC_SAMPLE_RATE + rng.random())
        samples += rng.uniform(0.3, 1) * np.sin(phase)
    return SynthesizedClip(samples * np.clip(np.minimum(t, t[::-1]) / 0.03, 0, 1))
