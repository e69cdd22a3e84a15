"""Keep a run as two files beside each other: a page to read, and the same as JSON."""

import json
from pathlib import Path

from course_lib.authoring.running.page import page
from course_lib.authoring.running.results import CourseRun
from course_lib.classroom.files import write_whole


def data_file(page_file: Path) -> Path:
    """Name the file of JSON that stands beside a page."""
    return page_file.with_suffix(".json")


def write_report(run: CourseRun, page_file: Path) -> None:
    """Write the page and the JSON; each is either the old one or the new one, never half."""
    page_file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(page_file, page(run))
    told = json.dumps(run.to_dict(), indent=1, ensure_ascii=False)
    write_whole(data_file(page_file), told + "\n")
