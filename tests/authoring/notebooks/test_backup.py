import json

from course_lib.authoring import build
from course_lib.authoring.notebooks.backup import has_work

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


def test_a_build_backs_up_a_learners_work_before_it_overwrites_it(small_course):
    build(small_course.root)
    sheet = small_course.root / SHEET
    first, fresh = work_in(sheet), None

    report = build(small_course.root)
    fresh = sheet.read_bytes()
    second = work_in(sheet, "another answer")
    again = build(small_course.root)

    assert report.backups == (f"{SHEET}.backup",)
    assert again.backups == (f"{SHEET}.backup1",)
    assert (small_course.root / report.backups[0]).read_bytes() == first
    assert (small_course.root / again.backups[0]).read_bytes() == second
    assert sheet.read_bytes() == fresh
    assert f"{SHEET}.backup: backup" in str(report)


def test_what_a_build_wrote_is_not_backed_up(small_course):
    build(small_course.root)
    small_course.replace("exercises", "# %%", "# %% [markdown]\n# One more line.\n\n# %%")

    report = build(small_course.root)

    assert report.different
    assert report.backups == ()


def test_a_check_backs_up_and_writes_nothing(small_course):
    build(small_course.root)
    worked = work_in(small_course.root / SHEET)

    report = build(small_course.root, check=True)

    assert report.different == (SHEET,)
    assert report.backups == ()
    assert (small_course.root / SHEET).read_bytes() == worked


def test_an_unreadable_file_counts_as_work_and_an_empty_one_does_not():
    assert has_work(b'{"cells": [')
    assert not has_work(b"  \n")
