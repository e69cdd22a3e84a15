"""Load a lesson's ``exercises.py`` as a module, when something of it is asked for.

The file is a jupytext notebook and a Python module at once. Importing it defines the solutions and
registers the exercises and the questions. In a grader's kernel only the measuring half is there.
"""

import importlib.util
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from course_lib.classroom.exercises.bank import registered
from course_lib.classroom.exercises.course import course_root, load_course
from course_lib.classroom.exercises.errors import CourseError, UnknownIdError
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.question import Question


@dataclass(frozen=True)
class Bank:
    """The exercises and questions of a lesson, by id, in the order of its file."""

    exercises: dict[str, Exercise]
    questions: dict[str, Question]


_loaded: dict[Path, tuple[int, ModuleType]] = {}
_loading: list[Path] = []


def lesson_module(lesson_id: str, root: Path | None = None) -> ModuleType:
    """Import a lesson's exercises; a file that has not changed is imported once."""
    place = root or course_root()
    lesson = load_course(place).lesson(lesson_id)
    file = place / "lessons" / lesson.slug / "exercises.py"
    if not file.is_file():
        reason = "has not been written yet" if lesson.planned else f"has no file {file}"
        raise CourseError(f"Lesson {lesson.id}, {lesson.title}, {reason}.")
    changed = file.stat().st_mtime_ns
    if file not in _loaded or _loaded[file][0] != changed:
        _loaded[file] = (changed, _import(file))
    return _loaded[file][1]


def bank(lesson_id: str, root: Path | None = None) -> Bank:
    """Return the exercises and questions of a lesson."""
    names = vars(lesson_module(lesson_id, root))
    return Bank(registered(names, Exercise), registered(names, Question))


def find_exercise(exercise_id: str) -> Exercise:
    """Find an exercise by its id, "02.1"."""
    exercises = bank(_lesson_of("exercise", exercise_id)).exercises
    if exercise_id not in exercises:
        raise UnknownIdError("exercise", exercise_id, exercises)
    return exercises[exercise_id]


def find_question(question_id: str, kind: str) -> Question:
    """Find a question of one kind by its id, "02.p1"."""
    questions = bank(_lesson_of("question", question_id)).questions
    if question_id not in questions or questions[question_id].kind != kind:
        known = [id for id, question in questions.items() if question.kind == kind]
        raise UnknownIdError(f"question to {kind}", question_id, known)
    return questions[question_id]


def is_loading() -> bool:
    """Say whether a lesson's file is being imported, so that its cells show nothing now."""
    return bool(_loading)


def _lesson_of(what: str, id: object) -> str:
    if not isinstance(id, str):
        raise TypeError(
            f"The id of the {what} comes first, as a string such as '02.1'; "
            f"given was an object of type {type(id).__name__}."
        )
    return id.partition(".")[0]


def _import(file: Path) -> ModuleType:
    # the path is part of the name: two checkouts may be in use at once, as in the tests
    name = f"lesson_{file.parent.name}_{zlib.crc32(str(file).encode()):08x}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise CourseError(f"{file} cannot be imported.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # inspect.getsource finds a class's file here
    _loading.append(file)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    finally:
        _loading.pop()
    return module
