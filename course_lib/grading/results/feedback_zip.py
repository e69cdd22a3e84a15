"""Pack the students' pages in the folders that their LMS wants them in."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

from course_lib.grading.intake.hand_in_names import owner_of
from course_lib.grading.intake.names import file_name
from course_lib.grading.results.ledger import Line

FEEDBACK_ZIP = "feedback.zip"
_DAY = (2020, 1, 1, 0, 0, 0)  # the same pages make the same zip file


def write_feedback_zip(lines: Sequence[Line], folder: Path) -> str:
    """Write ``feedback.zip`` from the pages in ``folder/feedback``; return what was packed.

    Moodle takes it under "Upload multiple feedback files in a zip", Canvas under "Re-upload
    submissions". Each finds the student by the name that it gave the hand-in itself.

    Args:
        lines: The results.
        folder: The folder of the run.
    """
    target = folder / FEEDBACK_ZIP
    lost = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for line in lines:
            page = folder / "feedback" / f"{file_name(line.student)}.html"
            if page.is_file():
                member = zipfile.ZipInfo(place_of(line), _DAY)
                archive.writestr(member, page.read_bytes(), zipfile.ZIP_DEFLATED)
            else:
                lost.append(line.student)
    message = f"{len(lines) - len(lost)} pages in {target}"
    return message + (f"\nWithout a page: {', '.join(lost)}" if lost else "")


def place_of(line: Line) -> str:
    """Return where a student's page belongs in the zip file."""
    owner = owner_of(line.file)
    if owner is not None and owner.number == line.number:
        return f"{owner.handle}feedback.html"
    return f"{file_name(line.student)}/feedback.html"
