"""Sounds from a generator at several stages of training: untrained, early, late.

The package contains the generators (`course_lib.gan.training.shipped`), so nothing is trained here.
"""

import math

import torch

from course_lib.audio.stft import spectrogram_db
from course_lib.gan.data import synthetic_clips
from course_lib.gan.training.shipped import ready_generator
from course_lib.sounds import Sound

KINDS = ("chord", "drums", "babble", "harmonic")
SECONDS = 1.2


def originals(kinds: tuple[str, ...] = KINDS, each: int = 1) -> dict[str, Sound]:
    """Return held-out sounds by name. None of the generators was trained on them.

    Args:
        kinds: The kinds of sound.
        each: The number of sounds of each kind. With 1, the name is the kind.
    """
    clips = synthetic_clips("report", each, seconds=SECONDS)
    chosen = [clip for kind in kinds for clip in clips.of_kind(kind)]
    return {
        clip.name if each > 1 else clip.kind: Sound(clip.samples, clips.sample_rate, clip.name)
        for clip in chosen
    }


def generated(step: int, sounds: dict[str, Sound]) -> dict[str, Sound]:
    """Return each sound after the generator of a training step.

    A result that would leave [-1, 1] is scaled down as a whole.

    Args:
        step: The training step, one of `READY`.
        sounds: The sounds by name.
    """
    generator = ready_generator(step)
    results = {}
    with torch.no_grad():
        for name, sound in sounds.items():
            samples = generator(sound.wave)[0, 0]
            samples = samples / max(1.0, float(samples.abs().max()))
            results[name] = Sound(samples, sound.sample_rate, f"{sound.name} after {step} steps")
    return results


def spectral_distance(original: Sound, fake: Sound) -> float:
    """Return the mean absolute difference of both spectrograms in dB, floor at -80 dB."""
    return float((spectrogram_db(original.samples) - spectrogram_db(fake.samples)).abs().mean())


def level_difference(original: Sound, fake: Sound) -> float:
    """Return by how many dB of RMS the generated sound is weaker than the original."""
    levels = [float(sound.samples.square().mean().sqrt()) for sound in (original, fake)]
    return 20 * math.log10(levels[0] / max(levels[1], 1e-9))
