"""A slow check shows that it is at work, and its message takes the place of that line."""

import pytest

from course_lib.classroom.checking import slow_checks
from course_lib.classroom.checking.slow_checks import SlowCheck, watched
from course_lib.classroom.exercises.load_bank import find_exercise


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def counted(*times):
    """Return a check that has measured one property at each of these times."""
    clock = Clock()
    check = SlowCheck("01.1", clock)
    for clock.now in times:
        check.count()
    return check


def test_a_check_of_three_seconds_shows_nothing(capsys):
    counted(0.5, 1.0, 2.9)

    assert capsys.readouterr().err == ""


def test_after_three_seconds_a_line_a_second_says_how_far_it_is(capsys):
    counted(1.0, 3.1, 3.2, 4.3)

    assert capsys.readouterr().err.splitlines() == [
        "01.1: checking for 3 s, measured so far: 2",
        "01.1: checking for 4 s, measured so far: 4",
    ]


class Handle:
    """What a notebook gives for an output that can be replaced."""

    def __init__(self):
        self.shown = []

    def update(self, bundle, raw):
        self.shown.append(bundle["text/plain"])


def test_in_a_notebook_the_message_replaces_the_line(monkeypatch):
    handle = Handle()
    monkeypatch.setattr(slow_checks.screen, "has_kernel", lambda: True)
    monkeypatch.setattr(slow_checks.screen, "publish", lambda bundle, updatable: handle)

    counted(3.5, 5.0).publish("01.1 PASS", "<p>01.1 PASS</p>")

    assert handle.shown == ["01.1: checking for 5 s, measured so far: 2", "01.1 PASS"]


@pytest.mark.parametrize(("fast", "count"), [("0", 4), ("1", 0)])
def test_every_property_of_the_answer_is_counted_unless_in_fast_mode(monkeypatch, fast, count):
    monkeypatch.setenv("COURSE_FAST", fast)
    exercise = find_exercise("01.1")

    with watched(exercise) as check:
        exercise.trials(exercise.solution_answer(), 0)

    assert check.measured == count
    assert exercise.on_measured is None
