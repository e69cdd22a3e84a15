"""Open a lesson: say what it is, with which versions it runs, and how far the learner is."""

import platform
from importlib.metadata import PackageNotFoundError, version

from course_lib.classroom.exercises.cards import LessonCard
from course_lib.classroom.exercises.course import load_course
from course_lib.classroom.exercises.lessons import is_loading
from course_lib.classroom.progress import store as progress
from course_lib.display.messages import publish

MINIMUM_TORCH = (2, 9)


class SetupError(RuntimeError):
    """The course cannot run with what is installed here."""

    def _render_traceback_(self) -> list[str]:
        """Show a notebook the one sentence that helps, and no traceback."""
        return [str(self)]


def setup(lesson_id: str) -> None:
    """Open a lesson: one line with its title, its time, the versions and the points so far."""
    if is_loading():
        return
    lesson = load_course().lesson(lesson_id)
    torch_version = _version("torch")
    refuse_old_torch(torch_version)
    versions = (
        f"Python {platform.python_version()}, torch {torch_version}, "
        f"torchaudio {_version('torchaudio')}"
    )
    points = f"{score(lesson)} points so far"
    publish(f"{lesson.id} {lesson.title} · about {lesson.minutes} min · {points} · {versions}")
    progress.tell_notices()


def refuse_old_torch(installed: str) -> None:
    """Refuse a torch that the course was not written for.

    Raises:
        SetupError: with one sentence that says what to do.
    """
    numbers = tuple(int(part) for part in installed.split(".")[:2] if part.isdecimal())
    if numbers < MINIMUM_TORCH:
        needed = ".".join(map(str, MINIMUM_TORCH))
        raise SetupError(
            f"This course needs torch {needed} or newer and found {installed}: start it with "
            "`make lab`, or install a newer torch and restart the kernel."
        )


def score(lesson: LessonCard) -> str:
    """Write the points of a lesson so far, as ``4/12``."""
    got = sum(points_of(card.id) for card in lesson.exercises)
    return f"{round(got, 2):g}/{lesson.points:g}"


def points_of(exercise_id: str) -> float:
    """Return the points that are remembered for an exercise."""
    points = progress.read("verdicts").get(exercise_id, {}).get("points", 0)
    return points if isinstance(points, int | float) else 0.0


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
