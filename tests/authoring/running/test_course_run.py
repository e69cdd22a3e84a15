"""Lessons run in real kernels, from a course whose cells take next to no time."""

import json
from dataclasses import replace

import pytest

from course_lib.authoring.running import time_limits
from course_lib.authoring.running.notebooks_to_run import choose
from course_lib.authoring.running.run_report import write_report


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}


def states(run):
    return {lesson.path: lesson.state for lesson in run.lessons}


def test_every_cell_of_every_lesson_runs_in_order_and_is_measured(course):
    course.lesson("01", "x = 1", "print(x + 1)", "import time\ntime.sleep(0.3)")
    course.lesson("02", planned=True).lesson("03", "print('three')")

    run = course.run()

    assert run.ok
    assert states(run) == {"notebooks/01_lesson.ipynb": "ok", "notebooks/03_lesson.ipynb": "ok"}
    assert course.progress.cells == [("01", 1), ("01", 2), ("01", 3), ("03", 1)]
    assert course.progress.endings == [("01", "ok"), ("03", "ok")]
    cells = run.lessons[0].cells
    assert [cell.opens for cell in cells] == ["x = 1", "print(x + 1)", "time.sleep(0.3)"]
    assert cells[2].seconds >= 0.3 > cells[0].seconds
    assert [cell.output_bytes > 0 for cell in cells] == [False, True, False]


def test_a_cell_that_raises_ends_its_lesson_and_no_other(course):
    course.lesson("01", "def f(x):\n    return 1 / x", "f(0)", "print('never')")
    course.lesson("02", "print('still')")

    run = course.run()

    first, second = run.lessons
    assert (first.state, second.state, run.ok) == ("failed", "ok", False)
    assert len(first.cells) == 1
    [fault] = first.faults
    assert (fault.reason, fault.number, fault.id) == ("error", 2, "c-02")
    assert fault.title == "ZeroDivisionError: division by zero"
    assert fault.lines[1:3] == ("  Cell In[2], line 1", "    f(0)")
    assert fault.lines[-2:] == ("    return 1 / x", "ZeroDivisionError: division by zero")


def test_a_cell_over_its_time_is_ended_and_so_is_its_lesson(course):
    course.lesson("01", "import time\ntime.sleep(60)", "print('never')")

    run = course.run(seconds=1)

    assert states(run) == {"notebooks/01_lesson.ipynb": "failed"}
    [fault] = run.lessons[0].faults
    assert (fault.reason, fault.title) == ("time", "It took longer than 1 seconds.")
    assert run.seconds < 30


def test_a_stored_output_that_does_not_come_out_is_a_fault_and_the_lesson_goes_on(course):
    right, wrong = [stream("1\n2\n")], [stream("1\n3\n")]
    course.lesson("01", ("print(1)\nprint(2)", right), ("print(1)\nprint(2)", wrong), "print(3)")

    [lesson] = course.run().lessons

    assert (lesson.state, len(lesson.cells)) == ("failed", 3)
    [fault] = lesson.faults
    assert (fault.reason, fault.number) == ("output", 2)
    assert fault.lines == ("stored   3", "printed  2")


@pytest.mark.parametrize(
    ("promised", "fast", "allowed", "state"),
    [
        (1, False, 240, "ok"),
        (0.001, False, 240, "too slow"),
        (0.001, True, 240, "ok"),  # shortened work says nothing about the full time
        (0, True, 0.1, "too slow"),
    ],
)
def test_a_lesson_over_the_rule_or_over_what_its_card_promises_is_too_slow(
    course, monkeypatch, promised, fast, allowed, state
):
    monkeypatch.setattr(time_limits, "LESSON_SECONDS", allowed)
    course.lesson("01", "pass")
    [chosen] = choose(course.root)

    run = course.run_chosen([replace(chosen, promised=promised)], fast=fast)

    [lesson] = run.lessons
    assert lesson.state == state
    assert [fault.number for fault in lesson.faults] == ([] if state == "ok" else [0])


def test_solutions_run_only_on_request_and_are_compared_too(course):
    verdict = {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "PASS"}}
    shown = "display({'text/plain': 'PASS'}, raw=True, metadata={'seed': 7})"
    course.lesson("01", "print(1)", exercises=True)
    course.notebook(
        "solutions/01_lesson.ipynb", (shown, [verdict]), (shown[:-1] + ")", [stream("1")])
    )

    [lesson, solutions] = course.run(solutions=True).lessons

    assert lesson.state == "ok"
    assert [fault.number for fault in solutions.faults] == [2]
    assert [chosen.path for chosen in choose(course.root)] == ["notebooks/01_lesson.ipynb"]


def test_lessons_may_run_at_the_same_time(course):
    """Each waits for the other: one after the other they would never end."""
    meet = (
        "import time\nfrom pathlib import Path\nPath('{}').touch()\nwhile not Path('{}').exists():"
    )
    course.lesson("01", meet.format("a", "b") + "\n    time.sleep(0.05)")
    course.lesson("02", meet.format("b", "a") + "\n    time.sleep(0.05)")

    assert course.run(jobs=2, seconds=20).ok


def test_the_results_so_far_are_reported_after_each_lesson(course):
    course.lesson("01", "1 / 0").lesson("02", "pass")

    run = course.run()

    found = [(r.finished, [lesson.state for lesson in r.lessons]) for r in course.progress.results]
    assert found == [
        (False, ["failed", "not run"]),
        (True, ["failed", "ok"]),
    ]
    assert course.progress.results[-1].lessons == run.lessons


def test_the_report_is_a_page_and_the_same_as_json(course, tmp_path):
    course.lesson("01", "1 / 0")
    run = course.run()

    write_report(run, tmp_path / "new" / "page.html")

    saved = json.loads((tmp_path / "new" / "page.json").read_text(encoding="utf-8"))
    assert saved["lessons"][0]["faults"][0]["title"] == "ZeroDivisionError: division by zero"
    assert saved["ok"] is False
    assert "ZeroDivisionError" in (tmp_path / "new" / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lessons", "error", "says"),
    [(["77"], LookupError, "no lesson '77'"), (["02"], LookupError, "only planned")],
)
def test_a_lesson_that_cannot_run_is_refused_before_any_runs(course, lessons, error, says):
    course.lesson("01", "pass").lesson("02", planned=True)

    with pytest.raises(error, match=says):
        course.run(*lessons)


def test_a_notebook_that_was_not_built_is_named(course):
    course.lesson("01", "pass")
    (course.root / "notebooks" / "01_lesson.ipynb").unlink()

    with pytest.raises(FileNotFoundError, match=r"notebooks/01_lesson\.ipynb.*course build 01"):
        course.run()
