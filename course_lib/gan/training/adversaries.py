"""Several discriminators as one adversary, each with its own optimiser, weight and timetable.

    discriminators = Discriminators({"mpd": mpd, "msstftd": msstftd})
    discriminators.train_step(fake.detach(), real, step)     each learns to tell fake from real
    discriminators.generator_losses(fake, real, step)        {"adv_mpd": ..., "feat_mpd": ..., ...}

However many of them judge, the generator's adversarial loss weighs the same as a whole: each counts
with one part in n. Otherwise three judges would beat one by being louder, not by hearing more.

*Staged learning*: a discriminator may join later than the others (``start``), learn only in every
k-th step (``every``, for one that wins too easily), or learn at its own rate.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry import create
from course_lib.gan.data.seeding import dice
from course_lib.gan.training.presets import Preset
from course_lib.losses import (
    AdversarialLoss,
    FeatureMatchingLoss,
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)
from course_lib.losses.adaptive import AdaptiveWeights
from course_lib.losses.criteria import CriterionName
from course_lib.spelling import did_you_mean

Value = TypeVar("Value")


class Discriminators(nn.Module):
    """Several discriminators behind one training step and one set of losses.

    Args:
        judges: by name; each returns ``(logits, fmaps)`` for a wave. Move them to their device
            first, since the optimisers are built here.
        loss: the adversarial criterion of all of them.
        learning_rate: of those that ``learning_rates`` does not name.
        learning_rates: by name.
        betas: memory of Adam's two averages.
        weights: by name, 1 where not given; how loud each is beside the others.
        start: by name, 0 where not given; the step at which it begins to learn and to judge.
        every: by name, 1 where not given; it learns in every so-manieth step, and judges in all.
        adaptive: multiplies the weights by each one's present performance.
    """

    def __init__(
        self,
        judges: Mapping[str, nn.Module],
        *,
        loss: CriterionName = "hinge",
        learning_rate: float = 1e-3,
        learning_rates: Mapping[str, float] | None = None,
        betas: tuple[float, float] = (0.5, 0.9),
        weights: Mapping[str, float] | None = None,
        start: Mapping[str, int] | None = None,
        every: Mapping[str, int] | None = None,
        adaptive: AdaptiveWeights | None = None,
    ) -> None:
        super().__init__()
        names = list(judges)
        rates = _for_each(names, "learning_rates", learning_rates, learning_rate)
        self.weights = _for_each(names, "weights", weights, 1.0)
        self.start = _for_each(names, "start", start, 0)
        self.every = _for_each(names, "every", every, 1)
        self.adaptive = adaptive
        if any(interval < 1 for interval in self.every.values()):
            raise ValueError(f"a discriminator learns in every 1st step or less often: {every}.")
        self.losses = nn.ModuleDict(
            {name: _adversarial_loss(d, loss, rates[name], betas) for name, d in judges.items()}
        )

    def __getitem__(self, name: str) -> AdversarialLoss:
        loss = self.losses[name]
        if not isinstance(loss, AdversarialLoss):
            raise TypeError(f"{name!r} is a {type(loss).__name__}, and no AdversarialLoss")
        return loss

    def active(self, step: int) -> list[str]:
        """Name those that take part in an adversarial step, counted from 0."""
        return [name for name, first in self.start.items() if step >= first]

    def train_step(self, fake: Tensor, real: Tensor, step: int) -> dict[str, Tensor]:
        """Let each discriminator learn from one batch; return their losses as ``d_<name>``."""
        due = [n for n in self.active(step) if (step - self.start[n]) % self.every[n] == 0]
        return {f"d_{name}": self[name].train_adv(fake, real) for name in due}

    def generator_losses(self, fake: Tensor, real: Tensor, step: int) -> dict[str, Tensor]:
        """Judge the fake sound for the generator; gradients flow into ``fake``, and only there."""
        judged = {name: self[name](fake, real) for name in self.active(step)}
        return {
            f"{kind}_{name}": value
            for name, losses in judged.items()
            for kind, value in (("adv", losses.adv), ("feat", losses.feat))
        }

    def loss_weights(self, step: int, *, adv: float, feat: float) -> dict[str, float]:
        """Share out the weights of both kinds of loss among those that judge in this step."""
        names = self.active(step)
        trust = self.adaptive.weights(names) if self.adaptive else dict.fromkeys(names, 1.0)
        return {
            f"{kind}_{name}": weight * self.weights[name] * trust[name] / len(names)
            for name in names
            for kind, weight in (("adv", adv), ("feat", feat))
        }

    def observe(self, scalars: Mapping[str, float]) -> None:
        """Show the losses of a step, averaged over all processes, to the adaptive weights."""
        if self.adaptive:
            own = {name: scalars[f"d_{name}"] for name in self.losses if f"d_{name}" in scalars}
            self.adaptive.update(own)

    @property
    def skipped_batches(self) -> dict[str, int]:
        """How many batches each discriminator refused since they were not finite."""
        return {name: self[name].skipped_batches for name in self.losses}

    def get_extra_state(self) -> dict[str, Any]:
        """Add to the state dict what is no tensor."""
        adaptive = self.adaptive.state_dict() if self.adaptive else None
        return {"skipped_batches": self.skipped_batches, "adaptive": adaptive}

    def set_extra_state(self, state: dict[str, Any]) -> None:
        """Take it from a state dict."""
        for name, count in state["skipped_batches"].items():
            self[name].skipped_batches = count
        if self.adaptive and state["adaptive"]:
            self.adaptive.load_state_dict(state["adaptive"])


def build_discriminators(
    names: Sequence[str], preset: Preset, seed: int
) -> dict[str, MultiDiscriminator]:
    """Build registered discriminators, in the preset's size where it has one for the name.

    A discriminator the preset does not know, such as a plugin, gets the options of its example.
    First weights depend on the name and the seed only, so that a run with one judge and a run with
    three begin with the same one.

    Raises:
        RegistryError: nobody registered a name.
        ValueError: one of them needs longer waves than the preset shows it.
    """
    return {name: _build(name, preset, seed) for name in names}


def _build(name: str, preset: Preset, seed: int) -> MultiDiscriminator:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(dice("discriminator", name, seed).initial_seed())
        judge = create(name, **preset.discriminator_options(name))
    shortest = getattr(judge, "minimum_length", 1)
    if shortest > preset.d_segment:
        raise ValueError(
            f"{name} needs at least {shortest} samples, and preset {preset.name!r} shows the "
            f"discriminators {preset.d_segment}: give it a larger d_segment."
        )
    return judge


def _adversarial_loss(
    judge: nn.Module, loss: CriterionName, learning_rate: float, betas: tuple[float, float]
) -> AdversarialLoss:
    optimizer = torch.optim.AdamW(judge.parameters(), learning_rate, betas, fused=True)
    return AdversarialLoss(
        judge,
        optimizer,
        get_adv_criterion(loss),
        get_real_criterion(loss),
        get_fake_criterion(loss),
        FeatureMatchingLoss(relative=True),
    )


def _for_each(
    names: Sequence[str], what: str, given: Mapping[str, Value] | None, default: Value
) -> dict[str, Value]:
    for name in given or {}:
        if name not in names:
            hint = did_you_mean(name, names)
            raise ValueError(
                f"{what} names {name!r}, and there is no such discriminator here.{hint} There "
                f"are: {', '.join(names) or 'none'}."
            )
    return {name: (given or {}).get(name, default) for name in names}
