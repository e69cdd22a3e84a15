"""Imports only go down: pyproject.toml has the contracts, and no import leads in a circle."""

import graphlib
import subprocess
import sys
from pathlib import Path

import grimp


def test_imports_only_go_down(root):
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=root, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_no_modules_import_each_other_in_a_circle():
    """Imports under TYPE_CHECKING count: they too make one module depend on another."""
    graph = grimp.build_graph("course_lib", cache_dir=None, exclude_type_checking_imports=False)
    imports = {m: graph.find_modules_directly_imported_by(m) for m in graph.modules}

    graphlib.TopologicalSorter(imports).prepare()  # raises CycleError
