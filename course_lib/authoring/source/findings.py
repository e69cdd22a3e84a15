"""Say where something is wrong in a lesson's source, what it is, and what to do about it.

A line reads ``lessons/02_periods/lesson.py:123: message``, which editors turn into a link.
"""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One fault in the source of the course; ``str()`` gives the line to print."""

    path: str  # from the root of the course, with forward slashes
    line: int  # 1 is the first line; 0 stands for the file as a whole
    message: str  # what is wrong, and what to do

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class SourceError(ValueError):
    """Lesson source that no notebook can be made of; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding
