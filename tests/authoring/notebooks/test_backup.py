import json

from course_lib.authoring import build
from course_lib.authoring.notebooks.backup import is_worked

SHEET = "exercises/01_echo.ipynb"


def work_in(path, answer="my answer, three hours of it"):
    """Leave the notebook as JupyterLab does after a cell was filled in and run."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and "answer" in cell["metadata"].get("tags", [])
    )
    cell["source"], cell["execution_count"] = [answer], 3
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path.read_bytes()


def test_a_build_keeps_what_somebody_worked_before_it_writes_over_it(small_course):
    build(small_course.root)
    sheet = small_course.root / SHEET
    first, fresh = work_in(sheet), None

    report = build(small_course.root)
    fresh = sheet.read_bytes()
    second = work_in(sheet, "another answer")
    again = build(small_course.root)

    assert report.kept == (f"{SHEET}.kept",)
    assert again.kept == (f"{SHEET}.kept1",)
    assert (small_course.root / report.kept[0]).read_bytes() == first
    assert (small_course.root / again.kept[0]).read_bytes() == second
    assert sheet.read_bytes() == fresh
    assert f"{SHEET}.kept: kept" in str(report)


def test_what_the_build_wrote_itself_is_not_kept(small_course):
    build(small_course.root)
    small_course.replace("exercises", "# %%", "# %% [markdown]\n# One more line.\n\n# %%")

    report = build(small_course.root)

    assert report.different
    assert report.kept == ()


def test_a_check_keeps_and_writes_nothing(small_course):
    build(small_course.root)
    worked = work_in(small_course.root / SHEET)

    report = build(small_course.root, check=True)

    assert report.different == (SHEET,)
    assert report.kept == ()
    assert (small_course.root / SHEET).read_bytes() == worked


def test_a_file_that_cannot_be_read_counts_as_work_and_an_empty_one_does_not():
    assert is_worked(b'{"cells": [')
    assert not is_worked(b"  \n")
