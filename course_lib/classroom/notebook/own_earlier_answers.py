"""`own_parts`: use what you built in earlier lessons in a later one.

    PeriodDiscriminator, ScaleDiscriminator = own_parts("02.3", "03.2")

An answer is taken from your exercise notebook if it passes its check. Otherwise the course's
solution takes its place, and a line says so. What an answer builds on is taken in the same way:
02.7 runs with your own 02.3.
"""

import ast
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from course_lib.classroom.checking.assess import assess
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.answer_source import run_answer
from course_lib.classroom.exercises.course_toml import course_root, load_course
from course_lib.classroom.exercises.errors import AuthoringError, NotAttempted
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.load_bank import bank, find_exercise
from course_lib.classroom.exercises.measuring.seeded_inputs import current_seed
from course_lib.display.messages import say


class _Part(NamedTuple):
    """An answer, or the course's solution in its place, and the line that says which."""

    answer: object
    line: str
    own: bool


def own_parts(*exercise_ids: str, folder: str | Path | None = None) -> list[object]:
    """Return your answers in order, with the course's solution in place of any that doesn't pass.

    Args:
        *exercise_ids: The ids of the exercises, such as "02.3".
        folder: The folder of the exercise notebooks. None means ``exercises`` beside the notebook's
            own folder, as `course start` creates it, or else in the course. If there are several
            copies of a notebook, such as "Copy of 02_periods.ipynb", the newest is used.
    """
    places = _sheet_folders() if folder is None else [Path(folder).expanduser()]
    taken: dict[str, _Part] = {}  # an answer that another one builds on is checked once
    found = [_part(exercise_id, places, taken) for exercise_id in exercise_ids]
    say("\n".join(part.line for part in found), "own-parts")
    return [part.answer for part in found]


def _sheet_folders() -> list[Path]:
    """Return where the learner's sheets may be, likeliest first; a notebook runs in its folder."""
    here = Path.cwd()
    return [place / "exercises" for place in (here.parent, here, course_root())]


def _part(exercise_id: str, folders: Sequence[Path], taken: dict[str, _Part]) -> _Part:
    exercise = find_exercise(exercise_id)
    notebook = next(filter(None, (_notebook(exercise_id, folder) for folder in folders)), None)
    if notebook is None:
        return _instead(exercise, f"no notebook for it in {folders[-1]}")
    return _from_notebook(exercise, notebook, taken)


def _instead(exercise: Exercise, why: str) -> _Part:
    line = f"{exercise.id} {exercise.answer}: {why}. The course's solution takes its place."
    return _Part(exercise.solution_answer(), line, own=False)


def _from_notebook(exercise: Exercise, notebook: Path, taken: dict[str, _Part]) -> _Part:
    if exercise.id not in taken:
        taken[exercise.id] = _taken_from(exercise, notebook, taken)
    return taken[exercise.id]


def _taken_from(exercise: Exercise, notebook: Path, taken: dict[str, _Part]) -> _Part:
    source = _answer_cell(notebook, exercise.id)
    if source is None:
        return _instead(exercise, f"the exercise sheet {notebook.name} has no such answer")
    borrowed: list[str] = []
    try:
        # the sheet imports NotAttempted for its stubs; the file that it is built from doesn't
        names = {"NotAttempted": NotAttempted, **exercise.namespace}
        for earlier in _used_before(exercise, source):
            part = _from_notebook(earlier, notebook, taken)
            names[earlier.answer] = part.answer
            borrowed += [] if part.own else [earlier.id]
        answer = run_answer(source, names, exercise.answer, f"your {exercise.id}")
    except (AuthoringError, SyntaxError) as error:
        return _instead(exercise, str(error).rstrip("."))
    state = assess(exercise, answer, current_seed()).state
    if state is not State.PASS:
        unwritten = state is State.NOT_ATTEMPTED
        reason = "not written yet" if unwritten else "doesn't pass its check yet"
        return _instead(exercise, f"{reason} in the exercise sheet {notebook.name}")
    builds_on = f" It builds on the course's {' and '.join(borrowed)}." if borrowed else ""
    line = f"{exercise.id} {exercise.answer}: yours, from {notebook.name}.{builds_on}"
    return _Part(answer, line, own=True)


def _used_before(exercise: Exercise, source: str) -> Iterator[Exercise]:
    """Yield the earlier exercises of the sheet whose function or class an answer names."""
    used = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    for earlier in bank(exercise.id.split(".")[0]).exercises.values():
        if earlier.id == exercise.id:
            return
        if earlier.answer in used and callable(earlier.solution_answer()):
            yield earlier


def _notebook(exercise_id: str, folder: Path) -> Path | None:
    """Return the newest copy of an exercise's notebook, or None."""
    slug = load_course().lesson(exercise_id.split(".")[0]).slug
    copies = sorted(folder.glob(f"*{slug}*.ipynb"), key=lambda path: path.stat().st_mtime)
    return copies[-1] if copies else None


def _answer_cell(notebook: Path, exercise_id: str) -> str | None:
    """Return the answer in a notebook, or None. The last of several counts, as in grading."""
    try:
        sources = list(_code(json.loads(notebook.read_text(encoding="utf-8"))))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    marker = f"# @answer {exercise_id}"
    marked = [text for text in sources if marker in map(str.strip, text.splitlines())]
    return marked[-1] if marked else None


def _code(notebook: dict[str, list[dict[str, str | list[str]]]]) -> Iterator[str]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            source = cell["source"]
            yield source if isinstance(source, str) else "".join(source)
