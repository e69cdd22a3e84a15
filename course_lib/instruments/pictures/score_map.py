"""See a committee's scores under the sound they judge: one curve for each member.

With a second sound of the same length, the scores that differ are marked, and one sees where a
committee has noticed the difference.
"""

import torch
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.display.cards import card
from course_lib.display.figures.waves import draw_wave
from course_lib.display.forms import Shown
from course_lib.display.theme import OKABE_ITO, img_tag, new_figure
from course_lib.sounds import Sound

BLUE, VERMILLION = OKABE_ITO[0], OKABE_ITO[5]
ROW = 1.25  # inches


class ScoreMap(Shown):
    """The scores of a committee for one sound, or for two; made by `score_map`."""

    def __init__(
        self, committee: MultiDiscriminator, sound: Sound, other: Sound | None = None
    ) -> None:
        if other is not None and other.samples.shape != sound.samples.shape:
            raise ValueError(
                f"two sounds are compared sample by sample: {sound.name!r} has "
                f"{len(sound.samples)} samples, and {other.name!r} has {len(other.samples)}"
            )
        self.sound, self.other = sound, other
        self.scores = scores_over_time(committee, sound)
        self.others = scores_over_time(committee, other) if other else []

    def changed(self) -> list[Tensor]:
        """Mark the scores that differ between the two sounds, member by member."""
        pairs = zip(self.scores, self.others, strict=True)
        return [one != two for one, two in pairs] if self.other else []

    def finding(self) -> str:
        """Say in a title what is seen."""
        total = sum(len(scores) for scores in self.scores)
        if self.other is None:
            low = min(float(scores.min()) for scores in self.scores)
            high = max(float(scores.max()) for scores in self.scores)
            return f"{total} scores from {len(self.scores)} members, from {low:.2f} to {high:.2f}"
        moved = sum(int(marks.sum()) for marks in self.changed())
        return f"{moved} of {total} scores change"

    def text(self) -> str:
        """Say how many scores each member gives, and which of them change."""
        return "\n".join([f"{self.finding()}.", *(f"  {line}" for line in self._lines())])

    def static_html(self) -> str:
        """Show the sound, and below it one curve for each member."""
        count = len(self.scores)
        figure, _ = new_figure(6.4, ROW * (count + 1))
        figure.clear()
        top, *rest = figure.subplots(count + 1, 1, sharex=True)
        shown = self.other or self.sound
        seen = draw_wave(top, shown.samples, shown.sample_rate, name=shown.name)
        top.set(title=self.finding(), xlabel="", ylabel=shown.name)
        for k, axes in enumerate(rest):
            self._draw(axes, k)
        rest[-1].set_xlabel("time (s)")
        return card(img_tag(figure, " ".join([seen, *self._lines()])), "score-map")

    def _draw(self, axes: Axes, k: int) -> None:
        scores = self.others[k] if self.other else self.scores[k]
        times = torch.arange(len(scores)) * self.sound.seconds / len(scores)
        axes.plot(times.numpy(), scores.numpy(), color=BLUE, linewidth=0.8)
        if self.other:
            marks = self.changed()[k]
            axes.plot(
                times[marks].numpy(),
                scores[marks].numpy(),
                linestyle="none",
                marker="o",
                markersize=4,
                color=VERMILLION,
                label="changed",
            )
            axes.legend(loc="upper right")
        axes.set_ylabel(f"member {k}")

    def _lines(self) -> list[str]:
        if self.other is None:
            return [
                f"Member {k}: {len(scores)} scores, {float(scores.min()):.3f} to "
                f"{float(scores.max()):.3f}."
                for k, scores in enumerate(self.scores)
            ]
        return [self._change(k, marks) for k, marks in enumerate(self.changed())]

    def _change(self, k: int, marks: Tensor) -> str:
        where = marks.nonzero().flatten() * self.sound.seconds / len(marks)
        if not len(where):
            return f"Member {k}: none of {len(marks)} scores changes."
        return (
            f"Member {k}: {len(where)} of {len(marks)} scores change, from {float(where[0]):.3f} "
            f"to {float(where[-1]):.3f} s."
        )


def score_map(committee: MultiDiscriminator, sound: Sound, other: Sound | None = None) -> ScoreMap:
    """Draw what a committee says of a sound; with ``other``, what it says differently of that."""
    return ScoreMap(committee, sound, other)


def scores_over_time(committee: MultiDiscriminator, sound: Sound) -> list[Tensor]:
    """Each member's scores in reading order, time first: [scores]."""
    with torch.no_grad():
        logits, _ = committee(sound.wave)
    return [scores[0].flatten() for scores in logits]
