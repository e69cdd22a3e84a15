"""Ledger, gradebook, feedback, exports: nothing is lost, nothing is faked, nothing runs."""

import codecs
import csv
import json
import os
import xml.etree.ElementTree as ElementTree
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.grading.intake.errors import InputError
from course_lib.grading.intake.hand_ins import find_hand_ins
from course_lib.grading.intake.student_names import file_name
from course_lib.grading.results.gradebook import safe, write_gradebook, write_junit
from course_lib.grading.results.ledger import LEDGER, Ledger, Result, read_ledger
from course_lib.grading.results.lms.export import export_canvas, export_moodle, export_nbgrader
from course_lib.grading.results.marks import Mark
from course_lib.grading.results.pages.feedback import write_feedback
from course_lib.grading.results.pages.summary import misconceptions, write_summary
from course_lib.grading.results.shards import merge

EVIL = "=1+1<script>alert(1)</script>\x1b[31m\u202e"
MARK = Mark("02.1", "WRONG", 0.0, 2.0, {"row-major order": False}, "transposed", ("Rows `a<b`.",))


def line(student="anna", status="graded", points=1.5, **more):
    return Result(student, "a.ipynb", "02", status, 12.0, points, **more)


def rows(path):
    with path.open(newline="", encoding="utf-8-sig") as file:  # with a BOM or without
        return list(csv.reader(file))


def test_a_line_comes_back_as_it_was_written():
    full = line(EVIL, marks=(MARK,), notes=("n",), flags=("f",), categories=("timeout",))

    assert Result.read(full.written()) == full


