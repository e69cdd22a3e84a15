"""The process of one pass starts quickly: it scores nothing, so it imports no torch."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["pytest_process", "run_pass"])
def test_what_runs_a_pass_does_not_import_torch(module):
    """Importing torch takes longer than everything else in a pass, and 200 MB of memory."""
    code = f"import course_lib.grading.execution.{module}, sys; print('torch' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
