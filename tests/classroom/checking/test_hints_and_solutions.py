"""`hint` and `solution`, as a notebook calls them."""

import pytest

from course_lib.classroom.checking.hints_and_solutions import hint, solution
from course_lib.classroom.progress import saved_progress as progress


def test_hints_come_one_by_one_and_are_stored(capsys):
    for _ in range(4):
        hint("01.1")
    out = capsys.readouterr().out
    assert [line[:15] for line in out.splitlines() if line.startswith("01.1")] == [
        "01.1 hint 1 of ",
        "01.1 hint 2 of ",
        "01.1 hint 3 of ",
        "01.1 hint 3 of ",
    ]
    assert '`solution("01.1")` shows an answer' in out
    hint("01.1", 1)
    assert "Where does the last value go?" in capsys.readouterr().out
    assert progress.read("hints")["01.1"] == {"opened": 3}


@pytest.mark.parametrize("rung", [0, -1, 9])
def test_a_hint_number_out_of_range_gives_the_nearest_hint(capsys, rung):
    hint("01.1", rung)
    assert f"hint {1 if rung < 1 else 3} of 3" in capsys.readouterr().out


def test_a_solution_comes_with_its_reason_and_a_wrong_turn(notebook):
    solution("01.1")
    text = notebook[0][0]["text/plain"]
    assert text.startswith("def rotate(")
    assert "Why: Two slices" in text
    assert "A common wrong turn: `row[steps:]`" in text
    assert "STUB" not in notebook[0][0]["text/html"]
    assert progress.read("solutions")["01.1"]


def test_a_solution_that_would_be_right_for_nobody_is_shown_in_another_form(notebook, exercises):
    exercises["01.1"].shows("rotate = ...  # yours")
    solution("01.1")
    text = notebook[0][0]["text/plain"]
    assert text.startswith("rotate = ...  # yours")
    assert "def rotate(" not in text
    assert "Why: Two slices" in text
