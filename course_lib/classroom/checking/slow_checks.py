"""Show that a slow check is still at work.

    02.3: checking for 4 s, measured so far: 12

The line appears after three seconds. In a notebook, the check's message then takes its place.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from IPython.display import DisplayHandle

from course_lib.classroom.exercises.exercise import Exercise
from course_lib.display import mime_output as screen
from course_lib.display.fast_mode import fast_mode

QUIET = 3.0  # seconds before the first line
EVERY = 1.0  # seconds between two lines


class SlowCheck:
    """Counts the measured properties of one check, and shows the count if the check is slow.

    Args:
        exercise_id: The id of the exercise, such as "02.3".
        clock: A function that returns the time in seconds.
    """

    def __init__(self, exercise_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.exercise_id = exercise_id
        self.measured = 0
        self._clock = clock
        self._begun = clock()
        self._next = self._begun + QUIET
        self._handle: DisplayHandle | None = None

    def count(self) -> None:
        """Count one more property, and show the count if it is time to."""
        self.measured += 1
        now = self._clock()
        if now < self._next:
            return
        self._next = now + EVERY
        self._show(
            f"{self.exercise_id}: checking for {now - self._begun:.0f} s, "
            f"measured so far: {self.measured}"
        )

    def publish(self, text: str, page: str) -> None:
        """Show the message of the check, in the place of the line if there is one."""
        bundle = {"text/plain": text, "text/html": page}
        if self._handle is None:
            screen.publish(bundle)
        else:
            self._handle.update(bundle, raw=True)

    def _show(self, line: str) -> None:
        if self._handle is not None:
            self._handle.update({"text/plain": line}, raw=True)
        elif screen.has_kernel():
            self._handle = screen.publish({"text/plain": line}, updatable=True)
        else:
            print(line, file=sys.stderr)


@contextmanager
def watched(exercise: Exercise) -> Iterator[SlowCheck]:
    """Count what is measured in the ``with`` block. In fast mode, no line is shown."""
    check = SlowCheck(exercise.id)
    exercise.on_measured = None if fast_mode() else check.count
    try:
        yield check
    finally:
        exercise.on_measured = None
