"""Train with losses, steps and a balancer of your own: replacements for those of `course_lib`.

    parts = OwnParts(adversarial_step=AdversarialStep, criteria=criteria, balancer=Balancer)
    train(config, "runs/mine", parts=parts)

Discriminators of your own need no part here: register them, and name them in the config.

A part isn't saved with a run, because it's code. Pass it again when you resume. A balancer of your
own starts its averages anew then.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from course_lib.losses import (
    AdversarialLoss,
    Balancer,
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)
from course_lib.losses.adversarial import FeatureLoss, GeneratorLosses
from course_lib.losses.criteria import Criterion, CriterionName

Criteria = tuple[Criterion, Criterion, Criterion]  # generator; discriminator: on real, on fake


class AdversarialStep(Protocol):
    """Both players' steps against one discriminator, such as `AdversarialLoss`."""

    def train_adv(self, fake: Tensor, real: Tensor) -> Tensor:
        """Update the discriminator once, and return its loss."""

    def __call__(self, fake: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
        """Return the generator's adversarial loss and its feature-matching loss."""


class LossBalancer(Protocol):
    """Sends several losses into the generator's output, such as `Balancer`."""

    def backward(self, losses: Mapping[str, Tensor], output: Tensor, /) -> object:
        """Backpropagate the balanced gradient of the losses into the output."""


# (discriminator, optimiser, criteria of generator, real and fake, feature loss)
StepBuilder = Callable[
    [nn.Module, torch.optim.Optimizer, Criterion, Criterion, Criterion, FeatureLoss | None],
    AdversarialStep,
]


def library_criteria(name: CriterionName) -> Criteria:
    """Return the library's criteria: the generator's, the discriminator's on real, and on fake."""
    return get_adv_criterion(name), get_real_criterion(name), get_fake_criterion(name)


@dataclass(frozen=True)
class OwnParts:
    """What replaces the library's parts in a run. None keeps the library's part.

    Args:
        criteria: Called with the name of a criterion, it returns three losses of scores: the
            generator's, and the discriminator's for real and for fake sound.
        adversarial_step: Called with a discriminator, its optimiser, three criteria and a feature
            loss, it returns an object with the two methods of `AdversarialStep`.
        balancer: Called with a dict of weights, it returns an object with ``backward``.
    """

    criteria: Callable[[CriterionName], Sequence[Criterion]] | None = None
    adversarial_step: StepBuilder | None = None
    balancer: Callable[[dict[str, float]], LossBalancer] | None = None

    def replace_step(self, library: AdversarialLoss) -> AdversarialLoss:
        """Return an object that takes the steps of your own with the library's parts.

        Args:
            library: The discriminator with its optimiser and losses. It's returned as it is if
                there is no step of your own.

        Raises:
            ValueError: The library's object has an option that a step of your own isn't given.
        """
        if self.adversarial_step is None:
            return library
        if not library.normalize or library.relativistic or library.penalty or library.clip:
            raise ValueError(
                "an adversarial step of your own knows the plain losses only. Leave out the "
                "options relativistic, penalty, d_clip and reduction, or use the library's step."
            )
        return OwnAdversarialLoss(self.adversarial_step, library)


class OwnAdversarialLoss(AdversarialLoss):
    """An `AdversarialLoss` whose two methods are those of an `AdversarialStep` of your own.

    It saves and loads the discriminator and its optimiser as `AdversarialLoss` does, so a run with
    one can be resumed with the other.
    """

    own_step: AdversarialStep

    def __init__(self, build: StepBuilder, library: AdversarialLoss) -> None:
        parts = (
            *(library.adversary, library.optimizer),
            *(library.loss, library.loss_real, library.loss_fake, library.loss_feat),
        )
        super().__init__(*parts)
        # Not registered as a submodule: its discriminator would be saved a second time.
        object.__setattr__(self, "own_step", build(*parts))

    def train_adv(self, fake: Tensor, real: Tensor) -> Tensor:
        """Update the discriminator with the step of your own; see `AdversarialLoss.train_adv`."""
        return self.own_step.train_adv(fake, real)

    def forward(self, fake: Tensor, real: Tensor) -> GeneratorLosses:
        """Return the generator's losses by the step of your own; see `AdversarialLoss`."""
        return GeneratorLosses(*self.own_step(fake, real))


class OwnBalancer(Balancer):
    """A `Balancer` whose ``backward`` is that of a balancer of your own."""

    def __init__(
        self, build: Callable[[dict[str, float]], LossBalancer], weights: dict[str, float]
    ) -> None:
        super().__init__(weights)
        self.build = build
        self.own: LossBalancer | None = None
        self.built_for: dict[str, float] = {}

    def backward(self, losses: Mapping[str, Tensor], input: Tensor) -> Tensor:
        """Backpropagate with the balancer of your own, and return the sum of the losses."""
        # The trainer sets the weights before each step. They change when a discriminator joins.
        if self.own is None or self.built_for != self.weights:
            self.own, self.built_for = self.build(dict(self.weights)), dict(self.weights)
        self.own.backward(losses, input)
        return torch.stack([loss.detach() for loss in losses.values()]).sum()
