"""`readiness`: which refreshers a learner needs, from their answers to the opening questions."""

from collections.abc import Mapping, Sequence

from course_lib.classroom.exercises.load_bank import find_question
from course_lib.classroom.progress import saved_progress as progress
from course_lib.display.messages import Item, as_html, item_list, panel, publish


def readiness(refreshers: Mapping[str, Sequence[str]]) -> None:
    """Show for each refresher whether you need it.

    Args:
        refreshers: The title of each refresher, with the ids of its recall questions, as in
            ``{"R1 Shapes": ("00.r1", "00.r2")}``.
    """
    advice = {title: _advice(ids) for title, ids in refreshers.items()}
    items: list[Item] = [
        (as_html(f"{title}:"), "accent", as_html(text)) for title, text in advice.items()
    ]
    lines = [f"{title}: {text}" for title, text in advice.items()]
    publish("\n".join(lines), panel(item_list(items), "readiness"))
    progress.show_notices()


def _advice(ids: Sequence[str]) -> str:
    answers = progress.read("recall")
    given = [
        (find_question(id, "recall"), answers[id].get("option")) for id in ids if id in answers
    ]
    right = sum(question.right.letter == letter for question, letter in given)
    if right < len(given):
        return f"{right} of {len(given)} right. Take it: five minutes, at the end of this notebook."
    if len(given) < len(ids):
        open_ = len(ids) - len(given)
        return f"{open_} of {len(ids)} questions still open. Answer them, then run this cell again."
    return "all right. You can skip it."
