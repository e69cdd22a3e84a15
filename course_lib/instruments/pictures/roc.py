"""How well do scores tell real from made? The ROC curve, and the area under it.

A score becomes a verdict by a threshold: what lies above it is called real. Each threshold gives
two shares: of the real clips that were called real (hits), and of the made ones that were called
real, too (false alarms). The curve shows both for all thresholds. The area under it is the chance
that a real clip gets the higher score of a pair: 0.5 is guessing, 1 is perfect. No doubling or
shifting of all scores changes it, so a person and a network fit into one picture.

Source: N. A. Macmillan & C. D. Creelman, "Detection Theory: A User's Guide", 2nd ed., 2005, ch. 3.
"""

from collections.abc import Mapping, Sequence
from itertools import cycle

import torch

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.display.cards import card
from course_lib.display.forms import Shown
from course_lib.display.theme import DASHES, OKABE_ITO, img_tag, new_figure
from course_lib.instruments.logit_inspector.model import known_discriminators
from course_lib.sounds import Sound

STEPS = 1000  # between the lowest and the highest score

Scores = tuple[Sequence[float], Sequence[float]]  # of the real clips, and of the made ones


def roc(real: Sequence[float], made: Sequence[float]) -> list[tuple[float, float]]:
    """List (false alarms, hits) from the strictest threshold to the loosest, both as shares."""
    _check(real, made)
    points = [(0.0, 0.0)]
    for threshold in sorted({*real, *made}, reverse=True):
        alarms = sum(score >= threshold for score in made) / len(made)
        hits = sum(score >= threshold for score in real) / len(real)
        points.append((alarms, hits))
    return points


def area(real: Sequence[float], made: Sequence[float]) -> float:
    """Give the share of pairs in which the real clip has the higher score; a tie counts half."""
    _check(real, made)
    won = sum((r > m) + 0.5 * (r == m) for r in real for m in made)
    return won / (len(real) * len(made))


def clip_scores(discriminator: MultiDiscriminator, sounds: Sequence[Sound]) -> list[float]:
    """Boil many logits down to one score a clip: their mean, each member counting alike."""
    scores = []
    with torch.no_grad():
        for sound in sounds:
            logits = discriminator(sound.wave)[0]
            scores.append(float(torch.stack([member.mean() for member in logits]).mean()))
    return scores


class RocCurves(Shown):
    """One curve for each listener; made by `roc_curves`."""

    def __init__(self, scores: Mapping[str, Scores], left_out: Mapping[str, str]) -> None:
        self.scores = dict(scores)
        self.left_out = dict(left_out)

    @property
    def areas(self) -> dict[str, float]:
        """The area under each curve."""
        return {name: area(*both) for name, both in self.scores.items()}

    def finding(self) -> str:
        """Say in a title who tells best."""
        if not self.scores:
            return "Nobody has judged these clips"
        best = max(self.areas, key=lambda name: self.areas[name])
        return f"Best on these clips: {best}, with an area of {self.areas[best]:.2f}"

    def text(self) -> str:
        """Say each area."""
        lines = [f"{self.finding()}. Guessing has 0.50."]
        lines += [f"  {name}: {value:.2f}" for name, value in self.areas.items()]
        lines += [f"  {name} is left out: {reason}" for name, reason in self.left_out.items()]
        return "\n".join(lines)

    def static_html(self) -> str:
        """Show the curves over the diagonal of who guesses."""
        figure, axes = new_figure(4.8, 4.2)
        axes.plot([0, 1], [0, 1], color="0.6", linewidth=1, label="guessing: 0.50")
        looks = cycle(zip(OKABE_ITO, DASHES, strict=True))
        for (name, both), (colour, dash) in zip(self.scores.items(), looks, strict=False):
            alarms, hits = zip(*roc(*both), strict=True)
            wide = 3.0 if name == "you" else 1.5
            label = f"{name}: {area(*both):.2f}"
            axes.plot(alarms, hits, color=colour, linestyle=dash, linewidth=wide, label=label)
        axes.set(
            title=self.finding(),
            xlabel="made clips called real (share)",
            ylabel="real clips called real (share)",
            xlim=(-0.02, 1.02),
            ylim=(-0.02, 1.02),
        )
        axes.legend(loc="lower right")
        return card(img_tag(figure, f"ROC curves. {' '.join(self.text().split())}"), "roc")


def roc_curves(
    real: Sequence[Sound],
    made: Sequence[Sound],
    discriminators: Mapping[str, MultiDiscriminator] | None = None,
) -> RocCurves:
    """Let every listener judge the same clips.

    Args:
        real: clips that are what they seem.
        made: clips that a generator made.
        discriminators: those who judge; None for a small instance of each that is registered.
    """
    built, left_out = (
        known_discriminators() if discriminators is None else (dict(discriminators), {})
    )
    scores: dict[str, Scores] = {}
    for name, discriminator in built.items():
        try:
            both = (clip_scores(discriminator, real), clip_scores(discriminator, made))
            scores[name] = _in_steps(*both)
        except Exception as error:  # somebody's class may fail in any way, and breaks only itself
            left_out[name] = f"{type(error).__name__}: {error}"
    return RocCurves(scores, left_out)


def _in_steps(real: Sequence[float], made: Sequence[float]) -> Scores:
    """Round scores to a thousandth of their range: what differs by rounding alone is a tie."""
    lowest, highest = min([*real, *made]), max([*real, *made])
    step = (highest - lowest) / STEPS or 1.0
    first, second = ([round((s - lowest) / step) for s in scores] for scores in (real, made))
    return first, second


def _check(real: Sequence[float], made: Sequence[float]) -> None:
    if not real or not made:
        raise ValueError(
            f"a curve needs clips of both kinds: {len(real)} real and {len(made)} made were given"
        )
