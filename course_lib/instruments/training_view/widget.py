"""Watch a GAN train: its progress, the scores, each loss's share of the gradient, and its sound.

    with TrainingView(session.config, session.folder) as view:
        run = session.train(watch=[view])
    view                                       the whole run, with a slider over time

A loss doesn't show how a GAN is doing. Four pictures do: the distance from the original, each
sub-discriminator's scores of real and generated sounds, how often the discriminators are right, and
each loss's share of the gradient.
"""

import html
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import ipywidgets
from IPython.display import DisplayHandle

from course_lib.display.figures.training_curves import curves_picture
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.html_pieces import card, labelled_player
from course_lib.display.live import Live
from course_lib.display.panels import Panel, slider, stack
from course_lib.display.publishing import has_kernel, publish
from course_lib.gan.training.checkpoints import CheckpointError
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.held_out_snapshot import Snapshot
from course_lib.gan.training.runs import read_run
from course_lib.instruments.training_view.model import TrainingRecord
from course_lib.instruments.training_view.ridgelines import ridgelines, ridgelines_text
from course_lib.sounds import for_listening

DISTANCE = "Distance from the original: the reconstruction loss"
COSTS = "Loss of each discriminator: 2 is guessing"
RIGHT = "How often the discriminators are right on held-out sounds: 0.5 is guessing"
STEERING = "Which loss drives the generator: shares of the gradient in its parameters"
Curves = dict[str, list[tuple[int, float]]]
EVERY = 1.0  # seconds between two updates, because these pictures are large


class TrainingView(Live, Instrument):
    """The live view of a run, and its timeline afterwards. The trainer calls it after each step.

    Args:
        config: The configuration of the run.
        folder: The folder of the run, to show its earlier steps, too.
        clock: A function that returns the time in seconds.
    """

    def __init__(
        self,
        config: TrainConfig,
        folder: str | Path | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        title = f"Training {config.preset.name}"
        super().__init__(config.last_step, title, every=EVERY, clock=clock)
        self.record = TrainingRecord(config.preset.sample_rate)
        self._sounds: DisplayHandle | None = None
        self._ridges = ""
        self._begun: int | None = None  # the step before the first known one
        for line in _earlier(folder):
            self._begun = int(line["step"]) if self._begun is None else self._begun
            self.done = self._first = int(line["step"])
            self.record.note_numbers(self.done, _numbers(line))

    def __call__(self, step: int, scalars: Mapping[str, float], snapshot: Snapshot) -> None:
        """Record a step, and update the view if the last update was long enough ago."""
        if not self.history and not self._pending:
            self._first = step - 1  # a run can begin after the warm-up of another
            self._begun = self._first if self._begun is None else self._begun
        before = len(self.record.scores.items)
        new_sound = self.record.note(step, scalars, snapshot)
        if len(self.record.scores.items) != before or not self._ridges:
            self._ridges = self.ridge_picture()
        if new_sound:
            self._show_sounds()
        self.step(step, recon=scalars["recon"])

    def text(self) -> str:
        """Return the progress, and the newest numbers."""
        lines = [super().text()]
        lines += [f"  {_alt(heading, curves)}" for heading, curves in self._groups().items()]
        if self.record.scores.items:
            lines.append(f"  {ridgelines_text(self.record.scores.items)}")
        return "\n".join(lines)

    def static_html(self) -> str:
        """Return progress, ridgelines, and all curves."""
        return card(f"{self._bar(Live.text(self))}{self._ridges}<br>{self._curves()}", "training")

    def sounds_html(self) -> str:
        """Return players for the original and for each recorded step, at one gain."""
        original = self.record.original
        if original is None:
            return ""
        sounds = [original, *(sound for _, sound in self.record.sounds.items)]
        levelled = for_listening(*sounds)
        players = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        heading = "One held-out sound after each step. Listen for the first flaw to disappear"
        return card(
            f"<b>{heading}.</b><br>{players}<p>Gain: {html.escape(levelled.text)}.</p>",
            "timeline",
        )

    def widget(self) -> WidgetLike:
        """Return a slider over the recorded steps, with the scores and the sound of each."""
        opening = ipywidgets.HTML(card(self._bar(Live.text(self)) + self._curves(), "training"))
        sounds = ipywidgets.HTML(self.sounds_html())
        if not self.record.scores.items:
            return stack([opening, sounds], "course-training")
        panel = _TimelinePanel(self)
        return stack([opening, panel.slider, panel.message, sounds], "course-training")

    def ridge_picture(self, place: int | None = None) -> str:
        """Return the ridgelines up to a recorded step, counted from 0; all steps if None."""
        steps = self.record.scores.items
        steps = steps if place is None else steps[: place + 1]
        return ridgelines(steps, ridgelines_text(steps)) if steps else ""

    def _ipython_display_(self) -> None:
        Instrument._ipython_display_(self)

    def _ending(self) -> list[str]:
        over = self.ended and not self.stopped and self.done < self.total
        return ["ended early; what was done so far is kept"] if over else super()._ending()

    def _groups(self) -> dict[str, Curves]:
        """Return the curves of each picture that has any, by heading."""
        record = self.record
        groups = {
            DISTANCE: {name: record.curves[name] for name in ("recon",) if name in record.curves},
            COSTS: record.group("d_"),
            RIGHT: record.group("right_"),
            STEERING: record.shares(),
        }
        return {heading: curves for heading, curves in groups.items() if curves}

    def _curves(self) -> str:
        return "".join(self._figure(*group) for group in self._groups().items())

    def _figure(self, heading: str, curves: Curves) -> str:
        picture = curves_picture(curves, self.total, _alt(heading, curves), first=self._begun or 0)
        return (
            f'<figure style="margin:4px;display:inline-block"><figcaption>{html.escape(heading)}'
            f"</figcaption>{picture}</figure>"
        )

    def _show_sounds(self) -> None:
        if not has_kernel():
            return
        bundle = {"text/html": self.sounds_html(), "text/plain": "sounds of the run"}
        if self._sounds is None:
            self._sounds = publish(bundle, updatable=True)
        else:
            self._sounds.update(bundle, raw=True)


class _TimelinePanel(Panel):
    """The slider over the recorded steps, and the ridgelines in the place of the message."""

    def __init__(self, view: TrainingView) -> None:
        super().__init__()
        self.view = view
        self.message.add_class("course-ridges")
        steps = [str(step) for step, _ in view.record.scores.items]
        options = [(step, place) for place, step in enumerate(steps)]
        self.slider = slider(
            "up to step", options, len(steps) - 1, label_width="initial", width=480
        )
        self.on_change(self.slider, lambda: None)
        self.refresh()

    def refresh(self) -> None:
        """Show the ridgelines up to the chosen step."""
        self.message.value = card(self.view.ridge_picture(self.slider.value), "figure")


def _alt(heading: str, curves: Curves) -> str:
    newest = ", ".join(f"{name} {curve[-1][1]:.2f}" for name, curve in curves.items())
    return f"{heading}. Now: {newest}."


def _earlier(folder: str | Path | None) -> list[dict[str, float]]:
    """Return the numbers of the earlier steps in this folder; none if there is no run."""
    if folder is None:
        return []
    try:
        return read_run(folder).history
    except CheckpointError:
        return []


def _numbers(line: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in line.items() if name not in ("step", "seconds")}
