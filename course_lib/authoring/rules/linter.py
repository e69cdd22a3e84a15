"""Read every lesson with an examiner's eye, before a learner does.

Each rule is one function in a ``rules_...`` module: it looks at the `Material` of one lesson and
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
from course_lib.authoring.source.findings import Finding, SourceError
from course_lib.authoring.source.lesson_source import COURSE_FILE, Material, Rule
from course_lib.classroom.exercises.cards import Course, LessonCard
from course_lib.classroom.exercises.course import load_course
from course_lib.classroom.exercises.errors import CourseError

RULES: tuple[Rule, ...] = (
    *rules_code.RULES,
    *rules_exercises.RULES,
    *rules_anatomy.RULES,
    *rules_prose.RULES,
    *rules_budget.RULES,
)


def lint(root: Path) -> list[Finding]:
    """Look for faults in all lessons of the course in ``root``; an empty list means none."""
    try:
        course = load_course(root)
    except CourseError as error:
        return [Finding(COURSE_FILE, 0, str(error))]
    found = [f for c in course.lessons if not c.planned for f in _lint_lesson(root, course, c)]
    return sorted(set(found))


def _lint_lesson(root: Path, course: Course, lesson: LessonCard) -> list[Finding]:
    folder = f"lessons/{lesson.slug}"
    try:
        cells = read_cells(root, f"{folder}/lesson.py")
        exercise_cells: tuple[Cell, ...] = ()
        if lesson.exercises or (root / folder / "exercises.py").is_file():
            exercise_cells = read_cells(root, f"{folder}/exercises.py")
    except SourceError as error:
        return [error.finding]  # without cells, all rules would only repeat this one fault
    bank, notebooks, found = _made_of(root, course, lesson, exercise_cells)
    material = Material(root, course, lesson, cells, exercise_cells, bank, notebooks)
    for rule in RULES:
        try:
            found.extend(rule(material))
        except SourceError as error:
            found.append(error.finding)
    return found


def _made_of(
    root: Path, course: Course, lesson: LessonCard, exercise_cells: tuple[Cell, ...]
) -> tuple[BankView, dict[str, str], list[Finding]]:
    """Import the bank and build the notebooks; where that fails, say why instead."""
    view = BankView()
    try:
        if exercise_cells:
            view = load_bank(root, lesson, exercise_cells)
        return view, derive(root, course, lesson), []
    except SourceError as error:
        return view, {}, [error.finding]
    except ValueError as error:  # ids that clash, a pyproject.toml without [tool.course]
        return view, {}, [Finding(f"lessons/{lesson.slug}", 0, str(error))]
