"""What people change: applied last, with a reason, shown everywhere, and never written over."""

import csv
import zipfile
from dataclasses import replace

import pytest

from course_lib.classroom.exercises.course_records import ExerciseCard, LessonCard
from course_lib.grading.intake.errors import InputError
from course_lib.grading.results.gradebook import write_beside_edits
from course_lib.grading.results.late_penalty import LatePolicy
from course_lib.grading.results.ledger import LEDGER, Ledger, Result
from course_lib.grading.results.lms.feedback_zip import FEEDBACK_ZIP, write_feedback_zip
from course_lib.grading.results.marks import Mark
from course_lib.grading.results.overrides import (
    apply_overrides,
    final_results,
    read_overrides,
)
from course_lib.grading.results.roster import missing, read_class, write_roster
from course_lib.grading.results.write_results import closing_message, write_results

WORTH = {"02.1": 2.0, "02.2": 4.0}
CARD = LessonCard(
    "02",
    "02_periods",
    "Periods",
    exercises=tuple(ExerciseCard(id_, id_, "fill in", w, 5, 1) for id_, w in WORTH.items()),
)
HEAD = "student,exercise,points,due,handed in,late,reason\n"


def result_of(student="anna", points=(1.0, 4.0), **more):
    marks = tuple(
        Mark(id_, "PARTIAL", got, most, {"p": True})
        for (id_, most), got in zip(WORTH.items(), points, strict=True)
    )
    kept = {"marks": marks, "points": sum(points), "status": "graded"} | more
    return Result(student, "a.ipynb", "02", max_points=6.0, **kept)


def changed(tmp_path, rows, *results):
    (tmp_path / "overrides.csv").write_text(HEAD + rows, encoding="utf-8")
    overrides = read_overrides(tmp_path / "overrides.csv")
    return {one.student: one for one in apply_overrides(results or [result_of()], overrides, WORTH)}


def test_points_of_an_exercise_are_set_and_the_total_follows(tmp_path):
    found = changed(tmp_path, "Anna,02.1,2,,,,named differently\n", result_of(), result_of("ben"))

    assert (found["anna"].points, found["ben"].points) == (6.0, 5.0)
    assert found["anna"].changes == ("02.1 by hand from 1 to 2 of 2: named differently",)
    assert found["anna"].changes[0] in found["anna"].notes
    assert found["ben"].changes == ()


def test_points_can_be_set_where_nothing_could_be_graded(tmp_path):
    rejected = replace(result_of(points=(0, 0)), marks=(), status="rejected", reason="no notebook")

    found = changed(tmp_path, "anna,02.2,3,,,,on paper\n", rejected)["anna"]

    assert (found.points, found.status, found.marks[0].points) == (3.0, "graded", 3.0)


def test_a_total_wins_over_single_exercises_and_the_later_row_wins(tmp_path):
    rows = "anna,02.1,2,,,,a\nanna,,3,,,,b\nanna,,4,,,,c\n"

    assert changed(tmp_path, rows)["anna"].points == 4.0


LATE = '*,,,2026-11-28 23:59,,"10 % a day, at most 50 %",\n'


def test_the_example_in_the_teachers_document_can_be_read(root, tmp_path):
    text = (root / "docs" / "teaching.md").read_text(encoding="utf-8")
    (tmp_path / "o.csv").write_text(text.split("```csv\n")[1].split("```")[0], encoding="utf-8")

    everybody, anna, ben, cleo = read_overrides(tmp_path / "o.csv")

    assert everybody.late == LatePolicy(0.1, 0.5)
    assert (anna.exercise, anna.points, anna.reason) == (
        "02.3", 2.0, "right, but named differently",
    )  # fmt: skip
    assert ben.due > everybody.due
    assert (cleo.points, cleo.exercise) == (0.0, "")


@pytest.mark.parametrize(
    ("when", "left"),
    [
        ("2026-11-28T23:59:00", 5.0),
        ("2026-11-28T23:59:01", 4.5),
        ("2026-11-29T23:59:00", 4.5),
        ("2026-11-30T00:00:00", 4.0),
        ("2027-01-01T00:00:00", 2.5),
    ],
)
def test_late_work_loses_what_the_policy_says(when, left, tmp_path):
    found = changed(tmp_path, LATE, result_of(handed_in=when))["anna"]

    assert found.points == left
    assert bool(found.changes) == (left < 5)


