"""One curve of several training runs, side by side with the same axes.

runs_side_by_side({"A": a.curves["recon"], "B": b.curves["recon"]}, "reconstruction loss")
"""

import html
from collections.abc import Mapping

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from course_lib.display.figure_style import BLUE, OKABE_ITO, img_tag
from course_lib.display.html_pieces import card
from course_lib.display.three_forms import Showable

ACROSS = 4  # panels in a row
SIZE = (2.0, 2.1)  # inches of a panel
DPI = 92  # four panels are as wide as the cards, and hardly shrink in a narrow window
MEAN_OF = 20  # steps in the running mean, drawn over the noisy single steps
READ = f"Thick: mean of {MEAN_OF} steps. Above each panel: mean of its last fifth."


class RunsSideBySide(Showable):
    """Curves of several runs in equal panels. Use `runs_side_by_side`."""

    def __init__(
        self,
        curves: Mapping[str, Tensor],
        what: str,
        level: float | None,
        finding: str,
        generated: bool,
    ) -> None:
        if not curves:
            raise ValueError(
                "runs_side_by_side needs at least one curve, got none: give some by name, as in "
                "{'A': run.curves['recon']}."
            )
        self.curves, self.what, self.level = dict(curves), what, level
        self.colour = OKABE_ITO[5] if generated else BLUE
        self.title = f"{finding} ({what}, step by step)" if finding else f"{what}, step by step"

    def text(self) -> str:
        """Return the mean of each curve in its first fifth, and in its last."""
        return "\n".join([f"{self.title}:", *map(self._sentence, self.curves)])

    def static_html(self) -> str:
        """Return the panels."""
        sentences = " ".join(map(self._sentence, self.curves))
        image = img_tag(self._figure(), f"{self.title}. {sentences}", DPI)
        return card(
            f"<b>{html.escape(self.title)}</b><br><small>{READ}</small>{image}", "run-curves"
        )

    def _sentence(self, name: str) -> str:
        early, late = self._ends(name)
        return f"{name}: {early:.2f} in the first fifth, {late:.2f} in the last."

    def _ends(self, name: str) -> tuple[float, float]:
        curve = self.curves[name]
        part = max(1, len(curve) // 5)
        return float(curve[:part].mean()), float(curve[-part:].mean())

    def _figure(self) -> Figure:
        rows = -(-len(self.curves) // ACROSS)
        across = min(ACROSS, len(self.curves))
        figure = Figure((SIZE[0] * across, SIZE[1] * rows), layout="constrained", facecolor="none")
        panels = figure.subplots(rows, across, sharex=True, sharey=True, squeeze=False)
        for axes, (name, curve) in zip(panels.flat, self.curves.items(), strict=False):
            axes.plot(range(1, len(curve) + 1), curve, color="#BBBBBB", linewidth=0.7)
            if len(curve) >= MEAN_OF:
                means = curve.unfold(0, MEAN_OF, 1).mean(1)
                axes.plot(range(MEAN_OF, len(curve) + 1), means, color=self.colour, linewidth=2)
            axes.set_title(f"{name}: {self._ends(name)[1]:.2f}".replace("-", "−"))
            if self.level is not None:
                axes.axhline(self.level, color="#777777", linewidth=1, linestyle=":")
        for axes in panels[-1]:
            axes.set_xlabel("step")
            axes.xaxis.set_major_locator(MaxNLocator(2, steps=[1, 2, 5, 10]))
        for axes in panels[:, 0]:
            axes.set_ylabel(self.what)
        for axes in list(panels.flat)[len(self.curves) :]:
            axes.set_axis_off()
        return figure


def runs_side_by_side(
    curves: Mapping[str, Tensor],
    what: str,
    *,
    level: float | None = None,
    finding: str = "",
    generated: bool = False,
) -> RunsSideBySide:
    """Return panels with one curve of several runs.

    Args:
        curves: A curve [steps] for each panel, by the panel's name.
        what: The name of the quantity, with its unit if it has one.
        level: The height of a thin line for orientation, if any.
        finding: What the curves show, for the title.
        generated: Whether they are about generated sounds, which are orange in every picture.
    """
    return RunsSideBySide(curves, what, level, finding, generated)


RunCurves, run_curves = RunsSideBySide, runs_side_by_side  # earlier names
