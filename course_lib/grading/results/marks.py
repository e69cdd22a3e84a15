"""Marks, and what counts when an exercise is measured more than once.

Within one kernel, a property counts if every measurement confirms it. Between passes, the later one
wins: it runs fewer of the cells that may disturb an answer. Every disagreement is flagged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from course_lib.classroom.checking.states_and_points import ExerciseOutcome, State, state_of


@dataclass(frozen=True)
class Mark:
    """The points of one exercise of one student, and what the feedback says."""

    exercise: str
    state: str
    points: float
    max_points: float
    holds: Mapping[str, bool]  # per property
    mutant: str | None = None
    says: tuple[str, ...] = ()
    fixed_only: bool = False  # True if only properties that don't depend on the seed hold
    disputed: bool = False  # True if two measurements disagree
    flags: tuple[str, ...] = ()  # for the teacher

    @property
    def full(self) -> bool:
        """True if it has all points."""
        return self.state == State.PASS.value


def agreed(marks: Sequence[Mark]) -> Mark:
    """Return the last mark, with only those properties that the other marks confirm."""
    last = marks[-1]
    untouched = State.NOT_ATTEMPTED.value
    disputed = [name for name in last.holds if len({mark.holds[name] for mark in marks}) > 1]
    if not disputed and len({mark.state == untouched for mark in marks}) == 1:
        return replace(last, flags=tuple({flag: 1 for mark in marks for flag in mark.flags}))
    holds = {name: all(mark.holds[name] for mark in marks) for name in last.holds}
    names = ", ".join(disputed) or "whether it was attempted"
    flag = f"two measurements disagree, so it does not count: {names}"
    last = replace(last, disputed=True, flags=(*last.flags, flag))
    return with_properties(last, holds, "Two measurements of your answer disagree.")


def with_properties(mark: Mark, holds: Mapping[str, bool], says: str) -> Mark:
    """Return a mark with fewer properties, and the points for these.

    Args:
        mark: The mark as it was measured.
        holds: The properties that count.
        says: Why the others don't count.
    """
    state = state_of(dict(holds), raised=False)
    outcome = ExerciseOutcome(
        mark.exercise, state, sum(holds.values()), len(holds), mark.max_points
    )
    return replace(
        mark,
        state=state.value,
        points=outcome.points,
        holds=holds,
        mutant=None,
        says=(says, *mark.says),
    )


def combined(old: Mark | None, new: Mark) -> Mark:
    """Return the mark of an exercise after another pass.

    A later pass runs fewer of the cells that may disturb an answer, so its measurement wins. If it
    measured nothing, the earlier mark stays. If the two disagree, the mark is flagged.
    """
    if old is None or not _measured(old):
        return new if old is None else max(old, new, key=_worth)
    if not _measured(new):
        return old
    differ = [name for name, holds in new.holds.items() if holds != old.holds.get(name)]
    if not differ:
        return new
    return replace(new, flags=(*new.flags, f"the passes disagree on: {', '.join(differ)}"))


def _measured(mark: Mark) -> bool:
    return mark.state in (State.PASS.value, State.PARTIAL.value, State.WRONG.value)


def _worth(mark: Mark) -> tuple[float, int, bool]:
    return mark.points, sum(mark.holds.values()), bool(mark.mutant)
