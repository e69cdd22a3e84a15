"""Write the teacher's page: how the class did, exercise by exercise, and what it believes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.classroom.checking.outcome import State
from course_lib.display.pages import render
from course_lib.grading.results.feedback import KINDS
from course_lib.grading.results.gradebook import points_text
from course_lib.grading.results.ledger import GRADED, Line

MOST = 20  # misconceptions listed


def misconceptions(lines: Sequence[Line]) -> list[tuple[int, str, str, str]]:
    """Count the known mistakes that answers showed: (count, exercise, name, what it says)."""
    met = Counter(
        (mark.exercise, mark.mutant, mark.says[0])
        for line in lines
        for mark in line.marks
        if mark.mutant and mark.says
    )
    ranked = sorted(met.items(), key=lambda item: (-item[1], item[0]))
    return [(count, exercise, name, says) for (exercise, name, says), count in ranked]


def write_summary(path: Path, lines: Sequence[Line], titles: Mapping[str, str]) -> None:
    """Write the page."""
    write_file(path, summary_page(lines, titles))


def summary_page(lines: Sequence[Line], titles: Mapping[str, str]) -> str:
    """Return the page.

    Args:
        lines: The results of all submissions.
        titles: The title of each exercise, by its id.
    """
    graded = [line for line in lines if line.status == GRADED]
    return render(
        "class_summary",
        title="How the class did",
        headline=_headline(lines, graded),
        unboxed=any(line.sandbox.startswith("none") for line in lines),
        exercises=[_exercise(graded, id_, title) for id_, title in titles.items()],
        looks=[
            {
                "student": line.student,
                "points": points_text(line) or "–",
                "why": "; ".join(reasons(line)),
            }
            for line in lines
            if line.needs_a_look
        ],
        mistakes=[
            {"count": count, "exercise": id_, "name": name.replace("_", " "), "says": says}
            for count, id_, name, says in misconceptions(graded)[:MOST]
        ],
    )


def _headline(lines: Sequence[Line], graded: Sequence[Line]) -> str:
    counts = f"{len(lines)} submissions, {len(graded)} graded"
    if not graded:
        return counts + "."
    points = sorted(line.points for line in graded)
    middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2
    return (
        f"{counts}. Points: median {middle:g}, from {points[0]:g} to {points[-1]:g} "
        f"of {graded[0].max_points:g}."
    )


def _exercise(lines: Sequence[Line], id_: str, title: str) -> dict[str, object]:
    marks = [mark for line in lines for mark in line.marks if mark.exercise == id_]
    counts = Counter(State(mark.state) for mark in marks)
    met = [state for state in map(State, KINDS) if counts[state]]
    mean = sum(mark.points for mark in marks) / max(1, len(marks))
    most = marks[0].max_points if marks else 0
    return {
        "name": f"{id_} {title}",
        "shares": [(KINDS[state.value], counts[state]) for state in met],
        "words": ", ".join(f"{counts[s]} {s.value.lower()}" for s in met) or "nobody",
        "mean": f"{mean:.2g} of {most:g}",
    }


def reasons(line: Line) -> list[str]:
    """Return why a person should look at a submission."""
    status = [f"{line.status.replace('_', ' ')}: {line.reason}"] if line.reason else []
    return [*status, *line.categories, *line.flags]
