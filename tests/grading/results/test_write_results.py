"""All files of a run are written; one that can't be is a note in a row."""

import csv

import pytest

from course_lib.classroom.exercises.course_toml import load_course
from course_lib.grading.results import write_results as module
from course_lib.grading.results.ledger import Result
from course_lib.grading.results.write_results import closing_message, write_results


@pytest.fixture(scope="module")
def lesson(root):
    return load_course(root).lesson("02")


@pytest.fixture
def three():
    results = [Result(name, f"{name}.ipynb", "02", "graded", 12.0, 6.0) for name in "abc"]
    return {result.student: result for result in results}


def rows(folder):
    with (folder / "gradebook.csv").open(newline="", encoding="utf-8-sig") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_a_page_that_cannot_be_written_is_a_note_in_its_row_and_costs_nobody_else_theirs(
    tmp_path, lesson, three
):
    (tmp_path / "feedback" / "b.html").mkdir(parents=True)  # no file can have this name

    final = write_results(tmp_path, lesson, three)

    found = rows(tmp_path)
    assert {name: row["points"] for name, row in found.items()} == dict.fromkeys("abc", "6")
    assert (
        "the feedback page could not be written (IsADirectoryError" in (found["b"]["needs a look"])
    )
    assert (found["a"]["needs a look"], found["c"]["needs a look"]) == ("", "")
    assert (tmp_path / "feedback" / "c.html").is_file()
    assert (tmp_path / "junit" / "b.xml").is_file()
    assert "1 need a look" in closing_message(final, tmp_path)


@pytest.mark.parametrize("writer", ["write_feedback", "write_junit"])
def test_the_gradebook_is_there_before_any_page(writer, tmp_path, lesson, three, monkeypatch):
    seen = []
    monkeypatch.setattr(module, writer, lambda *_: seen.append(len(rows(tmp_path))))

    write_results(tmp_path, lesson, three)

    assert seen == [3, 3, 3]


@pytest.mark.parametrize("writer", ["write_summary", "write_roster", "offer_overrides"])
def test_a_page_of_the_class_that_fails_is_a_note_in_every_row(
    writer, tmp_path, lesson, three, monkeypatch
):
    def fail(*_):
        raise RecursionError("too deep")

    monkeypatch.setattr(module, writer, fail)

    write_results(tmp_path, lesson, three)

    notes = {row["needs a look"] for row in rows(tmp_path).values()}
    assert len(notes) == 1
    assert notes.pop().endswith("could not be written (RecursionError: too deep)")


def test_a_second_writing_without_the_fault_takes_the_note_away(tmp_path, lesson, three):
    (tmp_path / "feedback" / "b.html").mkdir(parents=True)
    write_results(tmp_path, lesson, three)
    (tmp_path / "feedback" / "b.html").rmdir()

    write_results(tmp_path, lesson, three)

    assert rows(tmp_path)["b"]["needs a look"] == ""
    assert not (tmp_path / "gradebook.new.csv").exists()
