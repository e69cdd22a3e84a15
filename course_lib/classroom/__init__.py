"""What a notebook cell calls: open a lesson, predict, check an answer, look back.

from course_lib.classroom import predict, reveal, setup
setup("02")
predict("02.p1", "b", "fairly sure")
"""

from course_lib.classroom.checks import check, hint, solution, verdict
from course_lib.classroom.closing import checklist, look_back
from course_lib.classroom.draw import Draw
from course_lib.classroom.errors import NotAttempted
from course_lib.classroom.exercise import Exercise
from course_lib.classroom.opening import setup
from course_lib.classroom.own_parts import own_parts
from course_lib.classroom.predictions import predict, reveal, skip
from course_lib.classroom.question import Option, Question
from course_lib.classroom.readiness import readiness
from course_lib.classroom.recalls import explain, recall
from course_lib.classroom.seals import seal, unseal
from course_lib.classroom.yourself import enrol, forget_ear_test, judge_by_ear, my_ears
from course_lib.display.source import show_source

__all__ = [
    "Draw",
    "Exercise",
    "NotAttempted",
    "Option",
    "Question",
    "check",
    "checklist",
    "enrol",
    "explain",
    "forget_ear_test",
    "hint",
    "judge_by_ear",
    "look_back",
    "my_ears",
    "own_parts",
    "predict",
    "readiness",
    "recall",
    "reveal",
    "seal",
    "setup",
    "show_source",
    "skip",
    "solution",
    "unseal",
    "verdict",
]
