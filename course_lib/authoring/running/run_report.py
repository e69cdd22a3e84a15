"""The report of a run: a page to read, and a JSON file with the same content beside it.

This module computes what the page shows; the template ``lesson_run.html.j2`` lays it out.
"""

import json
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.authoring.running.limits import CELL_SECONDS, LESSON_SECONDS
from course_lib.authoring.running.results import SIGNS, CourseRun, Fault, NotebookRun
from course_lib.display.pages import render


def write_report(run: CourseRun, page_file: Path) -> None:
    """Write the page, and a JSON file with the same name; each one whole or not at all."""
    page_file.parent.mkdir(parents=True, exist_ok=True)
    write_file(page_file, page(run))
    data = json.dumps(run.to_dict(), indent=1, ensure_ascii=False)
    write_file(page_file.with_suffix(".json"), data + "\n")


def page(run: CourseRun) -> str:
    """Return the page: one HTML file that needs no mouse, script or network."""
    settings = run.settings
    how = (
        "with long work shortened, as in the tests"
        if settings.fast
        else "in full, as for a learner"
    )
    return render(
        "lesson_run",
        title=headline(run),
        how=(
            f"Every cell from the first to the last, each notebook in its own kernel, {how}. "
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
    """Return a summary of the run in one line."""
    total = len(run.lessons)
    bad = [lesson.id for lesson in run.lessons if lesson.state in ("failed", "too slow")]
    good = sum(lesson.state == "ok" for lesson in run.lessons)
    parts = [f"{good} of {total} notebooks ran without a fault"]
    if bad:
        parts.append(f"{len(bad)} did not ({', '.join(dict.fromkeys(bad))})")
    if not run.finished:
        parts.append("stopped before the end")
    return "; ".join(parts)


def _rule(run: CourseRun) -> str:
    limits = run.settings.limits
    rule = (
        f"The rule: no cell takes more than {CELL_SECONDS:g} seconds, no lesson more than "
        f"{clock(LESSON_SECONDS)} minutes."
    )
    if (limits.cell, limits.lesson) == (CELL_SECONDS, LESSON_SECONDS):
        return rule
    here = f" Here: {limits.cell:g} seconds and {clock(limits.lesson)} minutes"
    if limits.slack != 1:
        here += f", because this machine takes about {limits.slack:g} times as long"
    return f"{rule}{here}."


def _row(lesson: NotebookRun, run: CourseRun) -> dict[str, object]:
    limits = run.settings.limits
    longest = max((cell.seconds for cell in lesson.cells), default=0.0)
    cells = (
        ("cells", f"{len(lesson.cells)} of {lesson.total}", 0.0),
        ("time", seconds(lesson.seconds), lesson.seconds / limits.lesson),
        ("longest cell", seconds(longest), longest / limits.cell),
        ("outputs", size(lesson.output_bytes), 0.0),
    )
    return {
        "name": lesson.name,
        "state": f"{SIGNS[lesson.state]} {lesson.state}",
        "kind": lesson.state.replace(" ", "-"),
        "anchor": _anchor(lesson) if lesson.faults else "",
        "cells": [{"name": name, "text": text, "share": share} for name, text, share in cells],
    }


def _faults(lesson: NotebookRun) -> dict[str, object]:
    return {
        "anchor": _anchor(lesson),
        "path": lesson.path,
        "faults": [
            {
                "title": fault.title,
                "place": f"{lesson.name}, {_place(fault, lesson)}",
                "id": fault.id,
                "lines": fault.lines,
                "source": fault.source,
            }
            for fault in lesson.faults
        ],
    }


def _place(fault: Fault, lesson: NotebookRun) -> str:
    return f"cell {fault.number} of {lesson.total}" if fault.number else "the whole notebook"


def _slowest(lesson: NotebookRun) -> dict[str, object]:
    slowest = lesson.slowest()
    return {
        "name": lesson.name,
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


def _anchor(lesson: NotebookRun) -> str:
    return "at-" + lesson.path.removesuffix(".ipynb").replace("/", "-")


def seconds(value: float) -> str:
    """Return a time with a sensible number of digits."""
    if not value:
        return "–"
    return f"{value:.1f} s" if value < 100 else f"{clock(value)} min"


def size(count: int) -> str:
    """Return a number of bytes with its unit."""
    if count < 1000:
        return "under 1 kB" if count else "–"
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def clock(seconds: float) -> str:
    """Return a time as minutes and seconds, such as ``4:05``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
