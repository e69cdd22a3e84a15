"""Check the source of every lesson against the rules.

Each rule is a function in a module beside this one: it reads the `LessonSource` of one lesson and
yields what it finds. docs/lesson-format.md explains the rules to authors.
"""

from pathlib import Path

from course_lib.authoring.notebooks.builder import derive
from course_lib.authoring.rules import anatomy as rules_anatomy
from course_lib.authoring.rules import budget as rules_budget
from course_lib.authoring.rules import code as rules_code
from course_lib.authoring.rules import exercises as rules_exercises
from course_lib.authoring.rules import prose as rules_prose
from course_lib.authoring.source.bank import BankView, load_bank
from course_lib.authoring.source.cells import Cell, read_cells
from course_lib.authoring.source.lesson_source import COURSE_FILE, LessonSource, Rule
from course_lib.authoring.source.source_finding import SourceError, SourceFinding
from course_lib.classroom.exercises.course_records import Course, LessonCard
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.errors import CourseError

RULES: tuple[Rule, ...] = (
    *rules_code.RULES,
    *rules_exercises.RULES,
    *rules_anatomy.RULES,
    *rules_prose.RULES,
    *rules_budget.RULES,
)


def lint(root: Path) -> list[SourceFinding]:
    """Return the faults in all lessons of the course in ``root``."""
    try:
        course = load_course(root)
    except CourseError as error:
        return [SourceFinding(COURSE_FILE, 0, str(error))]
    found = [f for c in course.lessons if not c.planned for f in _lint_lesson(root, course, c)]
    return sorted(set(found))


def _lint_lesson(root: Path, course: Course, card: LessonCard) -> list[SourceFinding]:
    folder = f"lessons/{card.slug}"
    try:
        cells = read_cells(root, f"{folder}/lesson.py")
        exercise_cells: tuple[Cell, ...] = ()
        if card.exercises or (root / folder / "exercises.py").is_file():
            exercise_cells = read_cells(root, f"{folder}/exercises.py")
    except SourceError as error:
        return [error.finding]  # without cells, every rule would report the same fault
    bank, notebooks, found = _bank_and_notebooks(root, course, card, exercise_cells)
    lesson = LessonSource(root, course, card, cells, exercise_cells, bank, notebooks)
    for rule in RULES:
        try:
            found.extend(rule(lesson))
        except SourceError as error:
            found.append(error.finding)
    return found


def _bank_and_notebooks(
    root: Path, course: Course, card: LessonCard, exercise_cells: tuple[Cell, ...]
) -> tuple[BankView, dict[str, str], list[SourceFinding]]:
    """Return the bank, the texts of the notebooks, and what went wrong with either."""
    view = BankView()
    try:
        if exercise_cells:
            view = load_bank(root, card, exercise_cells)
        return view, derive(root, course, card), []
    except SourceError as error:
        return view, {}, [error.finding]
    except ValueError as error:  # ids that clash, a pyproject.toml without [tool.course]
        return view, {}, [SourceFinding(f"lessons/{card.slug}", 0, str(error))]
