"""The failure zoo: find out what went wrong in a training run, first by eye, then by ear.

    zoo = failure_zoo()
    zoo.show(2)                    two eighths of the run; the less you see, the more points you get
    zoo.diagnose("d_frozen")       from the curves; then you can play the sounds
    zoo.diagnose("d_frozen")       by ear: the same diagnosis or another; then you learn the cause
    zoo.next()                     the next run; give_up() reveals the cause at once

Eight runs come in a secret order. For the rules see `course_lib.instruments.failure_zoo.model`.
"""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import traitlets

from course_lib.audio.wav import pcm16
from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import BrowserWidget, State
from course_lib.display.bundle_modules import bundle
from course_lib.display.html_pieces import card, line
from course_lib.display.page_player import labelled_player
from course_lib.display.three_forms import WidgetLike
from course_lib.gan.experiments.failures import (
    KINDS,
    RecordedRun,
    failed_runs,
    healthy_run,
    real_clip,
)
from course_lib.instruments.failure_zoo.model import Case, ZooGame, ZooResult
from course_lib.instruments.failure_zoo.picture import PANELS, chart, curves_of, describe_panel
from course_lib.instruments.failure_zoo.text import HOW, diagnoses, heading, score, task, where
from course_lib.sounds import Sound, for_listening
from course_lib.sounds.levels import Levelled


