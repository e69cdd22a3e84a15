"""The five states of an exercise, and the one line that says them."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How far an answer is."""

    NOT_ATTEMPTED = "NOT ATTEMPTED"
    ERROR = "ERROR"  # the first property could not be measured: the code raised
    WRONG = "WRONG"  # the first property does not hold: nothing counts without it
    PARTIAL = "PARTIAL"
    PASS = "PASS"


@dataclass(frozen=True)
class Outcome:
    """An answer's state, and the points that it brings."""

    exercise: str
    state: State
    passed: int  # properties that hold
    total: int
    max_points: float

    @property
    def points(self) -> float:
        """The share of the properties that hold, once the first one does."""
        if self.state not in (State.PARTIAL, State.PASS):
            return 0.0
        return round(self.max_points * self.passed / self.total, 2)

    @property
    def line(self) -> str:
        """The verdict line: ``02.1 PARTIAL 3/5 · 1.2/2 points``."""
        share = f" {self.passed}/{self.total}" if self.state is State.PARTIAL else ""
        score = f"{self.points:g}/{self.max_points:g} points"
        return f"{self.exercise} {self.state.value}{share} · {score}"


def state_of(marks: dict[str, bool], raised: bool) -> State:
    """Read the state off the marks, one per property.

    Args:
        marks: whether each property holds; the first one is essential.
        raised: the first measure ended in an error.
    """
    if not next(iter(marks.values())):
        return State.ERROR if raised else State.WRONG
    return State.PASS if all(marks.values()) else State.PARTIAL
