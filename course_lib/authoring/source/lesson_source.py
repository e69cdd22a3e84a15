"""What the rules of `lint` look at: one lesson, with everything that belongs to it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from course_lib.authoring.source.answers import stub_source
from course_lib.authoring.source.bank import BankView
from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.code import Call, bare_calls
from course_lib.authoring.source.findings import Finding
from course_lib.classroom.exercises.cards import Course, LessonCard

COURSE_FILE = "lessons/course.toml"


@dataclass(frozen=True)
class Material:
    """One lesson and its exercises, read and built."""

    root: Path
    course: Course
    lesson: LessonCard
    cells: tuple[Cell, ...]  # of lesson.py
    exercise_cells: tuple[Cell, ...]  # of exercises.py
    bank: BankView
    notebooks: Mapping[str, str]  # the derived texts, by path

    @property
    def lesson_path(self) -> str:
        """Name the source of the lesson."""
        return f"lessons/{self.lesson.slug}/lesson.py"

    @property
    def exercises_path(self) -> str:
        """Name the source of the exercises."""
        return f"lessons/{self.lesson.slug}/exercises.py"

    def all_cells(self) -> tuple[Cell, ...]:
        """Give the cells of both files."""
        return self.cells + self.exercise_cells

    def learner_code(self) -> Iterator[tuple[Cell, str]]:
        """Go through the code that learners are given: no banks, and of answers the stubs."""
        for cell in self.all_cells():
            if cell.kind == "code" and "bank" not in cell.tags:
                yield cell, stub_source(cell) if "answer" in cell.tags else cell.source

    def calls(self, name: str) -> Iterator[tuple[Cell, Call]]:
        """Find where lesson.py calls a function by its bare name."""
        for cell in self.cells:
            if cell.kind == "code":
                yield from ((cell, call) for call in bare_calls(cell.source) if call.name == name)

    def calls_by_cell(self) -> Iterator[tuple[Cell, tuple[Call, ...]]]:
        """Go through the cells of lesson.py, each with all its calls by bare name."""
        for cell in self.cells:
            yield cell, tuple(bare_calls(cell.source)) if cell.kind == "code" else ()

    def in_course_file(self, text: str) -> int:
        """Find the line of course.toml that has ``text``; 0 where none has."""
        lines = (self.root / COURSE_FILE).read_text(encoding="utf-8").splitlines()
        return next((n for n, line in enumerate(lines, 1) if text in line), 0)

    def course_fault(self, text: str, message: str) -> Finding:
        """Describe a fault at the line of course.toml that has ``text``."""
        return Finding(COURSE_FILE, self.in_course_file(text), message)


Rule = Callable[[Material], Iterator[Finding]]
