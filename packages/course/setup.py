"""Build the course's wheel: the parts of `course_lib` that the library's wheel lacks, and lessons.

    pip wheel --no-deps . ./packages/course    both wheels, from a clone of the course

The parts are listed in ../../pyproject.toml. Both wheels have the same version, and the files of
one are never in the other. An editable install of the clone has everything, and needs no wheel.
"""

import ast
import runpy
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = runpy.run_path(str(ROOT / "setup.py"))  # which files are whose is written there
LESSON_FILES = ("course.toml", "LICENSE", "*/exercises.py", "*/lesson.py")
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}


def version() -> str:
    """Return `course_lib.__version__` without importing it."""
    tree = ast.parse((ROOT / "course_lib/__init__.py").read_text(encoding="utf-8"))
    (value,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__"
    )
    return str(ast.literal_eval(value))


def course_files() -> list[Path]:
    """Return the files of the package that go into the wheel, as paths below course_lib/."""
    package = ROOT / "course_lib"
    files = [path.relative_to(package) for path in package.rglob("*") if path.is_file()]
    kept = [file for file in files if not LEFT_OUT & set(file.parts)]
    return [file for file in kept if LIBRARY["belongs_to_course"](file)]


class BuildCourse(build_py):
    """Copy the files of the course; lessons/ goes into the package, where checks find it."""

    def run(self) -> None:
        """Fill the build folder."""
        if self.editable_mode:
            raise SystemExit("the clone itself is editable: pip install -e '.[course]' in it")
        shutil.rmtree(self.build_lib, ignore_errors=True)  # left over from an earlier build
        for file in course_files():
            self._copy(ROOT / "course_lib" / file, file)
        for pattern in LESSON_FILES:
            for path in (ROOT / "lessons").glob(pattern):
                self._copy(path, path.relative_to(ROOT))

    def _copy(self, source: Path, file: Path) -> None:
        target = Path(self.build_lib, "course_lib", file)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


if __name__ == "__main__":
    name = LIBRARY["PROJECT"]["project"]["name"]
    setup(
        version=version(),
        install_requires=[f"{name}[notebooks]=={version()}"],
        packages=["course_lib"],
        package_dir={"course_lib": "../../course_lib"},
        cmdclass={"build_py": BuildCourse},
    )
