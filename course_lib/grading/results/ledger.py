"""The ledger: every result as a line of JSON, on the disk before the next submission.

A run that was killed continues where it stopped. A line that was cut off is removed, and its
submission is graded again.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import IO

from course_lib.grading.intake.errors import InputError
from course_lib.grading.results.marks import Mark

GRADED, REJECTED, GRADER_ERROR = "graded", "rejected", "grader_error"
LEDGER = "ledger.jsonl"


@dataclass(frozen=True)
class Result:
    """The result of one submission."""

    student: str
    file: str
    lesson: str
    status: str  # graded, rejected, grader_error
    max_points: float
    points: float = 0.0
    reason: str = ""  # why it was rejected, or couldn't be graded
    sha: str = ""
    number: str = ""  # the LMS's number of the student
    handed_in: str = ""  # ISO date and time, if known
    key: str = ""  # version of the answer key
    seed_id: str = ""  # identifies the run without showing its seed
    sandbox: str = ""
    passes: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0  # of its passes, kernels included
    grader_mb: int = 0  # the peak memory of the grader, without its kernels
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()  # for student and teacher
    flags: tuple[str, ...] = ()  # for the teacher
    categories: tuple[str, ...] = field(default=())
    changes: tuple[str, ...] = ()  # made by hand, in overrides.csv; never in the ledger itself
    answers: Mapping[str, str] = field(default_factory=dict)  # written ones, by exercise

    @property
    def needs_a_look(self) -> bool:
        """True if a person should look at it."""
        return self.status != GRADED or bool(self.flags or self.categories)

    def changed(self, note: str) -> "Result":
        """Return it with a change in the notes for the student and in the changes."""
        return replace(self, notes=(*self.notes, note), changes=(*self.changes, note))

    def written(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True) + "\n"

    @classmethod
    def read(cls, text: str) -> "Result":
        """Return the result that a line of `written` contains."""
        saved = json.loads(text)
        saved["marks"] = tuple(
            Mark(**mark | {name: tuple(mark.get(name, ())) for name in ("says", "flags")})
            for mark in saved["marks"]
        )
        for name in ("notes", "flags", "categories", "changes"):
            saved[name] = tuple(saved.get(name, ()))
        return cls(**{f.name: saved[f.name] for f in fields(cls) if f.name in saved})


class Ledger:
    """The file of results; the last line of a student counts."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.results: dict[str, Result] = {}

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> "Iterator[Ledger]":
        """Open the ledger for one grader alone, and remove a line that was cut off.

        Raises:
            BlockingIOError: Another grader has it open.
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
            if (result := _read_line(raw)) is not None:
                self.results[result.student] = result
        self._file.truncate(good)  # else the next line would continue half a line

    def add(self, result: Result) -> None:
        """Write a result, and return when it is on the disk."""
        self._file.write(result.written().encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        self.results[result.student] = result

    def done(self, student: str, sha: str, lesson: str, key: str) -> bool:
        """Return True if this file has a result for this lesson and version of the key."""
        result = self.results.get(student)
        same = result is not None and (result.sha, result.lesson, result.key) == (sha, lesson, key)
        return same and result is not None and result.status != GRADER_ERROR


def read_ledger(path: Path) -> dict[str, Result]:
    """Return the results in a ledger that no grader has open, by student.

    A student whom the LMS numbers has one result, even under a new name: that of "Anna Berg" ends
    in the number after another Anna Berg has handed in.
    """
    with path.open("rb") as file:
        read = [_read_line(raw) for raw in file if raw.endswith(b"\n")]
    found = [result for result in read if result is not None]
    owner = {(one.number, one.file): one.student for one in found if one.number}
    last = {one.student: one for one in found}
    return {n: one for n, one in last.items() if owner.get((one.number, one.file), n) == n}


def _read_line(raw: bytes) -> Result | None:
    """Return the result in a line, or None if it is damaged: then it is graded again."""
    try:
        return Result.read(raw.decode())
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def ledger_results(folder: Path) -> list[Result]:
    """Return the results in a run's ledger, sorted by student.

    Raises:
        InputError: The folder has no ledger.
    """
    if not (folder / LEDGER).is_file():
        raise InputError(f"{folder} has no results: name a folder that `course grade` wrote.")
    return sorted(read_ledger(folder / LEDGER).values(), key=lambda result: result.student)
