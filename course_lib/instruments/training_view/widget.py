"""Watch and hear a GAN train: on one screen, its sounds, scores, distance and gradients.

    with TrainingView(session.config, session.folder, minutes=session.minutes) as view:
        run = session.train(watch=[view])
    view                                       the whole run, with a slider over time

A loss doesn't show how a GAN is doing. This does: the sound at the start and now, in one player;
the scores of each sub-discriminator for real and generated sounds; the distance from the original,
how often the discriminators are right, and each loss's share of the gradient.

All of it is stored in the folder of the run. A view of a resumed run has everything that earlier
views of this run recorded, in this kernel or another.
"""

import html
import math
import time
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from statistics import fmean
from types import TracebackType
from typing import Self

import traitlets

from course_lib.audio.wav import pcm16
from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.figures.training_curves import curves_picture
from course_lib.display.html_pieces import card
from course_lib.display.live import Live
from course_lib.display.mime_output import has_kernel, publish
from course_lib.display.page_player import labelled_player
from course_lib.display.three_forms import all_forms
from course_lib.gan.training.checkpoints import CheckpointError
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.held_out_snapshot import Snapshot
from course_lib.gan.training.run_json import read_run
from course_lib.instruments.time_machine.model import spectral_distance
from course_lib.instruments.training_view.model import TrainingRecord
from course_lib.instruments.training_view.ridgelines import ridgelines, ridgelines_text
from course_lib.instruments.training_view.stored_record import restore_record, save_record
from course_lib.sounds import for_listening
from course_lib.sounds.levels import Levelled

DISTANCE = (
    "Reconstruction loss: how far the copies are from the originals (thick: mean of 20 steps)"
)
COSTS = "Loss of each discriminator (thick: mean of 20 steps): 2 is guessing"
RIGHT = "How often the discriminators are right on held-out sounds: 0.5 is guessing"
GUESSING = {COSTS: 2.0, RIGHT: 0.5}  # where a thin line is drawn
STEERING = "Which loss drives the generator: shares of the gradient in its parameters"
SAME_LEVEL = "All at the same RMS: beside each name is the gain that this takes."
Curves = dict[str, list[tuple[int, float]]]
AVERAGED = 20  # steps: at each end of the run, for the title, and for thick lines
EVERY = 1.0  # seconds between two updates: the steps matter more
MOST_POINTS = 300  # of a curve on the screen: more would be narrower than a pixel


