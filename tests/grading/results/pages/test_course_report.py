"""All lessons in one gradebook: each student once, nobody put together wrongly, nothing runs."""

import csv
import html
import re
import shutil
import subprocess

import pytest

from course_lib.classroom.exercises.course_toml import load_course
from course_lib.grading.intake.errors import InputError
from course_lib.grading.results.ledger import LEDGER, Ledger, Result
from course_lib.grading.results.marks import Mark
from course_lib.grading.results.overrides import read_overrides
from course_lib.grading.results.pages.course_report import people_of, read_runs, write_report
from course_lib.grading.results.pages.written_answers import answers_script, is_written

EVIL = "</pre><script>alert(1)</script>\x1b[31m"


def result_of(student, lesson, points=3.0, number="", **more):
    return Result(student, "a.ipynb", lesson, "graded", 12.0, points, number=number, **more)


@pytest.fixture
def course(root):
    return load_course(root)


@pytest.fixture
def runs(course, tmp_path):
    def make(**lessons):
        folders = []
        for name, results in lessons.items():
            folder = tmp_path / name
            folder.mkdir()
            with Ledger.open(folder / LEDGER) as ledger:
                for one in results:
                    ledger.add(one)
            folders.append(folder)
        return read_runs(folders, course)

    return make


def test_totals_and_who_is_missing_what(runs, tmp_path):
    found = runs(
        b=[result_of("Anna B", "02", 5.0), result_of("Ben C", "02", 1.0)],
        a=[result_of("Anna B", "01", 2.5), result_of("Dee", "01", 4.0, flags=("x",))],
    )

    message = write_report(found, tmp_path / "out")

    with (tmp_path / "out" / "report.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert [run.lesson.id for run in found] == ["01", "02"]
    assert (rows["Anna B"]["points"], rows["Anna B"]["missing"]) == ("7.5", "")
    assert (rows["Ben C"]["lesson 01"], rows["Ben C"]["missing"]) == ("", "01")
    assert rows["Dee"]["needs a look"] == "lesson 01"
    assert "2 have not handed in everything" in message


def test_a_student_is_one_though_moodle_numbers_and_accents_differ(runs):
    found = runs(
        a=[result_of("Jos\u00e9 G", "01", number="11")],
        b=[result_of("JOSE\u0301 G", "02", number="99")],
    )

    (person,) = people_of(found)

    assert person.points == 6.0


def test_students_of_one_name_are_never_put_together_by_a_guess(runs):
    twins = [result_of("Max M (1)", "01", 1.0, "1"), result_of("Max M (2)", "01", 2.0, "2")]
    found = runs(a=twins, b=[result_of("Max M", "02", 4.0, "7")])

    people = people_of(found)

    assert sorted(person.points for person in people) == [1.0, 2.0, 4.0]
    assert all(person.shared for person in people)


def test_who_is_in_the_class_and_handed_in_nothing_is_there(runs, tmp_path):
    found = runs(a=[result_of("Anna B", "01")])
    (tmp_path / "a" / "class.csv").write_text("student\nAnna B\nZoe Z\n")

    assert [person.name for person in people_of(found)] == ["Anna B", "Zoe Z"]


def test_changes_by_hand_count(runs, tmp_path, course):
    runs(a=[result_of("Anna B", "01", 3.0)])
    (tmp_path / "a" / "overrides.csv").write_text("student,points,reason\nAnna B,5,oral\n")

    (run,) = read_runs([tmp_path / "a"], course)

    assert people_of([run])[0].points == 5.0


def test_two_folders_of_one_lesson_and_a_folder_without_results_are_refused(runs, tmp_path, course):
    with pytest.raises(InputError, match="both of lesson 01"):
        runs(a=[result_of("Anna", "01")], b=[result_of("Ben", "01")])
    with pytest.raises(InputError, match="has no results"):
        read_runs([tmp_path], course)


def written_exercise(course):
    return next(card for lesson in course.lessons for card in lesson.exercises if is_written(card))


def test_written_answers_are_on_one_page_and_nothing_in_them_runs(runs, tmp_path, course):
    card = written_exercise(course)
    lesson = card.id.partition(".")[0]
    mark = Mark(card.id, "PASS", card.points, card.points, {})
    blank = Mark(card.id, "NOT ATTEMPTED", 0.0, card.points, {})
    found = runs(
        a=[
            result_of(EVIL, lesson, marks=(mark,), answers={card.id: f"# {EVIL}\nbecause"}),
            result_of("untouched", lesson, marks=(blank,), answers={card.id: "text = ..."}),
        ]
    )

    message = write_report(found, tmp_path / "out")

    page = (tmp_path / "out" / "written.html").read_text(encoding="utf-8")
    assert "1 written answers" in message
    assert page.count("<script") == 1
    assert "\x1b" not in page
    assert html.escape("<script>alert(1)") in page
    assert "because" in page
    assert "untouched" not in page
    assert "default-src 'none'" in page


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_page_saves_marks_that_the_grader_reads(runs, tmp_path, course):
    card = written_exercise(course)
    lesson = card.id.partition(".")[0]
    runs(a=[result_of('A "B", C', lesson, answers={card.id: "x"})])
    (tmp_path / "a" / "overrides.csv").write_text('student,points,reason\n"A ""B"", C",1,oral\n')
    write_report(read_runs([tmp_path / "a"], course), tmp_path / "out")
    page = (tmp_path / "out" / "written.html").read_text(encoding="utf-8")
    before = html.unescape(re.search(r'data-before="(.*?)"', page, re.DOTALL)[1])
    stage = f"""
    const values = {{points: "1", reason: 'so "it" is'}};
    const input = (name) => ({{
      value: values[name], setCustomValidity() {{}}, reportValidity: () => true,
    }});
    const field = {{dataset: {{student: 'A "B", C', exercise: "{card.id}"}},
      querySelector: (s) => input(s.slice(6, -1))}};
    const button = {{dataset: {{lesson: "{lesson}", before: {before!r}}},
      addEventListener: (_, run) => {{ button.run = run; }}}};
    globalThis.document = {{
      querySelectorAll: (s) => s.startsWith("button") ? [button] : [field],
      createElement: () => ({{click() {{}}}}),
    }};
    globalThis.Blob = class {{ constructor(parts) {{ process.stdout.write(parts.join("")); }} }};
    globalThis.URL = {{createObjectURL: () => ""}};
    {answers_script()}
    button.run();
    """
    saved = subprocess.run(["node", "-e", stage], capture_output=True, check=True)
    (tmp_path / "saved.csv").write_bytes(saved.stdout)

    first, second = read_overrides(tmp_path / "saved.csv")

    assert (first.student, first.points, first.reason) == ('A "B", C', 1.0, "oral")
    assert (second.exercise, second.points, second.reason) == (card.id, 1.0, 'so "it" is')