def test_an_extension_is_for_one_student(tmp_path):
    late = "2026-11-30T10:00:00"
    rows = LATE + "ben,,,2026-12-05 23:59,,,ill\n"

    found = changed(tmp_path, rows, result_of(handed_in=late), result_of("ben", handed_in=late))

    assert (found["anna"].points, found["ben"].points) == (4.0, 5.0)
    assert "late by 2 days" in found["anna"].changes[0]


def test_where_the_time_is_not_known_nothing_is_lost_and_a_person_looks(tmp_path):
    found = changed(tmp_path, LATE)["anna"]

    assert found.points == 5.0
    assert "isn't known" in found.flags[0]
    given_time = changed(tmp_path, LATE + "anna,,,,2026-11-29 10:00,,\n")["anna"]
    assert given_time.points == 4.5


WRONG = {
    "no_reason": ("anna,02.1,2,,,,\n", "row 2: points that are set by hand need a reason"),
    "no_number": ("anna,02.1,two,,,,x\n", "row 2: points must be a number"),
    "negative": ("anna,02.1,-1,,,,x\n", "row 2: points must be a number from 0 on"),
    "too_much": ("anna,02.1,3,,,,x\n", "must get at most 2 points, got 3"),
    "too_much_in_all": ("anna,,7,,,,x\n", "must get at most 6 points, got 7"),
    "nobody": ("ana,02.1,1,,,,x\n", "no student is called 'ana'. Did you mean 'anna'"),
    "no_exercise": ("anna,03.1,1,,,,x\n", "no exercise '03.1' here; there are 02.1, 02.2"),
    "a_time": ("anna,,,tomorrow,,,x\n", "write a time as 2026-11-28 23:59"),
    "a_policy": ("*,,,,,a lot,\n", "write a late policy as"),
    "everybody": ("*,02.1,1,,,,x\n", "are for one student"),
    "no_student": (",02.1,1,,,,x\n", "name the student"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_that_cannot_be_meant_is_refused_with_what_to_write(name, tmp_path):
    rows, message = WRONG[name]

    with pytest.raises(InputError, match=r"overrides\.csv") as refused:
        changed(tmp_path, rows)
    assert message in str(refused.value)


def test_a_name_that_two_students_may_have_is_refused_and_the_exact_one_taken(tmp_path):
    results = result_of("Ben"), result_of("ben")

    with pytest.raises(InputError, match="'Ben' or 'ben'"):
        changed(tmp_path, "BEN,02.1,2,,,,x\n", *results)
    found = changed(tmp_path, "ben,02.1,2,,,,x\n", *results)
    assert (found["Ben"].points, found["ben"].points) == (5.0, 6.0)


def test_a_spreadsheet_s_own_csv_is_read(tmp_path):
    text = HEAD.replace(",", ";") + "anna;02.1;1,5;;;;x\n"
    (tmp_path / "overrides.csv").write_bytes(text.encode("utf-16"))

    (one,) = read_overrides(tmp_path / "overrides.csv")

    assert one.points == 1.5


def reported(out, *results):
    out.mkdir(exist_ok=True)
    return write_results(out, CARD, {one.student: one for one in results})


def test_a_gradebook_that_was_edited_is_never_written_over(tmp_path):
    out = tmp_path / "out"
    reported(out, result_of())
    reported(out, result_of(points=(2.0, 4.0)))
    assert not (out / "gradebook.new.csv").exists()
    edited = (out / "gradebook.csv").read_bytes().replace(b"anna,6", b"anna,6.5")
    (out / "gradebook.csv").write_bytes(edited)

    final = reported(out, result_of(points=(0.0, 4.0)))

    assert (out / "gradebook.csv").read_bytes() == edited
    assert b"anna,4" in (out / "gradebook.new.csv").read_bytes()
    assert "edited by hand and is left alone" in closing_message(final, out)
    (out / "gradebook.csv").unlink()
    reported(out, result_of())
    assert not (out / "gradebook.new.csv").exists()


def test_a_gradebook_of_unknown_origin_counts_as_edited(tmp_path):
    (tmp_path / "g.csv").write_bytes(b"mine")

    assert write_beside_edits(tmp_path / "g.csv", b"new").name == "g.new.csv"
    assert (tmp_path / "g.csv").read_bytes() == b"mine"


def test_changes_are_in_the_gradebook_on_the_page_and_in_the_final_results_only(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "overrides.csv").write_text(HEAD + "anna,02.1,2,,,,on paper\n", encoding="utf-8")
    with Ledger.open(out / LEDGER) as ledger:
        ledger.add(result_of())

    reported(out, result_of())

    with (out / "gradebook.csv").open(newline="", encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["points"], row["02.1"]) == ("6", "2")
    assert "on paper" in row["by hand"]
    assert "on paper" in (out / "feedback" / "anna.html").read_text(encoding="utf-8")
    assert [one.points for one in final_results(out, CARD)] == [6.0]
    assert "on paper" not in (out / LEDGER).read_text(encoding="utf-8")


def test_an_empty_overrides_file_is_offered_and_changes_nothing(tmp_path):
    out = tmp_path / "out"

    reported(out, result_of())

    assert read_overrides(out / "overrides.csv") == []
    assert [one.changes for one in reported(out, result_of())] == [()]


CLASSES = {
    "own": "student,number\nAnna Berg,1\nBen Cruz,2\nCleo Dee,3\n",
    "names_alone": "Name\nAnna Berg\nBen Cruz\nCleo Dee\n",
    "moodle": "Identifier,Full name,Email address,Grade,Maximum grade\n"
    "Participant 1,Anna Berg,a@b,,12\nParticipant 2,Ben Cruz,b@b,,12\n"
    "Participant 3,Cleo Dee,,,12\n",
    "canvas": "Student,ID,SIS Login ID,Lesson 02 (5)\n    Points Possible,,,12\n"
    '"Berg, Anna",1,ab,\n"Cruz, Ben",2,bc,\n"Dee, Cleo",3,cd,\n',
}


@pytest.mark.parametrize("name", CLASSES)
def test_the_roster_names_who_is_missing(name, tmp_path):
    (tmp_path / "c.csv").write_text(CLASSES[name], encoding="utf-8")
    came = [
        result_of("Anna Berg", number="1"),
        result_of("Ben Cruz", status="rejected", reason="a PDF"),
    ]

    students = read_class(tmp_path / "c.csv")
    write_roster(tmp_path / "roster.csv", came, students)

    assert [one.number or one.name for one in missing(came, students)] in (["3"], ["Cleo Dee"])
    with (tmp_path / "roster.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = {row["student"]: row["status"] for row in csv.DictReader(file)}
    assert rows["Anna Berg"] == "handed in"
    assert "a PDF" in rows["Ben Cruz"]
    assert list(rows.values()).count("missing") == 1


def test_feedback_is_packed_where_each_lms_wants_it(tmp_path):
    files = {
        "Anna Berg": ("Anna Berg_9_assignsubmission_file_/a/02.ipynb", "9"),
        "Flat Hans": ("Flat Hans_8_assignsubmission_file_02.ipynb", "8"),
        "Newer": ("Newer_6_assignsubmission_file/02.ipynb", "6"),
        "cruzben": ("cruzben_LATE_7_77_02.ipynb", "7"),
        "dora": ("dora/02.ipynb", ""),
        "gone": ("gone/02.ipynb", ""),
    }
    (tmp_path / "feedback").mkdir()
    for name in list(files)[:-1]:
        (tmp_path / "feedback" / f"{name}.html").write_text(name)
    results = [
        Result(name, file, "02", "graded", 12.0, number=no) for name, (file, no) in files.items()
    ]

    message = write_feedback_zip(results, tmp_path)

    with zipfile.ZipFile(tmp_path / FEEDBACK_ZIP) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    assert found == {
        "Anna Berg_9_assignsubmission_file_/feedback.html": "Anna Berg",
        "Flat Hans_8_assignsubmission_file_feedback.html": "Flat Hans",
        "Newer_6_assignsubmission_file/feedback.html": "Newer",
        "cruzben_LATE_7_77_feedback.html": "cruzben",
        "dora/feedback.html": "dora",
    }
    assert "Without a page: gone" in message
