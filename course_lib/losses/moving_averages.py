"""Bias-corrected moving averages, by name.

    a(t) = sum_s β^(t-s) x(s) / sum_s β^(t-s)

The denominator corrects the bias: an average that starts at zero would be far too small for the
first 1 / (1 - β) steps. With β = 1 it is the plain mean.

Source: flashy, ``flashy/averager.py``, https://github.com/facebookresearch/flashy; the correction
is that of Kingma and Ba, "Adam", 2015, section 3, https://arxiv.org/abs/1412.6980
"""

import math
from collections.abc import Mapping


class MovingAverages:
    """One moving average per name; a name that isn't updated keeps its average.

    Args:
        decay: The factor β by which the weight of older values shrinks with each new one.
    """

    def __init__(self, decay: float) -> None:
        if not 0.0 < decay <= 1.0:
            raise ValueError(f"decay must be above 0 and at most 1, got {decay}: try 0.999.")
        self.decay = decay
        self.sums: dict[str, float] = {}
        self.counts: dict[str, float] = {}

    def update(self, values: Mapping[str, float]) -> None:
        """Update the averages with one value per name."""
        for name, value in values.items():
            self.sums[name] = self.decay * self.sums.get(name, 0.0) + value
            self.counts[name] = self.decay * self.counts.get(name, 0.0) + 1.0

    def value(self, name: str) -> float:
        """Return the current average of a name; zero before the first value."""
        return self.sums[name] / self.counts[name] if name in self.sums else 0.0

    def load(self, sums: Mapping[str, float], counts: Mapping[str, float]) -> None:
        """Continue from saved sums and counts.

        Args:
            sums: The weighted sum of each name.
            counts: The weighted count of each name.

        Raises:
            ValueError: The names differ, or a number is impossible.
        """
        if set(sums) != set(counts):
            raise ValueError(
                f"saved sums and counts must have the same names, got {sorted(sums)} and "
                f"{sorted(counts)}: this isn't the state of moving averages."
            )
        for name in sums:
            if not (math.isfinite(sums[name]) and sums[name] >= 0 and 1 <= counts[name] < math.inf):
                raise ValueError(
                    f"the saved average of {name!r}, {sums[name]} / {counts[name]}, is damaged: "
                    "sums must be finite and not negative, counts at least 1."
                )
        self.sums, self.counts = dict(sums), dict(counts)
