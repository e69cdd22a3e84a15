"""A fault in a lesson's source: where it is, what is wrong, and what to do.

It prints as ``lessons/02_periods/lesson.py:123: message``, which editors turn into a link.
"""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class SourceFinding:
    """A fault in the source of the course; ``str()`` returns the line to print."""

    path: str  # from the root of the course, with forward slashes
    line: int  # 1 is the first line; 0 means the whole file
    message: str  # what is wrong, and what to do

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class SourceError(ValueError):
    """No notebook can be made from a lesson's source; ``finding`` says why."""

    def __init__(self, finding: SourceFinding) -> None:
        super().__init__(str(finding))
        self.finding = finding
