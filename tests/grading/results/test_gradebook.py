"""The gradebook contains every result, runs nothing, and is readable in a spreadsheet."""

import codecs
import csv
import xml.etree.ElementTree as ElementTree

import pytest

from course_lib.grading.results.gradebook import safe, write_gradebook, write_junit
from course_lib.grading.results.ledger import Result
from course_lib.grading.results.marks import Mark

EVIL = "=1+1<script>alert(1)</script>\x1b[31m\u202e"
MARK = Mark("02.1", "WRONG", 0.0, 2.0, {"row-major order": False}, "transposed", ("Rows `a<b`.",))


def result_of(student="anna", status="graded", points=1.5, **more):
    return Result(student, "a.ipynb", "02", status, 12.0, points, **more)


def rows(path):
    with path.open(newline="", encoding="utf-8-sig") as file:  # with a BOM or without
        return list(csv.reader(file))


def test_the_gradebook_is_no_program_and_a_failure_of_ours_is_no_zero(tmp_path):
    path = tmp_path / "gradebook.csv"
    broken = result_of("b", status="grader_error", points=0.0, reason="the grader failed")
    write_gradebook(path, [result_of(EVIL, marks=(MARK,)), broken], ["02.1", "02.2"])

    head, evil, blank = rows(path)
    assert head[5:7] == ["02.1", "02.2"]
    assert evil[0].startswith("'=")
    assert evil[5:7] == ["0", ""]
    assert blank[1] == ""
    assert blank[7] == "grader error"


def test_excel_is_shown_that_the_gradebook_is_utf_8(tmp_path):
    path = tmp_path / "gradebook.csv"

    write_gradebook(path, [result_of("Zoë 소리")], ["02.1"])

    assert path.read_bytes().startswith(codecs.BOM_UTF8)  # without it, Excel takes the local code
    assert rows(path)[0][0] == "student"
    assert rows(path)[1][0] == "Zoë 소리"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_a_cell_never_begins_like_a_formula(text):
    assert safe(text) == f"'{text}"


def test_junit_has_a_case_for_each_property(tmp_path):
    write_junit(tmp_path, result_of("a", marks=(MARK,)))

    suite = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    assert suite.find("testcase/failure").get("message") == "Rows `a<b`."
