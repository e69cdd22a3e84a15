"""Synthesised clips: the same ones everywhere, with a pitch and onsets that are known."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch

from course_lib.gan.data.cache import remember
from course_lib.gan.data.clips import Clip, Clips
from course_lib.gan.data.seeding import array_dice
from course_lib.gan.data.splits import Split, check_split
from course_lib.gan.data.synthesis import KINDS, SAMPLE_RATE

HISS = 1e-4  # noise under every clip: no recording is perfectly silent
PEAKS = (0.5, 0.95)  # the loudest sample is drawn in between
RECIPE = (  # every file that has a say in what the clips sound like
    "gan/clips/synthetic.py",
    "gan/dice.py",
    "gan/synthesis/*.py",
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
    """Make ``per_kind`` clips of each of the five kinds, 16 kHz.

    Args:
        split: no sound is in two of "train", "tuning" and "report".
        per_kind: clips of each kind; 48 to train, and 6 otherwise, if None.
        seed: another number makes another set.
        seconds: how long each clip is.
        cache: keep the clips in a file for the next call; see `course_lib.gan.data.cache`.
    """
    check_split(split)
    per_kind = (48 if split == "train" else 6) if per_kind is None else per_kind
    length = round(seconds * SAMPLE_RATE)
    if per_kind < 1 or length < SAMPLE_RATE // 10:
        raise ValueError(
            "synthetic clips come one or more of a kind, each of at least 0.1 seconds, and were "
            f"asked for with per_kind={per_kind}, seconds={seconds}."
        )

    def make() -> Clips:
        return Clips(_make(split, per_kind, seed, length), SAMPLE_RATE)

    if not cache:
        return make()
    return remember(f"{split}-{per_kind}-{seed}-{length}", recipe_digest(), make)


def recipe_digest() -> str:
    """Name the code that makes the clips: when it changes, so do they."""
    package = Path(__file__).parents[2]
    files = [file for pattern in RECIPE for file in sorted(package.glob(pattern))]
    code = b"".join(file.read_bytes() for file in files)
    return sha256(code + np.__version__.encode()).hexdigest()[:16]


def _make(split: Split, per_kind: int, seed: int, length: int) -> Iterator[Clip]:
    for kind, draw in KINDS.items():
        for number in range(per_kind):
            chance = array_dice("clip", seed, split, kind, number)
            made = draw(chance, length)
            samples = made.samples + HISS * chance.standard_normal(length)
            samples *= chance.uniform(*PEAKS) / np.abs(samples).max()
            yield Clip(
                samples=torch.from_numpy(samples).float(),
                kind=kind,
                name=f"{kind} {number}",
                f0=None if made.f0 is None else torch.from_numpy(made.f0).float(),
                voiced=None if made.voiced is None else torch.from_numpy(made.voiced),
                onsets=None if made.onsets is None else torch.tensor(made.onsets).double(),
            )
