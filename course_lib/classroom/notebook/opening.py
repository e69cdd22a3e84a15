"""`setup`: open a lesson with its title, the versions installed, and the points so far."""

import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from course_lib.classroom.exercises.course_records import ExerciseCard
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.earlier_names import add_setup_names
from course_lib.classroom.exercises.load_bank import is_loading
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import say

MINIMUM_TORCH = (2, 9)


class SetupError(RuntimeError):
    """The course can't run with the installed versions."""

    def _render_traceback_(self) -> list[str]:
        """Return the message alone, which a notebook shows without a traceback."""
        return [str(self)]


def setup(lesson_id: str) -> None:
    """Show one line with the lesson's title and time, your points so far, and the versions.

    Args:
        lesson_id: The id of the lesson, such as "02".
    """
    if is_loading():
        return
    add_setup_names(lesson_id, sys._getframe(1).f_globals)
    lesson = load_course().lesson(lesson_id)
    torch_version = _version("torch")
    refuse_old_torch(torch_version)
    versions = (
        f"Python {platform.python_version()}, torch {torch_version}, "
        f"torchaudio {_version('torchaudio')}"
    )
    points = f"{score(lesson.exercises)} points so far"
    say(
        f"{lesson.id} {lesson.title} · about {lesson.minutes} min · {points} · {versions}",
        "setup",
        "dim",
    )
    progress.show_notices()


def refuse_old_torch(installed: str) -> None:
    """Check that torch is new enough for the course.

    Args:
        installed: The installed version, such as "2.13.0+cpu".

    Raises:
        SetupError: The version is older than `MINIMUM_TORCH`.
    """
    numbers = tuple(int(part) for part in installed.split(".")[:2] if part.isdecimal())
    if numbers < MINIMUM_TORCH:
        needed = ".".join(map(str, MINIMUM_TORCH))
        raise SetupError(
            f"This course needs torch {needed} or newer, got {installed}. Start it with "
            "`make lab`, or install a newer torch and restart the kernel."
        )


def score(exercises: Sequence[ExerciseCard]) -> str:
    """Return the points of some exercises so far, as in ``4/12``."""
    got = sum(points_of(card.id) for card in exercises)
    return f"{round(got, 2):g}/{sum(card.points for card in exercises):g}"


def points_of(exercise_id: str) -> float:
    """Return the points stored for an exercise."""
    points = progress.read("verdicts").get(exercise_id, {}).get("points", 0)
    return points if isinstance(points, int | float) else 0.0


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
