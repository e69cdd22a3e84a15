"""Say how long it will still take, from how long each cell took the last time."""

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.authoring.running.notebooks import Chosen

Past = Mapping[tuple[str, str], float]  # seconds, by notebook and cell


def read_past(report: Path, fast: bool) -> Past:
    """Read the seconds of every cell from the last report; nothing, if it was of another kind."""
    try:
        told = json.loads(report.read_text(encoding="utf-8"))
        if told["settings"]["fast"] != fast:
            return {}
        return {
            (lesson["path"], cell["id"]): float(cell["seconds"])
            for lesson in told["lessons"]
            for cell in lesson["cells"]
        }
    except (OSError, ValueError, KeyError, TypeError):  # none yet, or not one of ours
        return {}


class TimeLeft:
    """Adds up what is still to come; a cell never seen counts as much as the mean of the others.

    Args:
        chosen: what runs.
        past: how long cells took before.
        jobs: lessons at the same time.
    """

    def __init__(self, chosen: Sequence[Chosen], past: Past, jobs: int) -> None:
        self._past, self._jobs = past, max(1, jobs)
        self._cells = {c.place: c.cells for c in chosen}
        self._done = dict.fromkeys(self._cells, 0)  # how many cells of each notebook
        self._began: dict[str, float] = {}
        self._seen: list[float] = []

    def cell(self, place: str, number: int, now: float) -> None:
        """Take note that the ``number``-th cell of a notebook begins."""
        if place in self._began:
            self._seen.append(now - self._began[place])
        self._began[place], self._done[place] = now, number - 1

    def ended(self, place: str) -> None:
        """Take note that a notebook asks for no more time."""
        self._done[place] = len(self._cells[place])

    def seconds(self) -> float | None:
        """Return the seconds left, or None as long as nothing is known."""
        known = [*self._past.values(), *self._seen]
        if not known:
            return None
        usual = statistics.mean(known)
        each = [
            sum(self._past.get((place, cell), usual) for cell in cells[self._done[place] :])
            for place, cells in self._cells.items()
        ]
        # no lesson is cut in two: the longest is a limit
        return max(sum(each) / self._jobs, max(each, default=0.0))


def clock(seconds: float) -> str:
    """Write seconds as minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
