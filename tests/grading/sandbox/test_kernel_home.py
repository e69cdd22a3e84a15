"""What a student's kernel knows of the course: how to measure, and nothing to compare with."""

import pytest

from course_lib.classroom.exercises.load_bank import bank
from course_lib.grading.sandbox.kernel_home import make_kernel_home


@pytest.fixture(scope="module")
def home(root, tmp_path_factory):
    return make_kernel_home(root, "02_periods", tmp_path_factory.mktemp("home") / "course")


def test_no_line_of_a_solution_is_in_the_folder(root, home):
    lessons = "\n".join(p.read_text() for p in home.rglob("exercises.py"))
    for exercise in bank("02", root).exercises.values():
        for line in exercise.answer_cell_source().splitlines():
            if len(line.strip()) > 20 and "def " not in line and '"""' not in line:
                assert line.strip() not in lessons


def test_the_student_edition_has_no_grader_and_no_commands(home):
    names = {path.name for path in (home / "course_lib").iterdir()}

    assert {"classroom", "discriminators", "instruments"} <= names
    assert not names & {"grading", "authoring", "cli", "__main__.py"}


def test_the_folder_can_be_read_by_everybody_and_written_by_no_other(home):
    modes = {path.stat().st_mode & 0o777 for path in home.rglob("*")}

    assert modes == {0o755, 0o644}
