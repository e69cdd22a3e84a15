"""What handing in late costs: the policy, and the points that are taken off.

A teacher writes the policy into ``overrides.csv``, such as "10 % a day, at most 50 %".
"""

import math
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from course_lib.grading.results.ledger import Result
from course_lib.grading.results.lms.tables import as_number

_POLICY = re.compile(
    r"(?P<rate>\d+(?:[.,]\d+)?) ?% (?:a|per) day(?:,? at most (?P<most>\d+(?:[.,]\d+)?) ?%)?"
)


@dataclass(frozen=True)
class LatePolicy:
    """The fraction of the points that a late day costs, and the most that all of them cost."""

    rate: float
    most: float = 1.0

    def lost(self, late: timedelta) -> tuple[int, float]:
        """Return the number of days, rounded up, and the fraction of the points that they cost."""
        days = max(0, math.ceil(late / timedelta(days=1)))
        return days, min(days * self.rate, self.most)


def read_policy(text: str) -> LatePolicy | None:
    """Return the policy that a teacher wrote, or None for an empty text.

    Raises:
        ValueError: It can't be read; the message says what to write.
    """
    if not text:
        return None
    match = _POLICY.fullmatch(text)
    if match is None:
        raise ValueError(f"write a late policy as '10 % a day, at most 50 %', not {text!r}")
    rate, most = (as_number(match[name] or "100") or 0.0 for name in ("rate", "most"))
    return LatePolicy(rate / 100, min(most / 100, 1.0))


def less_what_late_work_costs(
    result: Result, due: datetime | None, policy: LatePolicy | None, handed_in: datetime | None
) -> Result:
    """Return the result less what handing in late costs, with a note that says so.

    Args:
        result: The result of one student.
        due: The deadline; without one, nothing is lost.
        policy: What late work costs; without one, nothing is lost.
        handed_in: When the student handed in; None takes the time that the LMS wrote. If it wrote
            none, nothing is lost, and the result gets a flag for the teacher.
    """
    if due is None or policy is None:
        return result
    when = handed_in or (datetime.fromisoformat(result.handed_in) if result.handed_in else None)
    if when is None:
        note = f"due {due:%Y-%m-%d %H:%M}; the time of handing in isn't known, so nothing is lost"
        return replace(result, flags=(*result.flags, note))
    days, part = policy.lost(when - due)
    if not days:
        return result
    points = round(result.points * (1 - part), 2)
    return replace(result, points=points).changed(
        f"late by {days} day{'s' if days > 1 else ''} (due {due:%Y-%m-%d %H:%M}, handed in "
        f"{when:%Y-%m-%d %H:%M}): {part:.0%} less, from {result.points:g} to {points:g}"
    )
