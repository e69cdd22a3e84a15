"""Compute what the report of a run shows; `lesson_run.html.j2` is how it shows it."""

from course_lib.authoring.running.limits import CELL_SECONDS, LESSON_SECONDS
from course_lib.authoring.running.results import SIGNS, CourseRun, Fault, LessonRun
from course_lib.authoring.running.time_left import clock
from course_lib.display.pages import render


def page(run: CourseRun) -> str:
    """Return the report: one HTML file, readable without a mouse, a script or a network."""
    settings = run.settings
    how = "in the short form, as in the tests" if settings.fast else "in full, as for a learner"
    return render(
        "lesson_run",
        title=headline(run),
        how=(
            f"Every cell from the first to the last, each notebook in a kernel of its own, {how}. "
            f"{clock(run.seconds)} minutes in all."
        ),
        rule=_rule(run),
        facts=(
            run.began,
            run.about,
            f"notebooks at once: {settings.jobs}",
            f"torch threads in each: {settings.threads}",
        ),
        columns=("notebook", "state", "cells", "time", "longest cell", "outputs"),
        rows=[_row(lesson, run) for lesson in run.lessons],
        faulty=[_faults(lesson) for lesson in run.lessons if lesson.faults],
        timed=[_slowest(lesson) for lesson in run.lessons if lesson.cells],
    )


def headline(run: CourseRun) -> str:
    """Return one sentence on how the run went."""
    total = len(run.lessons)
    bad = [lesson.id for lesson in run.lessons if lesson.state in ("failed", "too slow")]
    good = sum(lesson.state == "ok" for lesson in run.lessons)
    parts = [f"{good} of {total} notebooks ran as they should"]
    if bad:
        parts.append(f"{len(bad)} did not ({', '.join(dict.fromkeys(bad))})")
    if not run.finished:
        parts.append("stopped before the end")
    return "; ".join(parts)


def _rule(run: CourseRun) -> str:
    limits = run.settings.limits
    rule = (
        f"The rule: no cell above {CELL_SECONDS:g} seconds, no lesson above "
        f"{clock(LESSON_SECONDS)} minutes."
    )
    if (limits.cell, limits.lesson) == (CELL_SECONDS, LESSON_SECONDS):
        return rule
    here = f" Here: {limits.cell:g} seconds and {clock(limits.lesson)} minutes"
    if limits.slack != 1:
        here += f", for this machine needs about {limits.slack:g} times as long"
    return f"{rule}{here}."


def _row(lesson: LessonRun, run: CourseRun) -> dict[str, object]:
    limits = run.settings.limits
    longest = max((cell.seconds for cell in lesson.cells), default=0.0)
    cells = (
        ("cells", f"{len(lesson.cells)} of {lesson.total}", 0.0),
        ("time", seconds(lesson.seconds), lesson.seconds / limits.lesson),
        ("longest cell", seconds(longest), longest / limits.cell),
        ("outputs", size(lesson.output_bytes), 0.0),
    )
    return {
        "name": f"{lesson.id} {lesson.title}",
        "state": f"{SIGNS[lesson.state]} {lesson.state}",
        "kind": lesson.state.replace(" ", "-"),
        "anchor": _anchor(lesson) if lesson.faults else "",
        "cells": [{"name": name, "text": text, "share": share} for name, text, share in cells],
    }


def _faults(lesson: LessonRun) -> dict[str, object]:
    return {
        "anchor": _anchor(lesson),
        "path": lesson.path,
        "faults": [
            {
                "title": fault.title,
                "place": f"{lesson.id} {lesson.title}, {_place(fault, lesson)}",
                "id": fault.id,
                "lines": fault.lines,
                "source": fault.source,
            }
            for fault in lesson.faults
        ],
    }


def _place(fault: Fault, lesson: LessonRun) -> str:
    return f"cell {fault.number} of {lesson.total}" if fault.number else "the whole notebook"


def _slowest(lesson: LessonRun) -> dict[str, object]:
    slowest = lesson.slowest()
    return {
        "name": f"{lesson.id} {lesson.title}",
        "total": seconds(lesson.seconds),
        "slowest": seconds(sum(cell.seconds for cell in slowest)),
        "cells": [
            {
                "number": cell.number,
                "opens": cell.opens,
                "time": seconds(cell.seconds),
                "size": size(cell.output_bytes),
            }
            for cell in slowest
        ],
    }


def _anchor(lesson: LessonRun) -> str:
    return "at-" + lesson.path.removesuffix(".ipynb").replace("/", "-")


def seconds(value: float) -> str:
    """Return a time with as many digits as matter."""
    if not value:
        return "–"
    return f"{value:.1f} s" if value < 100 else f"{clock(value)} min"


def size(count: int) -> str:
    """Return a number of bytes with its unit."""
    if count < 1000:
        return "under 1 kB" if count else "–"
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
