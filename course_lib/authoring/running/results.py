"""The results of a run as frozen records that become JSON: cells, faults, lessons, the course."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from course_lib.authoring.running.limits import Limits

State = Literal["ok", "failed", "too slow", "stopped", "not run"]
SIGNS: dict[State, str] = {
    "ok": "✓",
    "failed": "✗",
    "too slow": "✗",
    "stopped": "■",
    "not run": "·",
}
Reason = Literal["error", "time", "output", "kernel"]


@dataclass(frozen=True)
class Settings:
    """How to run notebooks."""

    fast: bool = False  # long work in its short form: COURSE_FAST=1
    jobs: int = 1  # notebooks that run at the same time
    threads: int = 1  # torch threads in each kernel
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class CellRun:
    """A code cell that ran to its end."""

    number: int  # among the code cells; 1 is the first
    id: str
    opens: str  # its first line of code
    seconds: float
    output_bytes: int  # as a saved notebook would hold them


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell or with a whole notebook."""

    reason: Reason
    number: int  # of the cell; 0 for the notebook as a whole
    id: str
    title: str  # one line: what happened
    source: str  # of the cell
    lines: tuple[str, ...] = ()  # the traceback, or where outputs differ


@dataclass(frozen=True)
class LessonRun:
    """The results of one notebook."""

    id: str
    title: str
    path: str  # from the root of the course
    total: int  # number of code cells
    state: State = "not run"
    seconds: float = 0.0  # including the start of its kernel
    cells: tuple[CellRun, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def output_bytes(self) -> int:
        """The size of all outputs together, in bytes."""
        return sum(cell.output_bytes for cell in self.cells)

    def slowest(self, count: int = 5) -> list[CellRun]:
        """Return the slowest cells, the slowest first."""
        return sorted(self.cells, key=lambda cell: -cell.seconds)[:count]


@dataclass(frozen=True)
class CourseRun:
    """The results of all notebooks."""

    lessons: tuple[LessonRun, ...]
    settings: Settings
    began: str  # date and time, as text
    seconds: float
    about: str  # system, Python and torch
    finished: bool = True  # False while it runs, and if it was stopped

    @property
    def ok(self) -> bool:
        """True if every notebook ran to its end, in time and without a fault."""
        return self.finished and all(lesson.state == "ok" for lesson in self.lessons)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data for a JSON file."""
        return {"schema": 1, "ok": self.ok, **asdict(self)}
