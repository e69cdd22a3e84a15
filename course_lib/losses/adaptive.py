"""Adaptive weights: the better a discriminator performs at present, the more it counts.

A discriminator that can't distinguish real from fake has nothing to teach, and its gradient is
noise. So the weight of each discriminator grows with its *skill*: how far its loss, as a moving
average, is below the loss of one that guesses:

    skill_k  = 1 - average(loss_k) / (loss of guessing)        0 guesses, 1 is never wrong
    weight_k = n · exp(skill_k / temperature) / sum_j exp(skill_j / temperature)

The n weights add up to n: the total weight of the adversarial loss stays the same, only its
distribution changes. The ratio of two weights is at most exp(1 / temperature).

This is one meaning of "dynamic balance". The other is `course_lib.losses.Balancer`, which looks at
the size of gradients, not at performance.
"""

import math
from collections.abc import Mapping, Sequence

from course_lib.losses.moving_averages import MovingAverages

# The loss of a discriminator that gives every sound the score midway between "real" and "fake".
GUESSING_COSTS = {"hinge": 2.0, "hinge2": 2.0, "mse": 0.5}

AdaptiveState = dict[str, dict[str, float]]


class AdaptiveWeights:
    """Weights that follow the losses of the discriminators.

    Args:
        guessing_costs: The loss of a discriminator that guesses; above 0.
        decay: The decay of the moving averages per step; 0.98 averages over about 50 steps.
        temperature: How evenly the weight is distributed; above 0. At 1 the best discriminator has
            at most e times the weight of the worst; higher values make the weights more equal.
    """

    def __init__(
        self, guessing_costs: float = 2.0, decay: float = 0.98, temperature: float = 1.0
    ) -> None:
        if not (guessing_costs > 0 and temperature > 0):
            raise ValueError(
                f"guessing_costs and temperature must be above 0, got {guessing_costs} and "
                f"{temperature}."
            )
        self.guessing_costs = guessing_costs
        self.temperature = temperature
        self._averages = MovingAverages(decay)

    def update(self, losses: Mapping[str, float]) -> None:
        """Update the averages with the losses of one step, ignoring NaN and infinity."""
        self._averages.update({name: x for name, x in losses.items() if math.isfinite(x)})

    def skill(self, name: str) -> float:
        """Return the skill of a discriminator, in [0, 1]; 0 before its first loss."""
        if name not in self._averages.sums:
            return 0.0
        return min(1.0, max(0.0, 1 - self._averages.value(name) / self.guessing_costs))

    def weights(self, names: Sequence[str]) -> dict[str, float]:
        """Return the weights of the discriminators that take part in this step; their mean is 1."""
        exponentials = {name: math.exp(self.skill(name) / self.temperature) for name in names}
        total = math.fsum(exponentials.values())
        return {name: len(names) * value / total for name, value in exponentials.items()}

    def state_dict(self) -> AdaptiveState:
        """Return a copy of the state, with which a resumed run takes the same next step."""
        return {"sums": dict(self._averages.sums), "counts": dict(self._averages.counts)}

    def load_state_dict(self, state: AdaptiveState) -> None:
        """Continue from a saved state."""
        self._averages.load(state["sums"], state["counts"])
