import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = """
import pytest

def test_that_passes(): pass
def test_that_lacks_a_browser(): pytest.skip("no browser: apt install chromium")
@pytest.mark.xfail(strict=True)
def test_that_is_known_to_fail(): raise ValueError
"""


def run_pytest(folder: Path, root: Path, course_ci: str, sample: str = SAMPLE) -> str:
    (folder / "conftest.py").write_text((root / "tests" / "conftest.py").read_text())
    (folder / "test_sample.py").write_text(sample)
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", folder]
    env = os.environ | {"COURSE_CI": course_ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True).stdout


def test_a_skip_says_what_to_install(tmp_path, root):
    said = run_pytest(tmp_path, root, "")

    assert "1 passed, 1 skipped, 1 xfailed" in said
    assert "no browser: apt install chromium" in said


def test_under_course_ci_a_skip_is_a_failure(tmp_path, root):
    said = run_pytest(tmp_path, root, "1")

    assert "1 failed, 1 passed, 1 xfailed" in said
    assert "no browser: apt install chromium" in said


@pytest.mark.parametrize(("course_ci", "closing"), [("", "1 skipped"), ("1", "1 error")])
def test_a_file_that_skips_itself_counts_too(tmp_path, root, course_ci, closing):
    sample = "import pytest\npytest.importorskip('no_such_package_at_all')"

    assert closing in run_pytest(tmp_path, root, course_ci, sample)
