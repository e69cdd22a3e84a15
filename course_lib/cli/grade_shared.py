"""What the grading commands share: one-line errors, the lesson's card, and the final report."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.cli.errors import UsageError

if TYPE_CHECKING:
    from course_lib.classroom.exercises.course_records import LessonCard
    from course_lib.grading.results.ledger import Result


@contextmanager
def grading_errors_in_one_line() -> Iterator[None]:
    """Raise the grader's own errors as a `UsageError`, which is printed in one line."""
    from course_lib.classroom.exercises.errors import CourseError
    from course_lib.grading.cluster import ClusterError
    from course_lib.grading.intake.errors import InputError, KeyFileError
    from course_lib.grading.sandbox.zygote_client import ZygoteError

    try:
        yield
    except BlockingIOError as error:
        raise UsageError("another grader is writing to this folder of results.") from error
    except (
        *(CourseError, ClusterError, KeyFileError, InputError, ZygoteError),
        *(LookupError, OSError),
    ) as error:
        raise UsageError(error) from error


def find_lesson(name: str) -> "tuple[Path, LessonCard]":
    """Return the root of the course and the card of a lesson.

    Args:
        name: The lesson's number, such as "02".
    """
    from course_lib.classroom.exercises.course_toml import course_root, load_course

    root = course_root()
    return root, load_course(root).lesson(name)


def write_gradebook(lesson: "LessonCard", lines: "Mapping[str, Result]", out: Path) -> None:
    """Write the gradebook and all other results, and print what needs a look.

    Args:
        lesson: The lesson that was graded.
        lines: The ledger's line of each student, by name.
        out: The folder of the results.
    """
    from course_lib.grading.results.write_results import closing_message, write_results

    print(closing_message(write_results(out, lesson, lines), out))
