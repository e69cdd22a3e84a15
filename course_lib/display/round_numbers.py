"""Round numbers for the axis of a picture. `round_numbers.js` has those of the browser."""

from matplotlib.ticker import MaxNLocator


def round_numbers(low: float, high: float, most: int, integer: bool = False) -> list[float]:
    """Return a few round numbers at equal distances; the ends are between the first and last.

    Args:
        low: The lower end, below `high`.
        high: The upper end.
        most: Distances that fit between the ends, at most.
        integer: Whether all of them are whole numbers.
    """
    locator = MaxNLocator(most, steps=[1, 2, 5, 10], integer=integer)
    return list(map(float, locator.tick_values(low, high)))
