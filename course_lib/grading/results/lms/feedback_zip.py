"""Pack the students' pages into a zip file, in the folders that the LMS expects."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

from course_lib.grading.intake.lms_names import owner_of
from course_lib.grading.intake.student_names import file_name
from course_lib.grading.results.ledger import Result

FEEDBACK_ZIP = "feedback.zip"
_DAY = (2020, 1, 1, 0, 0, 0)  # the same pages make the same zip file


def write_feedback_zip(results: Sequence[Result], folder: Path) -> str:
    """Write ``feedback.zip`` from the pages in ``folder/feedback``; return what was packed.

    Upload it to Moodle as "Upload multiple feedback files in a zip", to Canvas as "Re-upload
    submissions". Both find the student by the path that they gave the hand-in.

    Args:
        results: The results.
        folder: The folder of the run.
    """
    target = folder / FEEDBACK_ZIP
    lost = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for result in results:
            page = folder / "feedback" / f"{file_name(result.student)}.html"
            if page.is_file():
                member = zipfile.ZipInfo(place_of(result), _DAY)
                archive.writestr(member, page.read_bytes(), zipfile.ZIP_DEFLATED)
            else:
                lost.append(result.student)
    message = f"{len(results) - len(lost)} pages in {target}"
    return message + (f"\nWithout a page: {', '.join(lost)}" if lost else "")


def place_of(result: Result) -> str:
    """Return the path of a student's page in the zip file."""
    owner = owner_of(result.file)
    if owner is not None and owner.number == result.number:
        return f"{owner.handle}feedback.html"
    return f"{file_name(result.student)}/feedback.html"
