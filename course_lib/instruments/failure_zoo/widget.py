"""The failure zoo: find out what went wrong with a training run, first by eye, then by ear.

    zoo = failure_zoo()
    zoo.show(2)                    two eighths of the run: the less is shown, the more it is worth
    zoo.diagnose("d_frozen")       from the curves; then its sounds can be heard
    zoo.diagnose("d_frozen")       by ear: kept, or changed; then the cause is told
    zoo.next()                     the next run; give_up() tells the cause at once

Eight runs come in a secret order. The rules stand in `course_lib.instruments.failure_zoo.model`.
"""

import html
from collections.abc import Callable, Sequence

import ipywidgets

from course_lib.display.cards import alert, card, labelled_player, line, status
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.slider_names import slider_names
from course_lib.gan.experiments.failures import (
    KINDS,
    RecordedRun,
    failed_runs,
    healthy_run,
    real_clip,
)
from course_lib.instruments.failure_zoo.model import EIGHTHS, Case, ZooGame, ZooResult
from course_lib.instruments.failure_zoo.picture import PANELS, curves_of, panel_words
from course_lib.instruments.failure_zoo.text import HOW, diagnoses, score, task, where
from course_lib.sounds import for_listening


class FailureZoo(Instrument):
    """Recorded runs to be diagnosed; made by `failure_zoo`."""

    def __init__(self, runs: Sequence[RecordedRun], seed: int) -> None:
        self.game = ZooGame(runs, seed)
        self.healthy = healthy_run()

    @property
    def case(self) -> Case:
        """The run that is open."""
        return self.game.case

    def show(self, eighths: int) -> None:
        """Show the open run up to this many eighths."""
        self.case.show(eighths)

    def diagnose(self, name: str) -> None:
        """Say what is wrong: first from the curves, then by ear."""
        self.case.diagnose(name)

    def give_up(self) -> None:
        """Have the cause told."""
        self.case.give_up()

    def open(self, number: int) -> None:
        """Turn to a run, by its number from 1."""
        self.game.open(number)

    def next(self) -> None:
        """Turn to the next run that is not done."""
        self.game.next()

    def result(self) -> ZooResult:
        """Count what was found out so far."""
        return self.game.result()

    def curves_words(self) -> list[str]:
        """Say what each panel shows, in numbers."""
        case = self.case
        return [
            panel_words(panel, case.run.curves, self.healthy.curves, case.last_step)
            for panel in PANELS
        ]

    def picture(self) -> str:
        """Draw the curves as far as they are shown."""
        case = self.case
        alt = " ".join([where(self.game), *self.curves_words()])
        until, steps = case.last_step, len(case.run.steps)
        return curves_of(case.run.curves, self.healthy.curves, until, steps, alt)

    def players(self) -> str:
        """Let the run be heard beside the real sound, as soon as it was diagnosed by eye."""
        if self.case.stage == "curves":
            return ""
        clips = self.case.run.clips
        levelled = for_listening(real_clip(), *(clips[step] for step in clips))
        row = "".join(labelled_player(sound, sound.name) for sound in levelled.sounds)
        return card(f"{row}<p>Gain: {html.escape(levelled.text)}.</p>", "players")

    def text(self) -> str:
        """Say everything that is shown, and what can be done next."""
        case = self.case
        parts = [f"Failure zoo. {where(self.game)}", *self.curves_words(), task(case)]
        if case.stage == "ear":
            parts.append(f"Sounds: case.run.clips, at steps {list(case.run.clips)}.")
        if case.stage != "cause":
            parts.append(f"Diagnoses: {diagnoses()}.")
        return "\n".join([*parts, HOW[case.stage], score(self.game)])

    def static_html(self) -> str:
        """Show the open run as far as it is shown."""
        words = [task(self.case), HOW[self.case.stage], score(self.game)]
        notes = "".join(line(text, "zoo-words") for text in words)
        body = f"<p>{html.escape(where(self.game))}</p>{self.picture()}"
        return card(body, "failure-zoo") + self.players() + notes

    def widget(self) -> WidgetLike:
        """Build the controls, and the curves and players that follow them."""
        return build_panel(self)


