"""The failure zoo: find out what went wrong with a training run, first by eye, then by ear.

    zoo = failure_zoo()
    zoo.show(2)                    two eighths of the run: the less is shown, the more it is worth
    zoo.diagnose("d_frozen")       from the curves; then its sounds can be heard
    zoo.diagnose("d_frozen")       by ear: kept, or changed; then the cause is told
    zoo.next()                     the next run; give_up() tells the cause at once

Eight runs come in a secret order. The rules stand in `course_lib.instruments.zoo_game`.
"""

import html
from collections.abc import Sequence

from course_lib.display.cards import card, labelled_player, line
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.gan.experiments.failures import RecordedRun, failed_runs, healthy_run, real_clip
from course_lib.instruments.zoo_game import Case, ZooGame, ZooResult
from course_lib.instruments.zoo_panel import build_panel
from course_lib.instruments.zoo_picture import PANELS, curves_of, panel_words
from course_lib.instruments.zoo_words import HOW, diagnoses, score, task, where
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
