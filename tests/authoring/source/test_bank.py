import pytest

from course_lib.authoring.source.bank import ids_in, load_bank
from course_lib.authoring.source.cells import read_cells
from course_lib.authoring.source.source_finding import SourceError
from course_lib.classroom.exercises.course_toml import load_course

PATH = "lessons/01_echo/exercises.py"


def load(small_course):
    cells = read_cells(small_course.root, PATH)
    return load_bank(small_course.root, load_course(small_course.root).lesson("01"), cells)


def test_the_bank_has_the_exercises_and_questions_of_its_file(small_course):
    bank = load(small_course)

    assert list(bank.exercises) == ["01.1", "01.2"]
    assert bank.questions_of("recall") == ["01.r1", "01.r2", "01.r3"]


def test_the_line_of_an_exercise_names_it(small_course):
    bank = load(small_course)
    lines = small_course.exercises.read_text(encoding="utf-8").splitlines()

    assert 'Exercise("01.2"' in lines[bank.line_of("01.2") - 1]
    assert bank.line_of("09.9") == 0


def test_a_bank_cell_names_the_exercises_that_it_creates(small_course):
    cells = read_cells(small_course.root, PATH)

    assert [name for cell in cells for name in ids_in(cell)] == ["01.1", "01.2"]


def test_the_finding_of_a_file_that_fails_has_the_line_that_fails(small_course):
    small_course.replace("exercises", '# %% tags=["bank"]\n', '# %% tags=["bank"]\n1 / 0\n')
    lines = small_course.exercises.read_text(encoding="utf-8").splitlines()

    with pytest.raises(SourceError, match="ZeroDivisionError") as caught:
        load(small_course)

    assert lines[caught.value.finding.line - 1] == "1 / 0"
