"""Show how far a run is."""

from typing import Self, TextIO

from course_lib.grading.results.gradebook import points_text
from course_lib.grading.results.ledger import Result
from course_lib.progress_bar import progress_bar, time_left


class LiveCount:
    """A progress bar on a terminal; elsewhere a line after each tenth. A context manager.

    Args:
        stream: The stream to write to; None means stderr.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._bar = progress_bar(stream)
        self._task = self._bar.add_task("grading", total=None, note="")
        self._flagged = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, result: Result, done: int, of: int) -> None:
        """Show how far the run is, the time left, and how many submissions need a look.

        Args:
            result: The last result.
            done: The number of submissions graded so far.
            of: The number of submissions to grade.
        """
        self._flagged += result.needs_a_look
        last = f"{result.student[:30]} {points_text(result) or result.status}"
        note = f"{self._flagged} need a look · {last}"
        self._bar.update(self._task, completed=done, total=of, note=note)
        if not self._bar.disable:
            self._bar.start()
            self._bar.refresh()
        elif done == of or done % max(1, of // 10) == 0:
            parts = (f"{done} of {of}", time_left(self._bar.tasks[0]), note)
            print(" · ".join(filter(None, parts)), file=self._bar.console.file, flush=True)
