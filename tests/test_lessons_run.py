"""Every lesson, from its first cell to its last, by the command that authors use.

At home, where there is a browser, only 07: tests/browser runs all cells of the others.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest

from course_lib.classroom.exercises.course_toml import load_course

IN_CI = bool({os.environ.get("CI"), os.environ.get("COURSE_CI")} & {"1", "true"})
ALONE = ["07"] if shutil.which("chromium") and not IN_CI else []


@pytest.mark.slow
def test_every_lesson_runs_in_its_short_form_in_time_and_prints_what_it_says(root, tmp_path):
    which = ALONE or ["--all"]
    words = ["run", *which, "--fast", "--jobs", "2", "--out", str(tmp_path / "index.html")]

    done = subprocess.run(
        [sys.executable, "-m", "course_lib", *words], cwd=root, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr
    ran = json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))["lessons"]
    written = [lesson.id for lesson in load_course(root).lessons if not lesson.planned]
    assert [lesson["id"] for lesson in ran] == (ALONE or written)
    assert all(len(lesson["cells"]) == lesson["total"] >= 10 for lesson in ran)
