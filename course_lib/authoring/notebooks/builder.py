"""Write every derived notebook, or compare each with what would be written.

    lessons/course.toml                    notebooks/NN_slug.ipynb    the lesson
    lessons/NN_slug/lesson.py       ──►    exercises/NN_slug.ipynb    stubs, checks, verdicts
    lessons/NN_slug/exercises.py           solutions/NN_slug.ipynb    answers, and why

No notebook is run: the same source gives the same bytes on any machine, at any time. A file that no
lesson makes is named and left alone, for it may be somebody's work; one that somebody ran is copied
aside before it is written over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.authoring.source.bank import load_bank
from course_lib.authoring.source.code import public_names
from course_lib.authoring.notebooks.exercise_notebook import Workshop, exercise_notebook, solution_notebook
from course_lib.authoring.notebooks.backup import keep_work
from course_lib.authoring.notebooks.lesson_notebook import lesson_notebook
from course_lib.authoring.notebooks.project import read_project
from course_lib.authoring.source.cells import read_cells
from course_lib.classroom.exercises.cards import Course, LessonCard
from course_lib.classroom.exercises.course import load_course

FOLDERS = ("notebooks", "exercises", "solutions")
_STATES = ("same", "missing", "different")


@dataclass(frozen=True)
class BuildReport:
    """What a build did, or, with ``check``, what it would do. Paths start at the course's root."""

    checked: bool  # nothing was written
    same: tuple[str, ...]  # already had these bytes
    missing: tuple[str, ...]  # were not there
    different: tuple[str, ...]  # had other bytes
    orphans: tuple[str, ...]  # notebooks that no lesson makes; never touched
    kept: tuple[str, ...] = ()  # copies of notebooks that somebody had worked in

    @property
    def ok(self) -> bool:
        """True where the derived files are now what their source says; orphans count in a check."""
        return not self.checked or not (self.missing or self.different or self.orphans)

    def __str__(self) -> str:
        fate = ("missing", "differs from its source") if self.checked else ("written", "written")
        lines = [f"{path}: {fate[0]}" for path in self.missing]
        lines += [f"{path}: {fate[1]}" for path in self.different]
        lines += [
            f"{path}: no lesson makes it: delete it, or move it away" for path in self.orphans
        ]
        lines += [f"{path}: kept: somebody had worked in this notebook" for path in self.kept]
        if self.checked and not self.ok:
            lines.append("Run `course build`, look at the changes, and commit them.")
        total = len(self.same) + len(self.missing) + len(self.different)
        return "\n".join(lines) if lines else f"{total} notebooks are what their source says."


def build(root: Path, *, check: bool = False, lessons: Sequence[str] = ()) -> BuildReport:
    """Derive the notebooks of the course in ``root``.

    Args:
        root: the folder that holds ``lessons/`` and ``pyproject.toml``.
        check: write nothing, only compare.
        lessons: ids of the lessons to derive; all of them, where none is named.

    Raises:
        SourceError: lesson source that no notebook can be made of; the message has file and line.
        LookupError: a lesson that the course does not have.
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
    copies = [copy for path in changed if (copy := keep_work(root / path))]
    for path in changed:
        _write(root / path, texts[path])
    kinds = {kind: tuple(p for p, state in states.items() if state == kind) for kind in _STATES}
    orphans = () if lessons else tuple(_orphans(root, set(texts)))
    kept = tuple(copy.relative_to(root).as_posix() for copy in copies)
    return BuildReport(check, kinds["same"], kinds["missing"], kinds["different"], orphans, kept)


def derive(root: Path, course: Course, lesson: LessonCard) -> dict[str, str]:
    """Make the texts of a lesson's notebooks; keys are paths from the course's root."""
    project, public = read_project(root), public_names("course_lib.classroom")
    folder, name = f"lessons/{lesson.slug}", f"{lesson.slug}.ipynb"
    cells = read_cells(root, f"{folder}/lesson.py")
    texts = {
        f"notebooks/{name}": lesson_notebook(course, lesson, cells, project=project, public=public)
    }
    if lesson.exercises:
        cells = read_cells(root, f"{folder}/exercises.py")
        shop = Workshop(course, lesson, cells, load_bank(root, lesson, cells), project, public)
        texts[f"exercises/{name}"] = exercise_notebook(shop)
        texts[f"solutions/{name}"] = solution_notebook(shop)
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
