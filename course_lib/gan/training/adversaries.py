"""The discriminators of a run, each with its own optimiser, weight and turns; see `schedule`.

    adversaries = Adversaries({"mpd": mpd, "msstftd": msstftd})
    adversaries.update_due(fake.detach(), real, step)     update each discriminator that is due
    adversaries.generator_losses(fake, real, step)        {"adv_mpd": ..., "feat_mpd": ..., ...}

The generator's adversarial loss has the same total weight however many discriminators there are:
each of n gets one n-th of it. Otherwise three discriminators could beat one just because their
loss is larger.

*Staged learning*: a discriminator may join later than the others (``start``), be updated only every
N steps (``every``, for one that wins too easily), or have its own learning rate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import torch
from torch import Tensor, nn

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry import create
from course_lib.gan.training.learner_parts import OwnParts, library_criteria
from course_lib.gan.training.presets import Preset
from course_lib.gan.training.schedule import is_due, takes_part
from course_lib.losses import AdversarialLoss, FeatureMatchingLoss, get_real_criterion
from course_lib.losses.adaptive import GUESSING_COSTS, AdaptiveWeights
from course_lib.losses.criteria import CriterionName
from course_lib.losses.gradient_penalty import PenaltyName, get_penalty
from course_lib.seeding import seeded_generator
from course_lib.spelling import did_you_mean

Value = TypeVar("Value")


@dataclass(frozen=True)
class LossOptions:
    """The losses of both players; `TrainConfig` has the same fields, and explains them."""

    loss: CriterionName = "hinge"
    relativistic: bool = False
    reduction: Literal["mean", "sum"] = "mean"
    penalty: PenaltyName = "none"
    penalty_weight: float = 100.0
    d_clip: float | None = None

    @property
    def guessing_cost(self) -> float:
        """The loss of a discriminator that gives every sound the score midway."""
        if self.relativistic:  # it scores differences, and midway between two equal scores is 0
            return float(get_real_criterion(self.loss)(torch.zeros(1)))
        return GUESSING_COSTS[self.loss]


class Adversaries(nn.Module):
    """Several discriminators with one training step and one set of losses.

    Args:
        discriminators: The discriminators by name; each returns ``(logits, fmaps)`` for a wave.
            Move them to their device first, since their optimisers are built here.
        options: The losses of both players; None means those of `LossOptions()`.
        learning_rate: The learning rate of each discriminator that ``learning_rates`` doesn't name.
        learning_rates: Learning rates by name.
        betas: The decay rates of AdamW's two averages.
        weights: Weights of the generator's losses by name; 1 by default.
        start: The step at which a discriminator joins, by name; 0 by default.
        every: How often a discriminator is updated, by name: every N steps, 1 by default. It still
            scores every step.
        frozen: The names of discriminators that are never updated.
        adaptive: If given, it multiplies the weights by how well each discriminator does now.
        parts: Criteria and steps that replace the library's.

    Raises:
        ValueError: An option names a discriminator or a loss that isn't there, or an interval is
            below 1.
    """

    def __init__(
        self,
        discriminators: Mapping[str, nn.Module],
        *,
        options: LossOptions | None = None,
        learning_rate: float = 1e-3,
        learning_rates: Mapping[str, float] | None = None,
        betas: tuple[float, float] = (0.5, 0.9),
        weights: Mapping[str, float] | None = None,
        start: Mapping[str, int] | None = None,
        every: Mapping[str, int] | None = None,
        frozen: Sequence[str] = (),
        adaptive: AdaptiveWeights | None = None,
        parts: OwnParts | None = None,
    ) -> None:
        super().__init__()
        names, options, parts = list(discriminators), options or LossOptions(), parts or OwnParts()
        rates = _for_each(names, "learning_rates", learning_rates, learning_rate)
        self.weights = _for_each(names, "weights", weights, 1.0)
        self.start = _for_each(names, "start", start, 0)
        self.every = _for_each(names, "every", every, 1)
        self.frozen = tuple(frozen)
        self.adaptive = adaptive
        self._added_up = options.reduction == "sum"
        if any(interval < 1 for interval in self.every.values()):
            raise ValueError(f"every must be 1 or more for each discriminator, got {every}.")
        self.losses = nn.ModuleDict(
            {
                name: _adversarial_loss(discriminator, options, rates[name], betas, parts)
                for name, discriminator in discriminators.items()
            }
        )

    def __getitem__(self, name: str) -> AdversarialLoss:
        loss = self.losses[name]
        if not isinstance(loss, AdversarialLoss):
            raise TypeError(f"{name!r} must be an AdversarialLoss, got a {type(loss).__name__}.")
        return loss

    def active(self, step: int) -> list[str]:
        """Return the names of the discriminators that take part in a step.

        Args:
            step: The number of the adversarial step, from 0.
        """
        return [name for name, start in self.start.items() if takes_part(step, start)]

    def update_due(self, fake: Tensor, real: Tensor, step: int) -> dict[str, Tensor]:
        """Update each discriminator that is due, and return their losses as ``d_<name>``.

        Args:
            fake: Generated sound, [batch, 1, time]; no gradient flows into it.
            real: Real sound, [batch, 1, time].
            step: The number of the adversarial step, from 0.
        """
        due = [
            name
            for name, start in self.start.items()
            if is_due(step, start, self.every[name], frozen=name in self.frozen)
        ]
        return {f"d_{name}": self[name].train_adv(fake, real) for name in due}

    def generator_losses(self, fake: Tensor, real: Tensor, step: int) -> dict[str, Tensor]:
        """Return the generator's losses as ``adv_<name>`` and ``feat_<name>``.

        Gradients flow into ``fake`` and nowhere else.

        Args:
            fake: Generated sound, [batch, 1, time].
            real: Real sound, [batch, 1, time].
            step: The number of the adversarial step, from 0.
        """
        by_name = {name: self[name](fake, real) for name in self.active(step)}
        return {
            f"{kind}_{name}": value
            for name, losses in by_name.items()
            for kind, value in (("adv", losses.adv), ("feat", losses.feat))
        }

    def loss_weights(self, step: int, *, adv: float, feat: float) -> dict[str, float]:
        """Return the weight of each of the generator's adversarial losses in a step.

        Args:
            step: The number of the adversarial step, from 0.
            adv: The total weight of the adversarial losses, or that of each if losses add up.
            feat: The total weight of the feature matching losses, or that of each.
        """
        names = self.active(step)
        parts = 1 if self._added_up else len(names)
        trust = self.adaptive.weights(names) if self.adaptive else dict.fromkeys(names, 1.0)
        return {
            f"{kind}_{name}": weight * self.weights[name] * trust[name] / parts
            for name in names
            for kind, weight in (("adv", adv), ("feat", feat))
        }

    def observe(self, scalars: Mapping[str, float]) -> None:
        """Update the adaptive weights.

        Args:
            scalars: The losses of a step, averaged over all ranks.
        """
        if self.adaptive:
            own = {name: scalars[f"d_{name}"] for name in self.losses if f"d_{name}" in scalars}
            self.adaptive.update(own)

    @property
    def skipped_batches(self) -> dict[str, int]:
        """The number of batches that each discriminator skipped because they weren't finite."""
        return {name: self[name].skipped_batches for name in self.losses}

    def get_extra_state(self) -> dict[str, Any]:
        """Return the part of the state that isn't made of tensors."""
        adaptive = self.adaptive.state_dict() if self.adaptive else None
        return {"skipped_batches": self.skipped_batches, "adaptive": adaptive}

    def set_extra_state(self, state: dict[str, Any]) -> None:
        """Restore what `get_extra_state` returned."""
        for name, count in state["skipped_batches"].items():
            self[name].skipped_batches = count
        if self.adaptive and state["adaptive"]:
            self.adaptive.load_state_dict(state["adaptive"])


