"""Share the work out to several machines with no link between them, and put it together."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from course_lib.grading.ledger import GRADER_ERROR, LEDGER, Ledger, Line, read_ledger
from course_lib.grading.roster import Entry, RosterError


def shard(entries: Iterable[Entry], number: int, of: int) -> list[Entry]:
    """Take every ``of``-th submission, from the ``number``-th on."""
    return list(entries)[number - 1 :: of]


def merge(folders: Sequence[Path], out: Path) -> Mapping[str, Line]:
    """Write one ledger from several; a result wins over a grader's failure.

    Args:
        folders: the ``--out`` folders of the shards.
        out: a new folder.
    """
    if not folders:
        raise RosterError("name the folders of the shards: course grade merge GRADES-1 GRADES-2.")
    if (out / LEDGER).exists():
        raise RosterError(f"{out} has results already: name a new folder.")
    found: dict[str, Line] = {}
    for folder in folders:
        for student, line in read_ledger(folder / LEDGER).items():
            if student not in found or found[student].status == GRADER_ERROR:
                found[student] = line
    lessons = {line.lesson for line in found.values()}
    if len(lessons) > 1:
        raise RosterError(f"the shards are of different lessons: {', '.join(sorted(lessons))}.")
    out.mkdir(parents=True, exist_ok=True)
    with Ledger.open(out / LEDGER) as ledger:
        for student in sorted(found):
            ledger.add(found[student])
    return found
