"""Find the course, and read its titles, minutes and points from ``lessons/course.toml``."""

import os
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from course_lib.classroom.exercises.course_records import (
    LEVELS,
    Course,
    ExerciseCard,
    LessonCard,
    Objective,
)
from course_lib.classroom.exercises.errors import CourseError

COURSE_FILE = Path("lessons", "course.toml")

T = TypeVar("T")
_MISSING = object()


def course_root() -> Path:
    """Return the folder that contains lessons/.

    If ``$COURSE_ROOT`` is set, it names the folder. Otherwise it is searched for beside the package
    (a checkout), inside the package (a wheel), and in the working directory and its parents.
    """
    named = os.environ.get("COURSE_ROOT")
    here = Path.cwd()
    package = Path(__file__).parents[2]
    searched = [package.parent, package, here, *here.parents]
    places = [Path(named)] if named else searched
    for place in places:
        if (place / COURSE_FILE).is_file():
            return place.resolve()
    raise CourseError(
        f"{places[0]} has no {COURSE_FILE}. Use the course from its checkout, or set COURSE_ROOT "
        "to the folder that contains lessons/."
    )


def load_course(root: Path | None = None) -> Course:
    """Return the course. An unchanged ``lessons/course.toml`` is read once."""
    place = (root or course_root()).resolve()
    file = place / COURSE_FILE
    if not file.is_file():
        raise CourseError(f"{file} is missing. It lists the lessons of the course.")
    return _read(place, file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(root: Path, _changed: int) -> Course:
    try:
        table = tomllib.loads((root / COURSE_FILE).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{COURSE_FILE} is not valid TOML: {error}") from error
    lessons = tuple(_lesson(entry) for entry in _tables(table, "lesson", "the course"))
    _refuse_repeats("lesson", [lesson.id for lesson in lessons])
    _refuse_repeats("exercise", [card.id for lesson in lessons for card in lesson.exercises])
    return Course(root, _need(table, "title", str, "the course"), lessons)


def _lesson(entry: Mapping[str, object]) -> LessonCard:
    where = f"lesson {entry.get('id', '?')}"
    exercises = tuple(_exercise(card, where) for card in _tables(entry, "exercise", where))
    known = {card.id for card in exercises}
    objectives = tuple(_objective(o, where, known) for o in _tables(entry, "objective", where))
    return LessonCard(
        id=_need(entry, "id", str, where),
        slug=_need(entry, "slug", str, where),
        title=_need(entry, "title", str, where),
        hear=_need(entry, "hear", str, where, ""),
        minutes=_need(entry, "minutes", int, where, 0),
        machine_minutes=_need(entry, "machine_minutes", int, where, 0),
        needs=_strings(entry, "needs", where),
        gives=_need(entry, "gives", str, where, ""),
        terms=_strings(entry, "terms", where),
        planned=_need(entry, "planned", bool, where, False),
        accelerator=_need(entry, "accelerator", str, where, ""),
        objectives=objectives,
        exercises=exercises,
    )


def _exercise(entry: Mapping[str, object], where: str) -> ExerciseCard:
    where = f"{where}, exercise {entry.get('id', '?')}"
    points = entry.get("points")
    if isinstance(points, bool) or not isinstance(points, int | float) or points <= 0:
        raise CourseError(f"{COURSE_FILE}: {where}: points must be above 0, got {points!r}.")
    return ExerciseCard(
        id=_need(entry, "id", str, where),
        title=_need(entry, "title", str, where),
        kind=_need(entry, "kind", str, where),
        points=points,
        minutes=_need(entry, "minutes", int, where),
        difficulty=_need(entry, "difficulty", int, where),
        practice=_need(entry, "practice", bool, where, False),
    )


def _objective(entry: Mapping[str, object], where: str, known: set[str]) -> Objective:
    where = f"{where}, objective {entry.get('id', '?')}"
    exercises = _strings(entry, "exercises", where)
    unknown = sorted(set(exercises) - known)
    if unknown:
        raise CourseError(
            f"{COURSE_FILE}: {where} names {unknown}, which are not exercises of the lesson."
        )
    level = _need(entry, "level", str, where, "")
    if level and level not in LEVELS:
        raise CourseError(
            f"{COURSE_FILE}: {where}: 'level' must be one of {', '.join(LEVELS)}, got {level!r}."
        )
    texts = _need(entry, "id", str, where), _need(entry, "text", str, where)
    return Objective(*texts, tuple(exercises), level)


def _need(
    entry: Mapping[str, object], key: str, kind: type[T], where: str, default: object = _MISSING
) -> T:
    value = entry.get(key, default)
    if value is _MISSING:
        raise CourseError(f"{COURSE_FILE}: {where}: '{key}' is missing.")
    # a bool is an int in Python, but minutes = true is a mistake
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise CourseError(
            f"{COURSE_FILE}: {where}: '{key}' must be of type {kind.__name__}, got {value!r}."
        )
    return value


def _strings(entry: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise CourseError(
            f"{COURSE_FILE}: {where}: '{key}' must be a list of strings, got {value!r}."
        )
    return tuple(value)


def _tables(entry: Mapping[str, object], key: str, where: str) -> list[Mapping[str, object]]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise CourseError(f"{COURSE_FILE}: {where}: {key} must be written as [[{key}]] tables.")
    return value


def _refuse_repeats(what: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise CourseError(f"{COURSE_FILE}: duplicate {what} id {name}.")
        seen.add(name)
