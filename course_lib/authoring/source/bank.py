"""See the bank of a lesson from its author's side: what is in it, and on which line.

Importing exercises.py (`course_lib.classroom.exercises.lessons.bank`) gives the exercises and
questions. The text of the file gives their lines.
"""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.code import bare_calls
from course_lib.authoring.source.findings import Finding, SourceError
from course_lib.classroom.exercises.cards import LessonCard
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.lessons import bank
from course_lib.classroom.exercises.question import Question


@dataclass(frozen=True)
class BankView:
    """The exercises and questions of one lesson, with the cells that make them."""

    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    cells: Sequence[Cell] = ()
    loaded: bool = False  # False: there is no file, or importing it fails

    def questions_of(self, kind: str) -> list[str]:
        """List the ids of the questions of one kind, in the order of the file."""
        return [name for name, question in self.questions.items() if question.kind == kind]

    def line_of(self, name: str) -> int:
        """Find the line that names an exercise or question; 0 where the file computes the id."""
        for cell in self.cells:
            for offset, line in cell.lines() if "bank" in cell.tags else ():
                if f'"{name}"' in line:
                    return cell.line + offset
        return 0

    def reasons(self, name: str) -> str:
        """Write what stands below a solution: why, a common wrong turn, another right answer."""
        exercise = self.exercises[name]
        parts = [f"**Why.** {exercise.why_text}"] if exercise.why_text else []
        if exercise.wrong_turn_text:
            parts.append(f"**A common wrong turn.** {exercise.wrong_turn_text}")
        for label in exercise.alternative_labels[:1]:
            code = _alternative(exercise, label)
            parts.append(f"**Another right answer**, {label}:\n\n```python\n{code}\n```")
        return "\n\n".join(parts)


def _alternative(exercise: Exercise, label: str) -> str:
    """Give the code of an alternative under the name that its author gave it."""
    name = getattr(exercise.alternatives[label], "__name__", "")
    code = exercise.alternative_source(label).strip("\n")
    return code.removesuffix(f"\n{exercise.answer} = {name}")


def ids_in(cell: Cell) -> list[str]:
    """List the exercises that a bank cell makes."""
    return [
        call.first
        for call in bare_calls(cell.source)
        if call.name == "Exercise" and call.first is not None
    ]


def load_bank(root: Path, lesson: LessonCard, cells: Sequence[Cell]) -> BankView:
    """Import the exercises of a lesson; ``cells`` are those of its exercises.py.

    Raises:
        SourceError: importing the file fails; the finding has the line on which it does.
    """
    path = f"lessons/{lesson.slug}/exercises.py"
    try:
        found = bank(lesson.id, root)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno or 0 for frame in frames if frame.filename == str(root / path)]
        line = error.lineno or 0 if isinstance(error, SyntaxError) else ([0, *lines])[-1]
        message = f"the file cannot be imported ({type(error).__name__}: {error}): correct it"
        raise SourceError(Finding(path, line, message)) from error
    return BankView(found.exercises, found.questions, cells, loaded=True)
