"""The learner among the discriminators: answers are remembered, and "you" is a registered name."""

import pytest

from course_lib.classroom import enrol, forget_ear_test, judge_by_ear, my_ears
from course_lib.discriminators.registry import create, example, names, unregister
from course_lib.instruments import HumanDiscriminator, area, roc_curves
from course_lib.sounds import noise, pluck, tone, vowel

REAL = [vowel(seconds=0.2), pluck(seconds=0.2)]
MADE = [noise(seconds=0.2), tone(440, seconds=0.2)]


@pytest.fixture(autouse=True)
def forgotten():
    yield
    if "you" in names():
        unregister("you")


def test_answers_outlive_the_session_and_the_test_goes_on():
    judge_by_ear("00.ear", REAL, MADE).answer(2)
    again = judge_by_ear("00.ear", REAL, MADE)
    assert again.scores == [2]
    again.answer(-1)
    assert my_ears()["opinions"] == [2, -1]
    assert [len(sound) for sound in my_ears()["sounds"]] == [48, 48]
    assert judge_by_ear("06.ear", REAL, MADE).scores == []


def test_you_are_registered_with_your_answers_and_a_newer_you_replaces_the_older():
    assert "you" not in names()
    assert "0 opinions" in enrol()
    test = judge_by_ear("00.ear", REAL, MADE)
    for score in (2, 2, -2, 1):
        test.answer(score)
    assert "4 opinions" in enrol()
    assert isinstance(create("you"), HumanDiscriminator)
    you = example("you")
    said = dict(zip((j.clip for j in test.ratings()), (2, 2, -2, 1), strict=True))
    for sound in (*REAL, *MADE):
        assert float(you(sound.wave)[0][0].detach()) == pytest.approx(said[sound.name], abs=0.05)


@pytest.mark.parametrize("answers", [(1, -1, 1, -1), (0, 0, 0, 0), (2, 1, 1, 1), (-1, -1, 2, 0)])
def test_your_curve_is_that_of_your_answers_ties_included(answers):
    test = judge_by_ear("00.ear", REAL, MADE)
    for score in answers:
        test.answer(score)
    enrol()
    curves = roc_curves(REAL, MADE, {"you": example("you")})
    assert curves.areas["you"] == area(*test.scores_by_kind())


def test_answers_can_be_deleted(capsys):
    judge_by_ear("00.ear", REAL, MADE).answer(2)
    judge_by_ear("06.ear", REAL, MADE).answer(1)
    forget_ear_test("00.ear")
    assert judge_by_ear("00.ear", REAL, MADE).scores == []
    assert my_ears()["opinions"] == [1]
    assert "deleted" in capsys.readouterr().out
