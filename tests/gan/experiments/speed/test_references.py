"""A reference is the release that was asked for, or an error; nothing of it stays imported."""

import sys
from pathlib import Path

from course_lib.gan.experiments.speed import references


def package(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def test_a_submodule_is_imported_without_the_package_and_leaves_no_trace(tmp_path):
    files = {"__init__.py": "import no_such_framework\n", "part.py": "from . import sibling\n"}
    folder = package(tmp_path, {**files, "sibling.py": ""})
    before = set(sys.modules)

    with references._packages({"toy": folder}):
        part = references.importlib.import_module("toy.part")

    assert part.sibling.__name__ == "toy.sibling"
    assert not {name for name in set(sys.modules) - before if name.startswith("toy")}
