"""Write down what is worth seeing of a training run: curves, the judges' scores, sounds.

Conventions
    A score is a logit. A judge is right where a real sound scores above 0 and a made one below.
    Scores are counted in bins from -2 to 2; what lies beyond is counted in the last bin.
    Scores and sounds are kept at up to a dozen steps, spread evenly: when there are more, every
    second one goes, and from then on half as many are taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import torch
from torch import Tensor

from course_lib.gan.training.snapshot import Snapshot
from course_lib.sounds import Sound

LIMIT, BINS = 2.0, 40
SHARES = "share_parameters_"  # those that the optimiser sees; a balancer's are at the output

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class JudgeScores:
    """What one judge made of held-out sounds: the share of scores in each bin, and how right."""

    real: tuple[float, ...]
    fake: tuple[float, ...]
    right: float  # 0.5 is guessing


class Spread(Generic[Kept]):
    """Keeps things of some steps, spread evenly over all.

    Args:
        every: steps from one to the next, at first.
        most: how many to keep.
    """

    def __init__(self, every: int, most: int = 12) -> None:
        self.every, self.most = every, most
        self.items: list[tuple[int, Kept]] = []

    def is_due(self, step: int) -> bool:
        """Say whether a step is one to keep something of: the first is, until there are many."""
        return not self.items or self._stays(step)

    def add(self, step: int, item: Kept) -> None:
        """Keep it, and thin out if there are too many."""
        self.items = [*(kept for kept in self.items if kept[0] != step), (step, item)]
        while len(self.items) > self.most:
            self.every *= 2
            self.items = [kept for kept in self.items if self._stays(kept[0])]

    def _stays(self, step: int) -> bool:
        return step % self.every == 0


class TrainingRecord:
    """Curves, scores and sounds of a run, taken down step by step.

    Args:
        sample_rate: of its sounds, in Hz.
        scores_every: steps between two looks at the judges, at first.
        sounds_every: steps between two sounds, at first.
        clip: which of the held-out sounds is kept.
        seconds: how much of it.
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
        self.scores: Spread[dict[str, JudgeScores]] = Spread(scores_every)
        self.sounds: Spread[Sound] = Spread(sounds_every, most=8)
        self.original: Sound | None = None

    def note(self, step: int, scalars: Mapping[str, float], look: Snapshot) -> bool:
        """Take down a step; say whether there is a new sound."""
        self.note_numbers(step, scalars)
        if self.scores.is_due(step) and (logits := look.logits()):
            judged = _by_judge(logits)
            self.scores.add(step, judged)
            for family, right in accuracies(judged).items():
                self.curves.setdefault(f"right_{family}", []).append((step, right))
        if not self.sounds.is_due(step):
            return False
        if self.original is None:
            self.original = self._sound(look.held_out, "the original")
        self.sounds.add(step, self._sound(look(), f"step {step}"))
        return True

    def note_numbers(self, step: int, scalars: Mapping[str, float]) -> None:
        """Take down what was measured in a step."""
        for name, value in scalars.items():
            self.curves.setdefault(name, []).append((step, float(value)))

    def group(self, prefix: str) -> dict[str, list[tuple[int, float]]]:
        """Return the curves whose names begin so, without the prefix."""
        found = {n: curve for n, curve in self.curves.items() if n.startswith(prefix)}
        return {name.removeprefix(prefix): curve for name, curve in found.items()}

    def shares(self) -> dict[str, list[tuple[int, float]]]:
        """Return the shares of each kind of loss, all families together."""
        total: dict[str, dict[int, float]] = {}
        for name, curve in self.group(SHARES).items():
            of_kind = total.setdefault(name.partition("_")[0], {})
            for step, share in curve:
                of_kind[step] = of_kind.get(step, 0.0) + share
        return {kind: sorted(of_kind.items()) for kind, of_kind in total.items()}

    def _sound(self, waves: Tensor, name: str) -> Sound:
        samples = waves[self.clip, 0, : self.length].detach().float().cpu().clamp(-1, 1)
        return Sound(samples, self.sample_rate, name=name)


def count_scores(real: Tensor, fake: Tensor) -> JudgeScores:
    """Count the scores of real and of made sounds.

    Both kinds weigh the same in the accuracy, so that a judge that always says "real" gets 0.5.
    """
    right = (float((real > 0).float().mean()) + float((fake < 0).float().mean())) / 2
    return JudgeScores(_histogram(real), _histogram(fake), right)


def accuracies(judged: Mapping[str, JudgeScores]) -> dict[str, float]:
    """Average the accuracy of the judges of each family."""
    families: dict[str, list[float]] = {}
    for name, scores in judged.items():
        families.setdefault(name.rpartition(" ")[0], []).append(scores.right)
    return {family: sum(rights) / len(rights) for family, rights in families.items()}


def _by_judge(logits: Mapping[str, Sequence[tuple[Tensor, Tensor]]]) -> dict[str, JudgeScores]:
    return {
        f"{family} {number}": count_scores(real, fake)
        for family, pairs in logits.items()
        for number, (real, fake) in enumerate(pairs, start=1)
    }


def _histogram(scores: Tensor) -> tuple[float, ...]:
    finite = scores.flatten()[scores.flatten().isfinite()].double().cpu()
    counts = torch.histc(finite.clamp(-LIMIT, LIMIT), BINS, -LIMIT, LIMIT)
    return tuple((counts / max(1, finite.numel())).tolist())
