"""A teacher is pointed to answers that a person should see, and to no others."""

import pytest

from course_lib.classroom.exercises.load_bank import bank
from course_lib.grading.intake.answer_key import read_key
from course_lib.grading.intake.merge import merge_answers
from course_lib.grading.intake.notebook import Submission, SubmittedCell
from course_lib.grading.results.flags import text_flags


@pytest.fixture(scope="module")
def found(root):
    key = read_key(root / "exercises" / "02_periods.ipynb")
    exercises = bank("02", root).exercises
    solutions = {id_: exercises[id_].answer_cell_source() for id_ in key.exercises}

    def flagged(source, exercise="02.1"):
        cells = [SubmittedCell(f"# @answer {id_}\n{text}") for id_, text in solutions.items()]
        cells.append(SubmittedCell(f"# @answer {exercise}\n{source}"))
        return set(
            text_flags(key, merge_answers(key, Submission(tuple(cells), "0" * 64)), solutions)
        )

    return flagged


def test_the_solution_needs_no_look(found):
    assert found("fold = fold") == set()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("fold = library_fold", "02.1 uses library_fold, which the solution does without"),
        ("from course_lib.discriminators.mpd import fold", "02.1 imports from course_lib"),
        ("m = __import__('os')", "02.1 imports by name"),
        ("import os\nos.environ['COURSE_SEED']", "02.1 mentions the seed"),
        ("import sys\nsys._getframe(1).f_locals", "02.1 inspects what it was given"),
        ("kind = type(d).__mro__[1].__name__", "02.1 inspects what it was given"),
    ],
)
def test_what_a_person_should_see_is_named(found, source, message):
    assert any(flag.startswith(message) for flag in found(source))
