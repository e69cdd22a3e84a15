"""How well do scores separate real from generated clips? The ROC curve, and the area under it.

A threshold turns a score into a verdict: above it, a clip is called real. Each threshold gives two
shares: the real clips that are called real (hits), and the generated clips that are called real
(false alarms). The curve shows both for all thresholds. The area under it is the probability that a
real clip has the higher score in a pair: 0.5 is guessing, 1 is perfect. Scaling or shifting all
scores doesn't change it, so a person and a network fit into one picture.

Source: N. A. Macmillan & C. D. Creelman, "Detection Theory: A User's Guide", 2nd ed., 2005, ch. 3.
"""

from collections.abc import Mapping, Sequence
from itertools import cycle

import torch

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.display.forms import Showable
from course_lib.display.html_pieces import card
from course_lib.display.theme import DASHES, OKABE_ITO, img_tag, new_figure
from course_lib.instruments.logit_inspector.model import known_discriminators
from course_lib.sounds import Sound

STEPS = 1000  # of rounding, between the lowest and the highest score

Scores = tuple[Sequence[float], Sequence[float]]  # of the real clips, and of the generated ones


def roc(real: Sequence[float], fake: Sequence[float]) -> list[tuple[float, float]]:
    """Return pairs (false alarms, hits) from the strictest threshold to the loosest, as shares."""
    _check(real, fake)
    points = [(0.0, 0.0)]
    for threshold in sorted({*real, *fake}, reverse=True):
        alarms = sum(score >= threshold for score in fake) / len(fake)
        hits = sum(score >= threshold for score in real) / len(real)
        points.append((alarms, hits))
    return points


def area(real: Sequence[float], fake: Sequence[float]) -> float:
    """Return the share of pairs in which the real clip has the higher score; a tie counts half."""
    _check(real, fake)
    won = sum((r > f) + 0.5 * (r == f) for r in real for f in fake)
    return won / (len(real) * len(fake))


def clip_scores(discriminator: MultiDiscriminator, sounds: Sequence[Sound]) -> list[float]:
    """Return one score for each clip: the mean over sub-discriminators of their mean logits."""
    scores = []
    with torch.no_grad():
        for sound in sounds:
            logits = discriminator(sound.wave)[0]
            scores.append(float(torch.stack([of_one.mean() for of_one in logits]).mean()))
    return scores


class RocCurves(Showable):
    """One curve for each discriminator, or listener. Use `roc_curves`."""

    def __init__(self, scores: Mapping[str, Scores], left_out: Mapping[str, str]) -> None:
        self.scores = dict(scores)
        self.left_out = dict(left_out)

    @property
    def areas(self) -> dict[str, float]:
        """The area under each curve."""
        return {name: area(*both) for name, both in self.scores.items()}

    def finding(self) -> str:
        """Return which discriminator separates the clips best, as a title."""
        if not self.scores:
            return "No discriminator has scored these clips"
        best = max(self.areas, key=lambda name: self.areas[name])
        return f"Best on these clips: {best}, with an area of {self.areas[best]:.2f}"

    def text(self) -> str:
        """Return the area of each curve."""
        lines = [f"{self.finding()}. Guessing has 0.50."]
        lines += [f"  {name}: {value:.2f}" for name, value in self.areas.items()]
        lines += [f"  {name} is left out: {reason}" for name, reason in self.left_out.items()]
        return "\n".join(lines)

    def static_html(self) -> str:
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


def roc_curves(
    real: Sequence[Sound],
    fake: Sequence[Sound],
    discriminators: Mapping[str, MultiDiscriminator] | None = None,
) -> RocCurves:
    """Return the ROC curve of each discriminator on the same clips.

    Args:
        real: The real clips.
        fake: The generated clips.
        discriminators: The discriminators by name. None takes a small instance of each registered
            class.
    """
    built, left_out = (
        known_discriminators() if discriminators is None else (dict(discriminators), {})
    )
    scores: dict[str, Scores] = {}
    for name, discriminator in built.items():
        try:
            both = (clip_scores(discriminator, real), clip_scores(discriminator, fake))
            scores[name] = _in_steps(*both)
        except Exception as error:  # a plug-in may fail in any way, but breaks only itself
            left_out[name] = f"{type(error).__name__}: {error}"
    return RocCurves(scores, left_out)


def _in_steps(real: Sequence[float], fake: Sequence[float]) -> Scores:
    """Return scores rounded to a thousandth of their range, so that rounding errors are ties."""
    lowest, highest = min([*real, *fake]), max([*real, *fake])
    step = (highest - lowest) / STEPS or 1.0
    first, second = ([round((s - lowest) / step) for s in scores] for scores in (real, fake))
    return first, second


def _check(real: Sequence[float], fake: Sequence[float]) -> None:
    if not real or not fake:
        raise ValueError(
            f"A ROC curve needs scores of both kinds, got {len(real)} real and {len(fake)} "
            "generated."
        )
