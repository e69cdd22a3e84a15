"""What an exercise notebook calls: check, verdict, hint and solution."""

import os

from course_lib.classroom.checking.assess import Assessment, assess
from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.outcome import Outcome, State
from course_lib.classroom.checking.report import as_page, as_text, picture_of
from course_lib.classroom.exercises.course import load_course
from course_lib.classroom.exercises.data import Data
from course_lib.classroom.exercises.draw import Seed, current_seed
from course_lib.classroom.exercises.errors import AuthoringError
from course_lib.classroom.exercises.intact import replaced
from course_lib.classroom.exercises.lessons import find_exercise
from course_lib.classroom.exercises.library_calls import library_calls
from course_lib.classroom.exercises.origin import library_code
from course_lib.classroom.exercises.probe import attempted
from course_lib.classroom.exercises.record import ExerciseRecord
from course_lib.classroom.exercises.released import explain_withheld
from course_lib.classroom.progress import store as progress
from course_lib.display.messages import as_html, panel, publish, publish_line
from course_lib.display.source import SourceView

PROBE = "application/vnd.course.probe+json"  # in the metadata of a verdict's output
MAX_CALLED = 20  # names of library code that an answer called


@explain_withheld
def check(exercise_id: str, answer: object) -> None:
    """Say what is right and what is wrong with an answer. Run it as often as you like.

    Args:
        exercise_id: as in "02.1".
        answer: the function, the class or the value itself: ``check("02.1", fold)``.
    """
    exercise = find_exercise(exercise_id)
    found = diagnose(exercise, answer, current_seed())
    picture = "" if found.state is State.NOT_ATTEMPTED else picture_of(exercise, answer)
    publish(as_text(exercise, found), as_page(exercise, found, picture))
    progress.tell_notices()


@explain_withheld
def verdict(exercise_id: str, answer: object) -> None:
    """Say in one line how many points an answer brings, and remember it.

    The output also carries what was measured, as data. A grader runs this cell with its own seed
    and ``COURSE_GRADING=1``, compares that data elsewhere, and never reads the line.
    """
    exercise, seed = find_exercise(exercise_id), current_seed()
    if os.environ.get("COURSE_GRADING") == "1":
        if names := ", ".join(replaced()):
            raise RuntimeError(f"this session's own functions were replaced: {names}")
        publish_line(f"{exercise.id} measured", {PROBE: _measured(exercise, answer, seed)})
        return
    found = assess(exercise, answer, seed)
    outcome = outcome_of(exercise, found)
    data = found.data if found.state is not State.NOT_ATTEMPTED else None
    publish_line(outcome.line, {PROBE: _probe(exercise, seed, data)})
    _remember(outcome)


def hint(exercise_id: str, rung: int | None = None) -> None:
    """Show the next rung of the ladder, or a given one. The last is not yet the answer."""
    exercise = find_exercise(exercise_id)
    rungs = exercise.hint_texts
    if not rungs:
        raise AuthoringError(f"{exercise.id} has no hints.")
    opened = progress.read("hints").get(exercise.id, {}).get("opened", 0)
    count = opened if isinstance(opened, int) else 0
    number = min(count + 1, len(rungs)) if rung is None else min(max(rung, 1), len(rungs))
    progress.remember("hints", exercise.id, {"opened": max(number, count)})
    text = f"{exercise.id} hint {number} of {len(rungs)}: {rungs[number - 1]}"
    if number == len(rungs):
        text += f'\nThat was the last one. `solution("{exercise.id}")` shows an answer.'
    publish(text, panel(f"<p>{as_html(text)}</p>".replace("\n", "<br>"), "hint"))
    progress.tell_notices()


@explain_withheld
def solution(exercise_id: str) -> None:
    """Show an answer, why it is as it is, and a mistake that many make."""
    exercise = find_exercise(exercise_id)
    view = SourceView(exercise.answer_cell_source().rstrip(), f"an answer to {exercise.id}", 1)
    progress.remember("solutions", exercise.id, {"opened": 1})
    notes = {"Why": exercise.why_text, "A common wrong turn": exercise.wrong_turn_text}
    told = [f"{head}: {text}" for head, text in notes.items() if text]
    page = view.static_html() + "".join(f"<p>{as_html(text)}</p>" for text in told)
    publish("\n".join([view.code, *told]), page)
    progress.tell_notices()


def outcome_of(exercise: ExerciseRecord, found: Assessment) -> Outcome:
    """Turn the marks of an answer into points."""
    points = load_course().exercise(exercise.id).points
    return Outcome(exercise.id, found.state, sum(found.marks.values()), len(found.marks), points)


def _measured(exercise: ExerciseRecord, answer: object, seed: Seed) -> dict[str, Data]:
    if not attempted(answer):
        return _probe(exercise, seed, None)
    with library_calls(str(exercise.file)) as called:
        trials = exercise.trials(answer, seed)
    if next(iter(trials.values())).todo is not None:
        return _probe(exercise, seed, None)
    data = {name: trial.data for name, trial in trials.items()}
    names: list[Data] = list(sorted(called)[:MAX_CALLED])
    return _probe(exercise, seed, data) | {"library": library_code(answer), "called": names}


def _probe(exercise: ExerciseRecord, seed: Seed, data: dict[str, Data] | None) -> dict[str, Data]:
    return {
        "schema": 1,
        "exercise": exercise.id,
        "seed": seed,
        "attempted": data is not None,
        "properties": data or {},
    }


def _remember(outcome: Outcome) -> None:
    """Keep the best verdict: opening a fresh copy of a notebook takes no points away."""
    before = progress.read("verdicts").get(outcome.exercise, {}).get("points", -1)
    if not isinstance(before, int | float) or outcome.points >= before:
        entry: progress.Entry = {"state": outcome.state.value, "points": outcome.points}
        progress.remember("verdicts", outcome.exercise, entry)
