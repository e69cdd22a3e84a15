"""Everything that the rules of `lint` read: the source of one lesson, its bank, its notebooks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from course_lib.authoring.source.bank import BankView
from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.code import BareCall, bare_calls
from course_lib.authoring.source.solution_and_stub import stub_source
from course_lib.authoring.source.source_finding import SourceFinding
from course_lib.classroom.exercises.course_records import Course, LessonCard

COURSE_FILE = "lessons/course.toml"


@dataclass(frozen=True)
class LessonSource:
    """The source of a lesson and its exercises, and the notebooks made from it."""

    root: Path
    course: Course
    card: LessonCard
    cells: tuple[Cell, ...]  # of lesson.py
    exercise_cells: tuple[Cell, ...]  # of exercises.py
    bank: BankView
    notebooks: Mapping[str, str]  # their texts, by path

    @property
    def path(self) -> str:
        """The path of lesson.py from the root of the course."""
        return f"lessons/{self.card.slug}/lesson.py"

    @property
    def exercises_path(self) -> str:
        """The path of exercises.py from the root of the course."""
        return f"lessons/{self.card.slug}/exercises.py"

    def all_cells(self) -> tuple[Cell, ...]:
        """Return the cells of both files."""
        return self.cells + self.exercise_cells

    def learner_code(self) -> Iterator[tuple[Cell, str]]:
        """Yield the cells of code that learners get: no banks, and stubs instead of answers."""
        for cell in self.all_cells():
            if cell.kind == "code" and "bank" not in cell.tags:
                yield cell, stub_source(cell) if "answer" in cell.tags else cell.source

    def calls(self, name: str) -> Iterator[tuple[Cell, BareCall]]:
        """Yield the calls of one function in lesson.py, by its bare name."""
        for cell in self.cells:
            if cell.kind == "code":
                yield from ((cell, call) for call in bare_calls(cell.source) if call.name == name)

    def calls_by_cell(self) -> Iterator[tuple[Cell, tuple[BareCall, ...]]]:
        """Yield each cell of lesson.py with all its calls by bare name."""
        for cell in self.cells:
            yield cell, tuple(bare_calls(cell.source)) if cell.kind == "code" else ()

    def in_course_file(self, text: str) -> int:
        """Return the first line of course.toml that contains ``text``; 0 if there is none."""
        lines = (self.root / COURSE_FILE).read_text(encoding="utf-8").splitlines()
        return next((n for n, line in enumerate(lines, 1) if text in line), 0)

    def course_fault(self, text: str, message: str) -> SourceFinding:
        """Return a finding at the line of course.toml that contains ``text``."""
        return SourceFinding(COURSE_FILE, self.in_course_file(text), message)


Rule = Callable[[LessonSource], Iterator[SourceFinding]]
