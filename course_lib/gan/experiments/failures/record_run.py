"""Train a run with a fault and record its curves.

The training step is that of `course_lib.gan.training.step`. Hooks record what the discriminators
return and change nothing.

Conventions
    Curves have one value per step. A quantity that is measured less often repeats its last value.
    Values that are not finite are recorded as they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.gan.codec.codec import Codec
from course_lib.gan.experiments.failures.apply_fault import (
    DISCRIMINATORS,
    apply_fault,
    configuration,
)
from course_lib.gan.training.batches import TrainingData, load_data
from course_lib.gan.training.step import train_step
from course_lib.gan.training.train_state import TrainState, new_state
from course_lib.losses.criteria import Criterion

HELD_OUT_EVERY = 10  # steps between measurements on sounds that training never uses
TERMS = ("recon", "adv", "feat")
OnSounds = Callable[[int, Tensor], object]  # (step, sounds [clips, 1, time])


def record(
    kind: str, seed: int, steps: int, warm: Codec, on_sounds: OnSounds | None = None
) -> dict[str, Tensor]:
    """Train a run of one kind from a warmed-up generator; return its curves, each float32 [steps].

    Args:
        kind: The name of the fault, or "good".
        seed: The seed of the discriminators' weights, of the order of the data, and of the crops.
        steps: The number of steps.
        warm: The generator to start from.
        on_sounds: Called at step 0 and whenever the held-out sounds are measured, with the number
            of the step and the sounds that the generator makes of them, [clips, 1, time].
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        state = new_state(configuration(kind, seed, steps))
        state.generator.load_state_dict(warm.state_dict())
        state.ema.load_state_dict(warm.state_dict())
        apply_fault(kind, state)
        return _Recorder(state, load_data(state.config)).run(steps, on_sounds)


@dataclass
class _OutputRecorder:
    """Record the logits that each discriminator learns from in one step, and the losses."""

    fake: dict[str, list[Tensor]] = field(default_factory=dict)  # one per sub-discriminator
    real: dict[str, list[Tensor]] = field(default_factory=dict)
    losses: dict[str, tuple[float, float]] = field(default_factory=dict)

    def attach(self, state: TrainState) -> None:
        """Record what the criteria of each discriminator of a state receive."""
        for name in DISCRIMINATORS:
            loss = state.adversaries[name]
            # Not hooks on the discriminator, which a step may run one part at a time.
            loss.loss_fake = _recording(loss.loss_fake, self.fake.setdefault(name, []))
            loss.loss_real = _recording(loss.loss_real, self.real.setdefault(name, []))
            loss.register_forward_hook(self._losses_hook(name))

    def clear(self) -> None:
        """Forget the logits of the last step."""
        for logits in (*self.fake.values(), *self.real.values()):
            logits.clear()

    def _losses_hook(self, name: str) -> Callable[[nn.Module, Any, Any], None]:
        def hook(_: nn.Module, __: object, output: Any) -> None:  # noqa: ANN401
            self.losses[name] = float(output.adv.detach()), float(output.feat.detach())

        return hook


class _Recorder:
    """Take the steps of one run and record what was measured."""

    def __init__(self, state: TrainState, data: TrainingData) -> None:
        self.state, self.data, self.outputs = state, data, _OutputRecorder()
        self.curves: dict[str, list[float]] = {}
        self.outputs.attach(state)

    def run(self, steps: int, on_sounds: OnSounds | None) -> dict[str, Tensor]:
        """Take the steps; return the curves."""
        held_out = self._held_out_distance(0, on_sounds)
        shares: dict[str, float] = {}
        for step in range(1, steps + 1):
            self.outputs.clear()
            scalars = train_step(self.state, self.data.batch(self.state))
            if step % HELD_OUT_EVERY == 0 or step == steps:
                held_out = self._held_out_distance(step, on_sounds)
            shares = _shares(scalars) or shares
            line = self._line(scalars) | shares | {"held_out": held_out}
            for name, value in line.items():
                self.curves.setdefault(name, []).append(value)
        curves = sorted(self.curves.items())
        return {name: torch.tensor(curve, dtype=torch.float32) for name, curve in curves}

    def _held_out_distance(self, step: int, on_sounds: OnSounds | None) -> float:
        """Return the distance of the generator's output from the held-out sounds.

        The generator itself is measured: its running mean would hide a fault for a hundred steps.
        """
        sounds = self.data.reconstruct(self.state.generator)
        if on_sounds is not None:
            on_sounds(step, sounds)
        return float(self.state.reconstruction.mel_distance(sounds, self.data.held_out))

    def _line(self, scalars: Mapping[str, float]) -> dict[str, float]:
        """Return what was measured in a step: one value per discriminator, and their mean."""
        each = {name: self._of_discriminator(name, scalars[f"d_{name}"]) for name in DISCRIMINATORS}
        skipped = self.state.skipped_batches + sum(self.state.adversaries.skipped_batches.values())
        line = {
            "recon": scalars["recon"],
            "gradient_norm": scalars["gradient_norm"],
            "skipped": float(skipped),
        }
        for what in each[DISCRIMINATORS[0]]:
            line |= {f"{what}_{name}": each[name][what] for name in DISCRIMINATORS}
            line[what] = sum(each[name][what] for name in DISCRIMINATORS) / len(DISCRIMINATORS)
        return line

    def _of_discriminator(self, name: str, d_loss: float) -> dict[str, float]:
        fake, real = self.outputs.fake[name], self.outputs.real[name]
        adv, feat = self.outputs.losses[name]
        right = (_mean([f < 0 for f in fake]) + _mean([r > 0 for r in real])) / 2
        return {
            "d_loss": d_loss,
            "g_adv": adv,
            "feat": feat,
            "d_accuracy": right if all(map(_finite, fake)) else float("nan"),
            "logits_fake": _mean(fake),
            "logits_real": _mean(real),
        }


def _recording(criterion: Criterion, logits: list[Tensor]) -> Criterion:
    """Return a criterion that also appends what it receives to a list."""

    def recorded(received: Tensor) -> Tensor:
        logits.append(received.detach())
        return criterion(received)

    return recorded


def _mean(scores: list[Tensor]) -> float:
    """Return the mean over sub-discriminators, which differ in their number of logits."""
    return float(torch.stack([score.float().mean() for score in scores]).mean())


def _finite(score: Tensor) -> bool:
    return bool(score.isfinite().all())


def _shares(scalars: Mapping[str, float]) -> dict[str, float]:
    """Return the shares summed over discriminators; none if they were not measured in this step."""
    found = {name: value for name, value in scalars.items() if name.startswith("share_")}
    if not found:
        return {}
    return {
        f"share_{place}_{term}": sum(
            value for name, value in found.items() if name.startswith(f"share_{place}_{term}")
        )
        for place in ("output", "parameters")
        for term in TERMS
    }
