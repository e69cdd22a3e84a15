"""One held note: a pitch with glide and vibrato, and partials that get weaker towards the top."""

import numpy as np

from course_lib.gan.data.synthesis.building_blocks import (
    SynthesizedClip,
    add_partials,
    log_uniform,
    smooth,
    times,
)


def harmonic(rng: np.random.Generator, length: int) -> SynthesizedClip:
    """Return a note that is ``length`` samples long; it is voiced where its envelope is > 0.02."""
    t = times(length)
    glide = smooth(rng.uniform(-2, 2, 4), length) * rng.choice([0, 1])  # semitones
    rate, phase = rng.uniform(4, 7), rng.uniform(0, 2 * np.pi)
    vibrato = rng.uniform(0.15, 0.8) * np.sin(2 * np.pi * rate * t + phase)
    f0 = log_uniform(rng, 110, 600) * 2 ** ((glide + vibrato) / 12)

    tilt = rng.uniform(0.8, 1.8)
    even = rng.choice([1, 1, 0.2])  # a third of the notes sound hollow, like a clarinet
    note = add_partials(f0, lambda _, k: k**-tilt * (1 if k % 2 else even))

    attack = np.minimum(1, t / rng.uniform(0.01, 0.2))
    release = np.minimum(1, t[::-1] / 0.15)
    envelope = attack * release * (1 + 0.3 * np.sin(2 * np.pi * 5 * t))
    return SynthesizedClip(note * envelope, f0=f0, voiced=envelope > 0.02)
