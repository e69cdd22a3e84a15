from io import StringIO

import pytest

from course_lib.authoring.running.results import CellRun, Fault, NotebookRun
from course_lib.authoring.running.run_progress import LiveProgress
from course_lib.progress_bar import progress_bar

CELLS = tuple(CellRun(k, f"c-{k}", f"step({k})", k / 2, 1000 * k) for k in range(1, 9))
GOOD = NotebookRun("01", "Echo", "notebooks/01.ipynb", 8, "ok", 20.0, CELLS)
FAULT = Fault("error", 3, "c-3", "ValueError: <b>2</b> & [3]", "score('<i>')")
BAD = NotebookRun("02", "Noise [1]", "notebooks/02.ipynb", 8, "failed", 5.0, CELLS[:2], (FAULT,))


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    return Terminal()


def test_a_log_gets_a_line_for_each_lesson_that_ended():
    written = StringIO()

    with progress_bar(written) as bar:
        progress = LiveProgress([GOOD, BAD], bar)
        for run in (GOOD, BAD):
            progress.cell(run, 1)
            progress.ended(run)

    assert written.getvalue().splitlines() == [
        "01 Echo       ✓ ok          20.0 s  8 of 8 cells",
        "02 Noise [1]  ✗ failed       5.0 s  2 of 8 cells",
        "    cell 3: ValueError: <b>2</b> & [3]",
    ]


def test_a_terminal_shows_the_cell_that_runs(terminal):
    with progress_bar(terminal) as bar:
        progress = LiveProgress([GOOD, BAD], bar)
        progress.cell(BAD, 1)
        progress.cell(BAD, 2)

    assert "02 Noise [1] " in terminal.getvalue()
    assert "cell 2 of 8" in terminal.getvalue()


def test_the_bar_counts_the_cells_that_are_over():
    bar = progress_bar(StringIO())
    progress = LiveProgress([GOOD, BAD], bar)
    [task] = bar.tasks
    counts = []

    for number in range(1, 4):
        progress.cell(BAD, number)
        counts.append(task.completed)
    progress.ended(BAD)  # it failed: its other cells will not run
    counts.append(task.completed)
    progress.cell(GOOD, 2)
    counts.append(task.completed)

    assert counts == [0, 1, 2, 8, 9]
    assert task.total == 16
