"""A whole class, with the command that the README names: every student's row is right.

A few students are always graded, by an ordinary user; all thirty with COURSE_HOSTILE=all.
"""

import json
import os
import runpy
from pathlib import Path

import pytest

from course_lib.classroom.checking.assess import assess
from course_lib.classroom.checking.checks import outcome_of
from course_lib.classroom.exercises.load_bank import bank
from course_lib.grading.grade_submission import SANDBOXED, WARM

ALL = os.environ.get("COURSE_HOSTILE") == "all"


@pytest.fixture
def thirty(root, open_folder, solved, hand_in, hostile):
    module = runpy.run_path(str(Path(__file__).with_name("class_of_thirty.py")))
    exercises = bank("02", root).exercises
    made = module["Class"](open_folder / "in", solved, hand_in, exercises, hostile)
    made.write(None if ALL else module["FEW"])
    return made


def worth(thirty, id_, known, seed) -> float:
    """Return what an answer is worth by the learner's own check, with the grader's seed.

    Args:
        thirty: The class.
        id_: The exercise.
        known: "the solution", a known mistake's name, source code, or simply the points.
        seed: The grader's.
    """
    exercise = thirty.exercises[id_]
    if isinstance(known, float):
        return known
    if known == "the solution":
        answer = exercise.solution_answer()
    elif known in exercise.mutant_names:
        answer = exercise.mutant_answer(known)
    else:
        names: dict = {}
        exec(known, names)
        answer = names[exercise.answer]
    return outcome_of(exercise, assess(exercise, answer, seed)).points


@pytest.mark.slow
@pytest.mark.parametrize("who", ["an ordinary user", *(["the one who tests"] if ALL else [])])
@pytest.mark.parametrize(
    "words",
    [pytest.param((), id="cold"), pytest.param(("--warm",), id="warm", marks=pytest.mark.in_ci)],
)
def test_every_row_of_the_gradebook_is_right(who, words, thirty, open_folder, grade_as, gradebook):
    output, uid = grade_as(who, open_folder, *words)

    out, seed = open_folder / "out", (open_folder / "out" / "seed").read_text()
    rows = gradebook(out)
    least = 30 if ALL else 6  # each known mistake of the lesson is in one of them
    assert len(rows) == len(thirty.expected) >= least, output
    for name, expected in thirty.expected.items():
        row = rows["'" + name if name.startswith("=") else name]
        if expected is None:
            assert (row["status"], row["points"]) == ("rejected", "0"), row
            assert row["reason"]
            continue
        assert row["sandbox"] == (WARM if words else SANDBOXED)
        found = {id_: float(row[id_]) for id_ in expected}
        right = {id_: worth(thirty, id_, known, seed) for id_, known in expected.items()}
        assert found == pytest.approx(right, abs=0.005), (name, row)
        assert float(row["points"]) == pytest.approx(sum(right.values()), abs=0.01)
    assert (out / "gradebook.csv").stat().st_uid == uid
    feedback = json.loads((out / "feedback" / "mistakes 0.json").read_text())
    says = {mark["id"]: mark["says"][0] for mark in feedback["exercises"]}
    for id_, exercise in thirty.exercises.items():
        assert says[id_] == exercise.mutants[exercise.mutant_names[0]].says
    for page in (out / "feedback").iterdir():
        assert seed not in page.read_text()