@given(cut=st.integers(min_value=0, max_value=400))
def test_a_torn_ledger_loses_the_torn_line_alone(cut, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / LEDGER
    whole = "".join(line(name, sha=name).written() for name in "abc").encode()
    path.write_bytes(whole[: len(whole) - cut])

    with Ledger.open(path) as ledger:
        kept = set(ledger.results)
        for name in {"a", "b", "c"} - kept:
            ledger.add(line(name, sha=name))

    assert path.read_bytes().count(b"\n") == 3
    assert read_ledger(path).keys() == {"a", "b", "c"}


def test_a_line_of_nonsense_in_the_ledger_is_passed_over(tmp_path):
    path = tmp_path / LEDGER
    path.write_bytes(
        line("a").written().encode() + b'{"x": 1}\n\xff\n' + line("b").written().encode()
    )

    with Ledger.open(path) as ledger:
        assert set(ledger.results) == {"a", "b"}


def test_two_graders_never_write_one_ledger(tmp_path):
    again = Ledger.open(tmp_path / LEDGER)
    with Ledger.open(tmp_path / LEDGER), pytest.raises(BlockingIOError), again:
        pass


def test_only_the_same_file_is_not_graded_again_and_a_failure_always_is(tmp_path):
    with Ledger.open(tmp_path / LEDGER) as ledger:
        ledger.add(line("a", sha="1"))
        ledger.add(line("b", status="grader_error", sha="1"))

        assert ledger.done("a", "1", "02", "")
        assert not ledger.done("a", "2", "02", "")
        assert not ledger.done("b", "1", "02", "")


def test_a_result_counts_for_its_own_lesson_and_version_of_the_key_only(tmp_path):
    with Ledger.open(tmp_path / LEDGER) as ledger:
        ledger.add(line("a", sha="1", key="k1"))

        assert ledger.done("a", "1", "02", "k1")
        assert not ledger.done("a", "1", "02", "k2")
        assert not ledger.done("a", "1", "03", "k1")


def test_the_gradebook_is_no_program_and_a_failure_of_ours_is_no_zero(tmp_path):
    path = tmp_path / "gradebook.csv"
    broken = line("b", status="grader_error", points=0.0, reason="the grader failed")
    write_gradebook(path, [line(EVIL, marks=(MARK,)), broken], ["02.1", "02.2"])

    head, evil, blank = rows(path)
    assert head[5:7] == ["02.1", "02.2"]
    assert evil[0].startswith("'=")
    assert evil[5:7] == ["0", ""]
    assert blank[1] == ""
    assert blank[7] == "grader error"


def test_excel_is_shown_that_the_gradebook_is_utf_8(tmp_path):
    path = tmp_path / "gradebook.csv"

    write_gradebook(path, [line("Zoë 소리")], ["02.1"])

    assert path.read_bytes().startswith(codecs.BOM_UTF8)  # without it, Excel takes the local code
    assert rows(path)[0][0] == "student"
    assert rows(path)[1][0] == "Zoë 소리"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_a_cell_never_begins_like_a_formula(text):
    assert safe(text) == f"'{text}"


def test_the_feedback_runs_nothing_and_shows_no_control_characters(tmp_path):
    write_feedback(tmp_path, line(EVIL, marks=(MARK,), notes=(EVIL,)), {"02.1": EVIL})

    (page,) = tmp_path.glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "\x1b" not in text
    assert "default-src 'none'" in text
    assert "<code>a&lt;b</code>" in text
    (data,) = tmp_path.glob("*.json")
    assert json.loads(data.read_text())["exercises"][0]["properties"] == {"row-major order": False}


def test_feedback_on_what_we_could_not_grade_has_no_points(tmp_path):
    write_feedback(tmp_path, line("b", status="grader_error", points=0.0, reason="secret"), {})

    text = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "This isn&#39;t your fault" in text
    assert "secret" not in text
    assert json.loads((tmp_path / "b.json").read_text())["points"] is None


def test_junit_has_a_case_for_each_property(tmp_path):
    write_junit(tmp_path, line("a", marks=(MARK,)))

    suite = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    assert suite.find("testcase/failure").get("message") == "Rows `a<b`."


def test_the_teachers_page_counts_the_mistakes_and_names_who_needs_a_look(tmp_path):
    lines = [line(f"s{i}", marks=(MARK,)) for i in range(3)]
    lines.append(line("x", status="rejected", points=0.0, reason="the file is empty"))
    write_summary(tmp_path / "s.html", lines, {"02.1": "Fold a wave"})

    text = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert misconceptions(lines) == [(3, "02.1", "transposed", "Rows `a<b`.")]
    assert "3 wrong" in text
    assert "the file is empty" in text


@given(st.text(max_size=60))
def test_a_students_name_never_leads_out_of_the_folder(name):
    made = file_name(name)

    assert made
    assert not set(made) & set("/\\\0\n")
    assert made not in (".", "..")


def test_a_folder_is_read_by_file_and_by_student(tmp_path):
    for name in ("anna.ipynb", "ben/old.ipynb", "ben/new.IPYNB", "cleo/notes.txt", "conftest.py"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    (tmp_path / "in" / "ben" / "old.ipynb").touch()
    os.utime(tmp_path / "in" / "ben" / "old.ipynb", (1, 1))

    found = {hand_in.student: hand_in for hand_in in find_hand_ins(tmp_path / "in", tmp_path / "u")}

    assert set(found) == {"anna", "ben", "cleo"}
    assert found["ben"].path.name == "new.IPYNB"
    assert "2 notebooks" in found["ben"].flags[0]
    assert "no notebook" in found["cleo"].reason


def test_the_zips_of_moodle_and_canvas_name_students_and_paths_stay_inside(tmp_path):
    place = tmp_path / "all.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("Anna Berg_4711_assignsubmission_file_/02.ipynb", "{}")
        archive.writestr("bergben_123_456_02_periods.ipynb", "{}")
        archive.writestr("../../evil.ipynb", "{}")
        archive.writestr("__MACOSX/._02.ipynb", "{}")

    found = find_hand_ins(place, tmp_path / "unpacked")

    assert [(e.student, e.number) for e in found] == [("Anna Berg", "4711"), ("bergben", "123")]
    assert {e.path.parent for e in found} == {tmp_path / "unpacked"}
    assert not (tmp_path.parent / "evil.ipynb").exists()


def test_a_place_without_notebooks_is_said(tmp_path):
    with pytest.raises(InputError, match="no notebooks"):
        find_hand_ins(tmp_path, tmp_path / "u")
    with pytest.raises(InputError, match="does not exist"):
        find_hand_ins(tmp_path / "missing", tmp_path / "u")


def test_students_of_one_name_are_kept_apart(tmp_path):
    (tmp_path / "a?.ipynb").write_text("{}")
    (tmp_path / "a!.ipynb").write_text("{}")

    names = [hand_in.student for hand_in in find_hand_ins(tmp_path, tmp_path / "u")]

    assert len({file_name(name).casefold() for name in names}) == 2


def test_shards_become_one_ledger_and_a_result_wins_over_a_failure(tmp_path):
    for number, part in enumerate(
        [[line("a"), line("b", status="grader_error")], [line("b", points=7.0), line("c")]]
    ):
        (tmp_path / str(number)).mkdir()
        with Ledger.open(tmp_path / str(number) / LEDGER) as ledger:
            for one in part:
                ledger.add(one)

    merged = merge([tmp_path / "0", tmp_path / "1"], tmp_path / "all")

    assert {s: ln.points for s, ln in merged.items()} == {"a": 1.5, "b": 7.0, "c": 1.5}
    assert read_ledger(tmp_path / "all" / LEDGER).keys() == {"a", "b", "c"}


def test_moodles_worksheet_is_filled_by_number_or_name_and_keeps_the_rest(tmp_path):
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(
        "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade,"
        "Last modified (grade),Feedback comments\n"
        "Participant 4711,Anna Berg,a@b,Submitted,,100.00,-,\n"
        "Participant 12,Ben Au,b@b,Submitted,55.00,100.00,-,old\n"
        "Participant 13,Cleo Iu,c@b,Submitted,55.00,100.00,-,old\n",
        encoding="utf-8",
    )
    lines = [line("Anna B", points=6.0, number="4711"), line("cleo iu"), line("nobody")]
    lines.append(line("Ben Au", status="grader_error", points=0.0))

    told = export_moodle(lines, sheet, tmp_path)

    _, anna, ben, cleo = rows(tmp_path / "moodle.csv")
    assert anna[4:] == ["50", "100.00", "-", "6 of 12 points"]
    assert ben[4:] == ["55.00", "100.00", "-", "old"]
    assert cleo[4] == "12.5"
    assert "nobody" in told


def test_canvas_gets_one_column_and_the_points_possible(tmp_path):
    sheet = tmp_path / "canvas.csv"
    sheet.write_text(
        "Student,ID,SIS Login ID,Section,Lesson 02 (77)\n"
        "    Points Possible,,,,\nBerg Anna,123,annab,1,\nAu Ben,124,benau,1,3\n"
    )

    export_canvas([line("annab", points=6.0, number="123")], sheet, tmp_path / "..")

    table = rows(tmp_path.parent / "canvas.csv")
    assert [row[4] for row in table] == ["Lesson 02 (77)", "12", "6", "3"]


def test_nbgraders_columns_are_its_own(tmp_path):
    export_nbgrader([line("=a")], tmp_path)

    head, row = rows(tmp_path / "nbgrader.csv")
    assert head[0:4] == ["assignment", "duedate", "timestamp", "student_id"]
    assert (row[3], row[7], row[10]) == ("'=a", "1.5", "12")


def test_a_worksheet_without_its_columns_is_refused(tmp_path):
    (tmp_path / "w.csv").write_text("a,b\n1,2\n")

    with pytest.raises(InputError, match="no column 'Identifier'"):
        export_moodle([line()], tmp_path / "w.csv", tmp_path)
