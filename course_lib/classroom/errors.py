"""The exceptions of the classroom: one for a stub, two for course authors, one for a wrong id."""

from collections.abc import Iterable
from difflib import get_close_matches


class NotAttempted(Exception):  # noqa: N818 - a stub says "not attempted", which is no error
    """Raised by the stub of an exercise: ``raise NotAttempted("02.1")``.

    Args:
        exercise: the id of the exercise that is still to do.
    """

    def __init__(self, exercise: str = "") -> None:
        super().__init__(f"exercise {exercise} is still to do" if exercise else "still to do")
        self.exercise = exercise


class CourseError(ValueError):
    """The course cannot be read here: no checkout, or a fault in ``lessons/course.toml``."""


class AuthoringError(ValueError):
    """An exercise or a question is written wrongly. Learners never see it: tests run them all."""


class UnknownIdError(LookupError):
    """There is no lesson, exercise or question of that id."""

    def __init__(self, what: str, given: str, known: Iterable[str]) -> None:
        names = list(known)
        close = get_close_matches(given, names, n=1, cutoff=0.5)
        guess = f" Did you mean {close[0]}?" if close else ""
        listed = ", ".join(names) if names else "none yet"
        super().__init__(f"There is no {what} {given!r}.{guess} There are: {listed}.")
