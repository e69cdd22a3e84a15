"""Write the teacher's page: the results of the class, exercise by exercise, and its mistakes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.classroom.checking.states_and_points import State
from course_lib.display.pages import render
from course_lib.grading.results.gradebook import points_text
from course_lib.grading.results.ledger import GRADED, Result
from course_lib.grading.results.pages.feedback import KINDS

MOST = 20  # mistakes listed


def misconceptions(results: Sequence[Result]) -> list[tuple[int, str, str, str]]:
    """Return the known mistakes in the answers: (count, exercise, name, feedback), most first."""
    met = Counter(
        (mark.exercise, mark.mutant, mark.says[0])
        for result in results
        for mark in result.marks
        if mark.mutant and mark.says
    )
    ranked = sorted(met.items(), key=lambda item: (-item[1], item[0]))
    return [(count, exercise, name, says) for (exercise, name, says), count in ranked]


def write_summary(path: Path, results: Sequence[Result], titles: Mapping[str, str]) -> None:
    """Write the page; see `summary_page`."""
    write_file(path, summary_page(results, titles))


def summary_page(results: Sequence[Result], titles: Mapping[str, str]) -> str:
    """Return the page.

    Args:
        results: The results of all submissions.
        titles: The title of each exercise, by its id.
    """
    graded = [result for result in results if result.status == GRADED]
    return render(
        "class_summary",
        title="How the class did",
        headline=_headline(results, graded),
        unsandboxed=any(result.sandbox.startswith("none") for result in results),
        exercises=[_exercise(graded, id_, title) for id_, title in titles.items()],
        flagged=[
            {
                "student": result.student,
                "points": points_text(result) or "–",
                "why": "; ".join(reasons(result)),
            }
            for result in results
            if result.needs_a_look
        ],
        mistakes=[
            {"count": count, "exercise": id_, "name": name.replace("_", " "), "says": says}
            for count, id_, name, says in misconceptions(graded)[:MOST]
        ],
    )


def _headline(results: Sequence[Result], graded: Sequence[Result]) -> str:
    counts = f"{len(results)} submissions, {len(graded)} graded"
    if not graded:
        return counts + "."
    points = sorted(result.points for result in graded)
    middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2
    return (
        f"{counts}. Points: median {middle:g}, from {points[0]:g} to {points[-1]:g} "
        f"of {graded[0].max_points:g}."
    )


def _exercise(results: Sequence[Result], id_: str, title: str) -> dict[str, object]:
    marks = [mark for result in results for mark in result.marks if mark.exercise == id_]
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


def reasons(result: Result) -> list[str]:
    """Return the reasons why a person should look at a submission."""
    status = [f"{result.status.replace('_', ' ')}: {result.reason}"] if result.reason else []
    return [*status, *result.categories, *result.flags]
