"""The exceptions of the classroom: one for a stub, two for course authors, one for a wrong id."""

from collections.abc import Iterable

from course_lib.spelling import did_you_mean


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
        listed = ", ".join(names) if names else "none yet"
        super().__init__(
            f"There is no {what} {given!r}.{did_you_mean(given, names)} There are: {listed}."
        )
