"""The process of one pass starts quickly: it doesn't compute, so it imports nothing that does."""

import json
import subprocess
import sys

HEAVY = {"torch", "matplotlib", "IPython", "course_lib.classroom"}


def test_the_process_of_a_pass_imports_neither_torch_nor_figures(root):
    code = "import json, sys, course_lib.grading.execution.pytest_process; "
    code += "print(json.dumps(list(sys.modules)))"

    found = subprocess.check_output([sys.executable, "-c", code], cwd=root, text=True)

    assert HEAVY & set(json.loads(found)) == set()
