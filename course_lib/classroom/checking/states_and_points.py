"""The five states of an exercise, its points, and the verdict line that reports both."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How far along an answer is."""

    NOT_ATTEMPTED = "NOT ATTEMPTED"
    ERROR = "ERROR"  # measuring the first property raised an exception
    WRONG = "WRONG"  # the first property fails, and nothing counts without it
    PARTIAL = "PARTIAL"
    PASS = "PASS"


@dataclass(frozen=True)
class ExerciseOutcome:
    """An answer's state and points."""

    exercise: str
    state: State
    passed: int  # the number of properties that pass
    total: int
    max_points: float

    @property
    def points(self) -> float:
        """The share of properties that pass times the maximum; 0 for WRONG and ERROR."""
        if self.state not in (State.PARTIAL, State.PASS):
            return 0.0
        return round(self.max_points * self.passed / self.total, 2)

    @property
    def line(self) -> str:
        """The verdict line: ``02.1 PARTIAL 3/5 · 1.2/2 points``."""
        share = f" {self.passed}/{self.total}" if self.state is State.PARTIAL else ""
        score = f"{self.points:g}/{self.max_points:g} points"
        return f"{self.exercise} {self.state.value}{share} · {score}"


def state_of(marks: dict[str, bool], raised: bool, independent: bool = False) -> State:
    """Return the state that the marks amount to.

    Args:
        marks: Whether each property passes. The first one is essential.
        raised: Whether the first measure raised an exception.
        independent: Whether each property counts on its own, so that none is essential.
    """
    enough = any(marks.values()) if independent else next(iter(marks.values()))
    if not enough:
        return State.ERROR if raised else State.WRONG
    return State.PASS if all(marks.values()) else State.PARTIAL
