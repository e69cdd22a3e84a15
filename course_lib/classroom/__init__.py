"""What a notebook cell calls: open a lesson, predict, check an answer, look back.

From bottom to top: ``exercises`` (what an exercise is), ``progress`` (what is stored between
sessions), ``checking`` (from an answer to a message) and ``notebook`` (what the cells call).
``audiocraft_patch`` tries a patch on AudioCraft's own file; ``own_copy`` makes the learner's own
copy of the notebooks for ``course start``.

from course_lib.classroom import predict, reveal, setup
setup("02")
predict("02.p1", "b", "fairly sure")
"""

from course_lib.extras import require

require("notebooks", __name__, "course_lib.classroom.checking")

from course_lib.classroom.checking.checks import check, verdict
from course_lib.classroom.checking.hints_and_solutions import hint, solution
from course_lib.classroom.exercises.errors import NotAttempted
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.measuring.seeded_inputs import Draw
from course_lib.classroom.exercises.question import Later, Option, Question
from course_lib.classroom.notebook.closing import checklist, look_back
from course_lib.classroom.notebook.ear_tests import enrol, forget_ear_test, judge_by_ear, my_ears
from course_lib.classroom.notebook.exit_tickets import exit_ticket
from course_lib.classroom.notebook.opening import setup
from course_lib.classroom.notebook.own_earlier_answers import own_parts
from course_lib.classroom.notebook.predictions import predict, reveal, skip
from course_lib.classroom.notebook.readiness import readiness
from course_lib.classroom.notebook.recalls import explain, recall
from course_lib.classroom.progress.own_numbers import own_number
from course_lib.classroom.progress.own_run_results import record_run
from course_lib.classroom.progress.sealed_forecasts import seal, unseal
from course_lib.display.source import show_source

__all__ = [
    "Draw",
    "Exercise",
    "Later",
    "NotAttempted",
    "Option",
    "Question",
    "check",
    "checklist",
    "enrol",
    "exit_ticket",
    "explain",
    "forget_ear_test",
    "hint",
    "judge_by_ear",
    "look_back",
    "my_ears",
    "own_number",
    "own_parts",
    "predict",
    "readiness",
    "recall",
    "record_run",
    "reveal",
    "seal",
    "setup",
    "show_source",
    "skip",
    "solution",
    "unseal",
    "verdict",
]
