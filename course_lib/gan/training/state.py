"""Everything that changes while a GAN is trained, in one place that can be saved.

A step reads the state and a batch, and leaves the next state behind. What it needs beside these is
a function of the step's number: the batch, the crop that the discriminators see, the rates. So a
state that was saved and loaded takes the same next step, to the last bit on a CPU.
"""

import copy
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from course_lib.gan.codec.codec import STFTCodec
from course_lib.gan.training.adversaries import Discriminators, build_discriminators
from course_lib.gan.training.config import TrainConfig
from course_lib.losses import Balancer
from course_lib.losses.adaptive import GUESSING_COSTS, AdaptiveWeights
from course_lib.losses.criteria import CriterionName
from course_lib.losses.ranks import copy_from_first_rank
from course_lib.losses.reconstruction.log_mel import ReconstructionLoss

ADVERSARIAL_LOSS: CriterionName = "hinge"
Record = dict[str, float]  # one line of the history: the step's number, and what was measured


@dataclass
class TrainState:
    """The players, what their optimisers remember, and how far they are."""

    config: TrainConfig
    generator: STFTCodec
    ema: STFTCodec  # a running mean of the generator: steadier, so it is what people listen to
    optimizer: torch.optim.AdamW  # the generator's
    adversaries: Discriminators  # each has an optimiser of its own
    reconstruction: ReconstructionLoss
    balancer: Balancer | None
    device: torch.device
    step: int = 0  # of both stages together: how many were taken
    skipped_batches: int = 0  # in how many of them the generator did not learn
    seconds: float = 0.0
    history: list[Record] = field(default_factory=list)

    @property
    def adversarial_step(self) -> int:
        """Steps since the discriminators came in; negative during the warm-up."""
        return self.step - self.config.preset.warm_steps

    @property
    def warming_up(self) -> bool:
        """Whether the generator is alone."""
        return self.adversarial_step < 0

    def autocast(self) -> AbstractContextManager[object]:
        """Compute in bfloat16 where the device is made for it."""
        return _autocast(self.device)

    def state_dict(self) -> dict[str, Any]:
        """Gather what a checkpoint needs."""
        return {
            "generator": dict(self.generator.state_dict()),
            "ema": dict(self.ema.state_dict()),
            "optimizer": self.optimizer.state_dict(),
            "adversaries": dict(self.adversaries.state_dict()),
            "balancer": self.balancer.state_dict() if self.balancer else None,
            # A plugin may use dropout: without this, a resumed run would drop other things. The
            # streams of Python and NumPy are left out: nothing here draws from them.
            "random": {"cpu": torch.get_rng_state(), "cuda": _cuda_random(self.device)},
            "step": self.step,
            "skipped_batches": self.skipped_batches,
            "seconds": self.seconds,
            "history": [dict(record) for record in self.history],
        }

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        """Continue from a saved state of the same configuration."""
        self.optimizer.load_state_dict(saved["optimizer"])
        self.adversaries.load_state_dict(saved["adversaries"])
        if self.balancer and saved["balancer"]:
            self.balancer.load_state_dict(saved["balancer"])
        torch.set_rng_state(saved["random"]["cpu"])
        if self.device.type == "cuda" and saved["random"]["cuda"] is not None:
            torch.cuda.set_rng_state(saved["random"]["cuda"], self.device)
        self.load_generator(saved)

    def load_generator(self, saved: dict[str, Any]) -> None:
        """Take over the generator and how far it is, but no player's memory.

        One that was exported to be listened to has its running mean only: both begin with that.
        """
        self.generator.load_state_dict(saved.get("generator", saved["ema"]))
        self.ema.load_state_dict(saved["ema"])
        self.step = saved["step"]
        self.skipped_batches = saved.get("skipped_batches", 0)
        self.seconds = saved.get("seconds", 0.0)
        self.history = list(saved.get("history", []))


def new_state(config: TrainConfig, device: torch.device | str = "cpu") -> TrainState:
    """Build the players of a run, as they are before its first step.

    Raises:
        RegistryError: nobody registered one of the discriminators.
        ValueError: one of them needs longer waves, or a timetable names one that is not there.
    """
    device, preset = torch.device(device), config.preset
    generator = STFTCodec.seeded(preset.codec, config.seed).to(device)
    copy_from_first_rank([*generator.parameters(), *generator.buffers()])
    adversaries = _adversaries(config, device)
    balancer = None
    if config.mode == "balancer":
        names = adversaries.start
        weights = [f"{kind}_{name}" for name in names for kind in ("adv", "feat")]
        # Each item's gradient has norm 1 / batch: a larger batch, or more processes, must not
        # mean a larger step.
        balancer = Balancer(dict.fromkeys(["recon", *weights], 1.0), total_norm=1 / preset.batch)
    return TrainState(
        config=config,
        generator=generator,
        ema=copy.deepcopy(generator).requires_grad_(False).eval(),
        optimizer=torch.optim.AdamW(generator.parameters(), fused=True),
        adversaries=adversaries,
        reconstruction=ReconstructionLoss(preset.sample_rate, preset.wave_weight).to(device),
        balancer=balancer,
        device=device,
    )


def _adversaries(config: TrainConfig, device: torch.device) -> Discriminators:
    preset = config.preset
    judges = build_discriminators(config.discriminators, preset, config.seed)
    for judge in judges.values():
        judge.to(device)
        if device.type == "cuda":
            compute_in(judge, _autocast(device))
    adaptive = AdaptiveWeights(GUESSING_COSTS[ADVERSARIAL_LOSS])
    return Discriminators(
        judges,
        loss=ADVERSARIAL_LOSS,
        learning_rate=preset.d_lr,
        learning_rates=config.d_rates,
        betas=preset.betas,
        start=config.start,
        every=config.every,
        adaptive=adaptive if config.mode == "adaptive" else None,
    )


def compute_in(judge: nn.Module, precision: torch.autocast) -> None:
    """Let the forward pass of a judge run in a precision, but not the backward pass around it.

    Each gradient comes in the precision of its layer by itself.
    """
    entered = ExitStack()

    def enter(*_: object) -> None:
        entered.enter_context(precision)

    def leave(*_: object) -> None:
        entered.close()

    judge.register_forward_pre_hook(enter)
    judge.register_forward_hook(leave, always_call=True)


def _autocast(device: torch.device) -> torch.autocast:
    able = device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.autocast(device.type, torch.bfloat16, enabled=able)


def _cuda_random(device: torch.device) -> torch.Tensor | None:
    return torch.cuda.get_rng_state(device) if device.type == "cuda" else None
