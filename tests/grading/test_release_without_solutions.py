"""What students get: checks that work, and nothing that answers for them."""

import json
import os
import subprocess
import sys

import pytest

from course_lib.classroom.exercises.errors import CourseError
from course_lib.classroom.exercises.load_bank import bank
from course_lib.cli.release import add_command
from course_lib.grading.intake.answer_key import read_key
from course_lib.grading.release_without_solutions import questions, release, without_solution


@pytest.fixture(scope="module")
def handout(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "handout"
    release(root, ["02"], folder)
    return folder


def in_class(folder, code, **environment):
    """LessonResults code as a student does, in the copy and with its package."""
    known = {k: v for k, v in os.environ.items() if not k.startswith("COURSE_")}
    known |= {"PYTHONPATH": str(folder), "COURSE_ROOT": str(folder), "HOME": str(folder.parent)}
    done = subprocess.run(
        [sys.executable, "-c", f"from course_lib.classroom import *\n{code}"],
        env=known | environment, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


FOLD = """
import torch.nn.functional as F
def fold(wave, period):
    time = wave.shape[-1]
    missing = -time % period
    if missing >= time:
        raise ValueError("too short")
    wave = F.pad(wave, (0, missing), mode="reflect")
    return wave.reshape(*wave.shape[:2], -1, period)
"""


@pytest.mark.slow
def test_checks_of_code_work_and_answers_that_are_values_wait_for_the_teacher(handout):
    output = in_class(
        handout,
        f"{FOLD}\ncheck('02.1', fold); verdict('02.1', fold)\n"
        "verdict('02.1', lambda wave, period: wave)\n"
        "check('02.2', [1, 2, 3]); verdict('02.2', [1, 2, 3]); verdict('02.2', ...)\n"
        "solution('02.1'); hint('02.1')",
    )

    assert "02.1 PASS" in output
    assert "02.1 WRONG" in output
    assert output.count("checked when your teacher grades it") == 2
    assert "02.2 NOT ATTEMPTED" in output
    assert "contains no solutions" in output
    assert "02.1 hint 1 of 3" in output
    assert "rearrange" not in output


def test_no_answer_no_mistake_and_no_alternative_is_in_the_lessons(handout, root):
    text = "".join(
        path.read_text(encoding="utf-8")
        for name in ("lessons", "exercises")
        for path in (handout / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts  # another test runs the copy
    )

    assert not (handout / "solutions").exists()
    exercises = bank("02", root).exercises
    for exercise in exercises.values():
        answer = exercise.answer_cell_source()
        known = {line.strip() for line in answer.splitlines()}
        stub = json.loads((root / "exercises" / "02_periods.ipynb").read_text(encoding="utf-8"))
        shown = "".join("".join(cell["source"]) for cell in stub["cells"])
        secret = [line for line in known if len(line) > 30 and line not in shown]
        assert not [line for line in secret if line in text and '"""' not in line], exercise.id
        assert not exercise.why_text or exercise.why_text not in text
        assert all(mutant.says not in text for mutant in exercise.mutants.values())
    assert 'solution("' not in text


def test_values_that_are_answers_are_not_recorded(handout, root):
    record = json.loads((handout / "lessons" / "02_periods" / "expected.json").read_text())

    for id_, exercise in bank("02", root).exercises.items():
        withheld = exercise.takes == "data" or exercise.own_comparator is not None
        assert (record["exercises"][id_]["data"] is None) == withheld
    assert record["exercises"]["02.1"]["data"]


def test_the_sheets_are_graded_like_those_of_the_course(handout, root):
    released = read_key(handout / "exercises" / "02_periods.ipynb")
    own = read_key(root / "exercises" / "02_periods.ipynb")

    asides = {cell.id for cell in own.cells if cell.role == "aside"}
    assert [c for c in released.cells if c.id not in asides] == [
        c for c in own.cells if c.id not in asides
    ]


@pytest.mark.slow
def test_a_cohort_has_numbers_of_its_own_and_its_checks_know_them(root, tmp_path):
    message = release(root, ["02"], tmp_path / "a", "autumn")

    assert "new numbers in 02.1" in message
    assert "02.1 PASS" in in_class(tmp_path / "a", f"{FOLD}\nverdict('02.1', fold)")
    drawn = in_class(
        tmp_path / "a",
        "from course_lib.classroom.exercises.measuring.seeded_inputs import current_seed as s\n"
        "print(s())",
    )
    assert drawn.strip() == "autumn"
    record = json.loads((tmp_path / "a" / "lessons" / "02_periods" / "expected.json").read_text())
    first = bank("02", root).exercises["02.1"].memory["the solution", "autumn"]
    assert record["exercises"]["02.1"]["data"] == json.loads(json.dumps(first))


@pytest.mark.slow
def test_lessons_ask_their_questions_in_the_copy_too(handout):
    assert "02.p1" in in_class(
        handout,
        "from course_lib.classroom.exercises.load_bank import bank\nprint(*bank('02').questions)",
    )


def test_a_folder_in_use_and_a_lesson_without_exercises_are_refused(root, tmp_path):
    (tmp_path / "mine").write_text("x")

    with pytest.raises(CourseError, match="in use"):
        release(root, ["02"], tmp_path)
    with pytest.raises(CourseError, match="no exercises to hand out"):
        release(root, ["09"], tmp_path / "new")
    with pytest.raises(LookupError, match="99"):
        release(root, ["99"], tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_only_offers_of_solutions_are_taken_out_of_a_notebook():
    cells = [
        {"cell_type": "markdown", "source": 'Use `hint("1")`, `solution("1")` shows it. Go on.',
         "metadata": {}},
        {"cell_type": "code", "source": '# hint("1")\n# solution("1")   # x',
         "metadata": {"tags": ["help"]}},
        {"cell_type": "code", "source": "from x import solution", "metadata": {}},
    ]  # fmt: skip

    found = json.loads(without_solution(json.dumps({"cells": cells})))["cells"]

    assert [cell["source"] for cell in found] == [
        'Use `hint("1")`. Go on.', '# hint("1")', "from x import solution",
    ]  # fmt: skip


def test_questions_bring_what_they_import():
    source = "from a import Option, Other, Question\nx = 1\nQuestion('q', [Option('a')])\n"

    assert "\n".join(questions(source)) == (
        "from a import Option, Question\nQuestion('q', [Option('a')])"
    )


def test_the_command_needs_a_place(capsys):
    import argparse

    parser = argparse.ArgumentParser()
    add_command(parser.add_subparsers())
    with pytest.raises(SystemExit):
        parser.parse_args(["release", "02"])
    assert "--to" in capsys.readouterr().err
