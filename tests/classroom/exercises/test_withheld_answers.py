"""A copy of the course without solutions still checks code, and says what it lacks."""

import json
import os
import shutil
from pathlib import Path

import pytest

from course_lib.classroom.checking.assess import reference
from course_lib.classroom.checking.checks import check, verdict
from course_lib.classroom.checking.hints_and_solutions import hint, solution
from course_lib.classroom.exercises.load_bank import lesson_module
from course_lib.classroom.exercises.registration import registered
from course_lib.classroom.exercises.withheld_answers import EXPECTED, Exercise, restore


@pytest.fixture(autouse=True)
def released(monkeypatch, tmp_path):
    """Use a copy of the tiny course that has recorded values in place of its solutions."""
    root = shutil.copytree(Path(os.environ["COURSE_ROOT"]), tmp_path / "course")
    monkeypatch.setenv("COURSE_ROOT", str(root))
    names = vars(lesson_module("01", root))
    exercises = registered(names, Exercise)
    recorded = {
        id_: {
            "takes": ex.takes,
            "hints": ["The only hint."],
            "properties": list(ex.properties),
            "data": reference(ex, 0) if ex.takes == "function" else None,
        }
        for id_, ex in exercises.items()
    }
    text = json.dumps({"seed": 0, "exercises": recorded})
    Path(str(names["__file__"])).with_name(EXPECTED).write_text(text, encoding="utf-8")
    for ex in exercises.values():
        names.pop(ex.answer)
        ex.memory.clear()
    restore(names)


def test_code_is_compared_with_the_recorded_values(capsys):
    def right(row, steps):
        if steps < 0:
            raise ValueError
        return row.roll(steps)

    check("01.1", right)
    verdict("01.1", lambda row, steps: row)
    out = capsys.readouterr().out
    assert out.startswith("01.1 PASS · 4 of 4 properties pass")
    assert out.endswith("01.1 WRONG · 0/2 points\n")


@pytest.mark.parametrize("command", [check, verdict])
def test_an_answer_that_is_a_value_waits_for_the_teacher(capsys, command):
    command("01.2", ["B", "A", "C"])
    assert capsys.readouterr().out == (
        "01.2: your answer is in place. It is checked when your teacher grades it.\n"
    )


def test_an_untouched_value_is_not_attempted(capsys):
    verdict("01.2", ...)
    assert capsys.readouterr().out == "01.2 NOT ATTEMPTED · 0/1 points\n"


def test_there_is_no_solution_to_show_and_the_hints_are_the_recorded_ones(capsys):
    solution("01.1")
    assert capsys.readouterr().out == (
        '01.1: this copy of the course contains no solutions. `hint("01.1")` helps.\n'
    )
    hint("01.1")
    assert "01.1 hint 1 of 1: The only hint." in capsys.readouterr().out
