"""Put the lessons into the wheel, so that an installed course_lib can check answers.

Everything else is in pyproject.toml. In a checkout, and in an editable install of it, the lessons
stay where they are written.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

LESSON_FILES = ("course.toml", "LICENSE", "*/exercises.py", "*/lesson.py")


class BuildWithLessons(build_py):
    """Copy lessons/ into the package as course_lib/lessons/."""

    def run(self) -> None:
        """Build the package, then add the lessons unless the install is editable."""
        super().run()
        if self.editable_mode:
            return
        for pattern in LESSON_FILES:
            for file in sorted(Path("lessons").glob(pattern)):
                target = Path(self.build_lib, "course_lib", file)
                target.parent.mkdir(parents=True, exist_ok=True)
                self.copy_file(str(file), str(target))


setup(cmdclass={"build_py": BuildWithLessons})
