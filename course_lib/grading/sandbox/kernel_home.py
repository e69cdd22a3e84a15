"""Make the copy of the course that a student's kernel imports.

This student edition has neither grader nor authors' tools nor commands. Of each lesson's exercises
it has only the half that measures: no solution, and nothing to compare an answer with.
"""

import compileall
import shutil
from pathlib import Path

import course_lib
from course_lib.grading.sandbox.exercises_without_answers import probe_half

PACKAGE = Path(course_lib.__file__).parent
FONTS = "matplotlib"  # the folder with matplotlib's list of fonts
_LEFT_OUT = ("grading", "authoring", "cli", "__main__.py")


def make_kernel_home(root: Path, slug: str, folder: Path) -> Path:
    """Fill ``folder`` for the exercises of one lesson, and return it.

    Args:
        root: The checkout of the course.
        slug: The lesson's folder, such as ``02_periods``.
        folder: The folder to write, which is replaced.
    """
    shutil.rmtree(folder, ignore_errors=True)
    ignored = shutil.ignore_patterns(*_LEFT_OUT)
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=ignored)
    lessons = folder / "lessons"
    (lessons / slug).mkdir(parents=True)
    shutil.copy(root / "lessons" / "course.toml", lessons / "course.toml")
    source = (root / "lessons" / slug / "exercises.py").read_text(encoding="utf-8")
    (lessons / slug / "exercises.py").write_text(probe_half(source), encoding="utf-8")
    # A kernel can't write to the folder, so each one would compile and list all this again. What
    # was copied with its compiled form isn't compiled again.
    compileall.compile_dir(folder, quiet=2, workers=1)
    _list_fonts(folder / FONTS)
    _open_to_read(folder)
    return folder


def _list_fonts(folder: Path) -> None:
    """Write matplotlib's list of fonts, so that no kernel has to search for fonts."""
    # the process of each pass imports this module, and draws nothing
    from matplotlib import font_manager

    folder.mkdir()
    name = f"fontlist-v{font_manager.FontManager.__version__}.json"
    font_manager.json_dump(font_manager.fontManager, folder / name)


def _open_to_read(folder: Path) -> None:
    """Make it readable for the kernel's user, whatever the grader's umask."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
