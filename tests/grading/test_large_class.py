"""A large class in a Moodle zip, graded warm by two workers: every row is right.

Its size is COURSE_CLASS; else 300 with COURSE_HOSTILE=all, 20 in CI and 8 at home.
"""

import json
import os
import runpy
from pathlib import Path

import pytest

from course_lib.classroom.checking.assess import assess
from course_lib.classroom.checking.checks import outcome_of
from course_lib.classroom.exercises.load_bank import bank
from course_lib.cli import main
from course_lib.grading.grade_submission import WARM
from course_lib.grading.results.ledger import LEDGER, read_ledger

ALL = os.environ.get("COURSE_HOSTILE") == "all"
IN_CI = bool({os.environ.get("CI"), os.environ.get("COURSE_CI")} & {"1", "true"})
SIZE = int(os.environ.get("COURSE_CLASS", 300 if ALL else 20 if IN_CI else 8))


@pytest.fixture(scope="module")
def exercises(root):
    return bank("02", root).exercises


@pytest.fixture
def generated(root, tmp_path, solved, hostile, exercises):
    module = runpy.run_path(str(Path(__file__).with_name("class_of_three_hundred.py")))
    sheet = json.loads((root / "exercises" / "02_periods.ipynb").read_text(encoding="utf-8"))
    templates = module["Templates"](solved, sheet, exercises, hostile)
    place = tmp_path / "class.zip"
    return place, module["write_class"](place, templates, SIZE)


@pytest.fixture
def points_of(exercises):
    """Return what a known answer is worth, by the learner's own check with the grader's seed."""
    known = {}

    def points(id_, worth, seed):
        if isinstance(worth, float):
            return worth
        if (id_, worth) not in known:
            exercise = exercises[id_]
            solution = worth == "the solution"
            answer = exercise.solution_answer() if solution else exercise.mutant_answer(worth)
            known[id_, worth] = outcome_of(exercise, assess(exercise, answer, seed)).points
        return known[id_, worth]

    return points


@pytest.mark.slow
def test_every_row_of_a_generated_class_is_right(
    generated, tmp_path, bubblewrap, points_of, gradebook
):
    place, expected = generated
    out = tmp_path / "out"

    options = ["--exercise", "02", "--out", str(out), "--warm", "--workers", "2"]
    assert main(["grade", str(place), *options]) == 0

    seed, rows = (out / "seed").read_text(encoding="utf-8"), gradebook(out)
    assert rows.keys() == expected.keys()
    wrong = {}
    for student, worth in expected.items():
        row = rows[student]
        if worth is None:
            if (row["status"], row["points"]) != ("rejected", "0") or not row["reason"]:
                wrong[student] = row
            continue
        right = {id_: points_of(id_, value, seed) for id_, value in worth.items()}
        found = {id_: float(row[id_] or "nan") for id_ in right}
        if found != pytest.approx(right, abs=0.005) or row["sandbox"] != WARM:
            wrong[student] = (found, right, row["needs a look"])
    assert wrong == {}
    results = read_ledger(out / LEDGER)
    assert [r.number for r in results.values()].count("") == 0
    assert max(r.grader_mb for r in results.values()) < 400
