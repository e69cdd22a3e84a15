"""What is known of a run: cells, lessons, and the whole, as frozen records that become JSON."""

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
    """How to run."""

    fast: bool = False  # long work in its short form: COURSE_FAST=1
    jobs: int = 1  # lessons at once
    threads: int = 1  # of torch, in each kernel
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class CellRun:
    """One cell of code that ran to its end."""

    number: int  # among the cells of code; 1 is the first
    id: str
    opens: str  # its first line of code
    seconds: float
    output_bytes: int  # as a saved notebook would hold them


@dataclass(frozen=True)
class Fault:
    """Why a cell, or a whole notebook, is not as it should be."""

    reason: Reason
    number: int  # of the cell; 0 for the notebook as a whole
    id: str
    title: str  # one line: what happened
    source: str  # of the cell
    lines: tuple[str, ...] = ()  # where, or what came out instead


@dataclass(frozen=True)
class LessonRun:
    """One notebook: how far it came, and what was found."""

    id: str
    title: str
    path: str  # of the notebook, from the course's root
    total: int  # cells of code
    state: State = "not run"
    seconds: float = 0.0  # with the start of its kernel
    cells: tuple[CellRun, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def output_bytes(self) -> int:
        """The size of all outputs together."""
        return sum(cell.output_bytes for cell in self.cells)

    def slowest(self, count: int = 5) -> list[CellRun]:
        """Return the cells that took longest, the longest first."""
        return sorted(self.cells, key=lambda cell: -cell.seconds)[:count]


@dataclass(frozen=True)
class CourseRun:
    """All lessons that were to run."""

    lessons: tuple[LessonRun, ...]
    settings: Settings
    began: str  # date and time
    seconds: float
    about: str  # system, Python and torch
    finished: bool = True  # False while it runs, and where somebody stopped it

    @property
    def ok(self) -> bool:
        """True where every lesson ran to its end, in time, without a fault."""
        return self.finished and all(lesson.state == "ok" for lesson in self.lessons)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as data, for a file of JSON."""
        return {"schema": 1, "ok": self.ok, **asdict(self)}
