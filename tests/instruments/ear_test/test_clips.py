"""The quiz on artefacts plays without pictures first, and gives no names away."""

import pytest

from course_lib.instruments import artefact_quiz
from course_lib.instruments.ear_test.clips import QUIZ, quiz_items
from course_lib.sounds import ARTEFACTS


def test_the_quiz_names_clips_and_no_artefact():
    quiz = artefact_quiz()
    page = quiz.static_html() + quiz.text() + "".join(quiz.clip(k).name for k in range(1, 9))
    assert quiz.fallback_html().count("<audio") == len(QUIZ) == 8
    assert "<img" not in page
    assert quiz.live.view == "none"
    for name in ARTEFACTS:
        assert name not in page


def test_pictures_come_where_they_are_asked_for():
    assert artefact_quiz(pictures=True).fallback_html().count("<img") == 8


def test_all_clips_are_equally_loud_and_there_is_no_ninth():
    quiz = artefact_quiz()
    levels = [float(quiz.clip(k).samples.square().mean().sqrt()) for k in range(1, 9)]
    assert max(levels) == pytest.approx(min(levels), rel=1e-3)
    with pytest.raises(ValueError, match="no clip 9"):
        quiz.clip(9)


def test_each_number_has_its_own_items_and_every_artefact():
    drawn = [quiz_items(number) for number in range(1000, 1050)]
    for items in drawn:
        assert len(items) == len(QUIZ)
        assert {name for name, _, _ in items} == set(ARTEFACTS)
    orders = {tuple(name for name, _, _ in items) for items in drawn}
    assert len(orders) >= 49  # two of fifty may agree by chance
    assert quiz_items(1000) == quiz_items(1000)


def test_a_clip_of_a_drawn_quiz_is_the_sound_that_the_number_says():
    one, other = artefact_quiz(1001), artefact_quiz(0)
    assert one.items == quiz_items(1001)
    assert any(not one.clip(k).samples.equal(other.clip(k).samples) for k in range(1, 9))
