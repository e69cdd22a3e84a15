"""Checks refuse wrong answers that a machine writes, except those listed with a reason."""

import pytest

from course_lib.authoring.mutation import survivors
from course_lib.authoring.mutation.report import changed_exercises, mutate
from course_lib.classroom.exercises.course_toml import course_root, load_course

LESSONS = {lesson.id: lesson for lesson in load_course().lessons if not lesson.planned}


@pytest.mark.parametrize("id_", LESSONS)
def test_a_changed_exercise_has_no_new_survivor(id_):
    lesson = LESSONS[id_]
    found = [
        mutate(course_root(), lesson, name) for name in changed_exercises(course_root(), lesson)
    ]

    new = [f"{result.exercise} {change.key}" for result in found for change in result.unexplained]
    assert new == [], f"correct the check, or run: course lint --mutate {id_} --update"


@pytest.mark.parametrize("id_", LESSONS)
def test_every_listed_survivor_has_a_reason(id_):
    entries = survivors.read(course_root(), LESSONS[id_]).entries

    assert [entry for entry in entries if not entry.reason.strip()] == []
    assert {entry.exercise for entry in entries} <= {card.id for card in LESSONS[id_].exercises}
