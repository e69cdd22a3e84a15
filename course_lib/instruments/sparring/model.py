"""Train a discriminator against fakes that don't change, and record what happens.

    record = spar(discriminator, real, fake, loss)
    score_curves({"its own loss": record})      its scores of real and fake sound, step by step
    record.losses()                             the generator's losses meanwhile

Only the discriminator changes. So if a curve changes, the sound is not the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import mean

import torch
from torch import Tensor, nn

from course_lib.display.figures.training_curves import StepCurves
from course_lib.gan.training.thread_count import computing_with
from course_lib.losses import FeatureMatchingLoss

BETAS = (0.5, 0.9)
DiscriminatorLoss = Callable[[Tensor, Tensor], Tensor]  # of fake scores and real scores


@dataclass
class Sparring:
    """The measurements of each step, before the discriminator changes."""

    real: list[float] = field(default_factory=list)  # mean scores
    fake: list[float] = field(default_factory=list)
    correct: list[float] = field(default_factory=list)  # share of sounds on the right side of 0
    adv: list[float] = field(default_factory=list)
    feat: list[float] = field(default_factory=list)

    told = property(lambda self: self.correct)  # its name in version 0.1

    def losses(self) -> StepCurves:
        """Return the losses of a generator whose output never changes."""
        curves = {"adv": self.adv, "feat": self.feat}
        ends = [f"{name} from {c[0]:.1f} to {c[-1]:.1f}" for name, c in curves.items()]
        finding = f"The sound stays the same, its losses don't: {', '.join(ends)}".replace("-", "−")
        # not those of real and fake: both losses are about the fakes
        return StepCurves(finding, curves, "loss", styles=("c2 solid", "c3"))


def score_curves(records: Mapping[str, Sparring]) -> StepCurves:
    """Return the scores of real and fake sound in one or more records, on one scale."""
    correct = [f"{name} {100 * record.correct[-1]:.0f} %" for name, record in records.items()]
    curves = {
        f"{name}, {kind}": values
        for name, record in records.items()
        for kind, values in (("real", record.real), ("fake", record.fake))
    }
    finding = f"Sounds on the right side of 0 at the end: {', '.join(correct)}"
    # real is blue and fake is orange, as everywhere; there are dashes for two records
    styles = ("c0", "c1", "c0 again", "c1 again")[: len(curves)]
    known = styles if len(styles) == len(curves) else None
    return StepCurves(finding, curves, "mean score", styles=known)


@computing_with(1)  # such small networks are slower with more threads, if the machine is busy
def spar(
    discriminator: nn.Module,
    real: Tensor,
    fake: Tensor,
    loss: DiscriminatorLoss,
    *,
    matching_weight: float = 0.0,
    steps: int = 30,
    rate: float = 5e-3,
) -> Sparring:
    """Train a discriminator on the same sounds again and again, and return what was measured.

    Args:
        discriminator: A module that returns (logits, fmaps): lists with one entry for each
            sub-discriminator.
        real: Real sounds [batch, 1, time].
        fake: Their copies, in the same shape.
        loss: The loss of one sub-discriminator, from its fake and its real scores.
        matching_weight: The weight of the feature matching loss, which the discriminator
            minimises, too.
        steps: The number of updates.
        rate: The learning rate of Adam.
    """
    optimizer = torch.optim.Adam(discriminator.parameters(), rate, BETAS)
    matching, record = FeatureMatchingLoss(), Sparring()
    for step in range(steps + 1):
        fake_scores, fake_maps = discriminator(fake)
        real_scores, real_maps = discriminator(real)
        feat = torch.stack(list(map(matching, fake_maps, real_maps))).mean()
        _measure(record, fake_scores, real_scores, float(feat.detach()))
        if step < steps:
            own = torch.stack(list(map(loss, fake_scores, real_scores))).mean()
            optimizer.zero_grad()
            torch.autograd.backward(own + matching_weight * feat)
            optimizer.step()
    return record


def _measure(
    record: Sparring, fake_scores: list[Tensor], real_scores: list[Tensor], feat: float
) -> None:
    real, fake = _per_sound(real_scores), _per_sound(fake_scores)
    record.real.append(float(real.mean()))
    record.fake.append(float(fake.mean()))
    record.correct.append(float(torch.cat([real > 0, fake < 0]).float().mean()))
    record.adv.append(mean(-float(scores.detach().mean()) for scores in fake_scores))
    record.feat.append(feat)


def _per_sound(scores: list[Tensor]) -> Tensor:
    """Return the mean score of each sound, over all sub-discriminators and places."""
    return torch.stack([s.detach().flatten(1).mean(1) for s in scores]).mean(0)
