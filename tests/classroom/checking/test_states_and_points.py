"""Five states, and one line for each."""

import pytest

from course_lib.classroom.checking.states_and_points import ExerciseOutcome, State


@pytest.mark.parametrize(
    ("passed", "total", "points", "line"),
    [
        (1, 3, 2, "9.9 PARTIAL 1/3 · 0.67/2 points"),
        (2, 3, 3, "9.9 PARTIAL 2/3 · 2/3 points"),
        (1, 8, 2.5, "9.9 PARTIAL 1/8 · 0.31/2.5 points"),
    ],
)
def test_points_have_two_decimals_at_most(passed, total, points, line):
    assert ExerciseOutcome("9.9", State.PARTIAL, passed, total, points).line == line
