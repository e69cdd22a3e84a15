"""Train a run of the zoo and write down all that can be seen and heard of it.

The steps are those of `course_lib.gan.training.step`. Hooks record what the discriminators return
and change nothing.

Conventions
    Curves have one value per step. What is measured less often keeps its value in between. A value
    that is not a finite number stays one: that is what the curve of a broken run is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.gan.codec.codec import STFTCodec
from course_lib.gan.experiments.failures.faults import JUDGES, configuration, put_in
from course_lib.gan.training.batches import TrainingData, load_data
from course_lib.gan.training.state import TrainState, new_state
from course_lib.gan.training.step import train_step

HELD_OUT_EVERY = 10  # steps between measurements on sounds that no step trains on
TERMS = ("recon", "adv", "feat")
Listen = Callable[[int, Tensor], object]


def record(
    kind: str, seed: int, steps: int, warm: STFTCodec, listen: Listen | None = None
) -> dict[str, Tensor]:
    """Train a run of one kind from a warm generator; return its curves, float32 [steps].

    Args:
        kind: name of the fault, or "good".
        seed: of the judges' first weights, of the order of the data, and of the crops.
        steps: how many the run has.
        warm: what the generator begins with.
        listen: called at step 0 and after each step with the number and the generator's held-out
            sounds [clips, 1, time], where it is due.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        state = new_state(configuration(kind, seed, steps))
        state.generator.load_state_dict(warm.state_dict())
        state.ema.load_state_dict(warm.state_dict())
        put_in(kind, state)
        return _Recorder(state, load_data(state.config)).run(steps, listen)


@dataclass
class _Ears:
    """What the judges said in one step: logits by judge, call by call, and the costs."""

    logits: dict[str, list[list[Tensor]]] = field(default_factory=dict)
    costs: dict[str, tuple[float, float]] = field(default_factory=dict)

    def follow(self, state: TrainState) -> None:
        """Listen to the judges of a state from now on."""
        for name in JUDGES:
            loss = state.adversaries[name]
            loss.adversary.register_forward_hook(self._hear_logits(name))
            loss.register_forward_hook(self._hear_costs(name))

    def _hear_logits(self, name: str) -> Callable[[nn.Module, Any, Any], None]:
        def hear(_: nn.Module, __: object, output: Any) -> None:  # noqa: ANN401 (a hook's output)
            self.logits.setdefault(name, []).append([score.detach() for score in output[0]])

        return hear

    def _hear_costs(self, name: str) -> Callable[[nn.Module, Any, Any], None]:
        def hear(_: nn.Module, __: object, output: Any) -> None:  # noqa: ANN401
            self.costs[name] = float(output.adv.detach()), float(output.feat.detach())

        return hear


class _Recorder:
    """Takes the steps of one run and keeps what was measured."""

    def __init__(self, state: TrainState, data: TrainingData) -> None:
        self.state, self.data, self.ears = state, data, _Ears()
        self.curves: dict[str, list[float]] = {}
        self.ears.follow(state)

    def run(self, steps: int, listen: Listen | None) -> dict[str, Tensor]:
        """Take the steps."""
        held_out = self._hear(0, listen)
        shares: dict[str, float] = {}
        for step in range(1, steps + 1):
            self.ears.logits.clear()
            scalars = train_step(self.state, self.data.batch(self.state))
            if step % HELD_OUT_EVERY == 0 or step == steps:
                held_out = self._hear(step, listen)
            shares = _shares(scalars) or shares
            line = self._line(scalars) | shares | {"held_out": held_out}
            for name, value in line.items():
                self.curves.setdefault(name, []).append(value)
        curves = sorted(self.curves.items())
        return {name: torch.tensor(curve, dtype=torch.float32) for name, curve in curves}

    def _hear(self, step: int, listen: Listen | None) -> float:
        """Let the generator speak; return its distance from the held-out sounds.

        Not its running mean, which would hide a fault for a hundred steps.
        """
        heard = self.data.reconstruct(self.state.generator)
        if listen is not None:
            listen(step, heard)
        return float(self.state.reconstruction.mel_distance(heard, self.data.held_out))

    def _line(self, scalars: Mapping[str, float]) -> dict[str, float]:
        """Gather what was measured in a step: each judge's part, and their mean."""
        by_judge = {name: self._judged(name, scalars[f"d_{name}"]) for name in JUDGES}
        skipped = self.state.skipped_batches + sum(self.state.adversaries.skipped_batches.values())
        line = {
            "recon": scalars["recon"],
            "gradient_norm": scalars["gradient_norm"],
            "skipped": float(skipped),
        }
        for what in by_judge[JUDGES[0]]:
            line |= {f"{what}_{name}": by_judge[name][what] for name in JUDGES}
            line[what] = sum(by_judge[name][what] for name in JUDGES) / len(JUDGES)
        return line

    def _judged(self, name: str, d_loss: float) -> dict[str, float]:
        # the first two calls are those of the discriminator's own step: fake, then real
        fake, real = self.ears.logits[name][:2]
        adv, feat = self.ears.costs[name]
        right = (_mean([f < 0 for f in fake]) + _mean([r > 0 for r in real])) / 2
        return {
            "d_loss": d_loss,
            "g_adv": adv,
            "feat": feat,
            "d_accuracy": right if all(map(_finite, fake)) else float("nan"),
            "logits_fake": _mean(fake),
            "logits_real": _mean(real),
        }


def _mean(scores: list[Tensor]) -> float:
    """Mean over the sub-discriminators, each of which has its own number of logits."""
    return float(torch.stack([score.float().mean() for score in scores]).mean())


def _finite(score: Tensor) -> bool:
    return bool(score.isfinite().all())


def _shares(scalars: Mapping[str, float]) -> dict[str, float]:
    """Add up the shares of all judges; empty where none were measured in this step."""
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
