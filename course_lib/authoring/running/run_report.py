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
    values = {"limits": run.settings.limits, "standard": TimeLimits(), "signs": SIGNS}
    return render("lesson_run", title=headline(run), run=run, **values)


def headline(run: CourseRun) -> str:
    """Return a summary of the run in one line."""
    bad = [lesson.id for lesson in run.lessons if lesson.state in ("failed", "too slow")]
    good = sum(lesson.state == "ok" for lesson in run.lessons)
    parts = [f"{good} of {len(run.lessons)} notebooks ran without a fault"]
    if bad:
        parts.append(f"{len(bad)} did not ({', '.join(dict.fromkeys(bad))})")
    if not run.finished:
        parts.append("stopped before the end")
    return "; ".join(parts)
