"""Keep every result at once and for good: one line of JSON each, on the disk before the next.

A run that is killed, by whatever, goes on where it stopped. A line that was cut off is taken away,
and its submission is graded again.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO

from course_lib.grading.results.scoring import Mark

GRADED, REJECTED, GRADER_ERROR = "graded", "rejected", "grader_error"
LEDGER = "ledger.jsonl"


@dataclass(frozen=True)
class Line:
    """What is known of one submission after it was graded."""

    student: str
    file: str
    lesson: str
    status: str  # graded, rejected, grader_error
    max_points: float
    points: float = 0.0
    reason: str = ""  # why it was rejected, or could not be graded
    sha: str = ""
    number: str = ""  # the LMS's own
    handed_in: str = ""  # ISO date and time, where it is known
    key: str = ""  # version of the answer key
    seed_id: str = ""  # tells runs apart; it is not the seed
    sandbox: str = ""
    passes: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0  # of its passes, kernels and all
    grader_mb: int = 0  # the most memory that the grader took, its kernels not counted
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()  # for student and teacher
    flags: tuple[str, ...] = ()  # for the teacher
    categories: tuple[str, ...] = field(default=())
    changes: tuple[str, ...] = ()  # made by hand, in overrides.csv; never in the ledger itself
    answers: Mapping[str, str] = field(default_factory=dict)  # written ones, by exercise

    @property
    def needs_a_look(self) -> bool:
        """Say whether a person should look at it."""
        return self.status != GRADED or bool(self.flags or self.categories)

    def written(self) -> str:
        """Write it as one line."""
        return json.dumps(asdict(self), ensure_ascii=True) + "\n"

    @classmethod
    def read(cls, text: str) -> "Line":
        """Read what `written` wrote."""
        told = json.loads(text)
        told["marks"] = tuple(
            Mark(**mark | {name: tuple(mark.get(name, ())) for name in ("says", "flags")})
            for mark in told["marks"]
        )
        for name in ("notes", "flags", "categories", "changes"):
            told[name] = tuple(told.get(name, ()))
        return cls(**{f.name: told[f.name] for f in fields(cls) if f.name in told})


class Ledger:
    """The file of lines; the last line of a student counts."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.lines: dict[str, Line] = {}

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> "Iterator[Ledger]":
        """Open it for one grader alone, and mend its end.

        Raises:
            BlockingIOError: another grader has it open.
        """
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            ledger = cls(file)
            ledger._mend()
            yield ledger

    def _mend(self) -> None:
        self._file.seek(0)
        good = 0
        for raw in self._file:
            if not raw.endswith(b"\n"):
                break
            good += len(raw)
            try:
                line = Line.read(raw.decode())
            except (ValueError, TypeError, KeyError):
                continue  # written over by something else: that submission is graded again
            self.lines[line.student] = line
        self._file.truncate(good)  # else the next line would be glued to half a line

    def add(self, line: Line) -> None:
        """Write a line, and come back when it is on the disk."""
        self._file.write(line.written().encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        self.lines[line.student] = line

    def done(self, student: str, sha: str, lesson: str, key: str) -> bool:
        """Return whether this very file has its result for this lesson and version of the key."""
        line = self.lines.get(student)
        same = line is not None and (line.sha, line.lesson, line.key) == (sha, lesson, key)
        return same and line is not None and line.status != GRADER_ERROR


def read_ledger(path: Path) -> dict[str, Line]:
    """Read a ledger that nobody writes to."""
    with path.open("rb") as file:
        text = [raw.decode() for raw in file if raw.endswith(b"\n")]
    return {line.student: line for line in map(Line.read, text)}
