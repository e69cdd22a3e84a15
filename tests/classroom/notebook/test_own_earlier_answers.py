"""What a learner built is used in later lessons, if it passes its check."""

import json
import os
import sys

import pytest

from course_lib.classroom import own_parts
from course_lib.classroom.exercises.load_bank import find_exercise

SOLVED = '# @answer 02.2\norder = ["E", "G", "D", "A", "H", "I", "C", "B"]\n'
LETTERS = ["E", "G", "D", "A", "H", "I", "C", "B"]


@pytest.fixture(autouse=True)
def real_course(root, monkeypatch):
    """Use the lessons of the course, and not those of the small one of these tests."""
    monkeypatch.setenv("COURSE_ROOT", str(root))


@pytest.fixture
def folder(tmp_path):
    """A folder with notebooks that are written as ``write("02_periods", source, ...)``."""

    def write(name, *sources):
        cells = [{"cell_type": "code", "source": source} for source in sources]
        (tmp_path / f"{name}.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
        return tmp_path

    return write


def test_an_answer_that_passes_is_the_learners_own(folder, capsys):
    mine = SOLVED.replace('"A"', '"a"')  # to be recognised; the check takes small letters
    (order,) = own_parts("02.2", folder=folder("02_periods", "import torch", mine))
    assert order[3] == "a"
    assert "02.2 order: yours, from 02_periods.ipynb." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (["# @answer 02.2\norder = ..."], "not written yet"),
        (['# @answer 02.2\norder = ["B"]'], "doesn't pass its check yet"),
        (["# @answer 02.2\norder = [", "1"], "was never closed"),
        (["# @answer 02.2\norder = letters"], "NameError"),
        (["order = 1"], "has no such answer"),
    ],
)
def test_without_a_passing_answer_the_solution_takes_its_place_and_a_line_says_why(
    folder, capsys, sources, said
):
    assert own_parts("02.2", folder=folder("02_periods", *sources)) == [LETTERS]
    message = capsys.readouterr().out
    assert said in message
    assert "The course's solution takes its place." in message


def test_the_newest_copy_of_a_notebook_counts_and_in_it_the_last_answer(folder):
    older = folder("02_periods", SOLVED)
    os.utime(older / "02_periods.ipynb", (1, 1))
    newer = SOLVED.replace('"H"', '"h"')
    folder("Copy of 02_periods", SOLVED, newer)
    assert own_parts("02.2", folder=older)[0][4] == "h"


@pytest.mark.parametrize("passes", [True, False])
def test_an_answer_runs_with_the_learners_own_earlier_answer_if_that_passes(folder, passes, capsys):
    earlier, later = map(find_exercise, ("02.3", "02.7"))
    source = earlier.answer_cell_source().replace(
        "super().__init__()", "super().__init__()\n        self.mine = True"
    )
    if not passes:
        source = source.replace("0.2", "0.3")
    cells = [
        f"# @answer {exercise.id}\n{text}"
        for exercise, text in ((earlier, source), (later, later.answer_cell_source()))
    ]

    (built,) = own_parts("02.7", folder=folder("02_periods", *cells))

    subs = built(periods=(2, 3), filters=1, max_filters=2).discriminators
    assert [hasattr(sub, "mine") for sub in subs] == [passes, passes]
    said = capsys.readouterr().out
    assert "02.7 MultiPeriodDiscriminator: yours, from 02_periods.ipynb." in said
    assert ("It builds on the course's 02.3." in said) is not passes


def test_an_answer_that_another_one_builds_on_is_checked_once(folder, monkeypatch):
    module = sys.modules[own_parts.__module__]
    checked, check = [], module.assess

    def counted(exercise, *rest):
        checked.append(exercise.id)
        return check(exercise, *rest)

    monkeypatch.setattr(module, "assess", counted)
    exercises = [find_exercise(id_) for id_ in ("02.3", "02.7")]
    cells = [f"# @answer {e.id}\n{e.answer_cell_source()}" for e in exercises]

    one, several = own_parts("02.3", "02.7", folder=folder("02_periods", *cells))

    assert checked == ["02.3", "02.7"]
    assert type(several(periods=(2,), filters=1, max_filters=2).discriminators[0]) is one


def test_a_damaged_or_missing_notebook_is_no_obstacle(tmp_path, capsys):
    assert own_parts("02.2", folder=tmp_path) == [LETTERS]
    (tmp_path / "02_periods.ipynb").write_text("{", encoding="utf-8")
    assert own_parts("02.2", folder=tmp_path) == [LETTERS]


def test_the_courses_own_sheets_contain_stubs_so_the_solutions_are_used(capsys):
    period_discriminator, multi_discriminator = own_parts("02.3", "01.2")
    assert period_discriminator is find_exercise("02.3").solution_answer()
    assert multi_discriminator is find_exercise("01.2").solution_answer()
    assert capsys.readouterr().out.count("not written yet") == 2


def test_a_notebook_finds_the_sheets_beside_its_folder_before_those_of_the_course(
    folder, tmp_path, monkeypatch, capsys
):
    """As in a learner's own copy: notebooks/ and exercises/ side by side."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "exercises").mkdir()
    sheet = folder("02_periods", SOLVED.replace('"H"', '"h"')) / "02_periods.ipynb"
    sheet.rename(tmp_path / "exercises" / sheet.name)
    monkeypatch.chdir(tmp_path / "notebooks")

    order, multi_discriminator = own_parts("02.2", "01.2")  # lesson 01 has no sheet beside it
    assert order[4] == "h"
    assert multi_discriminator is find_exercise("01.2").solution_answer()
    assert "not written yet" in capsys.readouterr().out
