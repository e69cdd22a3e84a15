"""Load a lesson's ``exercises.py`` as a module, the first time that something in it is needed.

The file is both a jupytext notebook and a Python module. Importing it defines the solutions and
registers the exercises and questions. A grader's kernel has only the half that measures.
"""

import importlib.util
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from course_lib.classroom.exercises.course_toml import course_root, load_course
from course_lib.classroom.exercises.errors import CourseError, UnknownIdError
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.question import Question
from course_lib.classroom.exercises.registration import registered


@dataclass(frozen=True)
class Bank:
    """The exercises and questions of a lesson, by id, in the order of its file."""

    exercises: dict[str, Exercise]
    questions: dict[str, Question]


_loaded: dict[Path, tuple[int, ModuleType]] = {}
_loading: list[Path] = []


def lesson_module(lesson_id: str, root: Path | None = None) -> ModuleType:
    """Return the module of a lesson's exercises. An unchanged file is imported once."""
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
    """Return the exercise with this id, such as "02.1"."""
    exercises = bank(_lesson_part("exercise", exercise_id)).exercises
    if exercise_id not in exercises:
        raise UnknownIdError("exercise", exercise_id, exercises)
    return exercises[exercise_id]


def find_question(question_id: str, kind: str) -> Question:
    """Return the question of one kind with this id, such as "02.p1"."""
    questions = bank(_lesson_part("question", question_id)).questions
    if question_id not in questions or questions[question_id].kind != kind:
        known = [id for id, question in questions.items() if question.kind == kind]
        raise UnknownIdError(f"question to {kind}", question_id, known)
    return questions[question_id]


def is_loading() -> bool:
    """Return True while a lesson's file is imported, when its cells must show nothing."""
    return bool(_loading)


def _lesson_part(what: str, id: object) -> str:
    if not isinstance(id, str):
        raise TypeError(
            f"The first argument must be the id of the {what}, a string such as '02.1', "
            f"got an object of type {type(id).__name__}."
        )
    return id.partition(".")[0]


def _import(file: Path) -> ModuleType:
    # the path is part of the name: two checkouts may be in use at once, as in the tests
    name = f"lesson_{file.parent.name}_{zlib.crc32(str(file).encode()):08x}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise CourseError(f"{file} can't be imported as a Python module.")
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
