"""Record what a run is about: its lesson and key, its shard, and the names of the whole class.

`--resume` and `merge` read it. Results of two lessons, or of two versions of a key, never mix, and
nobody is missing from a merged gradebook without a row that says so.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from course_lib.grading.intake.key import KeyFileError
from course_lib.grading.intake.roster import Entry
from course_lib.grading.results.ledger import Line

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
    tested: str = ""  # the kind of kernel whose self-test has passed

    def write(self, out: Path) -> None:
        """Save it in a run's folder, in one step."""
        partial = out / f"{RECORD}.part"
        partial.write_text(json.dumps(asdict(self)), encoding="utf-8")
        partial.replace(out / RECORD)

    @classmethod
    def read(cls, out: Path) -> "RunRecord | None":
        """Return what `write` saved, or None if there is nothing that can be read."""
        try:
            saved = json.loads((out / RECORD).read_text(encoding="utf-8"))
            shard, students = tuple(saved["shard"]), tuple(saved["students"])
            return cls(**saved | {"shard": shard, "students": students})
        except (OSError, ValueError, TypeError, KeyError):
            return None


def open_record(
    out: Path, new: RunRecord, lines: Mapping[str, Line], entries: Iterable[Entry]
) -> RunRecord:
    """Start a run's record, or go on with the one that its folder has.

    Args:
        out: The folder of the results.
        new: What is to be graded now.
        lines: The results that the folder already has.
        entries: The whole class.

    Raises:
        OtherRunError: The folder belongs to another lesson, version of the key, or shard.
    """
    old = RunRecord.read(out)
    found = {(line.lesson, line.key) for line in lines.values() if line.key}
    if old:
        found.add((old.lesson, old.key))
    found |= {(line.lesson, new.key) for line in lines.values() if not line.key}
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
    students = sorted({*(old.students if old else ()), *(entry.student for entry in entries)})
    tested = old.tested if old else ""
    record = RunRecord(new.lesson, new.key, new.shard, tuple(students), tested)
    record.write(out)
    return record
