"""The quiz on artefacts plays without pictures first, and gives no names away."""

import pytest

from course_lib.instruments import artefact_quiz
from course_lib.instruments.ear_test.clips import QUIZ
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
