"""The bar of long commands: silent in a log, no thread, and a time left that follows the clock."""

import io
import threading

import pytest

from course_lib.progress_bar import progress_bar, time_left


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("seconds_per_step", "words"), [(0.5, "0:04 left"), (10, "1:20 left"), (600, "80:00 left")]
)
def test_the_time_left_is_the_steps_left_at_the_speed_so_far(seconds_per_step, words):
    now = 0.0
    bar = progress_bar(io.StringIO(), lambda: now)
    task = bar.add_task("steps", total=11, note="")
    for done in (1, 2, 3):
        now += seconds_per_step
        bar.update(task, completed=done)

    assert time_left(bar.tasks[0]) == words


def test_no_time_is_left_before_the_speed_is_known_and_at_the_end():
    bar = progress_bar(io.StringIO())
    task = bar.add_task("steps", total=2, note="")

    assert time_left(bar.tasks[0]) == ""
    bar.update(task, completed=2)
    assert time_left(bar.tasks[0]) == ""


def test_a_log_stays_empty():
    stream = io.StringIO()
    with progress_bar(stream) as bar:
        bar.update(bar.add_task("steps", total=2, note="half"), completed=1)
        bar.refresh()

    assert stream.getvalue() == ""


def test_a_terminal_gets_the_note_as_it_is_and_no_thread(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream, before = Terminal(), threading.active_count()
    with progress_bar(stream) as bar:
        bar.update(bar.add_task("steps", total=2, note="[red]anna"), completed=1)
        bar.refresh()
        assert threading.active_count() == before

    assert "[red]anna" in stream.getvalue()
