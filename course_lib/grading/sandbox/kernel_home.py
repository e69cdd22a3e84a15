"""Make the folder that a student's kernel knows the course by.

It has a student edition of the package, without grader, authors' tools and commands, and of each
lesson's exercises only the half that measures. There is no solution in it, and nothing to compare
with.
"""

import compileall
import os
import shutil
import subprocess
import sys
from pathlib import Path

import course_lib
from course_lib.grading.sandbox.probe_half import probe_half

PACKAGE = Path(course_lib.__file__).parent
FONTS = "matplotlib"  # the folder with matplotlib's list of fonts
_LEFT_OUT = ("grading", "authoring", "cli", "__pycache__", "__main__.py")


def make_kernel_home(root: Path, slug: str, folder: Path) -> Path:
    """Fill ``folder`` for the exercises of one lesson, and return it.

    Args:
        root: the checkout of the course.
        slug: the lesson's folder, as in ``02_periods``.
        folder: where to write; replaced if it is there.
    """
    shutil.rmtree(folder, ignore_errors=True)
    ignored = shutil.ignore_patterns(*_LEFT_OUT)
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=ignored)
    lessons = folder / "lessons"
    (lessons / slug).mkdir(parents=True)
    shutil.copy(root / "lessons" / "course.toml", lessons / "course.toml")
    source = (root / "lessons" / slug / "exercises.py").read_text(encoding="utf-8")
    (lessons / slug / "exercises.py").write_text(probe_half(source), encoding="utf-8")
    # inside, the folder cannot be written to: each kernel would compile and list all this again
    compileall.compile_dir(folder, quiet=2, workers=1)
    _list_fonts(folder / FONTS)
    _open_to_read(folder)
    return folder


def _list_fonts(folder: Path) -> None:
    """Let matplotlib make its list of fonts; without one, each kernel makes its own."""
    subprocess.run(
        [sys.executable, "-c", "import matplotlib.font_manager"],
        env=dict(os.environ, MPLCONFIGDIR=str(folder), MPLBACKEND="agg"),
        check=False,
        capture_output=True,
    )


def _open_to_read(folder: Path) -> None:
    """Let the kernel's user read it, whatever the grader's umask."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
