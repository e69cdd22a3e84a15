"""Change results by hand, where everybody can see it: ``overrides.csv`` in the folder of a run.

    student,exercise,points,due,handed in,late,reason
    *,,,2026-11-28 23:59,,"10 % a day, at most 50 %",
    Anna Berg,02.3,2,,,,"right, but named differently"
    Ben Cruz,,,2026-12-05 23:59,,,ill
    Cleo Dee,,0,,,,withdrew

A row for ``*`` is for the whole class. Points without an exercise replace the total. The file is
applied last, after everything that the grader found, and each change is shown with its reason.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from course_lib.grading.intake.roster import RosterError
from course_lib.grading.results.lms_columns import as_number
from course_lib.grading.results.lms_tables import read_table

OVERRIDES = "overrides.csv"
COLUMNS = ("student", "exercise", "points", "due", "handed in", "late", "reason")
EVERYBODY = "*"
_LATE = re.compile(
    r"(?P<rate>\d+(?:[.,]\d+)?) ?% (?:a|per) day(?:,? at most (?P<most>\d+(?:[.,]\d+)?) ?%)?"
)


@dataclass(frozen=True)
class LatePolicy:
    """How much a day costs, as a part of the points: ``rate`` each, ``most`` in all."""

    rate: float
    most: float = 1.0

    def lost(self, late: timedelta) -> tuple[int, float]:
        """Return the days begun, and the part of the points that they cost."""
        days = max(0, math.ceil(late / timedelta(days=1)))
        return days, min(days * self.rate, self.most)


@dataclass(frozen=True)
class Override:
    """One row of the file; None and "" where it says nothing."""

    student: str
    exercise: str = ""
    points: float | None = None
    due: datetime | None = None
    handed_in: datetime | None = None
    late: LatePolicy | None = None
    reason: str = ""


def read_overrides(path: Path) -> list[Override]:
    """Read the rows of a file; a file that is missing has none.

    Raises:
        RosterError: A row cannot be read; the message names it and what to write.
    """
    if not path.exists():
        return []
    table = read_table(path)
    places = {name: table.column(name) for name in COLUMNS}
    if places["student"] is None:
        raise RosterError(f"{path} needs these columns: {', '.join(COLUMNS)}.")

    def cell(row: Sequence[str], name: str) -> str:
        at = places[name]
        return row[at].strip() if at is not None else ""

    found = []
    for number, row in enumerate(table.rows, 2):
        try:
            found.append(_read({name: cell(row, name) for name in COLUMNS}))
        except ValueError as fault:
            raise RosterError(f"{path}, row {number}: {fault}") from fault
    return found


def _read(cells: Mapping[str, str]) -> Override:
    points = as_number(cells["points"])
    if cells["points"] and (points is None or not 0 <= points < math.inf):
        raise ValueError(f"points must be a number from 0 on, got {cells['points']!r}")
    if points is not None and not cells["reason"]:
        raise ValueError("points that are set by hand need a reason")
    if not cells["student"]:
        raise ValueError("name the student, or write * for everybody")
    if cells["student"] == EVERYBODY and (points is not None or cells["handed in"]):
        raise ValueError("points and times of handing in are for one student, not for *")
    return Override(
        cells["student"],
        cells["exercise"],
        points,
        _time(cells["due"]),
        _time(cells["handed in"]),
        _late(cells["late"]),
        cells["reason"],
    )


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ValueError(f"write a time as 2026-11-28 23:59, not {text!r}") from None


def _late(text: str) -> LatePolicy | None:
    if not text:
        return None
    match = _LATE.fullmatch(text)
    if match is None:
        raise ValueError(f"write a late policy as '10 % a day, at most 50 %', not {text!r}")
    rate, most = (as_number(match[name] or "100") or 0.0 for name in ("rate", "most"))
    return LatePolicy(rate / 100, min(most / 100, 1.0))
