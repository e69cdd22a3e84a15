"""Split a class into shards for machines without a connection, and merge their results."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from course_lib.grading.intake.errors import InputError
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.results.ledger import GRADER_ERROR, LEDGER, Ledger, Result, read_ledger
from course_lib.grading.results.run_record import RunRecord


def shard_of(student: str, of: int) -> int:
    """Return the shard of a student, from 1 to ``of``.

    It depends on the name alone, so a late hand-in doesn't move anybody to another shard.
    """
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % of + 1


def shard(hand_ins: Iterable[HandIn], number: int, of: int) -> list[HandIn]:
    """Return the submissions of one of ``of`` shards."""
    return [hand_in for hand_in in hand_ins if shard_of(hand_in.student, of) == number]


def merge(folders: Sequence[Path], out: Path) -> Mapping[str, Result]:
    """Write one ledger from several, and return its results by student.

    A result wins over a failure of the grader.

    A student without a result gets a blank row that names the missing shard.

    Args:
        folders: The ``--out`` folders of the shards.
        out: A new folder.

    Raises:
        InputError: There is nothing to merge, or the shards don't belong together.
    """
    if not folders:
        raise InputError("name the folders of the shards: course grade merge GRADES-1 GRADES-2.")
    if (out / LEDGER).exists():
        raise InputError(f"{out} has results already: name a new folder.")
    records = [record for folder in folders if (record := RunRecord.read(folder))]
    found: dict[str, Result] = {}
    for folder in folders:
        for student, result in _lines(folder).items():
            if student not in found or found[student].status == GRADER_ERROR:
                found[student] = result
    _refuse_mixed(records, found.values())
    points = max((result.max_points for result in found.values()), default=0.0)
    for student, reason in _missing(records, found).items():
        found[student] = Result(
            student, "", records[0].lesson, GRADER_ERROR, points, reason=reason, key=records[0].key
        )
    out.mkdir(parents=True, exist_ok=True)
    with Ledger.open(out / LEDGER) as ledger:
        for student in sorted(found):
            ledger.add(found[student])
    return found


def _lines(folder: Path) -> Mapping[str, Result]:
    """Return a shard's results; a shard that has graded nobody has a record but no ledger."""
    if RunRecord.read(folder) and not (folder / LEDGER).exists():
        return {}
    return read_ledger(folder / LEDGER)


def _refuse_mixed(records: Sequence[RunRecord], results: Iterable[Result]) -> None:
    results = list(results)
    lessons = {result.lesson for result in results} | {record.lesson for record in records}
    if len(lessons) > 1:
        raise InputError(f"the shards are of different lessons: {', '.join(sorted(lessons))}.")
    keys = {result.key for result in results if result.key} | {record.key for record in records}
    if len(keys) > 1:
        raise InputError(
            f"the shards are of different versions of the answer key: {', '.join(sorted(keys))}."
        )
    parts = {record.shard[1] for record in records}
    if len(parts) > 1:
        raise InputError(
            f"the class was split in different ways: into {' and '.join(map(str, sorted(parts)))}."
        )


def _missing(records: Sequence[RunRecord], graded: Iterable[str]) -> dict[str, str]:
    """Return the reason of every student without a result.

    Args:
        records: The records of the shards that are merged.
        graded: The students with a result.
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
