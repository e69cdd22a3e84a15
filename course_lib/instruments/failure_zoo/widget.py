"""The failure zoo: find out what went wrong in a training run, first by eye, then by ear.

    zoo = failure_zoo()
    zoo.show(2)                    two eighths of the run; the less you see, the more points you get
    zoo.diagnose("d_frozen")       from the curves; then you can play the sounds
    zoo.diagnose("d_frozen")       by ear: the same diagnosis or another; then you learn the cause
    zoo.next()                     the next run; give_up() reveals the cause at once

Eight runs come in a secret order. For the rules see `course_lib.instruments.failure_zoo.model`.
"""

import html
from collections.abc import Sequence

import ipywidgets

from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.html_pieces import card, labelled_player, line, status
from course_lib.display.panels import Panel, button, int_slider, row, stack
from course_lib.gan.experiments.failures import (
    KINDS,
    RecordedRun,
    failed_runs,
    healthy_run,
    real_clip,
)
from course_lib.instruments.failure_zoo.model import EIGHTHS, Case, ZooGame, ZooResult
from course_lib.instruments.failure_zoo.picture import PANELS, curves_of, describe_panel
from course_lib.instruments.failure_zoo.text import HOW, diagnoses, score, task, where
from course_lib.sounds import for_listening


class FailureZoo(Instrument):
    """Recorded training runs to diagnose. Use `failure_zoo`."""

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

    def diagnose(self, name: str) -> None:
        """Make a diagnosis: first from the curves, then by ear."""
        self.case.diagnose(name)

    def give_up(self) -> None:
        """Reveal the cause. The run is worth no points then."""
        self.case.give_up()

    def open(self, number: int) -> None:
        """Go to a run by its number, counted from 1."""
        self.game.open(number)

    def next(self) -> None:
        """Go to the next run whose cause you don't know yet."""
        self.game.next()

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
        if self.case.stage == "curves":
            return ""
        clips = self.case.run.clips
        levelled = for_listening(real_clip(), *(clips[step] for step in clips))
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

    def static_html(self) -> str:
        """Return the run as far as it is shown."""
        lines = [task(self.case), HOW[self.case.stage], score(self.game)]
        notes = "".join(line(text, "zoo-words") for text in lines)
        body = f"<p>{html.escape(where(self.game))}</p>{self.picture()}"
        return card(body, "failure-zoo") + self.players() + notes

    def widget(self) -> WidgetLike:
        """Return the controls, and the curves and players that follow them."""
        return _FailurePanel(self).layout()


def failure_zoo(runs: Sequence[RecordedRun] | None = None, *, seed: int = 0) -> FailureZoo:
    """Return a game in which you diagnose recorded runs.

    Args:
        runs: The runs; None takes the eight of `course_lib.gan.experiments.failures`.
        seed: The seed of the secret order.
    """
    return FailureZoo(failed_runs() if runs is None else runs, seed)


DIAGNOSE = {"curves": "Diagnose from the curves", "ear": "Diagnose by ear", "cause": "Done"}


class _FailurePanel(Panel):
    """The controls, curves and players of one view."""

    def __init__(self, zoo: FailureZoo) -> None:
        super().__init__()
        self.zoo = zoo
        self._drawn, self._playing = (0, 0), (0, False)  # nothing is shown yet
        self.shown = int_slider(
            "eighths shown", 1, 1, EIGHTHS, label_width="100px", continuous=False
        )
        self.choice = ipywidgets.Dropdown(
            options=[(kind.title, name) for name, kind in KINDS.items()],
            description="diagnosis",
            style={"description_width": "100px"},
            layout={"width": "min(100%, 420px)"},
        )
        self.where, self.picture, self.players, self.score = (ipywidgets.HTML() for _ in range(4))
        self.on_change(self.shown, lambda: zoo.show(self.shown.value))
        self.diagnose = button(
            "", "Make this diagnosis", lambda: self.change(lambda: zoo.diagnose(self.choice.value))
        )
        self.give_up = button(
            "Show me", "Reveal the cause: no points", lambda: self.change(zoo.give_up)
        )
        self.next = button(
            "Next run", "Go to the next run without a cause", lambda: self.change(zoo.next)
        )
        self.refresh()

    def refresh(self) -> None:
        """Show the present state of the game."""
        case = self.zoo.case
        self.where.value = status(where(self.zoo.game), "where")
        self._redraw(self.zoo.game.number, case.eighths, case.stage == "curves")
        self.message.value = status(task(case), "words")
        self.score.value = status(score(self.zoo.game), "score")
        self.diagnose.description = DIAGNOSE[case.stage]
        for control in (self.diagnose, self.give_up, self.choice):
            control.disabled = case.stage == "cause"
        self.shown.disabled = case.stage != "curves"
        with self.silently():
            self.shown.value = case.eighths

    def layout(self) -> WidgetLike:
        """Return the parts in a column."""
        buttons = row([self.diagnose, self.give_up, self.next])
        curves = [self.where, self.shown, self.picture, self.players]
        parts = [*curves, self.choice, buttons, self.message, self.score]
        return stack(parts, "course-failure-zoo")

    def _redraw(self, number: int, eighths: int, silent: bool) -> None:
        """Draw only what has changed, since a picture takes a good part of a second."""
        if (number, eighths) != self._drawn:
            self._drawn = (number, eighths)
            self.picture.value = card(self.zoo.picture(), "zoo")
        if (number, silent) != self._playing:
            self._playing = (number, silent)
            self.players.value = self.zoo.players()
