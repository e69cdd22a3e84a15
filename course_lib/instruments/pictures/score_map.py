"""The scores of a multi-discriminator below its input: one curve for each sub-discriminator.

With a second sound of the same length, marks show which scores differ between the two sounds.
Where a curve has more scores than the picture can separate, a second column magnifies a short part.
"""

import html
from collections.abc import Iterable

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.display.figure_style import BLUE, OKABE_ITO, img_tag
from course_lib.display.figures.waves import draw_wave
from course_lib.display.html_pieces import card
from course_lib.display.three_forms import Showable
from course_lib.sounds import Sound

VERMILLION = OKABE_ITO[5]
WIDTH, ROW = 8.4, 1.1  # inches
DENSE = 400  # scores of one curve; more are a solid band
CLOSE = 0.05  # seconds that the second column shows, or more if the changed scores need it
WIDEST = 0.2  # seconds; changed scores that spread further need no second column


class ScoreMap(Showable):
    """The scores of a discriminator for one sound, or for two. Use `score_map`."""

    def __init__(
        self, discriminator: MultiDiscriminator, sound: Sound, other: Sound | None = None
    ) -> None:
        if other is not None and other.samples.shape != sound.samples.shape:
            raise ValueError(
                f"score_map compares sample by sample, so both sounds need the same length, got "
                f"{len(sound.samples)} samples of {sound.name!r} and {len(other.samples)} of "
                f"{other.name!r}."
            )
        self.sound, self.other = sound, other
        self.scores = scores_over_time(discriminator, sound)
        self.others = scores_over_time(discriminator, other) if other else []

    def changed(self) -> list[Tensor]:
        """Return which scores differ between the two sounds, for each sub-discriminator."""
        pairs = zip(self.scores, self.others, strict=True)
        return [one != two for one, two in pairs] if self.other else []

    def finding(self) -> str:
        """Return the title of the picture."""
        total = sum(len(scores) for scores in self.scores)
        if self.other is None:
            low = min(float(scores.min()) for scores in self.scores)
            high = max(float(scores.max()) for scores in self.scores)
            count = len(self.scores)
            subs = f"{count} sub-discriminator{'s' * (count != 1)}"
            span = f"{low:.2f} to {high:.2f}".replace("-", "\N{MINUS SIGN}")  # as on the axes
            return f"{total} scores from {subs}, from {span}"
        moved = sum(int(marks.sum()) for marks in self.changed())
        return f"{moved} of {total} scores change{self._where()}"

    def changed_at(self) -> list[float]:
        """Return the times in seconds of all scores that change."""
        return [
            place * self.sound.seconds / len(marks)
            for marks in self.changed()
            for place in marks.nonzero().flatten().tolist()
        ]

    def close_up(self) -> tuple[float, float] | None:
        """Return from when to when the second column is, in seconds; None if it isn't needed.

        It is around the scores that change, or in the middle if none do.
        """
        times = self.changed_at() or [self.sound.seconds / 2]
        spread = max(times) - min(times)
        if max(map(len, self.scores)) <= DENSE or spread > WIDEST:
            return None
        middle, half = (min(times) + max(times)) / 2, max(CLOSE / 2, spread)
        return max(0.0, middle - half), min(self.sound.seconds, middle + half)

    def _where(self) -> str:
        """Return when the scores change, and whether all of them fall or rise."""
        times, steps = self.changed_at(), []
        for one, two, marks in zip(self.scores, self.others, self.changed(), strict=True):
            steps += (two - one)[marks].tolist()
        if not times:
            return ""
        way = ": all fall" if max(steps) < 0 else ": all rise" if min(steps) > 0 else ""
        return f", from {min(times):.2f} to {max(times):.2f} s{way}"

    def text(self) -> str:
        """Return how many scores each sub-discriminator gives, and which of them change."""
        return "\n".join([f"{self.finding()}.", *(f"  {line}" for line in self._lines())])

    def static_html(self) -> str:
        """Return the sound, and below it one curve for each sub-discriminator."""
        count, part = len(self.scores), self.close_up()
        figure = Figure(figsize=(WIDTH, ROW * (count + 1)), layout="constrained", facecolor="none")
        columns = 1 if part is None else 2
        grid = figure.subplots(
            count + 1, columns, sharex="col", squeeze=False, width_ratios=(5, 3)[:columns]
        )
        seen = self._draw_column(grid[:, 0], (0, self.sound.seconds))
        grid[0, 0].set_title((self.other or self.sound).name, fontsize="medium")
        for k, axes in enumerate(grid[1:, 0]):
            _name(axes, f"score of\nsub-discr. {k}")
            if self.other:
                axes.margins(y=0.25)  # room for the legend above the curve
                axes.legend(loc="upper right", frameon=False, handletextpad=0, borderpad=0)
        _name(grid[0, 0], "sample value")
        if part is not None:
            self._draw_column(grid[:, 1], part)
            grid[0, 1].set_title(f"{1000 * (part[1] - part[0]):.0f} ms of it", fontsize="medium")
        own = "; each panel has a vertical axis of its own" if count > 1 else ""
        grid[-1, 0].set_xlabel(f"time (s){own}")
        if part is not None:
            grid[-1, 1].set_xlabel("time (s)")
        figure.align_ylabels()
        picture = img_tag(figure, " ".join([seen, *self._lines()]))
        return card(f"<b>{html.escape(self.finding())}</b>{picture}", "score-map")

    def _draw_column(self, rows: Iterable[Axes], part: tuple[float, float]) -> str:
        """Draw a part of the wave and of each curve, and return the alt text of the wave."""
        shown = self.other or self.sound
        top, *rest = rows
        first, last = (round(second * shown.sample_rate) for second in part)
        seen = draw_wave(
            top,
            shown.samples[first:last],
            shown.sample_rate,
            name=shown.name,
            start=first / shown.sample_rate,
        )
        top.set(xlabel="", ylabel="")
        for k, axes in enumerate(rest):
            self._draw(axes, k, part)
        return seen

    def _draw(self, axes: Axes, k: int, part: tuple[float, float]) -> None:
        scores = self.others[k] if self.other else self.scores[k]
        times = torch.arange(len(scores)) * self.sound.seconds / len(scores)
        seen = (times >= part[0]) & (times <= part[1])
        axes.plot(times[seen].numpy(), scores[seen].numpy(), color=BLUE, linewidth=0.8)
        if self.other:
            marks = seen & self.changed()[k]
            axes.plot(
                times[marks].numpy(),
                scores[marks].numpy(),
                linestyle="none",
                marker="o",
                markersize=4,
                color=VERMILLION,
                label=f"{int(marks.sum())} changed",
            )

    def _lines(self) -> list[str]:
        if self.other is None:
            return [
                f"Sub-discriminator {k}: {len(scores)} scores, {float(scores.min()):.3f} to "
                f"{float(scores.max()):.3f}."
                for k, scores in enumerate(self.scores)
            ]
        return [self._change(k, marks) for k, marks in enumerate(self.changed())]

    def _change(self, k: int, marks: Tensor) -> str:
        where = marks.nonzero().flatten() * self.sound.seconds / len(marks)
        if not len(where):
            return f"Sub-discriminator {k}: none of {len(marks)} scores changes."
        return (
            f"Sub-discriminator {k}: {len(where)} of {len(marks)} scores change, from "
            f"{float(where[0]):.3f} to {float(where[-1]):.3f} s."
        )


def score_map(
    discriminator: MultiDiscriminator, sound: Sound, other: Sound | None = None
) -> ScoreMap:
    """Return the scores of a discriminator over time.

    Args:
        discriminator: The discriminator.
        sound: Its input.
        other: A second sound of the same length, to mark the scores that differ.
    """
    return ScoreMap(discriminator, sound, other)


def _name(axes: Axes, name: str) -> None:
    """Write the name of a vertical axis beside it: upright, it would be longer than the axis."""
    axes.set_ylabel(name, rotation=0, ha="right", va="center", labelpad=10)


def scores_over_time(discriminator: MultiDiscriminator, sound: Sound) -> list[Tensor]:
    """Return each sub-discriminator's scores [scores] in reading order, time first."""
    with torch.no_grad():
        logits, _ = discriminator(sound.wave)
    return [scores[0].flatten() for scores in logits]
