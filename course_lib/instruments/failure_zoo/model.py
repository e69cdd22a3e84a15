"""The rules of the failure zoo: what you see when, and what a diagnosis is worth.

A run is shown in eighths. You make the first diagnosis from the curves alone. Then you can play the
run, and keep your diagnosis or change it. The cause comes last.

    right from the curves, and kept      10 points, minus 1 for each eighth that was shown: 9 … 2
    wrong at first, corrected by ear      1 point
    wrong in the end, or no diagnosis     0 points

The price never falls: an eighth that was shown counts for the rest of the game.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from course_lib.gan.experiments.failures import KINDS, RecordedRun
from course_lib.spelling import did_you_mean

EIGHTHS = 8
BY_CURVES, BY_EAR = 10, 1  # points: before the first eighth is counted, and after listening
Stage = Literal["curves", "ear", "cause"]


class ZooResult(NamedTuple):
    """The score so far."""

    right: int  # after listening
    right_from_curves: int
    done: int  # runs whose cause is known
    runs: int
    points: int
    most: int  # the largest possible number of points


@dataclass
class Case:
    """A run to diagnose, and the answers so far."""

    run: RecordedRun
    eighths: int = 1  # the largest number that was shown before the diagnosis
    from_curves: str | None = None
    by_ear: str | None = None
    given_up: bool = False

    @property
    def stage(self) -> Stage:
        """The stage: diagnosis from the curves, diagnosis by ear, or cause known."""
        if self.given_up or self.by_ear is not None:
            return "cause"
        return "curves" if self.from_curves is None else "ear"

    @property
    def shown(self) -> int:
        """The eighths that are shown: all of them once the cause is known, with its signs."""
        return EIGHTHS if self.stage == "cause" else self.eighths

    @property
    def last_step(self) -> int:
        """The last step that is shown."""
        return self.step_at(self.shown)

    def step_at(self, eighths: int) -> int:
        """Return the last step of this number of eighths."""
        return int(self.run.steps[len(self.run.steps) * eighths // EIGHTHS - 1])

    def show(self, eighths: int) -> None:
        """Show the curves up to this many eighths. It can only grow."""
        if not 1 <= eighths <= EIGHTHS:
            raise ValueError(
                f"The number of eighths must be between 1 and {EIGHTHS}, got {eighths!r}."
            )
        if self.stage == "curves":  # later it makes no difference to the points
            self.eighths = max(self.eighths, eighths)

    def diagnose(self, name: str) -> None:
        """Make the diagnosis of this stage: first from the curves, then by ear.

        Raises:
            ValueError: If there is no such diagnosis, or if the cause is known.
        """
        if name not in KINDS:
            hint = did_you_mean(name, KINDS)
            raise ValueError(
                f"There is no diagnosis {name!r}.{hint} There are: {', '.join(KINDS)}."
            )
        if self.stage == "cause":
            raise ValueError("The cause of this run is known: go on to the next run.")
        if self.stage == "curves":
            self.from_curves = name
        else:
            self.by_ear = name

    def give_up(self) -> None:
        """Reveal the cause. The run is worth no points then."""
        if self.stage != "cause":
            self.given_up = True

    @property
    def right(self) -> bool:
        """True if the last diagnosis is right."""
        return not self.given_up and self.by_ear == self.run.name

    @property
    def points(self) -> int:
        """The points for this run, by the rules of the module."""
        if not self.right:
            return 0
        return BY_CURVES - self.eighths if self.from_curves == self.run.name else BY_EAR


class ZooGame:
    """All runs in a secret order.

    Args:
        runs: The runs to diagnose.
        seed: The seed of the order.
    """

    def __init__(self, runs: Sequence[RecordedRun], seed: int) -> None:
        if not runs:
            raise ValueError("The zoo needs at least one recorded run, got none.")
        secret = list(runs)
        random.Random(f"failure zoo {seed}").shuffle(secret)
        self.cases = [Case(run) for run in secret]
        self.number = 1

    @property
    def case(self) -> Case:
        """The run to diagnose now."""
        return self.cases[self.number - 1]

    def open(self, number: int) -> None:
        """Go to a run by its number, counted from 1."""
        if not 1 <= number <= len(self.cases):
            raise ValueError(f"The run must be between 1 and {len(self.cases)}, got {number!r}.")
        self.number = number

    def next(self) -> None:
        """Go to the next run whose cause isn't known; to the next one if all are known."""
        following = [(self.number + i) % len(self.cases) + 1 for i in range(len(self.cases))]
        unknown = [n for n in following if self.cases[n - 1].stage != "cause"]
        self.number = (unknown or following)[0]

    def answers(self) -> dict[str, object]:
        """Return where the game is and what was answered, but nothing of what is still secret."""
        cases = [[c.eighths, c.from_curves, c.by_ear, c.given_up] for c in self.cases]
        return {"number": self.number, "cases": cases}

    def resume(self, answers: Mapping[str, Any]) -> None:
        """Continue a game with the same runs in the same order from its `answers`."""
        for case, values in zip(self.cases, answers["cases"], strict=True):
            case.eighths, case.from_curves, case.by_ear, case.given_up = values
        self.open(answers["number"])

    def result(self) -> ZooResult:
        """Return the score so far."""
        done = [case for case in self.cases if case.stage == "cause"]
        return ZooResult(
            right=sum(case.right for case in done),
            right_from_curves=sum(c.right and c.from_curves == c.run.name for c in done),
            done=len(done),
            runs=len(self.cases),
            points=sum(case.points for case in done),
            most=(BY_CURVES - 1) * len(self.cases),
        )
