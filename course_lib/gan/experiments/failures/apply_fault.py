"""Break a training run on purpose, in one way at a time.

Three of the faults are choices in the configuration. The others change the state of a run before
its first step. Every run has two discriminators, MPD and MS-STFT-D, and the networks of the preset
``tiny`` with smaller batches, so that all recordings are made in minutes.

The trainer guards against some of these faults in several places. If removing a guard from here is
not possible, the fault reproduces the effect instead; the docstring of the function says how.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import TINY
from course_lib.gan.training.train_state import TrainState
from course_lib.losses import AdversarialLoss

DISCRIMINATORS = ("mpd", "msstftd")
TOO_FAST = 20  # times the learning rate of the preset
LOSS_SCALE, GROWS_EVERY = 2.0**12, 25  # the first scale, and the steps until it doubles
BATCHES = {"batch": 4, "segment": 4096, "d_batch": 3, "d_segment": 2560}
SHARES_EVERY = 20  # steps between measurements of gradient shares

CHOICES: Mapping[str, Mapping[str, Any]] = {
    "d_rate_x20": {"d_rates": dict.fromkeys(DISCRIMINATORS, TOO_FAST * TINY.d_lr)},
    "d_frozen": {"d_rates": dict.fromkeys(DISCRIMINATORS, 0.0)},
    "no_feature_matching": {"terms": "adv"},
}


def configuration(kind: str, seed: int, steps: int) -> TrainConfig:
    """Return the configuration of a run of this kind, which has no warm-up.

    Args:
        kind: The name of the fault, or "good".
        seed: The seed of the run.
        steps: The number of steps against the discriminators.
    """
    sizes = TINY.replace(warm_steps=0, steps=steps, **BATCHES)
    healthy = TrainConfig(sizes, DISCRIMINATORS, seed=seed, shares_every=SHARES_EVERY)
    return replace(healthy, **CHOICES.get(kind, {})).resolved()


def no_detach(state: TrainState) -> None:
    """Add the discriminators' loss on generated sound to the loss of the generator.

    That is the effect of a forgotten ``detach()`` if nothing clears the gradients in between. In
    this trainer three lines prevent it, so the fault adds the two losses itself.
    """
    for adversary in _adversaries(state):
        adversary.loss = _sum(adversary.loss, adversary.loss_fake)


def sign_error(state: TrainState) -> None:
    """Flip the sign of the generator's adversarial loss, so that it learns to score low."""
    for adversary in _adversaries(state):
        adversary.loss = _negative(adversary.loss)


def one_family(state: TrainState) -> None:
    """Give MS-STFT-D no weight in the generator's loss; it still learns and scores."""
    state.adversaries.weights = {"mpd": float(len(DISCRIMINATORS)), "msstftd": 0.0}


def overflow(state: TrainState) -> None:
    """Convert the generator's gradients to half precision, at a scale that keeps doubling.

    The largest number in half precision is 65 504. torch's GradScaler also doubles its scale from
    time to time, but when a gradient overflows it skips the step and halves the scale. Nothing does
    that here: the trainer checks for finite numbers before the conversion.
    """

    def through_half(optimizer: torch.optim.Optimizer, *_: object) -> None:
        scale = loss_scale(state.adversarial_step)
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad = (parameter.grad * scale).half().float() / scale

    state.optimizer.register_step_pre_hook(through_half)


def loss_scale(step: int) -> float:
    """Return the scale of the gradients in a step.

    Args:
        step: The number of the step, counted from 0.
    """
    return LOSS_SCALE * 2.0 ** (step // GROWS_EVERY)


FAULTS: Mapping[str, Callable[[TrainState], None]] = {
    "no_detach": no_detach,
    "sign_error": sign_error,
    "one_family": one_family,
    "overflow": overflow,
}


def apply_fault(kind: str, state: TrainState) -> None:
    """Change a new state by a fault of `FAULTS`; do nothing for any other kind.

    Args:
        kind: The name of the fault.
        state: The state of a run before its first step; it is changed.
    """
    if kind in FAULTS:
        FAULTS[kind](state)


def _adversaries(state: TrainState) -> list[AdversarialLoss]:
    return [state.adversaries[name] for name in DISCRIMINATORS]


def _sum(
    one: Callable[[Tensor], Tensor], other: Callable[[Tensor], Tensor]
) -> Callable[[Tensor], Tensor]:
    return lambda logits: one(logits) + other(logits)


def _negative(criterion: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    return lambda logits: -criterion(logits)
