"""The process that forks kernels joins sandboxes only, and has imported what kernels need."""

import json
import os
import subprocess
import sys

import pytest

from course_lib.grading.sandbox import zygote_process as zygote


def test_joining_a_process_outside_a_sandbox_is_refused():
    with pytest.raises(RuntimeError, match=r"isn.t in a sandbox"):
        zygote.join(os.getpid())


def test_a_zygote_has_imported_what_the_lessons_import():
    code = "import importlib, json, sys\n"
    code += f"for name in {zygote.IMPORTS}: importlib.import_module(name)\n"
    code += "assert 'numpy.random' not in sys.modules\n"
    code += "before = {name.partition('.')[0] for name in sys.modules}\n"
    code += "import course_lib.classroom, course_lib.discriminators, course_lib.instruments\n"
    code += "after = {name.partition('.')[0] for name in sys.modules}\n"
    code += "print(json.dumps(sorted(after - before - set(sys.stdlib_module_names))))"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout

    packages = [name for name in json.loads(output) if not name.startswith("_")]
    assert packages == ["course_lib"]
