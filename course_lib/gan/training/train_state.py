"""Everything that changes while a GAN is trained, in one object that can be saved.

A step reads the state and a batch, and updates the state. Everything else it needs is a function of
the step number: the batch, the crop for the discriminators, the learning rates. So a state that was
saved and loaded takes the same next step; on a CPU, to the last bit.
"""

import copy
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from typing import Any

import torch

from course_lib.gan.codec.codec import Codec
from course_lib.gan.training.adversaries import Adversaries, LossOptions, build_discriminators
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.learner_parts import OwnBalancer, OwnParts
from course_lib.gan.training.mixed_precision import (
    GradientScale,
    autocast_on,
    compute_in,
    scale_for,
)
from course_lib.gan.training.presets import Preset
from course_lib.gan.training.random_state import random_state, restore_random_state
from course_lib.gan.training.schedule import adversarial_step, is_warm_up
from course_lib.losses import Balancer
from course_lib.losses.adaptive import AdaptiveWeights
from course_lib.losses.averages_over_ranks import copy_from_first_rank
from course_lib.losses.reconstruction.reconstruction_loss import ReconstructionLoss

Record = dict[str, float]  # one line of the history: the step number, and the scalars of that step


@dataclass
class TrainState:
    """Both players, their optimisers, and how far the run has come."""

    config: TrainConfig
    generator: Codec
    ema: Codec  # a running mean of the generator: steadier, so this is what we listen to
    optimizer: torch.optim.AdamW  # the generator's
    adversaries: Adversaries  # the discriminators, each with its own optimiser
    reconstruction: ReconstructionLoss
    balancer: Balancer | None
    device: torch.device
    scale: GradientScale | None = None  # of gradients inside the networks; None except in float16
    step: int = 0  # the number of steps taken, both stages together
    skipped_batches: int = 0  # steps that left the generator as it was: the batch wasn't finite
    seconds: float = 0.0
    history: list[Record] = field(default_factory=list)

    @property
    def adversarial_step(self) -> int:
        """The number of steps since the end of the warm-up; negative during the warm-up."""
        return adversarial_step(self.step, self.config.preset.warm_steps)

    @property
    def warming_up(self) -> bool:
        """True during the first stage, when the generator trains alone."""
        return is_warm_up(self.step, self.config.preset.warm_steps)

    def autocast(self) -> AbstractContextManager[object]:
        """Return a context that computes in sixteen bits on a GPU; see `precision`."""
        return autocast_on(self.device)

    def state_dict(self) -> dict[str, Any]:
        """Return everything that a checkpoint needs."""
        return {
            "generator": dict(self.generator.state_dict()),
            "ema": dict(self.ema.state_dict()),
            "optimizer": self.optimizer.state_dict(),
            "adversaries": dict(self.adversaries.state_dict()),
            "balancer": self.balancer.state_dict() if self.balancer else None,
            "scale": self.scale.state_dict() if self.scale else None,
            "random": random_state(self.device),
            "step": self.step,
            "skipped_batches": self.skipped_batches,
            "seconds": self.seconds,
            "history": [dict(record) for record in self.history],
        }

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Restore a state that `state_dict` returned.

        Args:
            saved: The state of a run with the same config.
        """
        self.optimizer.load_state_dict(saved["optimizer"])
        self.adversaries.load_state_dict(saved["adversaries"])
        if self.balancer and saved["balancer"]:
            self.balancer.load_state_dict(saved["balancer"])
        if self.scale and saved.get("scale"):
            self.scale.load_state_dict(saved["scale"])
        restore_random_state(saved["random"], self.device)
        self.load_generator(saved)

    def load_generator(self, saved: dict[str, Any]) -> None:
        """Restore the generator, its progress and its history, but no optimiser.

        Args:
            saved: The state of a run. If it is an export, it contains the running mean alone, and
                the generator gets the weights of the running mean.
        """
        self.generator.load_state_dict(saved.get("generator", saved["ema"]))
        self.ema.load_state_dict(saved["ema"])
        self.step = saved["step"]
        self.skipped_batches = saved.get("skipped_batches", 0)
        self.seconds = saved.get("seconds", 0.0)
        self.history = list(saved.get("history", []))


def new_state(
    config: TrainConfig, device: torch.device | str = "cpu", parts: OwnParts | None = None
) -> TrainState:
    """Return the state of a run before its first step.

    Args:
        config: The config of the run.
        device: The device to train on.
        parts: Losses, steps and a balancer that replace the library's.

    Raises:
        RegistryError: A discriminator isn't registered.
        ValueError: A discriminator needs longer waves, or an option names one that isn't there.
    """
    device, preset = torch.device(device), config.preset
    generator = preset.new_generator(config.seed).to(device)
    copy_from_first_rank([*generator.parameters(), *generator.buffers()])
    parts = parts or OwnParts()
    scale = scale_for(device)
    if scale:
        scale.attach(list(generator.parameters()))
    adversaries = _adversaries(config, device, parts, scale)
    balancer = None
    if config.mode == "balancer":
        names = adversaries.start
        weights = [f"{kind}_{name}" for name in names for kind in ("adv", "feat")]
        # The gradient of each item has norm 1 / batch, so that a larger batch or more ranks don't
        # make a larger step.
        ones = dict.fromkeys(["recon", *weights], 1.0)
        balancer = (
            OwnBalancer(parts.balancer, ones)
            if parts.balancer
            else Balancer(ones, total_norm=1 / preset.batch)
        )
    return TrainState(
        config=config,
        generator=generator,
        ema=copy.deepcopy(generator).requires_grad_(False).eval(),
        optimizer=torch.optim.AdamW(generator.parameters(), fused=True),
        adversaries=adversaries,
        reconstruction=_reconstruction(preset).to(device),
        balancer=balancer,
        device=device,
        scale=scale,
    )


def _reconstruction(preset: Preset) -> ReconstructionLoss:
    return ReconstructionLoss(
        preset.sample_rate, preset.wave_weight, mel_windows=preset.mel_windows
    )


def _adversaries(
    config: TrainConfig, device: torch.device, parts: OwnParts, scale: GradientScale | None
) -> Adversaries:
    preset = config.preset
    discriminators = build_discriminators(config.discriminators, preset, config.seed)
    for discriminator in discriminators.values():
        discriminator.to(device)
        if device.type == "cuda" or scale:
            compute_in(discriminator, autocast_on(device), scale)
    options = LossOptions(**{f.name: getattr(config, f.name) for f in fields(LossOptions)})
    adaptive = AdaptiveWeights(options.guessing_cost)
    adversaries = Adversaries(
        discriminators,
        options=options,
        learning_rate=preset.d_lr,
        learning_rates=config.d_rates,
        betas=preset.betas,
        start=config.start,
        every=config.every,
        frozen=config.frozen,
        adaptive=adaptive if config.mode == "adaptive" else None,
        parts=parts,
    )
    if scale and parts.adversarial_step:  # a step of your own needn't look for an overflow
        for name in discriminators:
            scale.protect(adversaries[name].optimizer)
    return adversaries