def failure_zoo(runs: Sequence[RecordedRun] | None = None, *, seed: int = 0) -> FailureZoo:
    """Diagnose recorded runs.

    Args:
        runs: the eight of `course_lib.gan.experiments.failures` if None.
        seed: of the secret order.
    """
    return FailureZoo(failed_runs() if runs is None else runs, seed)


SAY = {"curves": "Diagnose from the curves", "ear": "Diagnose by ear", "cause": "Done"}


class _Panel:
    """The widgets of one view, and what happens when they are used."""

    def __init__(self, zoo: "FailureZoo") -> None:
        self.zoo = zoo
        self._drawn, self._heard = (0, 0), (0, False)  # no run: nothing was shown yet
        self.shown = ipywidgets.IntSlider(
            value=1,
            min=1,
            max=EIGHTHS,
            description="eighths shown",
            continuous_update=False,
            layout={"width": "min(100%, 420px)"},
            style={"description_width": "100px"},
        )
        self.choice = ipywidgets.Dropdown(
            options=[(kind.title, name) for name, kind in KINDS.items()],
            description="diagnosis",
            style={"description_width": "100px"},
            layout={"width": "min(100%, 420px)"},
        )
        self.say = ipywidgets.Button(layout={"width": "210px"})
        self.give_up = ipywidgets.Button(description="Tell me", tooltip="Tell the cause: no points")
        self.next = ipywidgets.Button(description="Next run")
        self.where, self.picture, self.players = (ipywidgets.HTML() for _ in range(3))
        self.words, self.score = ipywidgets.HTML(), ipywidgets.HTML()
        self.shown.observe(self._reveal, "value")
        self.say.on_click(lambda _: self._do(lambda: zoo.diagnose(self.choice.value)))
        self.give_up.on_click(lambda _: self._do(zoo.give_up))
        self.next.on_click(lambda _: self._do(zoo.next))
        self.refresh()

    def refresh(self) -> None:
        """Show what the zoo shows now."""
        case = self.zoo.case
        done = case.stage == "cause"
        self.where.value = status(where(self.zoo.game), "where")
        self._redraw(self.zoo.game.number, case.eighths, case.stage == "curves")
        self.words.value = status(task(case), "words")
        self.score.value = status(score(self.zoo.game), "score")
        self.say.description = SAY[case.stage]
        for control in (self.say, self.give_up, self.choice):
            control.disabled = done
        self.shown.disabled = case.stage != "curves"
        self.shown.value = case.eighths

    def _redraw(self, number: int, eighths: int, silent: bool) -> None:
        """Draw what has changed: a picture takes a good part of a second."""
        if (number, eighths) != self._drawn:
            self._drawn = (number, eighths)
            self.picture.value = card(self.zoo.picture(), "zoo")
        if (number, silent) != self._heard:
            self._heard = (number, silent)
            self.players.value = self.zoo.players()

    def _reveal(self, _: object) -> None:
        if self.shown.value != self.zoo.case.eighths:  # else the panel has moved the slider itself
            self._do(lambda: self.zoo.show(self.shown.value))

    def _do(self, move: Callable[[], None]) -> None:
        try:
            move()
            self.refresh()
        except Exception as error:
            self.words.value = alert(str(error))


def build_panel(zoo: "FailureZoo") -> WidgetLike:
    """Build one view of the zoo."""
    panel = _Panel(zoo)
    buttons = ipywidgets.HBox(
        [panel.say, panel.give_up, panel.next], layout={"flex_flow": "row wrap"}
    )
    box = ipywidgets.VBox(
        [
            panel.where,
            panel.shown,
            panel.picture,
            panel.players,
            panel.choice,
            buttons,
            panel.words,
            panel.score,
            slider_names(),
        ]
    )
    box.add_class("course-failure-zoo")
    widget: WidgetLike = box
    return widget
