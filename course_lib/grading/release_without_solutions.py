"""Write what a teacher hands out: sheets, and the course without solutions.

    course release 02 03 --to HANDOUT/

The copy has the package, the lessons' notebooks, the exercise sheets, and of each bank the half
that measures. The checks of code compare with what the solution gave when the copy was made; see
`course_lib.classroom.exercises.withheld_answers`.
"""

import ast
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from course_lib.classroom.checking.assess import reference, reference_marks
from course_lib.classroom.exercises.course_records import LessonCard
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.errors import CourseError
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.load_bank import bank
from course_lib.classroom.exercises.measuring.seeded_inputs import COHORT, Seed, as_seed
from course_lib.classroom.exercises.withheld_answers import EXPECTED
from course_lib.grading.sandbox.exercises_without_answers import probe_half
from course_lib.grading.sandbox.kernel_home import PACKAGE

_FILES = (
    "course.py", "Makefile", "pyproject.toml", "constraints.txt", "environment.yml", "LICENSE",
    "README.md", "jupyterlab_settings", "lessons/LICENSE", "lessons/course.toml",
)  # fmt: skip
_RESTORE = (
    "from course_lib.classroom.exercises.withheld_answers import restore\n\nrestore(globals())\n"
)
_HELP_LINE = re.compile(r'^# solution\("[^"]+"\).*\n?', re.MULTILINE)
_HELP_WORDS = re.compile(r',? (?:and )?`solution\("[^"]+"\)` [^.`]*')


def release(root: Path, lessons: Sequence[str], to: Path, seed: str = "") -> str:
    """Write a copy of the course for students; return what was written.

    Args:
        root: The checkout of the course.
        lessons: The ids of the lessons that are handed out.
        to: A new or empty folder.
        seed: Any word; the checks draw their numbers from it. "" leaves those of the course.

    Raises:
        CourseError: The folder is in use, or a lesson has no exercises.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise CourseError(f"{to} is in use: name a new folder, so that nothing of yours is lost.")
    course = load_course(root)
    cards = [course.lesson(lesson) for lesson in dict.fromkeys(lessons)]
    for card in cards:
        if not (root / "lessons" / card.slug / "exercises.py").is_file():
            raise CourseError(f"lesson {card.id} has no exercises to hand out yet.")
    _copy_package(root, to)
    if seed:
        (to / "lessons" / COHORT).write_text(f"{seed}\n", encoding="utf-8")
    notes = [_hand_out(root, card, to, as_seed(seed or "0")) for card in cards]
    sheets = ", ".join(f"exercises/{card.slug}.ipynb" for card in cards)
    return "\n".join([f"{to}: {sheets}, and the course without solutions", *filter(None, notes)])


def _copy_package(root: Path, to: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(PACKAGE, to / PACKAGE.name, ignore=ignored)
    for name in _FILES:
        source, target = root / name, to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.is_file():
            shutil.copy(source, target)


def _hand_out(root: Path, card: LessonCard, to: Path, seed: Seed) -> str:
    """Write one lesson; return which of its exercises have numbers of their own in this copy."""
    source = (root / "lessons" / card.slug / "exercises.py").read_text(encoding="utf-8")
    folder = to / "lessons" / card.slug
    folder.mkdir()
    text = "\n\n".join([probe_half(source), *questions(source), _RESTORE])
    (folder / "exercises.py").write_text(text, encoding="utf-8")
    lesson = (root / "lessons" / card.slug / "lesson.py").read_text(encoding="utf-8")
    (folder / "lesson.py").write_text(lesson, encoding="utf-8")  # `reveal` shows parts of it
    exercises = bank(card.id, root).exercises
    record = {"seed": seed, "exercises": {id_: _record(ex, seed) for id_, ex in exercises.items()}}
    (folder / EXPECTED).write_text(json.dumps(record) + "\n", encoding="utf-8")
    for kind in ("exercises", "notebooks"):
        notebook = root / kind / f"{card.slug}.ipynb"
        (to / kind).mkdir(exist_ok=True)
        text = notebook.read_text(encoding="utf-8")
        (to / kind / notebook.name).write_text(without_solution(text), encoding="utf-8")
    if seed == 0:
        return ""
    drawn = [id_ for id_, ex in exercises.items() if reference(ex, seed) != reference(ex, 0)]
    same = [id_ for id_ in exercises if id_ not in drawn]
    return (
        f"lesson {card.id}: new numbers in {', '.join(drawn) or 'none'}; "
        f"there are none to draw in {', '.join(same) or 'none'}"
    )


def _record(exercise: Exercise, seed: Seed) -> dict[str, object]:
    """Return what a check needs, without data that would be the answer itself."""
    withheld = exercise.takes == "data" or exercise.own_comparator is not None
    return {
        "takes": exercise.takes,
        "hints": exercise.hint_texts,
        "properties": reference_marks(exercise, seed),
        "data": None if withheld else reference(exercise, seed),
    }


def without_solution(text: str) -> str:
    """Return a notebook without the lines that offer a solution."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            cell["source"] = _HELP_WORDS.sub("", source)
        elif "help" in cell["metadata"].get("tags", ()):
            cell["source"] = _HELP_LINE.sub("", source).rstrip("\n")
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def questions(source: str) -> Iterator[str]:
    """Yield the code of a bank's questions, which lessons ask, and of their imports."""
    body = ast.parse(source).body
    asked = [node for node in body if _is_question(node)]
    needed = {part.id for node in asked for part in ast.walk(node) if isinstance(part, ast.Name)}
    for node in body:
        if isinstance(node, ast.ImportFrom) and (used := list(_used(node.names, needed))):
            yield ast.unparse(ast.ImportFrom(node.module, used, node.level))
    yield from map(ast.unparse, asked)


def _used(names: Iterable[ast.alias], needed: set[str]) -> Iterator[ast.alias]:
    return (alias for alias in names if (alias.asname or alias.name) in needed)


def _is_question(node: ast.stmt) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Name) and function.id == "Question"
