"""The rules of the failure zoo: what may be seen when, and what a diagnosis is worth.

A run is shown in eighths. One diagnosis is made from the curves alone. Only then can the run be
heard, and the diagnosis be kept or changed. The cause comes last.

    right from the curves, and kept      10 points less one for each eighth that was shown: 9 … 2
    wrong at first, put right by ear      1 point
    wrong in the end, or not made         0 points

Nothing can be seen twice at a lower price: the eighths that were shown stay counted.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from course_lib.gan.experiments.failures import KINDS, RecordedRun
from course_lib.spelling import did_you_mean

EIGHTHS = 8
BY_CURVES, BY_EAR = 10, 1  # points: before the first eighth is paid for, and after listening
Stage = Literal["curves", "ear", "cause"]


class ZooResult(NamedTuple):
    """How the diagnoses so far stand."""

    right: int  # in the end
    right_from_curves: int
    done: int  # whose cause is known
    runs: int
    points: int
    most: int  # points that a clairvoyant would have


@dataclass
class Case:
    """One run whose name is not known yet."""

    run: RecordedRun
    eighths: int = 1  # that were shown, at most
    from_curves: str | None = None
    by_ear: str | None = None
    given_up: bool = False

    @property
    def stage(self) -> Stage:
        """What is open: the curves, the sound too, or the cause."""
        if self.given_up or self.by_ear is not None:
            return "cause"
        return "curves" if self.from_curves is None else "ear"

    @property
    def last_step(self) -> int:
        """Up to which step the run is shown."""
        return self.step_at(self.eighths)

    def step_at(self, eighths: int) -> int:
        """Say which step an eighth ends with."""
        return int(self.run.steps[len(self.run.steps) * eighths // EIGHTHS - 1])

    def show(self, eighths: int) -> None:
        """Show the curves up to an eighth; those that were shown stay shown."""
        if not 1 <= eighths <= EIGHTHS:
            raise ValueError(
                f"a run is shown in eighths, from 1 to {EIGHTHS}, and was asked for {eighths!r}"
            )
        if self.stage == "curves":  # afterwards nothing more is to be won
            self.eighths = max(self.eighths, eighths)

    def diagnose(self, name: str) -> None:
        """Make the diagnosis of this stage: first from the curves, then by ear.

        Raises:
            ValueError: there is no such diagnosis, or the cause is known.
        """
        if name not in KINDS:
            hint = did_you_mean(name, KINDS)
            raise ValueError(f"no diagnosis {name!r}.{hint} There are: {', '.join(KINDS)}.")
        if self.stage == "cause":
            raise ValueError("the cause of this run is known: go on to the next one")
        if self.stage == "curves":
            self.from_curves = name
        else:
            self.by_ear = name

    def give_up(self) -> None:
        """Ask for the cause; the run is worth nothing then."""
        if self.stage != "cause":
            self.given_up = True

    @property
    def right(self) -> bool:
        """Whether the last diagnosis was right."""
        return not self.given_up and self.by_ear == self.run.name

    @property
    def points(self) -> int:
        """What the diagnosis is worth; see the module."""
        if not self.right:
            return 0
        return BY_CURVES - self.eighths if self.from_curves == self.run.name else BY_EAR


class ZooGame:
    """All runs in a secret order.

    Args:
        runs: to be diagnosed.
        seed: of the order.
    """

    def __init__(self, runs: Sequence[RecordedRun], seed: int) -> None:
        if not runs:
            raise ValueError("the zoo needs at least one recorded run")
        secret = list(runs)
        random.Random(f"failure zoo {seed}").shuffle(secret)
        self.cases = [Case(run) for run in secret]
        self.number = 1

    @property
    def case(self) -> Case:
        """The run that is open."""
        return self.cases[self.number - 1]

    def open(self, number: int) -> None:
        """Turn to a run, by its number from 1."""
        if not 1 <= number <= len(self.cases):
            raise ValueError(f"there are runs 1 to {len(self.cases)}, and no run {number!r}")
        self.number = number

    def next(self) -> None:
        """Turn to the next run whose cause is not known; to the next one if all are."""
        following = [(self.number + i) % len(self.cases) + 1 for i in range(len(self.cases))]
        unknown = [n for n in following if self.cases[n - 1].stage != "cause"]
        self.number = (unknown or following)[0]

    def result(self) -> ZooResult:
        """Count what was found out so far."""
        done = [case for case in self.cases if case.stage == "cause"]
        return ZooResult(
            right=sum(case.right for case in done),
            right_from_curves=sum(c.right and c.from_curves == c.run.name for c in done),
            done=len(done),
            runs=len(self.cases),
            points=sum(case.points for case in done),
            most=(BY_CURVES - 1) * len(self.cases),
        )
