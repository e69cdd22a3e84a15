"""Draw a number for each learner, from which the items of an exercise follow.

    artefact_quiz(own_number("00.3"))

Two learners name other clips, in another order, so one can't copy the other's list. The number is
part of the answer: a grader, who has no progress file, knows from it which items were named.
"""

import os
import secrets

from course_lib.classroom.exercises.load_bank import is_loading
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import say

LOWEST, HIGHEST = 1000, 9999


def own_number(exercise_id: str) -> int:
    """Return this learner's number for an exercise, and show it. It is drawn once and stored.

    While a lesson's file is imported, or a sheet is graded, nothing is drawn, and it is 0.

    Args:
        exercise_id: The id of the exercise, such as "00.3".
    """
    if is_loading() or os.environ.get("COURSE_GRADING") == "1":
        return 0
    number = drawn_number(exercise_id)
    if not number:
        number = LOWEST + secrets.randbelow(HIGHEST - LOWEST + 1)
        progress.remember("draws", exercise_id, {"number": number})
    say(f"{exercise_id}: your number is {number}. Write it into your answer.")
    progress.show_notices()
    return number


def drawn_number(exercise_id: str) -> int:
    """Return the number that was drawn for this learner, or 0 if there is none."""
    number = progress.read("draws").get(exercise_id, {}).get("number", 0)
    return number if isinstance(number, int) else 0
