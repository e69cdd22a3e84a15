"""The cells at the top of every notebook, written from lessons/course.toml.

    title       the lesson, the link to Colab, what you will hear, where you are in the course
    card        how long it takes, what it needs, what you can do afterwards
    Colab cell  fetches the course on Colab, does nothing elsewhere

`classroom_imports` adds the cell that calls ``setup``.
"""

from typing import Literal

from course_lib.authoring.notebooks.notebook import NotebookCell
from course_lib.authoring.notebooks.project import Project
from course_lib.classroom.exercises.course_records import Course, LessonCard

Folder = Literal["notebooks", "exercises", "solutions"]

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
    link = project.colab_link(notebook_path(lesson, folder))
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
        f"- `{objective.id}` {objective.text} (exercise {', '.join(objective.exercises)})"
        for objective in lesson.objectives
    ]
    # folded away: the first sound belongs on the first screen
    head = "<details><summary>After this lesson you can …</summary>"
    folded = [head, "", *goals, "", "</details>"]
    text = "\n".join([*table, "", *folded])
    return NotebookCell(f"c{lesson.id}-card", "markdown", text)


def _time(lesson: LessonCard) -> str:
    """Return the times, and whether each is an estimate or a measurement."""
    machine = "a GPU helps" if lesson.accelerator else "a CPU is enough"
    if lesson.machine_minutes:
        machine += f", all cells together take it under {lesson.machine_minutes} min (measured)"
    exercises = sum(exercise.minutes for exercise in lesson.exercises)
    yours = f"about {lesson.minutes} min for you"
    if exercises:
        yours += f", and {exercises} min for the exercises (estimates)"
    else:
        yours += " (an estimate)"
    return f"{yours}; {machine}"


def _points(lesson: LessonCard) -> str:
    return (
        f"{lesson.points:g} points in {len(lesson.exercises)} exercises" if lesson.exercises else ""
    )


def exercise_list_cell(lesson: LessonCard) -> NotebookCell:
    """Return the table of exercises at the top of an exercise notebook."""
    minutes = sum(exercise.minutes for exercise in lesson.exercises)
    rows = [
        f"| {e.id} {e.title} | {e.kind} | {e.points:g} | {e.minutes} | {e.difficulty} of 5 |"
        for e in lesson.exercises
    ]
    head = ["| exercise | kind | points | min | difficulty |", "|---|---|---|---|---|"]
    text = f"{_points(lesson)}, about {minutes} min (an estimate)."
    return NotebookCell(f"c{lesson.id}-list", "markdown", "\n".join([text, "", *head, *rows]))


def colab_cell(lesson: LessonCard, project: Project) -> NotebookCell:
    """Return the cell that sets up the course on Colab."""
    return NotebookCell(f"c{lesson.id}-colab", "code", project.colab_cell(), ("colab",))
