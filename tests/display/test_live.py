import base64
import re

import pytest
import torch

from course_lib.display.live import EVERY_NOTEBOOK, EVERY_TERMINAL
from course_lib.instruments import Live


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def run(live, clock, steps, seconds, **values):
    for step in steps:
        clock.now += seconds
        live.step(step, **values)


def test_an_interrupt_ends_the_block_and_keeps_what_it_has():
    clock = Clock()
    with Live(10, clock=clock) as live:
        run(live, clock, range(1, 5), 0.01, loss=0.5)
        raise KeyboardInterrupt

    assert live.stopped
    assert live.done == 4
    assert live.history["loss"] == [(1, 0.5), (2, 0.5), (3, 0.5), (4, 0.5)]
    assert "stopped; what was done so far is kept" in live.text()


def test_any_other_exception_goes_through():
    with pytest.raises(ZeroDivisionError), Live(10) as live:
        raise ZeroDivisionError
    assert not live.stopped


def test_a_run_to_the_end_is_not_called_stopped(capsys):
    with Live(2, title="Training") as live:
        live.step(1, loss=2.0)
        live.step(2, loss=1.0)
    assert not live.stopped
    assert capsys.readouterr().out.splitlines()[-1] == "Training: step 2 of 2 · loss 1"


def test_the_time_left_is_that_of_the_steps_so_far():
    clock = Clock()
    with Live(100, clock=clock) as live:
        assert live.seconds_left() is None
        run(live, clock, range(1, 26), 2.0)
        assert live.seconds_left() == pytest.approx(75 * 2.0)
        assert "about 2 min 30 s left" in live.text()


def test_a_resumed_run_does_not_count_the_steps_before():
    clock = Clock()
    with Live(100, done=80, clock=clock) as live:
        run(live, clock, range(81, 91), 3.0)
        assert live.seconds_left() == pytest.approx(10 * 3.0)


@pytest.mark.parametrize(
    ("seconds", "words"), [(45, "45 s"), (125, "2 min 5 s"), (7300, "2 h 1 min")]
)
def test_times_are_said_in_words(seconds, words):
    clock = Clock()
    with Live(2, clock=clock) as live:
        run(live, clock, [1], seconds)
        assert f"about {words} left" in live.text()


def test_a_notebook_is_updated_at_most_four_times_a_second(notebook):
    clock = Clock()
    with Live(1000, clock=clock) as live:
        before = len(notebook.bundles)
        run(live, clock, range(1, 1001), 0.01, loss=1.0)  # 10 s in all
        updates = len(notebook.bundles) - before
    assert 0.9 * 10 / EVERY_NOTEBOOK <= updates <= 10 / EVERY_NOTEBOOK


def test_a_terminal_gets_a_line_every_few_seconds(capsys):
    clock = Clock()
    with Live(1000, clock=clock) as live:
        run(live, clock, range(1, 1001), 0.02, loss=1.0)  # 20 s in all
    assert len(capsys.readouterr().out.splitlines()) <= 20 / EVERY_TERMINAL + 1


def test_the_stop_button_is_there_while_it_runs_and_goes_afterwards(notebook):
    with Live(1) as live:
        assert "course-stop" in notebook.bundles[0]["text/html"]
        assert "interrupt the kernel (■)" in notebook.bundles[0]["text/html"]
        live.step(1)
    assert {"text/html": "", "text/plain": ""} in notebook.bundles
    assert "course-stop" not in notebook.bundles[-1]["text/html"]


def test_the_last_bundle_shows_the_last_step_with_bar_text_and_curves(notebook):
    with Live(4, title="a < b") as live:
        for step in (1, 2, 3, 4):
            live.step(step, loss=1 / step)

    page = notebook.bundles[-1]["text/html"]
    assert '<progress value="4" max="4"' in page
    assert 'aria-label="progress of a &lt; b"' in page
    assert "step 4 of 4 · loss 0.25" in page
    assert 'alt="a &lt; b: step 4 of 4' in page
    svg = base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", page)[1]).decode()
    assert len(re.search(r'points="([^"]+)"', svg)[1].split()) == 4


def test_tensors_can_be_watched_and_are_remembered_as_they_were():
    average = torch.zeros(1, requires_grad=True)
    with Live(3) as live:
        for step in (1, 2, 3):
            with torch.no_grad():
                average += 1  # in place, as an average is kept
            live.step(step, average=average)
    assert [value for _, value in live.history["average"]] == [1, 2, 3]


def test_a_loss_that_is_not_finite_is_named_and_does_not_break_the_picture():
    with Live(3) as live:
        for step, loss in enumerate((1.0, float("nan"), float("inf")), start=1):
            live.step(step, loss=loss)
    assert "loss is not a finite number" in live.text()
    assert (
        "nan"
        not in base64.b64decode(
            re.search(r"svg\+xml;base64,([^\"]+)", live.static_html())[1]
        ).decode()
    )


def test_counting_from_nowhere_is_refused():
    for total, done in ((0, 0), (3, 4), (3, -1)):
        with pytest.raises(ValueError, match="0 <= done <= total"):
            Live(total, done=done)
