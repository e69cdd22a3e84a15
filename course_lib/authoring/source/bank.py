"""Read the bank of a lesson: its exercises and questions, and the lines that define them.

Importing exercises.py (`course_lib.classroom.exercises.load_bank.bank`) gives the exercises and
questions. The text of the file gives their line numbers.
"""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.code import bare_calls
from course_lib.authoring.source.source_finding import SourceError, SourceFinding
from course_lib.classroom.exercises.course_records import LessonCard
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.load_bank import bank
from course_lib.classroom.exercises.question import Question


@dataclass(frozen=True)
class BankView:
    """The exercises and questions of one lesson, with the cells that create them."""

    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    cells: Sequence[Cell] = ()
    loaded: bool = False  # False if there is no file, or importing it fails

    def questions_of(self, kind: str) -> list[str]:
        """Return the ids of the questions of one kind, in the order of the file."""
        return [name for name, question in self.questions.items() if question.kind == kind]

    def line_of(self, name: str) -> int:
        """Return the line that names an exercise or question; 0 if the file computes its id."""
        for cell in self.cells:
            for offset, line in cell.lines() if "bank" in cell.tags else ():
                if f'"{name}"' in line:
                    return cell.line + offset
        return 0

    def reasons(self, name: str) -> str:
        """Return the text below a solution: why, a common wrong turn, another right answer."""
        exercise = self.exercises[name]
        parts = [f"**Why.** {exercise.why_text}"] if exercise.why_text else []
        if exercise.wrong_turn_text:
            parts.append(f"**A common wrong turn.** {exercise.wrong_turn_text}")
        for label in exercise.alternative_labels[:1]:
            code = _alternative(exercise, label)
            parts.append(f"**Another right answer**, {label}:\n\n```python\n{code}\n```")
        return "\n\n".join(parts)


def _alternative(exercise: Exercise, label: str) -> str:
    """Return the code of an alternative, under the name that its author gave it."""
    name = getattr(exercise.alternatives[label], "__name__", "")
    code = exercise.alternative_source(label).strip("\n")
    return code.removesuffix(f"\n{exercise.answer} = {name}")


def ids_in(cell: Cell) -> list[str]:
    """Return the ids of the exercises that a bank cell creates."""
    return [
        call.first
        for call in bare_calls(cell.source)
        if call.name == "Exercise" and call.first is not None
    ]


def load_bank(root: Path, lesson: LessonCard, cells: Sequence[Cell]) -> BankView:
    """Import the exercises of a lesson and return its bank.

    Args:
        root: The folder of the course.
        lesson: The card of the lesson.
        cells: The cells of its exercises.py.

    Raises:
        SourceError: Importing the file fails. The finding has the line that fails.
    """
    path = f"lessons/{lesson.slug}/exercises.py"
    try:
        found = bank(lesson.id, root)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno or 0 for frame in frames if frame.filename == str(root / path)]
        line = error.lineno or 0 if isinstance(error, SyntaxError) else ([0, *lines])[-1]
        message = f"the file cannot be imported ({type(error).__name__}: {error}): correct it"
        raise SourceError(SourceFinding(path, line, message)) from error
    return BankView(found.exercises, found.questions, cells, loaded=True)
