"""The sheets: short cores with every kind of exercise, short heads, and minutes that agree."""

import re

import pytest

from course_lib.authoring.notebooks.exercise_and_solution_notebooks import head_id
from course_lib.authoring.source.cells import read_cells
from course_lib.authoring.source.prose import word_count
from course_lib.classroom.exercises.course_toml import load_course

WRITTEN = [lesson.id for lesson in load_course().lessons if lesson.exercises]
KINDS = ("fill in", "debug|write a test", "explain", "open")
HEAD_WORDS = 90


@pytest.mark.parametrize("lesson_id", WRITTEN)
def test_a_core_has_four_to_six_exercises_of_every_kind(lesson_id):
    core = load_course().lesson(lesson_id).core

    assert 4 <= len(core) <= 6
    kinds = "\n".join(card.kind for card in core)
    for kind in KINDS:
        assert re.search(kind, kinds), f"the core of lesson {lesson_id} has no {kind}"


@pytest.mark.parametrize("lesson_id", WRITTEN)
def test_heads_are_short_with_their_tables(lesson_id, root):
    path = f"lessons/{load_course().lesson(lesson_id).slug}/exercises.py"
    heads = [cell for cell in read_cells(root, path) if "exercise" in cell.tags]

    words = {head_id(cell): word_count(cell) for cell in heads}
    assert words
    assert {id: n for id, n in words.items() if n > HEAD_WORDS} == {}


def test_the_plan_for_teachers_has_the_minutes_and_points_of_the_course(root):
    text = (root / "docs" / "teaching.md").read_text(encoding="utf-8")
    plan = re.findall(r"^\| (\d\d) \| ([\d |]+) \|$", text, re.MULTILINE)

    stated = {id: [int(number) for number in rest.split("|")] for id, rest in plan}
    lessons = [load_course().lesson(id) for id in WRITTEN]
    assert stated == {
        lesson.id: [
            lesson.minutes,
            sum(card.minutes for card in lesson.core),
            sum(card.minutes for card in lesson.practice),
            sum(card.points for card in lesson.core),
            lesson.points,
        ]
        for lesson in lessons
    }
