"""The record of a run: its lesson and key, its shard, and the names of the whole class.

`--resume` and `merge` read it, so that results of two lessons or keys never mix, and a merged
gradebook has a row for every student, graded or not.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.grading.intake.errors import KeyFileError
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.results.ledger import Result

RECORD = "run.json"


class OtherRunError(KeyFileError):
    """The folder contains results of another lesson, key or shard; the message says what to do."""


@dataclass(frozen=True)
class RunRecord:
    """What one run grades."""

    lesson: str
    key: str  # version of the answer key
    shard: tuple[int, int]  # (2, 4) is the second of four
    students: tuple[str, ...]  # the whole class, not only this shard
    tested: str = ""  # the kind of kernel that has passed the self-test

    def write(self, out: Path) -> None:
        """Write the record to a run's folder, as a whole or not at all."""
        write_file(out / RECORD, json.dumps(asdict(self)))

    @classmethod
    def read(cls, out: Path) -> "RunRecord | None":
        """Return the record in a run's folder, or None if there is none that can be read."""
        try:
            saved = json.loads((out / RECORD).read_text(encoding="utf-8"))
            shard, students = tuple(saved["shard"]), tuple(saved["students"])
            return cls(**saved | {"shard": shard, "students": students})
        except (OSError, ValueError, TypeError, KeyError):
            return None


def open_record(
    out: Path, new: RunRecord, results: Mapping[str, Result], hand_ins: Iterable[HandIn]
) -> RunRecord:
    """Start a run's record, or continue the one in its folder.

    Args:
        out: The folder of the run.
        new: The record of what is graded now.
        results: The results that the folder already has, by student.
        hand_ins: The files of the whole class.

    Raises:
        OtherRunError: The folder belongs to another lesson, version of the key, or shard.
    """
    old = RunRecord.read(out)
    found = {(result.lesson, result.key) for result in results.values() if result.key}
    if old:
        found.add((old.lesson, old.key))
    found |= {(result.lesson, new.key) for result in results.values() if not result.key}
    for lesson, key in sorted(found - {(new.lesson, new.key)}):
        other = f"lesson {lesson}" if lesson != new.lesson else f"version {key} of the answer key"
        raise OtherRunError(
            f"{out} has results of {other}, and this run is of lesson {new.lesson}, version "
            f"{new.key}: name a new folder with --out."
        )
    if old and old.shard != new.shard:
        raise OtherRunError(
            f"{out} has shard {old.shard[0]}/{old.shard[1]}, and this run is shard "
            f"{new.shard[0]}/{new.shard[1]}: name a new folder with --out."
        )
    students = sorted({*(old.students if old else ()), *(hand_in.student for hand_in in hand_ins)})
    tested = old.tested if old else ""
    record = RunRecord(new.lesson, new.key, new.shard, tuple(students), tested)
    record.write(out)
    return record
