"""``course grade export``: from the results of a class to the file for the LMS."""

import shutil
import zipfile

import pytest


@pytest.fixture
def canvas_gradebook(graded, root):
    """Canvas's gradebook, beside the results."""
    source = root / "tests" / "grading" / "hand_ins" / "canvas_gb.csv"
    return shutil.copy(source, graded / "c.csv")


def test_points_changed_by_hand_go_to_the_lms(course, graded, canvas_gradebook):
    (graded / "overrides.csv").write_text("student,exercise,points,reason\nbergnna,,9,oral\n")

    code, out, _ = course("grade", "export", graded, "--canvas", canvas_gradebook)

    assert code == 0
    rows = (graded / "canvas.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[3].split(",")[7] == "75"
    assert "2 of 2 students" in out


def test_a_column_is_named_and_one_that_is_not_there_is_refused_in_one_line(
    course, graded, canvas_gradebook
):
    words = ["grade", "export", graded, "--canvas", canvas_gradebook, "--column"]

    assert course(*words, "Quiz 02")[0] == 0
    code, _, err = course(*words, "Quiz 99")
    assert code == 2
    assert "no column 'Quiz 99'" in err
    assert err.count("\n") == 1


def test_the_students_pages_go_into_a_zip_that_moodle_takes(course, graded):
    assert course("grade", "report", graded)[0] == 0  # it writes the pages

    assert course("grade", "export", graded, "--feedback")[0] == 0

    with zipfile.ZipFile(graded / "feedback.zip") as archive:
        assert archive.namelist() == [
            "benvictim_1002_7_feedback.html", "bergnna_1001_7_feedback.html",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "report"),
    [
        (["o", "--shard=1/2"], "--shard is an option of course grade."),
        (["o", "--exercise", "02"], "of course grade and course grade merge"),
        ([], "course grade ./export"),
        (["o"], "--moodle FILE, --canvas FILE, --nbgrader or --feedback"),
        (["o", "--nbgrader", "--moodle", "f"], "not allowed with"),
        (["o", "--nbgrader"], "o has no results"),
    ],
)
def test_wrong_use_gets_one_line(course, words, report, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    code, _, err = course("grade", "export", *words)

    assert code == 2
    assert report in err
    assert err.count("\n") == 1
