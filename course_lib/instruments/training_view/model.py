"""A record of a training run: curves, the scores of the sub-discriminators, and sounds.

Conventions
    A score is a logit. A score is right if it is above 0 for a real sound, or below 0 for a
    generated one. Histograms have bins from -2 to 2; scores beyond are counted in the last bin.
    The record has scores and sounds of up to a dozen steps: the first and the last, which stay, and
    others spread evenly over the run. When there are more, every second one is dropped, and from
    then on the interval is twice as long.
"""

from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

import torch
from torch import Tensor

from course_lib.gan.training.held_out_snapshot import Snapshot
from course_lib.sounds import Sound

LIMIT, BINS = 2.0, 40
SHARES = "share_parameters_"  # shares of the gradient that the optimiser receives

Item = TypeVar("Item")


class SubDiscriminatorScores(NamedTuple):
    """One sub-discriminator's scores of held-out sounds: histograms and accuracy."""

    real: tuple[float, ...]
    fake: tuple[float, ...]
    right: float  # 0.5 is guessing


class EvenlySpread(Generic[Item]):
    """Items of the first step and of others, spread evenly over a run of unknown length.

    Args:
        every: The interval in steps, at first.
        most: The largest number of items, at least 2.
    """

    def __init__(self, every: int, most: int = 12) -> None:
        self.every, self.most = every, most
        self.items: list[tuple[int, Item]] = []

    def is_due(self, step: int) -> bool:
        """Return True if an item of this step should be added."""
        return not self.items or self._is_on_grid(step)

    def add(self, step: int, item: Item) -> None:
        """Add the item of a step, and drop every second item if there are too many."""
        self.items = [*(old for old in self.items if old[0] != step), (step, item)]
        self._thin_out(self.most)

    def end_with(self, step: int, item: Item) -> None:
        """Add the item of the last step, which stays, whatever its number."""
        self.items = [old for old in self.items if old[0] != step]
        self._thin_out(self.most - 1)
        self.items.append((step, item))

    def _thin_out(self, most: int) -> None:
        while len(self.items) > most:
            self.every *= 2
            first, *later = self.items
            self.items = [first, *(old for old in later if self._is_on_grid(old[0]))]

    def _is_on_grid(self, step: int) -> bool:
        return step % self.every == 0


class TrainingRecord:
    """Curves, scores and sounds of a run, recorded step by step.

    Args:
        sample_rate: The sample rate of the run in Hz.
        scores_every: The first interval between two sets of scores, in steps.
        sounds_every: The first interval between two sounds, in steps.
        clip: The number of the held-out sound to record.
        seconds: The recorded length of that sound.
    """

    def __init__(
        self,
        sample_rate: int,
        *,
        scores_every: int = 5,
        sounds_every: int = 10,
        clip: int = 0,
        seconds: float = 1.0,
    ) -> None:
        self.sample_rate, self.clip = sample_rate, clip
        self.length = int(seconds * sample_rate)
        self.curves: dict[str, list[tuple[int, float]]] = {}
        self.scores: EvenlySpread[dict[str, SubDiscriminatorScores]] = EvenlySpread(scores_every)
        self.sounds: EvenlySpread[Sound] = EvenlySpread(sounds_every, most=8)
        self.original: Sound | None = None

    def note(self, step: int, scalars: Mapping[str, float], snapshot: Snapshot) -> bool:
        """Record a step. Return True if it adds a sound."""
        self.note_numbers(step, scalars)
        if self.scores.is_due(step) and (logits := snapshot.logits()):
            scores = _by_sub_discriminator(logits)
            self.scores.add(step, scores)
            for family, right in accuracies(scores).items():
                self.curves.setdefault(f"right_{family}", []).append((step, right))
        if not self.sounds.is_due(step):
            return False
        if self.original is None:
            self.original = self._sound(snapshot.held_out, "the original")
        self.sounds.add(step, self._sound(snapshot(), f"step {step}"))
        return True

    def note_end(self, step: int, snapshot: Snapshot) -> None:
        """Record the sound and the scores of the last step, if they weren't due."""
        if self.original is None:
            return
        if logits := snapshot.logits():
            self.scores.end_with(step, _by_sub_discriminator(logits))
        self.sounds.end_with(step, self._sound(snapshot(), f"step {step}"))

    def note_numbers(self, step: int, scalars: Mapping[str, float]) -> None:
        """Record the numbers of a step."""
        for name, value in scalars.items():
            self.curves.setdefault(name, []).append((step, float(value)))

    def group(self, prefix: str) -> dict[str, list[tuple[int, float]]]:
        """Return the curves whose names begin with ``prefix``, under the rest of their names."""
        chosen = {n: curve for n, curve in self.curves.items() if n.startswith(prefix)}
        return {name.removeprefix(prefix): curve for name, curve in chosen.items()}

    def shares(self) -> dict[str, list[tuple[int, float]]]:
        """Return the share of each kind of loss, summed over all discriminators."""
        total: dict[str, dict[int, float]] = {}
        for name, curve in self.group(SHARES).items():
            of_kind = total.setdefault(name.partition("_")[0], {})
            for step, share in curve:
                of_kind[step] = of_kind.get(step, 0.0) + share
        return {kind: sorted(of_kind.items()) for kind, of_kind in total.items()}

    def _sound(self, waves: Tensor, name: str) -> Sound:
        samples = waves[self.clip, 0, : self.length].detach().float().cpu().clamp(-1, 1)
        return Sound(samples, self.sample_rate, name=name)


def count_scores(real: Tensor, fake: Tensor) -> SubDiscriminatorScores:
    """Return histograms and accuracy of the scores of real and generated sounds.

    Both kinds have the same weight in the accuracy, so a constant answer gives 0.5.
    """
    right = (float((real > 0).float().mean()) + float((fake < 0).float().mean())) / 2
    return SubDiscriminatorScores(_histogram(real), _histogram(fake), right)


def accuracies(scores: Mapping[str, SubDiscriminatorScores]) -> dict[str, float]:
    """Return the mean accuracy of the sub-discriminators of each discriminator."""
    families: dict[str, list[float]] = {}
    for name, of_one in scores.items():
        families.setdefault(name.rpartition(" ")[0], []).append(of_one.right)
    return {family: sum(rights) / len(rights) for family, rights in families.items()}


def _by_sub_discriminator(
    logits: Mapping[str, Sequence[tuple[Tensor, Tensor]]],
) -> dict[str, SubDiscriminatorScores]:
    return {
        f"{family} {number}": count_scores(real, fake)
        for family, pairs in logits.items()
        for number, (real, fake) in enumerate(pairs, start=1)
    }


def _histogram(scores: Tensor) -> tuple[float, ...]:
    finite = scores.flatten()[scores.flatten().isfinite()].double().cpu()
    counts = torch.histc(finite.clamp(-LIMIT, LIMIT), BINS, -LIMIT, LIMIT)
    return tuple((counts / max(1, finite.numel())).tolist())