class TrainingWidget(BrowserWidget):
    """The traits of widget.js."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("at", "current", "view", "loop")
    finding = traitlets.Unicode("").tag(sync=True)
    progress = traitlets.Unicode("").tag(sync=True)
    begun = traitlets.Int(0).tag(sync=True)  # the step before the first one
    done = traitlets.Int(0).tag(sync=True)
    total = traitlets.Int(1).tag(sync=True)
    running = traitlets.Bool(False).tag(sync=True)
    box = traitlets.Float(0.0).tag(sync=True)  # seconds of the time box; 0 if there is none
    left = traitlets.Float(0.0).tag(sync=True)  # seconds left of it when this was sent
    sounds_only = traitlets.Bool(False).tag(sync=True)  # neither charts nor scores
    charts = traitlets.List(traitlets.Dict()).tag(sync=True)  # title, lines: name, steps, values
    scores = traitlets.List(traitlets.Dict()).tag(sync=True)  # step, subs: name, real, fake, right
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)  # step, name, gain, rate, samples
    at = traitlets.Int(0).tag(sync=True)  # the step that is shown; 0 is the newest
    title = traitlets.Unicode("").tag(sync=True)  # these of the deck
    facts = traitlets.Unicode("").tag(sync=True)
    current = traitlets.Int(0).tag(sync=True)
    view = traitlets.Enum(["wave", "spectrogram"], "spectrogram").tag(sync=True)
    loop = traitlets.Bool(True).tag(sync=True)
    trials = traitlets.Int(10).tag(sync=True)
    score = traitlets.List(traitlets.Int(), [0, 0]).tag(sync=True)


class TrainingView(Live, BrowserInstrument):
    """The live view of a run, and its timeline afterwards. The trainer calls it after each step.

    Args:
        config: The configuration of the run.
        folder: The folder of the run, to show its earlier steps, too, and to store what is seen.
        minutes: The time limit of the run, for the countdown; None if it has none.
        sounds_only: True to show neither curves nor scores. The title is then a distance in dB.
        clock: A function that returns the time in seconds.
    """

    Widget = TrainingWidget

    def __init__(
        self,
        config: TrainConfig,
        folder: str | Path | None = None,
        *,
        minutes: float | None = None,
        sounds_only: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        title = f"Training {config.preset.name}"
        super().__init__(config.last_step, title, every=EVERY, clock=clock)
        self.record = TrainingRecord(config.preset.sample_rate)
        self.folder = None if folder is None else Path(folder)
        self.box = 60 * (minutes or 0.0)
        self.sounds_only = sounds_only
        self._begun: int | None = None  # the step before the first known one
        self._running = False
        self._seconds_used = 0.0
        self._newest: tuple[int, Snapshot] | None = None
        self._kept: State = {}  # what the learner chose
        self._restore()

    def __enter__(self) -> Self:
        self._started, self._running = self._clock(), True
        if has_kernel():
            self._draw()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self.ended, self.stopped = True, kind is not None and issubclass(kind, KeyboardInterrupt)
        self._running, self._seconds_used = False, self._clock() - self._started
        if self._newest is not None and (kind is None or self.stopped):
            self.record.note_end(*self._newest)
        self._newest = None  # it holds the networks of the run
        self._store()
        self._draw()
        return self.stopped  # an interrupt is a normal end: no traceback

    def __call__(self, step: int, scalars: Mapping[str, float], snapshot: Snapshot) -> None:
        """Record a step, and update the view if the last update was long enough ago."""
        if self._newest is None:
            self._first = step - 1  # a run can begin after the warm-up of another
            self._begun = self._first if self._begun is None else self._begun
        if self.record.note(step, scalars, snapshot):
            self._store()
        self._newest = step, snapshot
        self.step(step, **({} if self.sounds_only else {"recon": scalars["recon"]}))

    def finding(self) -> str:
        """Return how far the generated sound is from the original, at first and now, as a title.

        The loss of a single batch says little, so it averages over some steps at both ends.
        """
        if self.sounds_only:
            return self._distances()
        curve = self.record.curves.get("recon", [])
        if not curve:
            return f"{self.title}: no step yet"
        (first, _), (last, now) = curve[0], curve[-1]
        if first == last:
            return f"Reconstruction loss: {now:.2f} at step {last}"
        count = min(AVERAGED, len(curve) // 2)
        at_first, now = (fmean(loss for _, loss in end) for end in (curve[:count], curve[-count:]))
        means = f" (means of {count} steps)" if count > 1 else ""
        return (
            f"Reconstruction loss: {at_first:.2f} at step {first}, {now:.2f} at step {last}{means}"
        )

    def _distances(self) -> str:
        """Return how far the first and the newest recorded sound are from the original, in dB."""
        original, sounds = self.record.original, self.record.sounds.items
        if original is None:
            return f"{self.title}: no step yet"
        ends = dict([sounds[0], sounds[-1]])  # one of them if there is only one
        found = (
            f"{spectral_distance(original, sound):.1f} dB at step {step}"
            for step, sound in ends.items()
        )
        return f"Distance from the original: {', '.join(found)}"

    def text(self) -> str:
        """Return the progress, and the newest numbers."""
        lines = [Live.text(self), *([f"  {self.finding()}"] if self.sounds_only else [])]
        lines += [f"  {_alt(heading, curves)}" for heading, curves in self._groups().items()]
        if self.record.scores.items and not self.sounds_only:
            lines.append(f"  {ridgelines_text(self.record.scores.items)}")
        return "\n".join(lines)

    def static_html(self) -> str:
        """Return the module with the record, over ridgelines, curves and players."""
        return BrowserInstrument.static_html(self)

    def fallback_html(self) -> str:
        """Return progress, ridgelines, all curves, and players."""
        steps = self.record.scores.items
        shown = bool(steps) and not self.sounds_only
        ridges = ridgelines(steps, ridgelines_text(steps)) if shown else ""
        words = self._bar(Live.text(self))
        return card(f"{words}{ridges}<br>{self._curves()}", "training") + self._players()

    def state(self) -> State:
        """Return the record as the module draws it."""
        sounds = self._levelled()
        used = self._clock() - self._started if self._running else self._seconds_used
        return {
            "finding": self.finding(),
            "progress": Live.text(self),
            "begun": self._begun or 0,
            "done": self.done,
            "total": self.total,
            "running": self._running,
            "box": self.box,
            "left": max(0.0, self.box - used),
            "sounds_only": self.sounds_only,
            "charts": [_chart(heading, curves) for heading, curves in self._groups().items()],
            "scores": self._scores(),
            "rows": self._rows(sounds),
            "facts": SAME_LEVEL if sounds else "",
            **self._kept,
        }

    def asked_for(self, state: State) -> State:
        """Return what the code of the cell asks for: the run, whatever its step."""
        return {"run": str(self.folder), "total": self.total}

    def take(self, name: str, value: object) -> None:
        """Store which step, sound and picture the learner chose."""
        self._kept[name] = value

    def page_state(self, state: State) -> State:
        """Return the state with the players of the fallback in place of the samples."""
        rows = self._rows(self._levelled())
        return {**state, "rows": [{**row, "samples": {"player": k}} for k, row in enumerate(rows)]}

    def _ipython_display_(self) -> None:
        BrowserInstrument._ipython_display_(self)

    def _draw(self) -> None:
        """Send the present state to the browser; print it where there is none."""
        if self._output is not None and not self.ended:
            self._send()
        else:
            self._send()
            forms = all_forms(self.widget, self.static_html(), self.text())
            if self._output is None:
                self._output = publish(forms, updatable=True)
            else:
                self._output.update(forms, raw=True)
        self._drawn_at = self._clock()

    def _send(self) -> None:
        if "live" in self.__dict__:  # it exists
            with self.live.hold_sync():
                for name, value in self.state().items():
                    if name not in self.Widget.KEPT:
                        setattr(self.live, name, value)

    def _ending(self) -> list[str]:
        over = self.ended and not self.stopped and self.done < self.total
        return ["ended early; what was done so far is kept"] if over else super()._ending()

    def _restore(self) -> None:
        if self.folder is None:
            return
        try:
            run = read_run(self.folder)
        except CheckpointError:
            return
        restore_record(self.record, run)
        if curve := self.record.curves.get("recon"):
            self._begun, self.done = curve[0][0], curve[-1][0]
            self._first = self.done

    def _store(self) -> None:
        if self.folder is not None and self.folder.is_dir():
            save_record(self.record, self.folder)

    def _levelled(self) -> Levelled | None:
        """Return the original and each recorded sound at one RMS; None before the first."""
        original = self.record.original
        if original is None:
            return None
        sounds = (sound for _, sound in self.record.sounds.items)
        return for_listening(original, *sounds, match="rms")

    def _rows(self, levelled: Levelled | None) -> list[State]:
        if levelled is None:
            return []
        steps = chain([0], (step for step, _ in self.record.sounds.items))
        return [
            {
                "step": step,
                "name": sound.name,
                "gain": gain,
                "rate": sound.sample_rate,
                "samples": pcm16(sound.samples).numpy().astype("<i2").tobytes(),
            }
            for step, sound, gain in zip(steps, levelled.sounds, levelled.gains, strict=True)
        ]

    def _players(self) -> str:
        levelled = self._levelled()
        if levelled is None:
            return ""
        players = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        heading = "One held-out sound after each step. Listen for the first flaw to disappear"
        gain = html.escape(levelled.text)
        return card(f"<b>{heading}.</b><br>{players}<p>Gain: {gain}.</p>", "timeline")

    def _scores(self) -> list[State]:
        return [
            {
                "step": step,
                "subs": [
                    {
                        "name": name,
                        "real": [round(share, 4) for share in of_one.real],
                        "fake": [round(share, 4) for share in of_one.fake],
                        "right": of_one.right,
                    }
                    for name, of_one in scores.items()
                ],
            }
            for step, scores in (() if self.sounds_only else self.record.scores.items)
        ]

    def _groups(self) -> dict[str, Curves]:
        """Return the curves of each picture that has any, by heading.

        The names are in order: a discriminator has the same colour in each chart, and a loss in
        each run.
        """
        if self.sounds_only:
            return {}
        record = self.record
        groups = {
            DISTANCE: {name: record.curves[name] for name in ("recon",) if name in record.curves},
            COSTS: record.group("d_"),
            RIGHT: record.group("right_"),
            STEERING: record.shares(),
        }
        return {
            heading: dict(sorted(curves.items())) for heading, curves in groups.items() if curves
        }

    def _curves(self) -> str:
        return "".join(self._figure(*group) for group in self._groups().items())

    def _figure(self, heading: str, curves: Curves) -> str:
        picture = curves_picture(curves, self.total, _alt(heading, curves), first=self._begun or 0)
        return (
            f'<figure style="margin:4px;display:inline-block"><figcaption>{html.escape(heading)}'
            f"</figcaption>{picture}</figure>"
        )


def _chart(heading: str, curves: Curves) -> State:
    return {
        "title": heading,
        "lines": [
            _line(name, curve, AVERAGED if heading in (DISTANCE, COSTS) else 1)
            for name, curve in curves.items()
        ],
        "limits": [0, 1] if heading in (RIGHT, STEERING) else None,  # both are shares
        "level": GUESSING.get(heading),
    }


def _line(name: str, curve: list[tuple[int, float]], averaged: int) -> State:
    """Return a curve as numbers; if it is averaged, with its single steps, to be drawn pale."""
    shown = sorted({*range(0, len(curve), -(-len(curve) // MOST_POINTS)), len(curve) - 1})
    values = [value for _, value in curve]
    means = [fmean(values[max(0, k + 1 - averaged) : k + 1]) for k in shown]
    line: State = {"name": name, "steps": [curve[k][0] for k in shown], "values": _numbers(means)}
    if averaged > 1:
        line["usual"] = _numbers([values[k] for k in shown])
    return line


def _numbers(values: list[float]) -> list[float | None]:
    """Return values with None for what JSON has no number for."""
    return [value if math.isfinite(value) else None for value in values]


def _alt(heading: str, curves: Curves) -> str:
    newest = ", ".join(f"{name} {curve[-1][1]:.2f}" for name, curve in curves.items())
    return f"{heading}. Now: {newest}."
