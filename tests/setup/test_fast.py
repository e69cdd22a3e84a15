"""What `-m fast` skips, in a miniature of tests/."""

import os
import subprocess
import sys

SAMPLE = """
import pytest

def test_that_is_fast(): pass
@pytest.mark.slow
def test_that_says_it_is_slow(): pass
@pytest.mark.speech_metrics
def test_that_needs_an_extra(): pass
def test_that_needs_a_browser(browser): pass
"""


def test_fast_leaves_out_slow_tests_slow_folders_and_slow_fixtures(tmp_path, root):
    course = tmp_path / "exercises"  # a slow name, but the course may be cloned into any folder
    (course / "tests" / "grading").mkdir(parents=True)
    (course / "pytest.ini").write_text("[pytest]\nfilterwarnings = ignore")
    conftest = (root / "tests" / "conftest.py").read_text(encoding="utf-8")
    (course / "tests" / "conftest.py").write_text(conftest, encoding="utf-8")
    (course / "tests" / "test_sample.py").write_text(SAMPLE)
    (course / "tests" / "grading" / "test_other.py").write_text("def test_that_grades(): pass")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-m", "fast", "-v"]
    env = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    done = subprocess.run(command, cwd=course, env=env, capture_output=True, text=True)

    # The test in the slow folder isn't even collected.
    assert "1 passed, 3 deselected" in done.stdout, done.stdout
    assert "test_that_is_fast PASSED" in done.stdout
