import shutil
from pathlib import Path

import pytest

FIXTURE = Path(__file__).parent / "fixture_course"


class SmallCourse:
    """A copy of the fixture course that a test may spoil."""

    def __init__(self, root):
        self.root = root
        self.lesson = root / "lessons" / "01_echo" / "lesson.py"
        self.exercises = root / "lessons" / "01_echo" / "exercises.py"
        self.course = root / "lessons" / "course.toml"

    def replace(self, file, old, new):
        """Replace the first ``old`` in a file by ``new``."""
        path = getattr(self, file)
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{old!r} is not in {path.name}: the test would test nothing")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def small_course(tmp_path):
    root = tmp_path / "small course ü"
    shutil.copytree(FIXTURE, root, ignore=shutil.ignore_patterns("__pycache__"))
    return SmallCourse(root)
