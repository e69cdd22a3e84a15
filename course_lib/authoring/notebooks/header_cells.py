"""The cells at the top of every notebook, written from lessons/course.toml.

    title       the lesson, the link to Colab, what you will hear, where you are in the course
    card        how long it takes, what it needs, what you can do afterwards

`colab_cell` adds the cell that fetches the course on Colab, and `classroom_imports` the cell that
calls ``setup``.
"""

from collections.abc import Iterable
from typing import Literal

from course_lib.authoring.notebooks.colab_cell import colab_link
from course_lib.authoring.notebooks.notebook import NotebookCell
from course_lib.authoring.notebooks.web_address import Project
from course_lib.classroom.exercises.course_records import (
    Course,
    ExerciseCard,
    LessonCard,
    Objective,
)

Folder = Literal["notebooks", "exercises", "solutions"]
MORE_PRACTICE = "More practice"

_KICKER: dict[Folder, str] = {"notebooks": "", "exercises": "Exercises ", "solutions": "Solutions "}
_SOURCE: dict[Folder, str] = {
    "notebooks": "lesson.py",
    "exercises": "exercises.py",
    "solutions": "exercises.py",
}


def notebook_path(lesson: LessonCard, folder: Folder) -> str:
    """Return the path of a derived notebook from the root of the course."""
    return f"{folder}/{lesson.slug}.ipynb"


def title_cell(
    course: Course, lesson: LessonCard, project: Project, folder: Folder
) -> NotebookCell:
    """Return the first cell, whose first line says that the file is generated."""
    source = f"lessons/{lesson.slug}/{_SOURCE[folder]}"
    link = colab_link(project, notebook_path(lesson, folder))
    parts = [
        f'<!-- generated from {source} by "course build"; do not edit -->\n'
        f"# {_KICKER[folder]}{lesson.id} · {lesson.title}",
        " · ".join(
            [*([f"[Open in Google Colab]({link})"] if link else []), *_ways(lesson, folder)]
        ),
    ]
    if folder == "notebooks":
        parts += [f"**What you will hear at the end.** {lesson.hear}", _where(course, lesson)]
    text = "\n\n".join(part for part in parts if part)
    return NotebookCell(f"c{lesson.id}-title", "markdown", text)


def _ways(lesson: LessonCard, folder: Folder) -> list[str]:
    """Return links between the lesson and its exercises, none to the solutions."""
    ways = {"exercises": "the lesson", "solutions": "the lesson", "notebooks": "the exercises"}
    target: Folder = "exercises" if folder == "notebooks" else "notebooks"
    if folder == "notebooks" and not lesson.exercises:
        return []
    return [f"[{ways[folder]}](../{notebook_path(lesson, target)})"]


def _where(course: Course, lesson: LessonCard) -> str:
    """Return the line that lists all lessons, planned ones too, with this one in bold."""
    names = []
    for other in course.lessons:
        name = f"{other.id} {other.title}"
        if other.id == lesson.id:
            names.append(f"**{name}**")
        else:
            names.append(name if other.planned else f"[{name}]({other.slug}.ipynb)")
    return "**Where you are.** " + " · ".join(names)


def card_cell(course: Course, lesson: LessonCard) -> NotebookCell:
    """Return the card of a lesson: time, prerequisites, result, exercises, objectives."""
    titles = {other.id: f"{other.id} {other.title}" for other in course.lessons}
    rows = [
        ("Time", _time(lesson)),
        ("Needs", ", ".join(titles[need] for need in lesson.needs) or "nothing before it"),
        ("Gives", lesson.gives),
        ("Exercises", _points(lesson)),
    ]
    table = ["| | |", "|---|---|", *(f"| **{name}** | {text} |" for name, text in rows if text)]
    goals = [
        f"- `{objective.id}` {objective.text} ({_shown_by(lesson, objective)})"
        for objective in lesson.objectives
    ]
    # folded away: the first sound belongs on the first screen
    head = "<details><summary>After this lesson you can …</summary>"
    folded = [head, "", *goals, "", "</details>"]
    text = "\n".join([*table, "", *folded])
    return NotebookCell(f"c{lesson.id}-card", "markdown", text)


def _shown_by(lesson: LessonCard, objective: Objective) -> str:
    """Return an objective's level and the exercises that show it, those for more practice last."""
    practice = {card.id for card in lesson.practice}
    core = ", ".join(id for id in objective.exercises if id not in practice)
    more = ", ".join(id for id in objective.exercises if id in practice)
    parts = [f"exercise {core}"] if core else []
    level = [objective.level] if objective.level else []
    return "; ".join([*level, *parts, *([f"more practice: {more}"] if more else [])])


def _time(lesson: LessonCard) -> str:
    """Return the times, and whether each is an estimate or a measurement."""
    machine = "a GPU helps" if lesson.accelerator else "a CPU is enough"
    if lesson.machine_minutes:
        machine += f", all cells together take it under {lesson.machine_minutes} min (measured)"
    yours = f"about {lesson.minutes} min for you"
    if lesson.practice:
        core, more = _minutes(lesson.core), _minutes(lesson.practice)
        yours += f", {core} min for the core exercises, and {more} min for more practice"
    elif lesson.exercises:
        yours += f", and {_minutes(lesson.exercises)} min for the exercises"
    yours += " (estimates)" if lesson.exercises else " (an estimate)"
    return f"{yours}; {machine}"


def _minutes(exercises: Iterable[ExerciseCard]) -> int:
    return sum(exercise.minutes for exercise in exercises)


def _points(lesson: LessonCard) -> str:
    if not lesson.exercises:
        return ""
    text = f"{lesson.points:g} points in {len(lesson.exercises)} exercises"
    if lesson.practice:
        points = sum(exercise.points for exercise in lesson.core)
        text += f"; the core has {points:g} of the points and {len(lesson.core)} of the exercises"
    return text


def exercise_list_cell(lesson: LessonCard) -> NotebookCell:
    """Return the table of exercises at the top of an exercise notebook."""
    rows = ["| exercise | kind | points | min | difficulty |", "|---|---|---|---|---|"]
    rows += map(_row, lesson.core)
    text = f"{_points(lesson)}, about {_minutes(lesson.core)} min (an estimate)."
    if lesson.practice:
        rows += [f"| **{MORE_PRACTICE}** | | | | |", *map(_row, lesson.practice)]
        text = (
            f"{_points(lesson)}. The core takes about {_minutes(lesson.core)} min, and more "
            f"practice {_minutes(lesson.practice)} min (estimates)."
        )
    return NotebookCell(f"c{lesson.id}-list", "markdown", "\n".join([text, "", *rows]))


def _row(card: ExerciseCard) -> str:
    return (
        f"| {card.id} {card.title} | {card.kind} | {card.points:g} | {card.minutes} | "
        f"{card.difficulty} of 5 |"
    )


def more_practice_cell(lesson: LessonCard) -> NotebookCell:
    """Return the heading above the exercises that aren't part of the core."""
    text = (
        f"## {MORE_PRACTICE}\nNo later lesson needs these exercises, but they count like the "
        "others, and a class that is graded may be asked for all of them."
    )
    return NotebookCell(f"c{lesson.id}-practice", "markdown", text)