class FailureZooWidget(BrowserWidget):
    """The traits of widget.js. They have only what the learner may know at this stage."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("answers", "choice", "current", "view", "loop")
    answers = traitlets.Dict().tag(sync=True)  # of the game, as `ZooGame.answers` returns them
    heading = traitlets.Unicode("").tag(sync=True)
    where = traitlets.Unicode("").tag(sync=True)
    task = traitlets.Unicode("").tag(sync=True)
    result = traitlets.Unicode("").tag(sync=True)
    stage = traitlets.Unicode("curves").tag(sync=True)
    eighths = traitlets.Int(1).tag(sync=True)
    number = traitlets.Int(1).tag(sync=True)
    steps = traitlets.Int(1).tag(sync=True)  # of the whole run
    charts = traitlets.List(traitlets.Dict()).tag(sync=True)
    options: "traitlets.List[object]" = traitlets.List().tag(sync=True)  # name and title of each
    choice = traitlets.Unicode("").tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)  # sounds; none before the diagnosis
    title = traitlets.Unicode("").tag(sync=True)  # these of the deck
    facts = traitlets.Unicode("").tag(sync=True)
    current = traitlets.Int(0).tag(sync=True)
    view = traitlets.Enum(["wave", "spectrogram"], "spectrogram").tag(sync=True)
    loop = traitlets.Bool(False).tag(sync=True)
    trials = traitlets.Int(10).tag(sync=True)
    score = traitlets.List(traitlets.Int(), [0, 0]).tag(sync=True)  # of the deck's blind test


class FailureZoo(BrowserInstrument):
    """Recorded training runs to diagnose. Use `failure_zoo`."""

    Widget = FailureZooWidget

    def __init__(self, runs: Sequence[RecordedRun], seed: int) -> None:
        self.game = ZooGame(runs, seed)
        self.healthy = healthy_run()

    @property
    def case(self) -> Case:
        """The run that you diagnose now."""
        return self.game.case

    def show(self, eighths: int) -> None:
        """Show the run up to this many eighths."""
        self.case.show(eighths)
        self._send()

    def diagnose(self, name: str) -> None:
        """Make a diagnosis: first from the curves, then by ear."""
        self.case.diagnose(name)
        self._send()

    def give_up(self) -> None:
        """Reveal the cause. The run is worth no points then."""
        self.case.give_up()
        self._send()

    def open(self, number: int) -> None:
        """Go to a run by its number, counted from 1."""
        self.game.open(number)
        self._send()

    def next(self) -> None:
        """Go to the next run whose cause you don't know yet."""
        self.game.next()
        self._send()

    def result(self) -> ZooResult:
        """Return the score so far."""
        return self.game.result()

    def describe_curves(self) -> list[str]:
        """Return a sentence with numbers for each panel of curves."""
        case = self.case
        return [
            describe_panel(panel, case.run.curves, self.healthy.curves, case.last_step)
            for panel in PANELS
        ]

    def picture(self) -> str:
        """Return the curves as far as they are shown."""
        case = self.case
        alt = " ".join([where(self.game), *self.describe_curves()])
        until, steps = case.last_step, len(case.run.steps)
        return curves_of(case.run.curves, self.healthy.curves, until, steps, alt)

    def players(self) -> str:
        """Return players of the run and of the real sound; nothing before the first diagnosis."""
        levelled = self._levelled()
        if levelled is None:
            return ""
        players = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        return card(f"{players}<p>Gain: {html.escape(levelled.text)}.</p>", "players")

    def text(self) -> str:
        """Return everything that is shown, and what you can do next."""
        case = self.case
        parts = [f"Failure zoo. {where(self.game)}", *self.describe_curves(), task(case)]
        if case.stage == "ear":
            parts.append(f"Sounds: case.run.clips, at steps {list(case.run.clips)}.")
        if case.stage != "cause":
            parts.append(f"Diagnoses: {diagnoses()}.")
        return "\n".join([*parts, HOW[case.stage], score(self.game)])

    def state(self) -> State:
        """Return what may be seen and heard at this stage."""
        levelled = self._levelled()
        return {
            **self._shown(),
            "options": [[name, kind.title] for name, kind in KINDS.items()],
            "rows": [] if levelled is None else [_row(sound) for sound in levelled.sounds],
            "facts": "" if levelled is None else f"Gain: {levelled.text}.",
        }

    def widget(self) -> WidgetLike:
        """Return the live form, at the stage of the game that was played in this cell before."""
        live = super().widget()
        self._send()
        return live

    def take(self, name: str, value: Any) -> None:  # noqa: ANN401  # as the browser sends it
        """Continue the game that was played in this cell before."""
        if name == "answers" and value != self.game.answers():
            self.game.resume(value)
            self._send()

    def answer(self, question: Mapping[str, Any]) -> State:
        """Make a move of the learner: show more, diagnose, give up, or go to the next run."""
        moves = {
            "show": lambda: self.show(question["eighths"]),
            "diagnose": lambda: self.diagnose(question["name"]),
            "give_up": self.give_up,
            "next": self.next,
        }
        moves[question["do"]]()
        return {}

    def page_state(self, state: State) -> State:
        """Return the state with the players of the fallback in place of the samples."""
        levelled = self._levelled()
        sounds = [] if levelled is None else levelled.sounds
        rows = [{**_row(sound), "samples": {"player": k}} for k, sound in enumerate(sounds)]
        return {**state, "rows": rows}

    def fallback_html(self) -> str:
        """Return the run as far as it is shown."""
        lines = [task(self.case), HOW[self.case.stage], score(self.game)]
        notes = "".join(line(text, "zoo-words") for text in lines)
        body = f"<p>{html.escape(where(self.game))}</p>{self.picture()}"
        return card(body, "failure-zoo") + self.players() + notes

    def _shown(self) -> State:
        case, game = self.case, self.game
        run, healthy = case.run, self.healthy.curves
        return {
            "answers": game.answers(),
            "heading": heading(game),
            "where": where(game),
            "task": task(case),
            "result": score(game),
            "stage": case.stage,
            "eighths": case.shown,
            "number": game.number,
            "steps": len(run.steps),
            "charts": [chart(panel, run.curves, healthy, case.last_step) for panel in PANELS],
        }

    def _levelled(self) -> Levelled | None:
        """Return the sounds of the run at one RMS; None before the first diagnosis."""
        if self.case.stage == "curves":
            return None
        return for_listening(real_clip(), *self.case.run.clips.values(), match="rms")

    def _send(self) -> None:
        """Send what has changed to the browser, if it shows this game."""
        if "live" in self.__dict__:
            with self.live.hold_sync():
                for name, value in self.state().items():
                    setattr(self.live, name, value)


def failure_zoo(runs: Sequence[RecordedRun] | None = None, *, seed: int = 0) -> FailureZoo:
    """Return a game in which you diagnose recorded runs.

    Args:
        runs: The runs; None takes the eight of `course_lib.gan.experiments.failures`.
        seed: The seed of the secret order.
    """
    return FailureZoo(failed_runs() if runs is None else runs, seed)


def _row(sound: Sound) -> State:
    samples = pcm16(sound.samples).numpy().astype("<i2").tobytes()
    return {"name": sound.name, "finding": "", "rate": sound.sample_rate, "samples": samples}
