"""Build the library's wheel: `course_lib` without the parts that only the course needs.

Everything else is in pyproject.toml; its table [tool.course.parts] lists those parts, which
packages/course builds. An editable install always has all of `course_lib`.
"""

import shutil
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PATTERNS = PROJECT["tool"]["course"]["parts"]["course"]


def belongs_to_course(file: Path) -> bool:
    """Return whether only the course's wheel has a file; a package's front door is the library's.

    Args:
        file: The path below course_lib/.
    """
    name = file.as_posix()
    return any(fnmatch(name, p) and name != p.removesuffix("*") + "__init__.py" for p in PATTERNS)


class BuildLibrary(build_py):
    """Build the package without the modules of the course."""

    def run(self) -> None:
        """Build into an empty folder, unless the install is editable."""
        if not self.editable_mode:
            shutil.rmtree(self.build_lib, ignore_errors=True)  # left over from an earlier build
        super().run()

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        """Return the modules of a package that the library has: package, name, file."""
        found: list[tuple[str, str, str]] = super().find_package_modules(package, package_dir)
        if self.editable_mode:
            return found
        folder = Path(*package.split(".")[1:])
        return [m for m in found if not belongs_to_course(folder / Path(m[2]).name)]


if __name__ == "__main__":
    setup(cmdclass={"build_py": BuildLibrary})
