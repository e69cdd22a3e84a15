"""One held note: a pitch that glides and trembles, and partials that fall off towards the top."""

import numpy as np

from course_lib.gan.data.synthesis.shapes import Made, add_partials, log_uniform, smooth, times


def harmonic(dice: np.random.Generator, length: int) -> Made:
    """Play one note; it has a voice where its envelope is above a fiftieth."""
    t = times(length)
    glide = smooth(dice.uniform(-2, 2, 4), length) * dice.choice([0, 1])  # semitones
    rate, phase = dice.uniform(4, 7), dice.uniform(0, 2 * np.pi)
    vibrato = dice.uniform(0.15, 0.8) * np.sin(2 * np.pi * rate * t + phase)
    f0 = log_uniform(dice, 110, 600) * 2 ** ((glide + vibrato) / 12)

    tilt = dice.uniform(0.8, 1.8)
    even = dice.choice([1, 1, 0.2])  # a third of the notes are hollow, as a clarinet's
    note = add_partials(f0, lambda _, k: k**-tilt * (1 if k % 2 else even))

    attack = np.minimum(1, t / dice.uniform(0.01, 0.2))
    release = np.minimum(1, t[::-1] / 0.15)
    envelope = attack * release * (1 + 0.3 * np.sin(2 * np.pi * 5 * t))
    return Made(note * envelope, f0=f0, voiced=envelope > 0.02)
