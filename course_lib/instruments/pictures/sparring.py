"""Let a judge train against fakes that stay as they are, and write down what happens.

    record = spar(judge, real, fake, pays)
    score_curves({"its own loss": record})      its scores of real and of fake sound, step by step
    record.losses()                             what a generator would have paid meanwhile

Nothing moves but the judge. So whatever changes in a curve, the sound has not changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import mean

import torch
from torch import Tensor, nn

from course_lib.display.cards import card
from course_lib.display.figures.curves import curves_picture
from course_lib.display.forms import Shown
from course_lib.losses import FeatureMatchingLoss

BETAS = (0.5, 0.9)
Pays = Callable[[Tensor, Tensor], Tensor]


class Curves(Shown):
    """Curves over training steps, with what they show as a title."""

    def __init__(self, finding: str, curves: Mapping[str, list[float]]) -> None:
        self.finding, self.curves = finding, dict(curves)

    def text(self) -> str:
        """Say where each curve begins and ends."""
        ends = [f"{n}: from {_two(c[0])} to {_two(c[-1])}" for n, c in self.curves.items()]
        return f"{self.finding}.\n" + "\n".join(ends)

    def static_html(self) -> str:
        """Draw the curves."""
        steps = {name: list(enumerate(curve)) for name, curve in self.curves.items()}
        last = max(map(len, self.curves.values())) - 1
        picture = curves_picture(steps, last, self.text().replace("\n", " "))
        return card(f"<b>{self.finding}</b>{picture}", "curves")


@dataclass
class Sparring:
    """What was measured at each step, before the judge moved."""

    real: list[float] = field(default_factory=list)  # mean scores
    fake: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)  # part of the sounds on the right side of 0
    adv: list[float] = field(default_factory=list)
    feat: list[float] = field(default_factory=list)

    def losses(self) -> Curves:
        """Show what the generator would pay for a sound that never changes."""
        finding = "The sound stays the same. What its maker pays does not"
        return Curves(finding, {"adv": self.adv, "feat": self.feat})


def score_curves(records: Mapping[str, Sparring]) -> Curves:
    """Show how one or more judges score real and fake sound, on one scale."""
    told = [f"{name} {100 * record.told[-1]:.0f} %" for name, record in records.items()]
    curves = {
        f"{name}, {kind}": values
        for name, record in records.items()
        for kind, values in (("real", record.real), ("fake", record.fake))
    }
    return Curves(f"On the right side of 0 at the end: {', '.join(told)}", curves)


def spar(
    judge: nn.Module,
    real: Tensor,
    fake: Tensor,
    pays: Pays,
    *,
    matching_weight: float = 0.0,
    steps: int = 30,
    rate: float = 5e-3,
) -> Sparring:
    """Train a judge on the same sounds, over and over.

    Args:
        judge: returns (logits, fmaps), lists with one entry per member.
        real: real sounds [batch, 1, time].
        fake: their copies, of the same shape.
        pays: loss of one member, from its fake and its real scores.
        matching_weight: of feature matching, if the judge is to pay for that as well.
        steps: how often the judge learns.
        rate: of Adam.
    """
    optimizer = torch.optim.Adam(judge.parameters(), rate, BETAS)
    matching, record = FeatureMatchingLoss(), Sparring()
    for step in range(steps + 1):
        (fake_scores, fake_maps), (real_scores, real_maps) = judge(fake), judge(real)
        feat = torch.stack(list(map(matching, fake_maps, real_maps))).mean()
        _write(record, fake_scores, real_scores, float(feat.detach()))
        if step < steps:
            paid = torch.stack(list(map(pays, fake_scores, real_scores))).mean()
            optimizer.zero_grad()
            torch.autograd.backward(paid + matching_weight * feat)
            optimizer.step()
    return record


def _write(
    record: Sparring, fake_scores: list[Tensor], real_scores: list[Tensor], feat: float
) -> None:
    real, fake = _per_sound(real_scores), _per_sound(fake_scores)
    record.real.append(float(real.mean()))
    record.fake.append(float(fake.mean()))
    record.told.append(float(torch.cat([real > 0, fake < 0]).float().mean()))
    record.adv.append(mean(-float(scores.detach().mean()) for scores in fake_scores))
    record.feat.append(feat)


def _per_sound(scores: list[Tensor]) -> Tensor:
    """Mean score of each sound, over all members and places."""
    return torch.stack([s.detach().flatten(1).mean(1) for s in scores]).mean(0)


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
