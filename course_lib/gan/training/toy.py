"""A GAN so small that a step takes a millisecond, to find out what a checkpoint must hold.

It has all the parts of a real run: two players, an optimiser of each, a running mean that people
listen to, dice, and a learning rate that falls with the number of the step.
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SIZE, BATCH = 4, 8
RATE = 0.05


class ToyRun:
    """A run whose next step depends on everything that it is made of.

    Args:
        seed: of its dice, from which all chance comes, first weights included.
    """

    def __init__(self, seed: int = 0) -> None:
        self.dice = torch.Generator().manual_seed(seed)
        self.generator, self.judge = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, 1)
        for parameter in [*self.generator.parameters(), *self.judge.parameters()]:
            nn.init.uniform_(parameter, -0.5, 0.5, generator=self.dice)
        self.ema = copy.deepcopy(self.generator)  # a running mean of the generator
        self.g_optimizer = torch.optim.AdamW(self.generator.parameters())
        self.d_optimizer = torch.optim.AdamW(self.judge.parameters())
        self.step = 0

    def take_step(self) -> None:
        """Let the judge learn, then the generator, from a batch that the dice make."""
        self.step += 1
        real = torch.randn(BATCH, SIZE, generator=self.dice)
        fake = self.generator(torch.randn(BATCH, SIZE, generator=self.dice))
        self._move(self.d_optimizer, lambda: hinge(self.judge(real), self.judge(fake.detach())))
        self._move(self.g_optimizer, lambda: -self.judge(fake).mean())
        with torch.no_grad():
            for mean, now in zip(self.ema.parameters(), self.generator.parameters(), strict=True):
                mean.lerp_(now, 0.1)

    def _move(self, optimizer: torch.optim.Optimizer, loss: Callable[[], Tensor]) -> None:
        optimizer.param_groups[0]["lr"] = RATE / self.step**0.5
        optimizer.zero_grad()
        torch.autograd.backward(loss())
        optimizer.step()


def hinge(real: Tensor, fake: Tensor) -> Tensor:
    """Return what the judge pays for its scores."""
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()


def restore(saved: Mapping[str, Any]) -> ToyRun:
    """Begin a new run, and bring every part that was saved back to where it was."""
    run = ToyRun(seed=1)
    # a copy: an optimiser would go on working with the very tensors that it is given
    for name, value in copy.deepcopy(dict(saved)).items():
        if name == "step":
            run.step = value
        elif name == "dice":
            run.dice.set_state(value)
        else:
            getattr(run, name).load_state_dict(value)
    return run
