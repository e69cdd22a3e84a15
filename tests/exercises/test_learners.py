"""The answers in learners/, written as learners would write them, get the verdicts that are due."""

import importlib.util
from pathlib import Path

import pytest

from course_lib.authoring.mutation.syntax import top_level_names
from course_lib.classroom.checking.assess import assess
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.answer_source import edited, run_answer
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.load_bank import find_exercise

pytestmark = pytest.mark.slow
FOLDER = Path(__file__).with_name("learners")


def tables(name):
    """Yield the exercise and the answers of each table of one kind, lesson by lesson."""
    for file in sorted(FOLDER.glob("lesson_*.py")):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from getattr(module, name).items()


WRONG, RIGHT = (
    [(id_, label, answer) for id_, answers in tables(name) for label, answer in answers.items()]
    for name in ("WRONG", "RIGHT")
)


def state_of(id_, label, answer):
    exercise = find_exercise(id_)
    cell = exercise.answer_cell_source()
    source = edited(cell, answer, label) if isinstance(answer, dict) else answer
    own = top_level_names(cell)  # a learner's notebook has no helpers of the solution
    names = {name: value for name, value in exercise.namespace.items() if name not in own}
    return assess(exercise, run_answer(source, names, exercise.answer, label), 0).state


@pytest.mark.parametrize(("id_", "label", "answer"), WRONG, ids=[f"{w[0]} {w[1]}" for w in WRONG])
def test_a_wrong_answer_does_not_pass(id_, label, answer):
    assert state_of(id_, label, answer) is not State.PASS


@pytest.mark.parametrize(("id_", "label", "answer"), RIGHT, ids=[f"{r[0]} {r[1]}" for r in RIGHT])
def test_a_right_answer_passes(id_, label, answer):
    assert state_of(id_, label, answer) is State.PASS


def test_every_exercise_has_ten_wrong_answers_and_five_right_ones():
    for lesson in load_course().lessons:
        for card in () if lesson.planned else lesson.exercises:
            assert sum(card.id == id_ for id_, *_ in WRONG) >= 10, card.id
            assert sum(card.id == id_ for id_, *_ in RIGHT) >= 5, card.id
