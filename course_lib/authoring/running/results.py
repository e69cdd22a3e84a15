"""The results of a run as frozen records, which become JSON: cells, faults, notebooks, all."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from course_lib.authoring.running.time_limits import TimeLimits

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

    fast: bool = False  # shorten long work: COURSE_FAST=1
    jobs: int = 1  # notebooks that run at the same time
    threads: int = 1  # torch threads in each kernel
    limits: TimeLimits = field(default_factory=TimeLimits)


@dataclass(frozen=True)
class CellRun:
    """A code cell that ran to its end."""

    number: int  # among the code cells; the first is 1
    id: str
    opens: str  # its first line of code
    seconds: float
    output_bytes: int  # the size that its outputs would have in a saved notebook


@dataclass(frozen=True)
class Fault:
    """What went wrong in a cell or in a whole notebook."""

    reason: Reason
    number: int  # of the cell; 0 for the notebook as a whole
    id: str
    title: str  # what happened, in one line
    source: str  # of the cell
    lines: tuple[str, ...] = ()  # the traceback, or the lines in which outputs differ


@dataclass(frozen=True)
class NotebookRun:
    """A notebook to run, or its results."""

    id: str  # of the lesson
    title: str
    path: str  # from the root of the course
    total: int  # number of code cells that aren't empty
    state: State = "not run"
    seconds: float = 0.0  # including the start of the kernel
    cells: tuple[CellRun, ...] = ()
    faults: tuple[Fault, ...] = ()
    promised: float = 0.0  # minutes that the lesson's card promises; 0 if it promises none

    @property
    def name(self) -> str:
        """The lesson's id and the title, such as ``02 Periods``."""
        return f"{self.id} {self.title}"


@dataclass(frozen=True)
class CourseRun:
    """The results of all notebooks."""

    lessons: tuple[NotebookRun, ...]
    settings: Settings
    began: str  # date and time, as text
    seconds: float
    about: str  # system, Python and torch

    @property
    def finished(self) -> bool:
        """False while it runs, and after Ctrl-C."""
        return not any(lesson.state in ("stopped", "not run") for lesson in self.lessons)

    @property
    def ok(self) -> bool:
        """True if every notebook ran to its end, in time and without a fault."""
        return all(lesson.state == "ok" for lesson in self.lessons)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data for a JSON file."""
        return {"schema": 1, "ok": self.ok, "finished": self.finished, **asdict(self)}
