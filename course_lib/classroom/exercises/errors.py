"""The exceptions of the classroom: for stubs, broken courses, authors and unknown ids."""

from collections.abc import Iterable

from course_lib.spelling import did_you_mean


class NotAttempted(Exception):  # noqa: N818 - an untouched stub is not an error
    """Raised by the stub of an exercise: ``raise NotAttempted("02.1")``.

    Args:
        exercise: The id of the exercise.
    """

    def __init__(self, exercise: str = "") -> None:
        super().__init__(
            f"exercise {exercise} hasn't been written yet" if exercise else "not written yet"
        )
        self.exercise = exercise


class CourseError(ValueError):
    """The course can't be read: no checkout was found, or ``lessons/course.toml`` has an error."""


class AuthoringError(ValueError):
    """An exercise or question is written incorrectly. Tests run them all, so no learner sees it."""


class UnknownIdError(LookupError):
    """No lesson, exercise or question has that id."""

    def __init__(self, what: str, given: str, known: Iterable[str]) -> None:
        names = list(known)
        listed = ", ".join(names) if names else "none yet"
        super().__init__(
            f"There is no {what} {given!r}.{did_you_mean(given, names)} There are: {listed}."
        )
