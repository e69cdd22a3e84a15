"""Measure how long the machine needs for each notebook, while pytest with nbval runs them.

    python -m pytest --nbval-lax -p course_lib.authoring.running.notebook_times notebooks

At the end of the run stands a table: what was measured, beside what the card of the lesson
promises. It fails nothing, for a machine may be busy: `course run` knows the limits.
"""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Protocol

Times = dict[str, dict[str, float]]  # notebook -> cell -> seconds
_measured: Times = {}


class Report(Protocol):
    """What pytest tells of one test that ran."""

    nodeid: str
    when: str | None
    duration: float


class Terminal(Protocol):
    """Where pytest writes its summary."""

    def section(self, title: str) -> None:
        """Write a headline."""

    def line(self, text: str) -> None:
        """Write a line."""


def pytest_runtest_logreport(report: Report) -> None:
    """Note the time of a cell."""
    note(_measured, report)


def pytest_terminal_summary(terminalreporter: Terminal) -> None:
    """Write the table."""
    if _measured:
        terminalreporter.section("machine time of the notebooks")
        for line in table(_measured, promises()):
            terminalreporter.line(line)


def note(times: Times, report: Report) -> None:
    """Add the time of a cell, if the report is on one."""
    path, _, cell = report.nodeid.partition("::")
    if path.endswith(".ipynb") and report.when == "call":
        times.setdefault(path, {})[cell] = report.duration


def promises() -> dict[str, int]:
    """Read from the cards how many minutes of machine time each lesson promises."""
    # here, because pytest loads this plugin for every run, and the classroom imports torch
    from course_lib.classroom.exercises.course import load_course
    from course_lib.classroom.exercises.errors import CourseError

    try:
        lessons = load_course().lessons
    except CourseError:
        return {}
    return {lesson.slug: lesson.machine_minutes for lesson in lessons if lesson.machine_minutes}


def table(times: Times, promised: Mapping[str, int]) -> Iterable[str]:
    """Write a line per notebook: all its cells, the slowest one, what the card says."""
    for path, cells in sorted(times.items()):
        slowest = max(cells, key=cells.__getitem__)
        place = PurePosixPath(path)
        said = promised.get(place.stem) if place.parent.name == "notebooks" else None
        line = f"{sum(cells.values()):6.1f} s  {path}, slowest {slowest}: {cells[slowest]:.1f} s"
        if said and sum(cells.values()) > 60 * said:
            line += f"; the card says under {said} min: measure again, alone, or mend the card"
        yield line
