"""The answer key: the exercise notebook as handed out, into which answers are merged.

Metadata and tags, which `course build` writes, give each cell its role:

    setup, given     run first, as the teacher wrote them
    answer           the place for the student's code
    verdict          runs the probe
    check, help      not run; they only mark the places of the student's other cells
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from course_lib.grading.intake.errors import KeyFileError

if TYPE_CHECKING:  # course_lib.classroom imports torch, which the process of a pass doesn't need
    from course_lib.classroom.exercises.course_records import LessonCard

Role = Literal["given", "answer", "verdict", "aside"]
_ASIDE = {"colab", "check", "help"}
_VERDICT = re.compile(r'verdict\("[^"]+", ([A-Za-z_]\w*)\)')


@dataclass(frozen=True)
class KeyCell:
    """One cell of code of the teacher's notebook."""

    id: str
    role: Role
    source: str
    exercise: str | None = None  # of an answer, a check or a verdict


@dataclass(frozen=True)
class AnswerKey:
    """The teacher's notebook: its cells of code, in order."""

    name: str
    cells: tuple[KeyCell, ...]

    @property
    def exercises(self) -> tuple[str, ...]:
        """The ids of the exercises, in order."""
        return tuple(c.exercise for c in self.cells if c.role == "answer" and c.exercise)

    def cell(self, exercise: str, role: Role) -> KeyCell:
        """Return the answer or verdict cell of an exercise."""
        return next(c for c in self.cells if c.exercise == exercise and c.role == role)

    def answer_names(self) -> dict[str, str]:
        """Return the name of each exercise's answer, as its verdict cell uses it."""
        return {
            cell.exercise: match[1]
            for cell in self.cells
            if cell.role == "verdict" and cell.exercise and (match := _VERDICT.match(cell.source))
        }


def read_key(path: Path) -> AnswerKey:
    """Read the exercise notebook that was handed out.

    Raises:
        KeyFileError: The file is missing, or an exercise lacks its answer or its verdict.
    """
    if not path.is_file():
        raise KeyFileError(f"{path} is missing: write it with `course build`.")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    raw = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    key = AnswerKey(path.stem, tuple(_key_cell(cell) for cell in raw))
    verdicts = [cell.exercise for cell in key.cells if cell.role == "verdict"]
    if not key.exercises or list(key.exercises) != verdicts:
        raise KeyFileError(
            f"{path}: each exercise needs one answer and one verdict cell; it has answers for "
            f"{', '.join(key.exercises) or 'none'}. Write it again with `course build`."
        )
    return key


def _key_cell(cell: Mapping[str, object]) -> KeyCell:
    metadata, source = cell["metadata"], cell["source"]
    course = metadata.get("course", {}) if isinstance(metadata, Mapping) else {}
    tags = set(metadata.get("tags", ())) if isinstance(metadata, Mapping) else set()
    text = source if isinstance(source, str) else "".join(_strings(source))
    role = course.get("role")
    known: Role = role if role in ("answer", "verdict") else "aside" if tags & _ASIDE else "given"
    return KeyCell(str(cell["id"]), known, text, course.get("id"))


def _strings(source: object) -> Sequence[str]:
    return [line for line in source if isinstance(line, str)] if isinstance(source, list) else []


def key_version(root: Path, card: "LessonCard") -> str:
    """Return a digest of all that a lesson's points depend on: sheet, exercises, points.

    Args:
        root: The checkout of the course.
        card: The lesson.

    Raises:
        KeyFileError: A file is missing.
    """
    files = [
        root / "exercises" / f"{card.slug}.ipynb",
        root / "lessons" / card.slug / "exercises.py",
    ]
    digest = hashlib.sha256(repr([(e.id, e.points) for e in card.exercises]).encode())
    for file in files:
        if not file.is_file():
            raise KeyFileError(f"{file} is missing: write it with `course build`.")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]
