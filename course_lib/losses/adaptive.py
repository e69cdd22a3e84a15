"""Listen most to the discriminator that hears most: weights from their present performance.

A discriminator that cannot tell real from fake has nothing to teach, and its gradient is noise. So
each gets a weight that grows with its *skill*, the part of a guesser's loss that it has learned to
avoid, on a moving average of its loss:

    skill_k  = 1 - average(loss_k) / (loss of a guesser)        0 guesses, 1 is never wrong
    weight_k = n · exp(skill_k / temperature) / sum_j exp(skill_j / temperature)

The n weights add up to n: the adversarial loss as a whole gets neither louder nor softer, it is
only shared out differently. No weight exceeds another by more than exp(1 / temperature).

This is one reading of "dynamic balance". The other is `course_lib.losses.Balancer`, which looks at
the size of gradients and not at who is right.
"""

import math
from collections.abc import Mapping, Sequence

from course_lib.losses.averages import MovingAverages

# What a discriminator pays if it scores everything right between "real" and "fake".
GUESSING_COSTS = {"hinge": 2.0, "hinge2": 2.0, "mse": 0.5}

AdaptiveState = dict[str, dict[str, float]]


class AdaptiveWeights:
    """Weights that follow the losses of the discriminators.

    Args:
        guessing_costs: loss of a discriminator that guesses.
        decay: memory of the averages per step; 0.98 looks back about 50 steps.
        temperature: how little skill counts. At 1 the best gets at most e times the weight of the
            worst; the higher, the more alike they are.
    """

    def __init__(
        self, guessing_costs: float = 2.0, decay: float = 0.98, temperature: float = 1.0
    ) -> None:
        if not (guessing_costs > 0 and temperature > 0):
            raise ValueError(
                f"guessing_costs and temperature are above 0, not {guessing_costs} and "
                f"{temperature}."
            )
        self.guessing_costs = guessing_costs
        self.temperature = temperature
        self._averages = MovingAverages(decay)

    def update(self, losses: Mapping[str, float]) -> None:
        """Take in the losses of one step; one that is not finite says nothing."""
        self._averages.update({name: x for name, x in losses.items() if math.isfinite(x)})

    def skill(self, name: str) -> float:
        """How much better than guessing it is, in [0, 1]; 0 before its first loss."""
        if name not in self._averages.sums:
            return 0.0
        return min(1.0, max(0.0, 1 - self._averages.value(name) / self.guessing_costs))

    def weights(self, names: Sequence[str]) -> dict[str, float]:
        """Share out ``len(names)`` among the discriminators that judge in this step."""
        loudness = {name: math.exp(self.skill(name) / self.temperature) for name in names}
        total = math.fsum(loudness.values())
        return {name: len(names) * value / total for name, value in loudness.items()}

    def state_dict(self) -> AdaptiveState:
        """Copy what a resumed run needs to take the same next step."""
        return {"sums": dict(self._averages.sums), "counts": dict(self._averages.counts)}

    def load_state_dict(self, state: AdaptiveState) -> None:
        """Continue from a saved state."""
        self._averages.load(state["sums"], state["counts"])
