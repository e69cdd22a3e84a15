"""The opening questions send a learner to what is missing, and to nothing else."""

import pytest

from course_lib.classroom import readiness, recall
from course_lib.classroom.exercises.load_bank import bank

IDS = ("00.r1", "00.r2")


@pytest.fixture
def shown_after(root, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_ROOT", str(root))

    def after(*answers):
        for id, right in zip(IDS, answers, strict=False):
            question = bank("00").questions[id]
            wrong = next(option.letter for option in question.options if not option.right)
            recall("00", id, question.right.letter if right else wrong)
        capsys.readouterr()
        readiness({"R1": IDS})
        return capsys.readouterr().out

    return after


def test_nothing_answered_is_still_open(shown_after):
    assert "R1: 2 of 2 questions still open" in shown_after()


def test_half_answered_right_is_still_open(shown_after):
    assert "R1: 1 of 2 questions still open" in shown_after(True)


def test_one_wrong_answer_sends_to_the_refresher(shown_after):
    assert "R1: 0 of 1 right. Take it" in shown_after(False)


def test_all_right_needs_none(shown_after):
    assert "R1: all right" in shown_after(True, True)
