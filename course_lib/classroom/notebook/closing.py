"""Close a lesson: look back at the predictions, and see which objectives you have reached."""

from collections.abc import Sequence

from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.course_records import Objective
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.lessons import bank
from course_lib.classroom.exercises.question import Question
from course_lib.classroom.notebook.opening import points_of, score
from course_lib.classroom.notebook.predictions import (
    SKIPPED,
    ask_to_predict,
    chosen_option,
    how_sure,
)
from course_lib.classroom.notebook.question_forms import CONFIDENCES
from course_lib.classroom.progress import store as progress
from course_lib.display.messages import as_html, panel, publish


def look_back(lesson_id: str) -> None:
    """List your predictions, show how well your confidence matched, and ask some again.

    The questions asked again are those you were certain about and got wrong.

    Args:
        lesson_id: The id of the lesson, such as "02".
    """
    stored = progress.read("predictions")
    questions = [q for q in bank(lesson_id).questions.values() if q.kind == "predict"]
    lines = [_line(question, stored.get(question.id)) for question in questions]
    calibrated = calibration(questions, stored)
    publish("\n".join([*lines, "", *calibrated]), _list(lines, " · ".join(calibrated)))
    for question in certain_and_wrong(questions, stored):
        ask_to_predict(question, again=True)
    progress.show_notices()


def calibration(questions: Sequence[Question], stored: progress.ProgressSection) -> list[str]:
    """Return a line for each degree of confidence: how many of its predictions were right."""
    lines = []
    for confidence in CONFIDENCES:
        asked = [q for q in questions if stored.get(q.id, {}).get("confidence") == confidence]
        right = sum(_is_right(question, stored[question.id]) for question in asked)
        if asked:
            how = how_sure({"confidence": confidence}).capitalize()
            lines.append(f"{how}: {right} of {len(asked)} right")
    return lines or ["No predictions yet."]


def certain_and_wrong(
    questions: Sequence[Question], stored: progress.ProgressSection
) -> list[Question]:
    """Return the questions where the learner was certain and wrong."""
    sure = [q for q in questions if stored.get(q.id, {}).get("confidence") == "certain"]
    return [question for question in sure if not _is_right(question, stored[question.id])]


def checklist(lesson_id: str) -> None:
    """List the objectives of a lesson, with the verdicts that show them, and your points so far.

    Args:
        lesson_id: The id of the lesson, such as "02".
    """
    lesson = load_course().lesson(lesson_id)
    verdicts = progress.read("verdicts")
    lines = [_objective(objective, verdicts) for objective in lesson.objectives]
    total = f"{score(lesson)} points so far"
    publish("\n".join([*lines, total]), _list(lines, total))
    progress.show_notices()


def _objective(objective: Objective, verdicts: progress.ProgressSection) -> str:
    states = {id: str(verdicts.get(id, {}).get("state", "-")) for id in objective.exercises}
    if states and all(state == State.PASS.value for state in states.values()):
        reached = "reached"
    else:
        reached = "started" if any(points_of(id) > 0 for id in states) else "to do"
    shown_by = ", ".join(
        f"{id} {'to do' if state == '-' else state}" for id, state in states.items()
    )
    return f"{reached}: {objective.text} ({shown_by})"


def _line(question: Question, entry: progress.ProgressEntry | None) -> str:
    if entry is None:
        return f"{question.id}: no prediction yet. {question.text}"
    if entry.get("option") == SKIPPED:
        return f"{question.id}: skipped. {question.text}"
    verdict = "right" if _is_right(question, entry) else f"it is {question.right.letter}"
    said = f"you said {entry.get('option')}, {how_sure(entry)}; {verdict}"
    return f"{question.id}: {said}. {question.text}"


def _is_right(question: Question, entry: progress.ProgressEntry) -> bool:
    chosen = chosen_option(question, entry)
    return chosen is not None and chosen.right


def _list(lines: Sequence[str], total: str) -> str:
    items = "".join(f"<li>{as_html(line)}</li>" for line in lines)
    return panel(f"<ul>{items}</ul><p><b>{as_html(total)}</b></p>", "list")
