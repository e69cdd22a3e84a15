"""Curves over training steps, with a finding as their title."""

from collections.abc import Mapping

from course_lib.display.figures.training_curves import curves_picture
from course_lib.display.forms import Showable
from course_lib.display.html_pieces import card


class StepCurves(Showable):
    """Curves over training steps.

    Args:
        finding: The title.
        curves: A value for each step, by the name of the curve.
        values: What the values are, for the vertical axis, such as "mean score".
    """

    def __init__(
        self, finding: str, curves: Mapping[str, list[float]], values: str = "values"
    ) -> None:
        self.finding, self.curves, self.values = finding, dict(curves), values

    def text(self) -> str:
        """Return the first and the last value of each curve."""
        ends = [f"{n}: from {_two(c[0])} to {_two(c[-1])}" for n, c in self.curves.items()]
        return "\n".join([f"{self.finding}.", *ends, f"Vertical axis: {self.values}."])

    def static_html(self) -> str:
        """Return a picture of the curves."""
        steps = {name: list(enumerate(curve)) for name, curve in self.curves.items()}
        last = max(map(len, self.curves.values())) - 1
        picture = curves_picture(steps, last, self.text().replace("\n", " "))
        title = f"<b>{self.finding}</b><div>{self.values}</div>"
        return card(f"{title}{picture}", "curves")


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
