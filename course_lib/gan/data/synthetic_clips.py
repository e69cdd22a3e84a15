"""The synthetic data set: the same clips on every machine, with known pitch and onsets."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch

from course_lib.gan.data.cache import cached_clips
from course_lib.gan.data.clips import Clip, Clips
from course_lib.gan.data.splits import Split, check_split
from course_lib.gan.data.synthesis import CODEC_SAMPLE_RATE, KINDS
from course_lib.seeding import seeded_numpy_generator

HISS = 1e-4  # RMS of the noise in every clip: no recording is perfectly silent
PEAKS = (0.5, 0.95)  # the peak of each clip is drawn from this range
RECIPE = (  # the files, inside the package, that determine the samples of the clips
    "gan/data/synthetic_clips.py",
    "seeding.py",
    "gan/data/synthesis/*.py",
    "sounds/partials.py",
    "sounds/strings.py",
)


def synthetic_clips(
    split: Split = "train",
    per_kind: int | None = None,
    seed: int = 0,
    *,
    seconds: float = 2.0,
    cache: bool = True,
) -> Clips:
    """Return synthesised clips of five kinds at 16 kHz, with known pitch and onsets.

    Args:
        split: One of "train", "tuning" and "report". No two splits share a sound.
        per_kind: The number of clips of each kind. None means 48 for training and 6 otherwise.
        seed: The seed of the set. Each seed gives different clips.
        seconds: The length of each clip.
        cache: If True, keep the clips in a file for the next call; see `course_lib.gan.data.cache`.

    Raises:
        ValueError: ``per_kind`` is below 1, ``seconds`` is below 0.1, or there is no such split.
    """
    check_split(split)
    per_kind = (48 if split == "train" else 6) if per_kind is None else per_kind
    length = round(seconds * CODEC_SAMPLE_RATE)
    if per_kind < 1:
        raise ValueError(f"per_kind must be 1 or more, got {per_kind}.")
    if length < CODEC_SAMPLE_RATE // 10:
        raise ValueError(f"seconds must be 0.1 or more, got {seconds}.")

    def make() -> Clips:
        return Clips(_synthesise(split, per_kind, seed, length), CODEC_SAMPLE_RATE)

    if not cache:
        return make()
    return cached_clips(f"{split}-{per_kind}-{seed}-{length}", recipe_digest(), make)


def recipe_digest() -> str:
    """Return a digest of the code that synthesises the clips: if it changes, so may the clips."""
    package = Path(__file__).parents[2]
    files = [file for pattern in RECIPE for file in sorted(package.glob(pattern))]
    code = b"".join(file.read_bytes() for file in files)
    return sha256(code + np.__version__.encode()).hexdigest()[:16]


def _synthesise(split: Split, per_kind: int, seed: int, length: int) -> Iterator[Clip]:
    for kind, synthesiser in KINDS.items():
        for number in range(per_kind):
            rng = seeded_numpy_generator("clip", seed, split, kind, number)
            clip = synthesiser(rng, length)
            samples = clip.samples + HISS * rng.standard_normal(length)
            samples *= rng.uniform(*PEAKS) / np.abs(samples).max()
            yield Clip(
                samples=torch.from_numpy(samples).float(),
                kind=kind,
                name=f"{kind} {number}",
                f0=None if clip.f0 is None else torch.from_numpy(clip.f0).float(),
                voiced=None if clip.voiced is None else torch.from_numpy(clip.voiced),
                onsets=None if clip.onsets is None else torch.tensor(clip.onsets).double(),
            )
