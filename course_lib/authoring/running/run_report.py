"""The report of a run: a page to read, and a JSON file with the same content beside it.

The template ``lesson_run.html.j2`` lays out the page.
"""

import json
from pathlib import Path

from course_lib.atomic import write_file
from course_lib.authoring.running.results import SIGNS, CourseRun
from course_lib.authoring.running.time_limits import TimeLimits
from course_lib.display.pages import render


def write_report(run: CourseRun, page_file: Path) -> None:
    """Write the page, and a JSON file with the same name; each one whole or not at all."""
    page_file.parent.mkdir(parents=True, exist_ok=True)
    write_file(page_file, page(run))
    data = json.dumps(run.to_dict(), indent=1, ensure_ascii=False)
    write_file(page_file.with_suffix(".json"), data + "\n")


def page(run: CourseRun) -> str:
    """Return the page: one HTML file that needs no mouse, script or network."""
    return render(
        "lesson_run",
        title=headline(run),
        run=run,
        limits=run.settings.limits,
        standard=TimeLimits(),
        signs=SIGNS,
        seconds=seconds,
        size=size,
        clock=clock,
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
