"""The process of one pass: it runs pytest with nbval on one merged notebook.

    python -m course_lib.grading.execution.pytest_process FOLDER

A process that has imported this module can be forked instead, which saves the import.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# nbformat's validator imports this where it is installed, for formats that no notebook has.
# Building its grammar takes longer than all other imports together.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbval.plugin  # type: ignore[import-untyped]  # noqa: E402
import pytest  # noqa: E402

from course_lib.grading.execution import nbval_cells  # noqa: E402
from course_lib.grading.execution.pass_job import JOB, LOG, MERGED  # noqa: E402


def main(folder: Path) -> int:
    """Run the merged notebook in ``folder``, and return pytest's exit status."""
    settings = folder / "grader.ini"
    settings.write_text("[pytest]\n", encoding="utf-8")
    words = ["-q", "--color=no", "--tb=line", "--assert=plain", "--noconftest"]
    words += ["-p", "no:cacheprovider", "-c", str(settings), "--rootdir", str(folder)]
    words += ["--course-job", str(folder / JOB), str(folder / MERGED)]
    return int(pytest.main(words, plugins=[nbval.plugin, nbval_cells]))


def forked(folder: Path, environment: Mapping[str, str]) -> None:
    """Run the notebook in a fork of a process that had another environment."""
    os.setsid()
    os.chdir(folder)
    log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ.clear()
    os.environ.update(environment)
    sys.exit(main(folder))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
