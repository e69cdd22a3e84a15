"""From a class's download to a file for the LMS, with the words that a teacher types."""

import shutil
import zipfile
from pathlib import Path

import pytest

from course_lib.cli import main
from course_lib.grading.results.ledger import LEDGER, Ledger, Result

HERE = Path(__file__).with_name("hand_ins")


@pytest.fixture
def graded(tmp_path):
    folder = tmp_path / "grades"
    folder.mkdir()
    results = [("bergnna", 6.0, "1001"), ("benvictim", 12.0, "1002")]
    with Ledger.open(folder / LEDGER) as ledger:
        for name, points, number in results:
            file = f"{name}_{number}_7_02.ipynb"
            ledger.add(Result(name, file, "02", "graded", 12.0, points, number=number))
    return folder


def test_a_class_without_one_notebook_has_a_row_for_each_and_who_is_missing(
    tmp_path, bubblewrap, gradebook, capsys
):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name, number in (("Aaron Mallory", 9000), ("Anna Ampel", 9001), ("\u674e" * 66, 1)):
            archive.writestr(f"{name}_{number}_assignsubmission_file_/a.pdf", "x")
        archive.writestr("Ben Victim_9002_assignsubmission_file_/02.ipynb", "{")
    words = ["grade", str(tmp_path / "class.zip"), "--exercise", "02"]
    words += ["--out", str(tmp_path / "out"), "--roster", str(HERE / "ws_de.csv")]

    assert main(words) == 0

    output = capsys.readouterr().out
    assert len(gradebook(tmp_path / "out")) == 4
    assert "are missing: Chris Sub, " in output
    assert (tmp_path / "out" / "roster.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_points_changed_by_hand_go_to_the_lms(graded, capsys, root):
    (graded / "overrides.csv").write_text("student,exercise,points,reason\nbergnna,,9,oral\n")
    shutil.copy(HERE / "canvas_gb.csv", graded / "c.csv")

    assert main(["grade", "export", str(graded), "--canvas", str(graded / "c.csv")]) == 0

    rows = (graded / "canvas.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[3].split(",")[7] == "75"
    assert "2 of 2 students" in capsys.readouterr().out


def test_a_column_is_named_and_one_that_is_not_there_is_refused_in_one_line(graded, capsys):
    shutil.copy(HERE / "canvas_gb.csv", graded / "c.csv")
    words = ["grade", "export", str(graded), "--canvas", str(graded / "c.csv"), "--column"]

    assert main([*words, "Quiz 02"]) == 0
    assert main([*words, "Quiz 99"]) == 2
    error = capsys.readouterr().err
    assert "no column 'Quiz 99'" in error
    assert error.count("\n") == 1


def test_several_lessons_become_one_report(graded, tmp_path, capsys):
    assert main(["grade", "report", str(graded), "--out", str(tmp_path / "report")]) == 0

    assert "2 students, 1 lessons" in capsys.readouterr().out
    assert {path.name for path in (tmp_path / "report").iterdir()} >= {
        "report.csv", "report.html", "written.html",
    }  # fmt: skip
    assert (graded / "gradebook.csv").exists()
    assert (graded / "feedback" / "bergnna.html").exists()

    assert main(["grade", "export", str(graded), "--feedback"]) == 0
    with zipfile.ZipFile(graded / "feedback.zip") as archive:
        assert archive.namelist() == [
            "benvictim_1002_7_feedback.html", "bergnna_1001_7_feedback.html",
        ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ["grade", "report"],
        ["grade", "report", "nothing-here"],
        ["grade", "export", "nothing-here", "--nbgrader"],
        ["release", "99", "--to", "x"],
        ["release", "02", "--to", "."],
    ],
)
def test_wrong_use_is_one_line(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").write_text("")

    assert main(words) == 2
    assert capsys.readouterr().err.count("\n") == 1
