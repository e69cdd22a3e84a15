"""nbval and `course run` prove what the build stores: right lines pass, wrong lines fail."""

import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from course_lib.authoring import build
from course_lib.authoring.running.course_run import run_course
from course_lib.authoring.running.notebooks_to_run import choose
from course_lib.authoring.running.results import Settings

REPOSITORY = Path(__file__).parents[3]


pytestmark = pytest.mark.slow


def nbval(small_course, *folders):
    """Run nbval on notebooks of the small course and return its result."""
    options = ["-p", "nbval.plugin", "--nbval-lax", "--nbval-current-env"]
    options += ["--nbval-kernel-startup-timeout=120"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *folders],
        cwd=small_course.root,
        env={
            **os.environ,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "COURSE_ROOT": str(small_course.root),
            "COURSE_PROGRESS": str(small_course.root / "progress.json"),
            "COURSE_PREDICT": "skip",
            "PYTHONPATH": str(REPOSITORY),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_every_stored_line_comes_out_when_the_notebooks_run(small_course):
    build(small_course.root)

    result = nbval(small_course, "notebooks", "exercises", "solutions")

    assert result.returncode == 0, result.stdout
    assert " passed" in result.stdout


def test_a_claim_that_is_wrong_is_caught(small_course):
    small_course.replace("lesson", "# → 4 samples", "# → 5 samples")
    build(small_course.root)

    result = nbval(small_course, "notebooks")

    assert result.returncode == 1
    assert "1 failed" in result.stdout


def test_course_run_finds_what_nbval_finds(small_course):
    small_course.replace("lesson", "# → 4 samples", "# → 5 samples")
    build(small_course.root)
    chosen = choose(small_course.root, solutions=True)
    progress = Mock()

    lesson, solutions = run_course(small_course.root, chosen, Settings(), progress, Mock()).lessons

    [fault] = lesson.faults
    assert fault.lines == ("stored   5 samples", "printed  4 samples")
    assert (solutions.state, solutions.faults) == ("ok", ())
