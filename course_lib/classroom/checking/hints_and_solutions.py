"""`hint` and `solution`: help with an exercise, one step at a time."""

from course_lib.classroom.exercises.errors import AuthoringError
from course_lib.classroom.exercises.load_bank import find_exercise
from course_lib.classroom.exercises.withheld_answers import explain_withheld
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import panel, paragraphs, publish
from course_lib.display.source import SourceView


def hint(exercise_id: str, rung: int | None = None) -> None:
    """Show the next hint. The last one isn't the full answer yet.

    Args:
        exercise_id: The id of the exercise, such as "02.1".
        rung: The number of the hint to show again. None shows the next one.
    """
    exercise = find_exercise(exercise_id)
    hints = exercise.hint_texts
    if not hints:
        raise AuthoringError(f"{exercise.id} has no hints.")
    opened = progress.read("hints").get(exercise.id, {}).get("opened", 0)
    count = opened if isinstance(opened, int) else 0
    number = min(count + 1, len(hints)) if rung is None else min(max(rung, 1), len(hints))
    progress.remember("hints", exercise.id, {"opened": max(number, count)})
    head = f"{exercise.id} hint {number} of {len(hints)}"
    last = f'This is the last hint. `solution("{exercise.id}")` shows an answer.'
    lines = [hints[number - 1], *([last] if number == len(hints) else [])]
    text = "\n".join(lines)
    publish(f"{head}: {text}", panel(f"<h4>{head}</h4>{paragraphs(text)}", "hint"))
    progress.show_notices()


@explain_withheld
def solution(exercise_id: str) -> None:
    """Show an answer, the reasons for it, and a common mistake.

    Args:
        exercise_id: The id of the exercise, such as "02.1".
    """
    exercise = find_exercise(exercise_id)
    code = exercise.shown_solution or exercise.answer_cell_source().rstrip()
    view = SourceView(code, f"an answer to {exercise.id}")
    progress.remember("solutions", exercise.id, {"opened": 1})
    notes = {"Why": exercise.why_text, "A common wrong turn": exercise.wrong_turn_text}
    explained = [f"{head}: {text}" for head, text in notes.items() if text]
    page = view.static_html() + panel(paragraphs("\n".join(explained)), "solution")
    publish("\n".join([view.code, *explained]), page)
    progress.show_notices()
