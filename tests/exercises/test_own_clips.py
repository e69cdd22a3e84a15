"""In 00.3, a list counts for the clips that a learner got, where it is known which those are."""

import pytest

from course_lib.classroom.checking.assess import assess
from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.load_bank import find_exercise, lesson_module
from course_lib.classroom.progress import saved_progress as progress
from course_lib.instruments.ear_test.clips import quiz_items

MINE, ANOTHERS = 4321, 1234


def names(quiz):
    return {"quiz": quiz, "names": [name for name, _, _ in quiz_items(quiz)]}


@pytest.fixture
def drawn(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    for name in ("_in_memory", "_notices", "_noticed"):
        monkeypatch.setattr(progress, name, type(getattr(progress, name))())
    progress.remember("draws", "00.3", {"number": MINE})


def state(answer):
    return assess(find_exercise("00.3"), answer, 0).state


def test_the_names_of_ones_own_clips_pass_and_anothers_are_refused_with_a_reason(drawn):
    assert state(names(MINE)) is State.PASS
    assert state(names(ANOTHERS)) is State.WRONG
    assert diagnose(find_exercise("00.3"), names(ANOTHERS), 0).mutant == "not_mine"


def test_a_list_without_a_number_is_about_ones_own_clips(drawn):
    assert state(names(MINE)["names"]) is State.PASS
    assert state(names(ANOTHERS)["names"]) is not State.PASS


def test_where_nothing_was_drawn_as_in_a_grader_any_number_of_a_learner_passes():
    assert state(names(MINE)) is state(names(ANOTHERS)) is State.PASS


def test_what_solution_shows_is_an_answer_to_nobodys_clips():
    shown = find_exercise("00.3").shown_solution
    assert repr(lesson_module("00").heard["names"][:2])[1:-1] not in shown.replace('"', "'")
    given = {}
    exec(shown, given)  # it is code that runs
    assert state(given["heard"]) is State.WRONG
