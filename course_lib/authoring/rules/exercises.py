"""Rules on exercises: course.toml, exercises.py and the bank agree and are complete.

The core of a sheet is short, and needs nothing that is left for more practice.
"""

import ast
import tomllib
from collections.abc import Iterator

from course_lib.authoring.notebooks.exercise_and_solution_notebooks import head_id, missing_parts
from course_lib.authoring.source.bank import ids_in
from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.code import definitions, globals_used, parse
from course_lib.authoring.source.lesson_source import COURSE_FILE, LessonSource
from course_lib.authoring.source.solution_and_stub import answer_id, solution_source
from course_lib.authoring.source.source_finding import SourceFinding
from course_lib.classroom.exercises.course_records import LEVELS

CORE_EXERCISES = 6
HINTS = 3
MUTANTS = 4
ALTERNATIVES = 2


def objectives_are_tied_to_exercises(lesson: LessonSource) -> Iterator[SourceFinding]:
    """Every objective names its level and the exercises that test it."""
    known = {card.id for card in lesson.card.exercises}
    for objective in lesson.card.objectives:
        place = f'id = "{objective.id}"'
        if not objective.level:
            message = f"objective {objective.id} has no level: one of {', '.join(LEVELS)}"
            yield lesson.course_fault(place, message)
        if not objective.exercises:
            message = f"objective {objective.id} has no exercise: name one in exercises = [...]"
            yield lesson.course_fault(place, message)
        for name in objective.exercises:
            if name not in known:
                message = f"objective {objective.id} names exercise {name}, which doesn't exist"
                yield lesson.course_fault(place, message)


def exercises_are_where_the_course_says(lesson: LessonSource) -> Iterator[SourceFinding]:
    """Each exercise of course.toml has a head, an answer and a bank, and no others exist."""
    yield from missing_parts(lesson.card, lesson.exercise_cells)
    known = [card.id for card in lesson.card.exercises]
    for cell in lesson.exercise_cells:
        named = []
        if "exercise" in cell.tags:
            named = [head_id(cell)]
        elif "answer" in cell.tags:
            named = [answer_id(cell)]
        elif "bank" in cell.tags:
            named = ids_in(cell)
        for name in named:
            if name not in known:
                message = f'exercise "{name}" is not in {COURSE_FILE}'
                yield cell.fault(f"{message}: add a [[lesson.exercise]] there, or correct the id")


def exercises_come_in_order(lesson: LessonSource) -> Iterator[SourceFinding]:
    """Exercises come in the order of course.toml."""
    known = [card.id for card in lesson.card.exercises]
    heads = [cell for cell in lesson.exercise_cells if "exercise" in cell.tags]
    listed = [cell for cell in heads if head_id(cell) in known]
    for cell, due in zip(listed, [n for n in known if n in map(head_id, listed)], strict=False):
        if head_id(cell) != due:
            message = f"exercise {head_id(cell)} comes where {COURSE_FILE} has {due}"
            yield cell.fault(f"{message}: put both in the same order")
            return


def core_has_at_most_six_exercises(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A sheet can be worked through in one sitting; more exercises are for more practice."""
    if (number := len(lesson.card.core)) > CORE_EXERCISES:
        message = f"lesson {lesson.card.id} has {number} exercises in its core"
        yield lesson.course_fault(
            f'slug = "{lesson.card.slug}"',
            f"{message}: give all but {CORE_EXERCISES} of them practice = true",
        )


def core_needs_no_practice(lesson: LessonSource) -> Iterator[SourceFinding]:
    """No exercise of the core uses a name that only an exercise for more practice defines.

    It comes first on the sheet.
    """
    sections = list(_code_by_exercise(lesson))
    practice = {card.id for card in lesson.card.practice}
    given = {name for id, _, code in sections if id not in practice for name in _defined(code)}
    for maker, _, made in sections:
        late = _defined(made) - given if maker in practice else set()
        for id, cell, code in sections:
            for name in sorted(globals_used(code) & late) if id not in practice else ():
                message = f"{name} comes from exercise {maker}, which is for more practice"
                yield cell.fault(f"{message}: define it above, or put {maker} into the core")


def _code_by_exercise(lesson: LessonSource) -> Iterator[tuple[str, Cell, str]]:
    """Yield the code on the sheet, solved: exercise ("" above the first one), cell, source."""
    exercise = ""
    for cell in lesson.exercise_cells:
        if "exercise" in cell.tags:
            exercise = head_id(cell)
        elif cell.kind == "code" and "bank" not in cell.tags:
            yield exercise, cell, solution_source(cell) if "answer" in cell.tags else cell.source


def _defined(source: str) -> set[str]:
    return {name for name, _, _ in definitions(source)}


def own_parts_are_core(lesson: LessonSource) -> Iterator[SourceFinding]:
    """What a lesson goes on with is built by everyone who does the core."""
    practice = {card.id for other in lesson.course.lessons for card in other.practice}
    for cell in lesson.cells:
        for call in ast.walk(parse(cell.source if cell.kind == "code" else "")):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            taken = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
            if call.func.id == "own_parts" and (optional := practice.intersection(taken)):
                message = f"own_parts takes {', '.join(sorted(optional))}, left for more practice"
                yield cell.fault(f"{message}: put it into the core", call.lineno - 1)


def points_add_up(lesson: LessonSource) -> Iterator[SourceFinding]:
    """The points that a lesson states are the sum over its exercises."""
    path = lesson.root / COURSE_FILE
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    stated = [e.get("points") for e in table["lesson"] if e.get("id") == lesson.card.id]
    if stated[0] is not None and stated[0] != lesson.card.points:
        message = (
            f"lesson {lesson.card.id} states {stated[0]} points and its exercises have "
            f"{lesson.card.points:g}: correct one of them"
        )
        yield lesson.course_fault(f'slug = "{lesson.card.slug}"', message)


def bank_is_complete(lesson: LessonSource) -> Iterator[SourceFinding]:
    """Each exercise has hints, mutants, alternatives, a reason, a way on and a wrong turn."""
    for name, exercise in lesson.bank.exercises.items():
        lacks = []
        if (given := len(exercise.hint_texts)) != HINTS:
            lacks.append(f"{given} hints: write {HINTS}, the last with a blank, none the answer")
        if (given := len(exercise.mutant_names)) < MUTANTS:
            lacks.append(f"{given} mutants: write at least {MUTANTS}, each with its own diagnosis")
        if exercise.takes != "data" and (given := len(exercise.alternative_labels)) < ALTERNATIVES:
            lacks.append(f"{given} alternatives: write at least {ALTERNATIVES} right answers")
        if not exercise.why_text:
            lacks.append("no why: say with ex.why(...) why the solution is as it is")
        if not exercise.leads_to_text:
            lacks.append("no way on: say with ex.leads_to(...) where the answer will be used")
        if not exercise.wrong_turn_text:
            lacks.append("no wrong turn: describe a common one with ex.wrong_turn(...)")
        for lack in lacks:
            message = f"exercise {name} has {lack}"
            yield SourceFinding(lesson.exercises_path, lesson.bank.line_of(name), message)


RULES = (
    objectives_are_tied_to_exercises,
    exercises_are_where_the_course_says,
    exercises_come_in_order,
    core_has_at_most_six_exercises,
    core_needs_no_practice,
    own_parts_are_core,
    points_add_up,
    bank_is_complete,
)
