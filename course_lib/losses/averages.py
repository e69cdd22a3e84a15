"""Moving averages by name, right from the first value on.

    a(t) = sum_s β^(t-s) x(s) / sum_s β^(t-s)

The lower sum corrects the bias: an average that starts at zero and only forgets slowly would be
far too small for the first 1 / (1 - β) steps. With β = 1 it is the plain mean.

Source: flashy, ``flashy/averager.py``, https://github.com/facebookresearch/flashy; the correction
is that of Kingma and Ba, "Adam", 2015, section 3, https://arxiv.org/abs/1412.6980
"""

import math
from collections.abc import Mapping


class MovingAverages:
    """One average per name, each with its own clock.

    A name that is not updated does not age: its average waits for it.

    Args:
        decay: β, the weight of the past against that of the next value.
    """

    def __init__(self, decay: float) -> None:
        if not 0.0 < decay <= 1.0:
            raise ValueError(f"a decay lies in (0, 1], and {decay} was given: try 0.999.")
        self.decay = decay
        self.sums: dict[str, float] = {}
        self.counts: dict[str, float] = {}

    def update(self, values: Mapping[str, float]) -> None:
        """Take in one value per name."""
        for name, value in values.items():
            self.sums[name] = self.decay * self.sums.get(name, 0.0) + value
            self.counts[name] = self.decay * self.counts.get(name, 0.0) + 1.0

    def value(self, name: str) -> float:
        """Average of a name so far; zero before the first value."""
        return self.sums[name] / self.counts[name] if name in self.sums else 0.0

    def load(self, sums: Mapping[str, float], counts: Mapping[str, float]) -> None:
        """Continue from saved sums and counts.

        Raises:
            ValueError: the two do not belong together, or hold a number that no run can reach.
        """
        if set(sums) != set(counts):
            raise ValueError(
                f"the saved sums are those of {sorted(sums)}, the counts those of "
                f"{sorted(counts)}: this is no state of moving averages."
            )
        for name in sums:
            if not (math.isfinite(sums[name]) and sums[name] >= 0 and 1 <= counts[name] < math.inf):
                raise ValueError(
                    f"the saved average of {name!r}, {sums[name]} / {counts[name]}, is damaged: "
                    "sums are finite and not negative, counts are at least 1."
                )
        self.sums, self.counts = dict(sums), dict(counts)
