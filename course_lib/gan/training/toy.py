"""A GAN with steps of a millisecond, to find out what a checkpoint must contain.

It has all the parts of a real run: two players, an optimiser for each, a running mean of the
generator, a random generator, and a learning rate that falls with the step number.
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SIZE, BATCH = 4, 8
RATE = 0.05
OLD_NAMES = {"dice": "rng", "judge": "discriminator"}  # names in older notebooks


class ToyRun:
    """A run whose next step depends on every one of its parts.

    Args:
        seed: The seed of its random generator, which also draws the initial weights.
    """

    def __init__(self, seed: int = 0) -> None:
        self.rng = torch.Generator().manual_seed(seed)
        self.generator, self.discriminator = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, 1)
        for parameter in [*self.generator.parameters(), *self.discriminator.parameters()]:
            nn.init.uniform_(parameter, -0.5, 0.5, generator=self.rng)
        self.ema = copy.deepcopy(self.generator)  # a running mean of the generator
        self.g_optimizer = torch.optim.AdamW(self.generator.parameters())
        self.d_optimizer = torch.optim.AdamW(self.discriminator.parameters())
        self.step = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — a part under its old name
        if name in OLD_NAMES:
            return getattr(self, OLD_NAMES[name])
        raise AttributeError(f"ToyRun has no attribute {name!r}.")

    def take_step(self) -> None:
        """Update the discriminator, then the generator, on a random batch."""
        self.step += 1
        real = torch.randn(BATCH, SIZE, generator=self.rng)
        fake = self.generator(torch.randn(BATCH, SIZE, generator=self.rng))
        scores = self.discriminator
        self._update(self.d_optimizer, lambda: hinge(scores(real), scores(fake.detach())))
        self._update(self.g_optimizer, lambda: -scores(fake).mean())
        with torch.no_grad():
            for mean, now in zip(self.ema.parameters(), self.generator.parameters(), strict=True):
                mean.lerp_(now, 0.1)

    def _update(self, optimizer: torch.optim.Optimizer, loss: Callable[[], Tensor]) -> None:
        optimizer.param_groups[0]["lr"] = RATE / self.step**0.5
        optimizer.zero_grad()
        torch.autograd.backward(loss())
        optimizer.step()


def hinge(real: Tensor, fake: Tensor) -> Tensor:
    """Return the discriminator's hinge loss for its scores of real and fake items."""
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()


def restore(saved: Mapping[str, Any]) -> ToyRun:
    """Return a new run with every saved part brought back to its saved state.

    Args:
        saved: The states of the parts, by the names of the attributes of `ToyRun`.
    """
    run = ToyRun(seed=1)
    # a copy: an optimiser continues to work with the very tensors that it is given
    for name, value in copy.deepcopy(dict(saved)).items():
        part = OLD_NAMES.get(name, name)
        if part == "step":
            run.step = value
        elif part == "rng":
            run.rng.set_state(value)
        else:
            getattr(run, part).load_state_dict(value)
    return run
