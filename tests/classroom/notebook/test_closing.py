"""At the end of a lesson: predictions compared with confidence, objectives with verdicts."""

from course_lib.classroom.exercises.lessons import bank
from course_lib.classroom.notebook.closing import (
    calibration,
    certain_and_wrong,
    checklist,
    look_back,
)
from course_lib.classroom.notebook.predictions import predict
from course_lib.classroom.progress import store as progress


def shown(capsys):
    return capsys.readouterr().out


def test_looking_back_asks_again_what_was_certain_and_wrong(capsys):
    predict("01.p1", "a", "certain")
    predict("01.p2", "a", "certain")
    shown(capsys)
    look_back("01")
    out = shown(capsys)
    assert "01.p1: you said a, certain; it is b." in out
    assert "01.p2: you said a, certain; right." in out
    assert "Certain: 1 of 2 right" in out
    assert out.count("again=True") == 1


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
        "reached: rotate a row (01.1 PASS)",
        "started: order and count (01.2 to do, 01.3 PARTIAL)",
        "to do: find numbers (01.4 to do)",
        "3.5/7.5 points so far",
    ]
