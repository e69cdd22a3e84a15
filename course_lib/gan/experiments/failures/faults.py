"""Break a training run on purpose, in one way at a time.

Three of the faults are choices that a configuration allows. The others are put into the state of a
run before its first step. Every run has two judges, MPD and MS-STFT-D, the networks of the preset
``tiny``, and smaller batches than it has, so that the whole zoo is made in minutes.

`course_lib.gan` guards against some of these faults in several places. Where a line of the trainer
cannot be taken out from here, what it would have done is put in: each function says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.presets import TINY
from course_lib.gan.training.state import TrainState
from course_lib.losses import AdversarialLoss

JUDGES = ("mpd", "msstftd")
TOO_FAST = 20  # times the learning rate of the preset
LOSS_SCALE, GROWS_EVERY = 2.0**12, 25  # doubled after so many steps, as torch's GradScaler does
BATCHES = {"batch": 4, "segment": 4096, "d_batch": 3, "d_segment": 2560}
SHARES_EVERY = 20  # steps between measurements of gradient shares

CHOICES: Mapping[str, Mapping[str, Any]] = {
    "d_rate_x20": {"d_rates": dict.fromkeys(JUDGES, TOO_FAST * TINY.d_lr)},
    "d_frozen": {"d_rates": dict.fromkeys(JUDGES, 0.0)},
    "no_feature_matching": {"terms": "adv"},
}


def configuration(kind: str, seed: int, steps: int) -> TrainConfig:
    """Choose what a run of this kind chooses; its warm-up is over before it begins."""
    sizes = TINY.replace(warm_steps=0, steps=steps, **BATCHES)
    healthy = TrainConfig(sizes, JUDGES, seed=seed, shares_every=SHARES_EVERY)
    return replace(healthy, **CHOICES.get(kind, {})).resolved()


def no_detach(state: TrainState) -> None:
    """Let the generator pay what the discriminators pay for its sound, too.

    That is what a forgotten ``detach()`` does, if nothing clears the gradients in between. Here
    three lines prevent it, so the result is put in: the sum of both players' costs.
    """
    for judge in _judges(state):
        judge.loss = _sum(judge.loss, judge.loss_fake)


def sign_error(state: TrainState) -> None:
    """Turn the sign of what the generator pays: it learns to score low."""
    for judge in _judges(state):
        judge.loss = _negative(judge.loss)


def one_family(state: TrainState) -> None:
    """Let the generator hear MPD alone; MS-STFT-D learns and judges, and nobody listens."""
    state.adversaries.weights = {"mpd": float(len(JUDGES)), "msstftd": 0.0}


def overflow(state: TrainState) -> None:
    """Send the generator's gradients through half precision, scaled up more and more.

    Half precision ends at 65 504. torch's GradScaler doubles its scale now and then, too; it halves
    it again, and leaves the step out, where a gradient became infinite. Nothing here does: the
    trainer looks before this happens, as a program does that looks at the loss alone.
    """

    def through_half(optimizer: torch.optim.Optimizer, *_: object) -> None:
        scale = loss_scale(state.adversarial_step)
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad = (parameter.grad * scale).half().float() / scale

    state.optimizer.register_step_pre_hook(through_half)


def loss_scale(step: int) -> float:
    """Give the factor by which gradients are scaled up in a step, counted from 0."""
    return LOSS_SCALE * 2.0 ** (step // GROWS_EVERY)


FAULTS: Mapping[str, Callable[[TrainState], None]] = {
    "no_detach": no_detach,
    "sign_error": sign_error,
    "one_family": one_family,
    "overflow": overflow,
}


def put_in(kind: str, state: TrainState) -> None:
    """Break a new state in the way of this kind, if it is one that no configuration has."""
    if kind in FAULTS:
        FAULTS[kind](state)


def _judges(state: TrainState) -> list[AdversarialLoss]:
    return [state.adversaries[name] for name in JUDGES]


def _sum(
    one: Callable[[Tensor], Tensor], other: Callable[[Tensor], Tensor]
) -> Callable[[Tensor], Tensor]:
    return lambda logits: one(logits) + other(logits)


def _negative(criterion: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    return lambda logits: -criterion(logits)
