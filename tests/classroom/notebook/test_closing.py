"""At the end of a lesson: predictions compared with confidence, objectives with verdicts."""

from dataclasses import replace

import pytest

from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.errors import UnknownIdError
from course_lib.classroom.exercises.load_bank import bank
from course_lib.classroom.notebook import closing
from course_lib.classroom.notebook.closing import (
    calibration,
    certain_and_wrong,
    checklist,
    look_back,
)
from course_lib.classroom.notebook.predictions import predict, reveal
from course_lib.classroom.progress import saved_progress as progress


def shown(capsys):
    return capsys.readouterr().out


def test_looking_back_asks_again_what_was_certain_and_wrong_without_the_answer(capsys):
    predict("01.p1", "a", "certain")
    predict("01.p2", "a", "certain")
    shown(capsys)
    look_back("01")
    out = shown(capsys)
    assert "01.p1: you said a, certain; not right, so it comes again below." in out
    assert "it is b" not in out
    assert "01.p2: you said a, certain; right." in out
    assert "Certain: 1 of 2 right" in out
    assert out.count("Answer with look_back(") == 1


def test_the_later_form_is_asked_where_there_is_one(capsys):
    predict("01.p2", "b", "certain")
    shown(capsys)
    look_back("01")
    out = shown(capsys)
    assert 'Is 5 < 4?\n  a) yes\n  b) no\nAnswer with look_back("01", "01.p2", "a"' in out
    assert "Is 2 < 3?\n  a)" not in out


def test_an_answer_to_the_later_form_is_explained_and_leaves_the_first_one(capsys):
    predict("01.p2", "b", "certain")
    shown(capsys)
    look_back("01", "01.p2", "a", "guess")
    assert shown(capsys) == (
        "01.p2: you said a, as a guess. 5 comes after 4. It is b, no. 5 is larger.\n"
    )
    assert progress.read("predictions")["01.p2"]["option"] == "b"
    look_back("01")
    assert "comes again below" in shown(capsys)


def test_once_right_a_question_is_not_asked_again_and_its_answer_is_listed(capsys):
    predict("01.p2", "b", "certain")
    look_back("01", "01.p2", "b", "certain")
    shown(capsys)
    look_back("01")
    out = shown(capsys)
    assert "01.p2: you said b, certain; it is a." in out
    assert "Answer with" not in out


def test_the_explanation_of_the_demo_does_not_take_a_later_answer_for_the_first(capsys):
    predict("01.p2", "b", "certain")
    look_back("01", "01.p2", "a", "guess")
    shown(capsys)
    reveal("01.p2", lambda: None)
    assert shown(capsys).startswith("You said b, certain. Count again.")


def test_a_question_without_a_later_form_is_stored_as_before(capsys):
    predict("01.p1", "a", "certain")
    look_back("01", "01.p1", "b", "certain")
    assert progress.read("again")["01.p1"] == {"option": "b", "confidence": "certain"}


def test_an_unknown_letter_or_confidence_is_refused():
    with pytest.raises(UnknownIdError, match="no option of this question 'z'"):
        look_back("01", "01.p2", "z", "guess")
    with pytest.raises(UnknownIdError, match="Did you mean 'certain'"):
        look_back("01", "01.p2", "a", "certian")


def test_calibration_counts_each_degree_of_confidence():
    questions = [bank("01").questions[id_] for id_ in ("01.p1", "01.p2")]
    stored = {
        "01.p1": {"option": "b", "confidence": "guess"},
        "01.p2": {"option": "c", "confidence": "certain"},
    }
    assert calibration(questions, stored) == ["As a guess: 1 of 1 right", "Certain: 0 of 1 right"]
    assert certain_and_wrong(questions, stored) == [questions[1]]
    assert calibration(questions, {}) == ["No predictions yet."]


def test_the_checklist_is_filled_by_verdicts(capsys):
    progress.remember("verdicts", "01.1", {"state": "PASS", "points": 2.0})
    progress.remember("verdicts", "01.3", {"state": "PARTIAL", "points": 1.5})
    checklist("01")
    assert shown(capsys).splitlines() == [
        "reached: rotate a row (apply; 01.1 PASS)",
        "started: order and count (apply; 01.2 to do, 01.3 PARTIAL)",
        "to do: find numbers (apply; 01.4 to do)",
        "3.5/7.5 points so far",
    ]


@pytest.fixture
def more_practice(monkeypatch):
    """Leave 01.3 and 01.4 for more practice."""
    course = load_course()
    cards = [
        replace(card, practice=card.id in ("01.3", "01.4"))
        for card in course.lesson("01").exercises
    ]
    lessons = [
        replace(lesson, exercises=tuple(cards)) if lesson.id == "01" else lesson
        for lesson in course.lessons
    ]
    changed = replace(course, lessons=tuple(lessons))
    monkeypatch.setattr(closing, "load_course", lambda: changed)


def test_the_core_reaches_an_objective_and_more_practice_is_listed_apart(more_practice, capsys):
    progress.remember("verdicts", "01.2", {"state": "PASS", "points": 1.0})
    progress.remember("verdicts", "01.4", {"state": "PARTIAL", "points": 0.5})
    checklist("01")

    assert shown(capsys).splitlines() == [
        "to do: rotate a row (apply; 01.1 to do)",
        "reached: order and count (apply; 01.2 PASS; more practice: 01.3 to do)",
        "started: find numbers (apply; more practice: 01.4 PARTIAL)",
        "1.5/7.5 points so far: core 1/3 (about 10 min), more practice 0.5/4.5 (about 10 min)",
    ]


def test_an_objective_without_core_is_reached_by_more_practice(more_practice, capsys):
    progress.remember("verdicts", "01.4", {"state": "PASS", "points": 1.5})
    checklist("01")

    assert "reached: find numbers (apply; more practice: 01.4 PASS)" in shown(capsys)
