"""Write every derived notebook, or check that each is up to date.

    lessons/course.toml                    notebooks/NN_slug.ipynb    the lesson
    lessons/NN_slug/lesson.py       ──►    exercises/NN_slug.ipynb    stubs, checks, verdicts
    lessons/NN_slug/exercises.py           solutions/NN_slug.ipynb    answers, and why

No notebook is run: the same source gives the same bytes on any machine, at any time. A notebook
that doesn't come from a lesson is reported and left alone, because it may be someone's work. One
that someone ran is backed up before it is overwritten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.authoring.notebooks.backup import back_up
from course_lib.authoring.notebooks.exercise_and_solution_notebooks import (
    NotebookInputs,
    exercise_notebook,
    solution_notebook,
)
from course_lib.authoring.notebooks.lesson_notebook import lesson_notebook
from course_lib.authoring.notebooks.web_address import read_project
from course_lib.authoring.source.bank import load_bank
from course_lib.authoring.source.cells import read_cells
from course_lib.authoring.source.code import public_names
from course_lib.classroom.exercises.course_records import Course, LessonCard
from course_lib.classroom.exercises.course_toml import load_course

FOLDERS = ("notebooks", "exercises", "solutions")
_STATES = ("same", "missing", "different")


@dataclass(frozen=True)
class BuildReport:
    """What a build did, or would do with ``check``. Paths start at the course's root."""

    checked: bool  # True if nothing was written
    same: tuple[str, ...]  # already had these bytes
    missing: tuple[str, ...]  # were not there
    different: tuple[str, ...]  # had other bytes
    orphans: tuple[str, ...]  # notebooks that come from no lesson; never touched
    backups: tuple[str, ...] = ()  # copies of notebooks that someone had worked in

    @property
    def ok(self) -> bool:
        """True if the notebooks are now up to date; in a check, orphans count as faults."""
        return not self.checked or not (self.missing or self.different or self.orphans)

    def __str__(self) -> str:
        fate = ("missing", "differs from its source") if self.checked else ("written", "written")
        lines = [f"{path}: {fate[0]}" for path in self.missing]
        lines += [f"{path}: {fate[1]}" for path in self.different]
        lines += [
            f"{path}: not made from any lesson: delete it or move it away" for path in self.orphans
        ]
        lines += [
            f"{path}: backup of a notebook that someone had worked in" for path in self.backups
        ]
        if self.checked and not self.ok:
            lines.append("Run `course build`, review the changes, and commit them.")
        total = len(self.same) + len(self.missing) + len(self.different)
        return "\n".join(lines) if lines else f"{total} notebooks are up to date."


def build(root: Path, *, check: bool = False, lessons: Sequence[str] = ()) -> BuildReport:
    """Write the notebooks of the course in ``root``, and return what was done.

    Args:
        root: The folder that contains ``lessons/`` and ``pyproject.toml``.
        check: Whether to compare only, and write nothing.
        lessons: The ids of the lessons to build. Empty means all.

    Raises:
        SourceError: A lesson's source is faulty. The message has the file and the line.
        LookupError: There is no such lesson, or it is only planned.
    """
    course = load_course(root)
    chosen = [course.lesson(name) for name in lessons] if lessons else list(course.lessons)
    texts: dict[str, str] = {}
    for lesson in chosen:
        if not lesson.planned:
            texts |= derive(root, course, lesson)
        elif lessons:
            raise LookupError(
                f"Lesson {lesson.id} is only planned: it has no source to build from."
            )
    states = {path: _state(root / path, text) for path, text in texts.items()}
    changed = [] if check else [path for path in texts if states[path] != "same"]
    copies = [copy for path in changed if (copy := back_up(root / path))]
    for path in changed:
        _write(root / path, texts[path])
    kinds = {kind: tuple(p for p, state in states.items() if state == kind) for kind in _STATES}
    orphans = () if lessons else tuple(_orphans(root, set(texts)))
    backups = tuple(copy.relative_to(root).as_posix() for copy in copies)
    return BuildReport(check, kinds["same"], kinds["missing"], kinds["different"], orphans, backups)


def derive(root: Path, course: Course, lesson: LessonCard) -> dict[str, str]:
    """Return the texts of a lesson's notebooks by their paths from the course's root."""
    project, public = read_project(root), public_names("course_lib.classroom")
    folder, name = f"lessons/{lesson.slug}", f"{lesson.slug}.ipynb"
    cells = read_cells(root, f"{folder}/lesson.py")
    texts = {
        f"notebooks/{name}": lesson_notebook(course, lesson, cells, project=project, public=public)
    }
    if lesson.exercises:
        cells = read_cells(root, f"{folder}/exercises.py")
        inputs = NotebookInputs(
            course, lesson, cells, load_bank(root, lesson, cells), project, public
        )
        texts[f"exercises/{name}"] = exercise_notebook(inputs)
        texts[f"solutions/{name}"] = solution_notebook(inputs)
    return texts


def _state(path: Path, text: str) -> str:
    if not path.is_file():
        return "missing"
    return "same" if path.read_bytes() == text.encode() else "different"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, text)


def _orphans(root: Path, derived: set[str]) -> list[str]:
    found = [p.relative_to(root).as_posix() for f in FOLDERS for p in (root / f).glob("*.ipynb")]
    return sorted(set(found) - derived)
