"""ROC curves of several discriminators: a threshold is dragged, and its point follows.

curves = roc_curves(real, fake)
curves.areas                         the area under each curve
"""

from collections.abc import Mapping, Sequence
from itertools import cycle
from math import isclose
from pathlib import Path

import traitlets

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.figure_style import DASHES, OKABE_ITO, img_tag, new_figure
from course_lib.display.html_pieces import card
from course_lib.instruments.logit_inspector.model import known_discriminators
from course_lib.instruments.roc_curves.model import Scores, area, clip_scores, in_steps, roc
from course_lib.sounds import Sound


class RocWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("chosen", "point")
    curves = traitlets.List(traitlets.Dict()).tag(sync=True)  # name, real and fake scores
    finding = traitlets.Unicode("").tag(sync=True)
    left_out = traitlets.List(traitlets.Unicode()).tag(sync=True)  # a sentence for each
    chosen = traitlets.Unicode("").tag(sync=True)
    point = traitlets.Int(-1).tag(sync=True)  # on the chosen curve, from (0, 0); -1: the browser's


class RocCurves(BrowserInstrument):
    """One curve for each discriminator, or listener. Use `roc_curves`.

    Attributes:
        scores: The scores of the real and of the generated clips, by name.
        left_out: Why a discriminator has no curve, by name.
        chosen: The name of the curve whose threshold can be moved.
        title: What the picture shows; empty for the curve with the largest area.
    """

    Widget = RocWidget

    def __init__(
        self, scores: Mapping[str, Scores], left_out: Mapping[str, str], title: str = ""
    ) -> None:
        self.scores = dict(scores)
        self.left_out = dict(left_out)
        self.title = title
        self.chosen = max(self.areas, key=lambda name: self.areas[name], default="")

    @property
    def areas(self) -> dict[str, float]:
        """The area under each curve."""
        return {name: area(*both) for name, both in self.scores.items()}

    def finding(self) -> str:
        """Return the title: the given one, or which discriminator separates the clips best."""
        if self.title:
            return self.title
        if not self.scores:
            return "No discriminator has scored these clips"
        largest = max(self.areas.values())
        best = [name for name, value in self.areas.items() if isclose(value, largest)]
        return f"Best on these clips: {_listed(best)}, with an area of {largest:.2f}"

    def text(self) -> str:
        """Return the area of each curve."""
        lines = [f"{self.finding()}. Guessing has 0.50."]
        lines += [f"  {name}: {value:.2f}" for name, value in self.areas.items()]
        return "\n".join([*lines, *(f"  {line}" for line in self._reasons())])

    def state(self) -> State:
        """Return the scores of each curve."""
        curves = [
            {"name": name, "real": list(real), "fake": list(fake)}
            for name, (real, fake) in self.scores.items()
        ]
        left_out = self._reasons()
        return {
            "curves": curves,
            "finding": self.finding(),
            "left_out": left_out,
            "chosen": self.chosen,
        }

    def take(self, name: str, value: object) -> None:
        """Store which curve the learner chose."""
        if name == "chosen":
            self.chosen = str(value)

    def fallback_html(self) -> str:
        """Return the curves, with the diagonal of guessing."""
        figure, axes = new_figure(4.8, 4.2)
        axes.plot([0, 1], [0, 1], color="0.6", linewidth=1, label="guessing: 0.50")
        styles = cycle(zip(OKABE_ITO, DASHES, strict=True))
        for (name, both), (colour, dash) in zip(self.scores.items(), styles, strict=False):
            alarms, hits = zip(*roc(*both), strict=True)
            wide = 3.0 if name == "you" else 1.5
            label = f"{name}: {area(*both):.2f}"
            axes.plot(alarms, hits, color=colour, linestyle=dash, linewidth=wide, label=label)
        axes.set(
            title=self.finding(),
            xlabel="generated clips called real (share)",
            ylabel="real clips called real (share)",
            xlim=(-0.02, 1.02),
            ylim=(-0.02, 1.02),
        )
        axes.legend(loc="lower right")
        return card(img_tag(figure, f"ROC curves. {' '.join(self.text().split())}"), "roc")

    def _reasons(self) -> list[str]:
        return [f"{name} is left out: {reason}" for name, reason in self.left_out.items()]


def roc_curves(
    real: Sequence[Sound],
    fake: Sequence[Sound],
    discriminators: Mapping[str, MultiDiscriminator] | None = None,
    title: str = "",
) -> RocCurves:
    """Return the ROC curve of each discriminator on the same clips.

    Args:
        real: The real clips.
        fake: The generated clips.
        discriminators: The discriminators by name. None takes a small instance of each registered
            class.
        title: What the picture shows. Empty names the discriminators with the largest area.
    """
    built, left_out = (
        known_discriminators() if discriminators is None else (dict(discriminators), {})
    )
    scores: dict[str, Scores] = {}
    for name, discriminator in built.items():
        if not getattr(discriminator, "has_scored", True):  # a listener before the first clip
            left_out[name] = "no clip has been scored so far"
            continue
        try:
            both = (clip_scores(discriminator, real), clip_scores(discriminator, fake))
            scores[name] = in_steps(*both)
        except Exception as error:  # a plug-in may fail in any way, but breaks only itself
            left_out[name] = f"{type(error).__name__}: {error}"
    return RocCurves(scores, left_out, title)


def _listed(names: Sequence[str]) -> str:
    """Return names as in "mpd", "mpd and you" or "mpd, msd and you"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
