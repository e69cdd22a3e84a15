"""A prediction unlocks its demo, is stored once, and gets its own explanation."""

import pytest

from course_lib.classroom.exercises.errors import UnknownIdError
from course_lib.classroom.notebook.predictions import predict, reveal, skip
from course_lib.classroom.progress import saved_progress as progress


def shown(capsys):
    return capsys.readouterr().out


def forbidden():
    raise AssertionError("shown before a prediction")


def test_nothing_is_revealed_before_a_prediction(capsys):
    reveal("01.p1", forbidden)
    assert "Predict first: answer 01.p1 above, then run this cell again." in shown(capsys)


def test_a_wrong_prediction_gets_its_own_explanation_after_the_demo(capsys):
    predict("01.p1", "a", "certain")
    reveal("01.p1", lambda: "THE DEMO")
    lines = shown(capsys).splitlines()
    assert lines[-2] == "THE DEMO"
    assert lines[-1] == (
        "You said a, certain. It comes in on the other side. It is b, no. All values stay."
    )


def test_a_right_prediction_gets_its_explanation(capsys):
    predict("01.p1", "B", "guess")
    reveal("01.p1", lambda: None)
    assert shown(capsys).splitlines()[-1] == "You said b, as a guess: right. All values stay."


def test_a_skipped_prediction_shows_the_demo_and_the_answer(capsys):
    skip("01.p1")
    reveal("01.p1", lambda: "THE DEMO")
    assert shown(capsys).splitlines()[-2:] == [
        "THE DEMO",
        "The answer is b, no. All values stay.",
    ]


def test_a_run_without_learners_skips_every_prediction(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_PREDICT", "skip")
    reveal("01.p1", lambda: "THE DEMO")
    assert "THE DEMO" in shown(capsys)
    assert progress.read("predictions") == {}


def test_a_prediction_is_stored_once(capsys):
    predict("01.p1", "a", "certain")
    predict("01.p1", "b", "guess")
    skip("01.p1")
    assert "That is already stored" in shown(capsys)
    assert progress.read("predictions")["01.p1"] == {"option": "a", "confidence": "certain"}


def test_a_changed_prediction_leaves_the_first_one_stored(capsys):
    predict("01.p1", "a", "certain")
    predict("01.p1", "b", "guess", again=True)
    assert progress.read("predictions")["01.p1"]["option"] == "a"
    reveal("01.p1", lambda: None)
    assert "You said b, as a guess: right" in shown(capsys)


def test_after_a_skip_a_prediction_can_still_be_made():
    skip("01.p1")
    predict("01.p1", "b", "guess")
    assert progress.read("predictions")["01.p1"]["option"] == "b"


def test_an_unknown_letter_or_confidence_gets_a_suggestion():
    with pytest.raises(UnknownIdError, match=r"no option of 01.p1 'z'.*a, b"):
        predict("01.p1", "z", "guess")
    with pytest.raises(UnknownIdError, match="Did you mean 'certain'"):
        predict("01.p1", "a", "certian")
    with pytest.raises(UnknownIdError, match="There are: guess, fairly sure, certain"):
        predict("01.p1", "a")


def test_a_stored_prediction_is_not_asked_again(capsys):
    predict("01.p1", "a", "certain")
    shown(capsys)
    predict("01.p1")
    assert shown(capsys).startswith("01.p1: You said a, certain.")
