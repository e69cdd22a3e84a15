"""Split the work between machines that have no link between them, and merge the results."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from course_lib.grading.intake.roster import Entry, RosterError
from course_lib.grading.results.ledger import GRADER_ERROR, LEDGER, Ledger, Line, read_ledger
from course_lib.grading.results.run_record import RunRecord


def shard_of(student: str, of: int) -> int:
    """Return the shard of a student, from 1 to ``of``.

    It depends on the name alone: a hand-in that comes late moves nobody to another shard.
    """
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % of + 1


def shard(entries: Iterable[Entry], number: int, of: int) -> list[Entry]:
    """Return the submissions of one of ``of`` shards."""
    return [entry for entry in entries if shard_of(entry.student, of) == number]


def merge(folders: Sequence[Path], out: Path) -> Mapping[str, Line]:
    """Write one ledger from several; a result wins over a grader's failure.

    A student without a result gets a blank row that names the missing shard.

    Args:
        folders: The ``--out`` folders of the shards.
        out: A new folder.

    Raises:
        RosterError: There is nothing to merge, or the shards do not belong together.
    """
    if not folders:
        raise RosterError("name the folders of the shards: course grade merge GRADES-1 GRADES-2.")
    if (out / LEDGER).exists():
        raise RosterError(f"{out} has results already: name a new folder.")
    records = [record for folder in folders if (record := RunRecord.read(folder))]
    found: dict[str, Line] = {}
    for folder in folders:
        for student, line in _lines(folder).items():
            if student not in found or found[student].status == GRADER_ERROR:
                found[student] = line
    _refuse_mixed(records, found.values())
    points = max((line.max_points for line in found.values()), default=0.0)
    for student, reason in _missing(records, found).items():
        found[student] = Line(
            student, "", records[0].lesson, GRADER_ERROR, points, reason=reason, key=records[0].key
        )
    out.mkdir(parents=True, exist_ok=True)
    with Ledger.open(out / LEDGER) as ledger:
        for student in sorted(found):
            ledger.add(found[student])
    return found


def _lines(folder: Path) -> Mapping[str, Line]:
    """Read a shard's results; a shard that has graded nobody has a record and no ledger."""
    if RunRecord.read(folder) and not (folder / LEDGER).exists():
        return {}
    return read_ledger(folder / LEDGER)


def _refuse_mixed(records: Sequence[RunRecord], lines: Iterable[Line]) -> None:
    lines = list(lines)
    lessons = {line.lesson for line in lines} | {record.lesson for record in records}
    if len(lessons) > 1:
        raise RosterError(f"the shards are of different lessons: {', '.join(sorted(lessons))}.")
    keys = {line.key for line in lines if line.key} | {record.key for record in records}
    if len(keys) > 1:
        raise RosterError(
            f"the shards are of different versions of the answer key: {', '.join(sorted(keys))}."
        )
    parts = {record.shard[1] for record in records}
    if len(parts) > 1:
        raise RosterError(
            f"the class was split in different ways: into {' and '.join(map(str, sorted(parts)))}."
        )


def _missing(records: Sequence[RunRecord], graded: Iterable[str]) -> dict[str, str]:
    """Return who has no result, and why: student -> reason.

    Args:
        records: Those of the shards that are merged.
        graded: Every student with a result.
    """
    merged = {record.shard for record in records}
    parts = {of for _, of in merged}
    found: dict[str, str] = {}
    for student in sorted({s for record in records for s in record.students} - set(graded)):
        mine = {(shard_of(student, of), of) for of in parts}
        lost = sorted(f"{number}/{of}" for number, of in mine - merged)
        reason = f"shard {', '.join(lost)} was not merged" if lost else "its shard did not finish"
        found[student] = f"not graded: {reason}"
    return found
