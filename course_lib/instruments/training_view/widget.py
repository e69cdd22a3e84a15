"""Watch a GAN train: how far it is, what its judges score, who steers it, how it sounds.

    with TrainingView(session.config, session.folder) as view:
        run = session.train(watch=[view])
    view                                       all of it, with a slider over time

What a loss cannot tell, four pictures do: the distance from the original, each judge's scores for
real and for made sounds, how often judges are right, and each loss's share of the gradient.
"""

import html
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import ipywidgets
from IPython.display import DisplayHandle

from course_lib.display.cards import alert, card, labelled_player
from course_lib.display.figures.curves import curves_picture
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.live import Live
from course_lib.display.publishing import has_kernel, publish
from course_lib.display.slider_names import slider_names
from course_lib.gan.training.checkpoints import CheckpointError
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.runs import read_run
from course_lib.gan.training.snapshot import Snapshot
from course_lib.instruments.training_view.model import TrainingRecord
from course_lib.instruments.training_view.ridgelines import ridgelines, ridgelines_text
from course_lib.sounds import for_listening

DISTANCE = "Distance from the original: what the generator pays for it"
COSTS = "What each family of judges pays: 2 is guessing"
RIGHT = "How often judges are right on held-out sounds: 0.5 is guessing"
STEERING = "Who steers the generator: shares of the gradient in its parameters"
Curves = dict[str, list[tuple[int, float]]]
EVERY = 1.0  # seconds between two updates: these pictures are large


class TrainingView(Live, Instrument):
    """The live view of a run, and its timeline afterwards; call it after each step.

    Args:
        config: of the run.
        folder: of the run; what an earlier call has trained there is shown, too.
        clock: tells the time in seconds.
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
        self._heard: DisplayHandle | None = None
        self._ridges = ""
        self._begun: int | None = None  # the step before the first that is known
        for line in _earlier(folder):
            self._begun = int(line["step"]) if self._begun is None else self._begun
            self.done = self._first = int(line["step"])
            self.record.note_numbers(self.done, _measured(line))

    def __call__(self, step: int, scalars: Mapping[str, float], look: Snapshot) -> None:
        """Take note of a step, and show it if it is time to."""
        if not self.history and not self._pending:
            self._first = step - 1  # it may have begun at the end of another run's warm-up
            self._begun = self._first if self._begun is None else self._begun
        before = len(self.record.scores.items)
        new_sound = self.record.note(step, scalars, look)
        if len(self.record.scores.items) != before or not self._ridges:
            self._ridges = self._ridge_picture(None)
        if new_sound:
            self._show_sounds()
        self.step(step, recon=scalars["recon"])

    def text(self) -> str:
        """Say how far it is, and what was measured last."""
        said = [super().text()]
        said += [f"  {_alt(heading, curves)}" for heading, curves in self._groups().items()]
        if self.record.scores.items:
            said.append(f"  {ridgelines_text(self.record.scores.items)}")
        return "\n".join(said)

    def static_html(self) -> str:
        """Show progress, ridges, and the curves of every kind."""
        return card(f"{self._bar(Live.text(self))}{self._ridges}<br>{self._curves()}", "training")

    def sounds_html(self) -> str:
        """Show a player for the original and for each step that was kept, at one gain."""
        original = self.record.original
        if original is None:
            return ""
        kept = [original, *(sound for _, sound in self.record.sounds.items)]
        levelled = for_listening(*kept)
        players = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        words = "One held-out sound, and what the generator made of it. Listen for: what goes first"
        return card(
            f"<b>{words}.</b><br>{players}<p>Gain: {html.escape(levelled.text)}.</p>",
            "timeline",
        )

    def widget(self) -> WidgetLike:
        """Build a slider over the steps that were kept: ridges and sound of each."""
        picture, sound = ipywidgets.HTML(), ipywidgets.HTML(self.sounds_html())
        picture.add_class("course-ridges")
        children = [ipywidgets.HTML(card(self._bar(Live.text(self)) + self._curves(), "training"))]
        moments = self.record.scores.items
        if moments:
            slider = ipywidgets.SelectionSlider(
                options=[(str(step), place) for place, (step, _) in enumerate(moments)],
                value=len(moments) - 1,
                description="up to step",
                style={"description_width": "initial"},
                layout={"width": "min(100%, 480px)"},
            )

            def redraw(_: object = None) -> None:
                try:
                    picture.value = card(self._ridge_picture(slider.value), "figure")
                except Exception as error:  # it would vanish into the log of the front end
                    picture.value = alert(f"The drawing failed: {type(error).__name__}: {error}")

            slider.observe(redraw, "value")
            redraw()
            children += [slider, picture, slider_names()]
        box: WidgetLike = ipywidgets.VBox([*children, sound])
        return box

    def _ipython_display_(self) -> None:
        Instrument._ipython_display_(self)

    def _ending(self) -> list[str]:
        over = self.ended and not self.stopped and self.done < self.total
        return ["ended early; what was done so far is kept"] if over else super()._ending()

    def _groups(self) -> dict[str, Curves]:
        """Name the pictures that there is something to see in."""
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

    def _ridge_picture(self, place: int | None) -> str:
        moments = self.record.scores.items
        moments = moments if place is None else moments[: place + 1]
        return ridgelines(moments, ridgelines_text(moments)) if moments else ""

    def _show_sounds(self) -> None:
        if not has_kernel():
            return
        bundle = {"text/html": self.sounds_html(), "text/plain": "sounds of the run"}
        if self._heard is None:
            self._heard = publish(bundle, updatable=True)
        else:
            self._heard.update(bundle, raw=True)


def _alt(heading: str, curves: Curves) -> str:
    newest = ", ".join(f"{name} {curve[-1][1]:.2f}" for name, curve in curves.items())
    return f"{heading}. Now: {newest}."


def _earlier(folder: str | Path | None) -> list[dict[str, float]]:
    """Read what a run in this folder has measured before; nothing where there is none."""
    if folder is None:
        return []
    try:
        return read_run(folder).history
    except CheckpointError:
        return []


def _measured(line: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in line.items() if name not in ("step", "seconds")}