def build_discriminators(
    names: Sequence[str], preset: Preset, seed: int
) -> dict[str, MultiDiscriminator]:
    """Return discriminators by name, at the size of the preset.

    The initial weights depend on the name and the seed alone, so "mpd" starts with the same weights
    in a run with one discriminator and in a run with three.

    Args:
        names: Names of the registry, or of the preset's own variants.
        preset: The preset that sets the size of each discriminator.
        seed: The seed of the run.

    Raises:
        RegistryError: A name isn't registered.
        ValueError: A discriminator needs longer waves than the preset's ``d_segment``.
    """
    return {name: _build(name, preset, seed) for name in names}


def _build(name: str, preset: Preset, seed: int) -> MultiDiscriminator:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seeded_generator("discriminator", name, seed).initial_seed())
        discriminator = create(preset.family(name), **preset.discriminator_options(name))
    shortest = getattr(discriminator, "minimum_length", 1)
    if shortest > preset.d_segment:
        raise ValueError(
            f"{name} needs at least {shortest} samples, but d_segment of preset {preset.name!r} is "
            f"{preset.d_segment}. Set a larger d_segment."
        )
    return discriminator


def _adversarial_loss(
    discriminator: nn.Module,
    options: LossOptions,
    learning_rate: float,
    betas: tuple[float, float],
    parts: OwnParts,
) -> AdversarialLoss:
    optimizer = torch.optim.AdamW(discriminator.parameters(), learning_rate, betas, fused=True)
    mean = options.reduction == "mean"
    adv, on_real, on_fake = (parts.criteria or library_criteria)(options.loss)
    library = AdversarialLoss(
        discriminator,
        optimizer,
        adv,
        on_real,
        on_fake,
        FeatureMatchingLoss(normalize=mean, relative=mean),
        normalize=mean,
        relativistic=options.relativistic,
        penalty=get_penalty(options.penalty),
        penalty_weight=options.penalty_weight,
        clip=options.d_clip,
    )
    return parts.replace_step(library)


def _for_each(
    names: Sequence[str], option: str, given: Mapping[str, Value] | None, default: Value
) -> dict[str, Value]:
    """Return the value of an option for each name; ValueError if it names one that isn't there."""
    for name in given or {}:
        if name not in names:
            hint = did_you_mean(name, names)
            raise ValueError(
                f"{option} names {name!r}, but this run has no such discriminator.{hint} It has: "
                f"{', '.join(names) or 'none'}."
            )
    return {name: (given or {}).get(name, default) for name in names}
