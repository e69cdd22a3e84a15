import pytest

from course_lib.authoring.source.bank import BankView
from course_lib.authoring.source.cells import read_cells
from course_lib.authoring.source.lesson_source import LessonSource
from course_lib.classroom.exercises.course_toml import load_course


@pytest.fixture
def lesson(small_course):
    course, root = load_course(small_course.root), small_course.root
    cells = read_cells(root, "lessons/01_echo/lesson.py")
    exercise_cells = read_cells(root, "lessons/01_echo/exercises.py")
    return LessonSource(root, course, course.lesson("01"), cells, exercise_cells, BankView(), {})


def test_learners_get_stubs_and_no_banks(lesson):
    code = "\n".join(source for _, source in lesson.learner_code())

    assert 'raise NotAttempted("01.1")' in code
    assert "wall = [0.0]" not in code
    assert "Exercise(" not in code


def test_calls_are_found_by_name_with_the_cell_that_makes_them(lesson):
    found = [(call.first, "reveal(" in cell.source) for cell, call in lesson.calls("reveal")]

    assert [first for first, _ in found] == ["01.p1", "01.p2", "01.p3", "01.p4"]
    assert all(in_cell for _, in_cell in found)


def test_a_course_fault_is_at_the_line_that_contains_its_text(lesson, small_course):
    lines = small_course.course.read_text(encoding="utf-8").splitlines()
    finding = lesson.course_fault('id = "01.o2"', "wrong")

    assert 'id = "01.o2"' in lines[finding.line - 1]
    assert (finding.path, lesson.in_course_file("no such text")) == ("lessons/course.toml", 0)
