"""`check` and `verdict`: what an exercise notebook says about an answer."""

import os

from course_lib.classroom.checking.assess import Assessment, assess
from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.message_layout import as_page, as_text, picture_of
from course_lib.classroom.checking.slow_checks import watched
from course_lib.classroom.checking.states_and_points import ExerciseOutcome, State
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.load_bank import find_exercise
from course_lib.classroom.exercises.measuring.data import Data
from course_lib.classroom.exercises.measuring.probe import attempted
from course_lib.classroom.exercises.measuring.seeded_inputs import Seed, current_seed
from course_lib.classroom.exercises.protection.library_calls import library_calls
from course_lib.classroom.exercises.protection.origin import library_code
from course_lib.classroom.exercises.protection.replaced_functions import replaced_functions
from course_lib.classroom.exercises.withheld_answers import explain_withheld
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import publish_line

PROBE = "application/vnd.course.probe+json"  # in the metadata of a verdict's output
MAX_CALLED = 60  # names of library code that an answer called


@explain_withheld
def check(exercise_id: str, answer: object) -> None:
    """Show what is right and what is wrong with your answer. Run it as often as you like.

    Args:
        exercise_id: The id of the exercise, such as "02.1".
        answer: The function, the class or the value itself: ``check("02.1", fold)``.
    """
    exercise = find_exercise(exercise_id)
    with watched(exercise) as check_in_progress:
        found = diagnose(exercise, answer, current_seed())
    picture = "" if found.state is State.NOT_ATTEMPTED else picture_of(exercise, answer)
    check_in_progress.publish(as_text(exercise, found), as_page(exercise, found, picture))
    progress.show_notices()


@explain_withheld
def verdict(exercise_id: str, answer: object) -> None:
    """Show in one line how many points your answer gets, and store the best result.

    The output's metadata contains the measured values. A grader runs this cell with a secret seed
    and ``COURSE_GRADING=1``, compares these values in another process, and ignores the line.

    Args:
        exercise_id: The id of the exercise, such as "02.1".
        answer: The function, the class or the value itself: ``verdict("02.1", fold)``.
    """
    exercise, seed = find_exercise(exercise_id), current_seed()
    if os.environ.get("COURSE_GRADING") == "1":
        if names := ", ".join(replaced_functions()):
            raise RuntimeError(f"functions of this session were replaced: {names}")
        publish_line(f"{exercise.id} measured", {PROBE: _measured(exercise, answer, seed)})
        return
    found = assess(exercise, answer, seed)
    outcome = outcome_of(exercise, found)
    data = found.data if found.state is not State.NOT_ATTEMPTED else None
    publish_line(outcome.line, {PROBE: _probe(exercise, seed, data)})
    _remember(outcome)


def outcome_of(exercise: Exercise, found: Assessment) -> ExerciseOutcome:
    """Return the points of an answer from its marks."""
    points = load_course().exercise(exercise.id).points
    return ExerciseOutcome(
        exercise.id, found.state, sum(found.marks.values()), len(found.marks), points
    )


def _measured(exercise: Exercise, answer: object, seed: Seed) -> dict[str, Data]:
    if not attempted(answer):
        return _probe(exercise, seed, None)
    with library_calls() as called:
        trials = exercise.trials(answer, seed)
    if next(iter(trials.values())).todo is not None:
        return _probe(exercise, seed, None)
    data = {name: trial.data for name, trial in trials.items()}
    names: list[Data] = list(sorted(called)[:MAX_CALLED])
    return _probe(exercise, seed, data) | {"library": library_code(answer), "called": names}


def _probe(exercise: Exercise, seed: Seed, data: dict[str, Data] | None) -> dict[str, Data]:
    return {
        "schema": 1,
        "exercise": exercise.id,
        "seed": seed,
        "attempted": data is not None,
        "properties": data or {},
    }


def _remember(outcome: ExerciseOutcome) -> None:
    """Store the best verdict, so that a fresh copy of a notebook takes no points away."""
    before = progress.read("verdicts").get(outcome.exercise, {}).get("points", -1)
    if not isinstance(before, int | float) or outcome.points >= before:
        entry: progress.ProgressEntry = {"state": outcome.state.value, "points": outcome.points}
        progress.remember("verdicts", outcome.exercise, entry)
