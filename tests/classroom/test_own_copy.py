"""A learner's own copy of the notebooks: updates arrive, and no work is lost."""

import json
import re
import subprocess

import pytest

from course_lib.classroom.exercises.errors import CourseError
from course_lib.classroom.own_copy import make_own_copy

SHEET = "exercises/02_periods.ipynb"
LESSON = "notebooks/02_periods.ipynb"


def git(root, *words):
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True)


class Course:
    """A course of two notebooks, with git."""

    def __init__(self, root):
        self.root = root
        for folder in ("notebooks", "exercises", "solutions"):
            (root / folder).mkdir(parents=True)
            (root / folder / "02_periods.ipynb").write_text("first")
        git(root, "init", "-q")
        self.commit()

    def commit(self):
        git(self.root, "add", ".")
        git(self.root, "commit", "-q", "-m", "next")

    def update(self, text, *names):
        for name in names or (SHEET, LESSON):
            (self.root / name).write_text(text)
        self.commit()


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path / "the course ü")


@pytest.fixture
def mine(tmp_path):
    return tmp_path / "mine"


def test_the_lessons_and_the_sheets_are_copied_and_the_solutions_are_not(course, mine):
    report = make_own_copy(course.root, mine)

    assert report.copied == [LESSON, SHEET]
    assert sorted(p.relative_to(mine).as_posix() for p in mine.rglob("*.ipynb")) == [SHEET, LESSON]


def test_a_second_time_nothing_is_new(course, mine):
    make_own_copy(course.root, mine)
    report = make_own_copy(course.root, mine)

    assert (report.copied, report.updated, report.beside, report.same) == ([], [], {}, 2)


def test_an_update_replaces_what_is_untouched_and_comes_beside_what_is_not(course, mine):
    make_own_copy(course.root, mine)
    (mine / SHEET).write_text("my work")
    course.update("second")

    report = make_own_copy(course.root, mine)

    beside = "exercises/02_periods.new.ipynb"
    assert (report.updated, report.beside) == ([LESSON], {SHEET: beside})
    assert (mine / SHEET).read_text() == "my work"
    assert (mine / beside).read_text() == (mine / LESSON).read_text() == "second"
    assert f"{SHEET}: kept as it is; the new version is {beside}" in str(report)


def test_the_same_update_comes_once_and_the_next_one_takes_its_place(course, mine):
    make_own_copy(course.root, mine)
    (mine / SHEET).write_text("my work")
    course.update("second", SHEET)
    make_own_copy(course.root, mine)
    assert make_own_copy(course.root, mine).beside == {}

    course.update("third", SHEET)
    make_own_copy(course.root, mine)

    assert {p.name: p.read_text() for p in (mine / "exercises").iterdir()} == {
        "02_periods.ipynb": "my work",
        "02_periods.new.ipynb": "third",
    }


def test_work_in_an_update_is_preserved_like_any_other(course, mine):
    make_own_copy(course.root, mine)
    (mine / SHEET).write_text("my work")
    course.update("second", SHEET)
    make_own_copy(course.root, mine)
    (mine / "exercises/02_periods.new.ipynb").write_text("more work")
    course.update("third", SHEET)

    make_own_copy(course.root, mine)

    assert sorted(p.read_text() for p in (mine / "exercises").iterdir()) == [
        "more work",
        "my work",
        "third",
    ]


def test_a_sheet_that_was_filled_in_inside_the_course_is_copied_as_work(course, mine):
    """It isn't what the course handed out, so the sheet that a pull brings must not replace it."""
    (course.root / SHEET).write_text("my work")
    make_own_copy(course.root, mine)
    git(course.root, "checkout", "-q", "--", SHEET)
    course.update("second", SHEET)

    make_own_copy(course.root, mine)

    assert (mine / SHEET).read_text() == "my work"
    assert (mine / "exercises/02_periods.new.ipynb").read_text() == "second"


@pytest.mark.parametrize("spoil", ["no git", "no record"])
def test_without_a_known_original_nothing_is_replaced(course, mine, spoil):
    if spoil == "no git":
        (course.root / ".git").rename(course.root.parent / "elsewhere")
    make_own_copy(course.root, mine)
    (mine / SHEET).write_text("my work")
    if spoil == "no record":
        (mine / ".course-copies.json").write_text("{")
    for name in (SHEET, LESSON):
        (course.root / name).write_text("second")

    make_own_copy(course.root, mine)
    make_own_copy(course.root, mine)

    assert {p.relative_to(mine).as_posix(): p.read_text() for p in mine.rglob("*.ipynb")} == {
        SHEET: "my work",
        "exercises/02_periods.new.ipynb": "second",
        LESSON: "first",
        "notebooks/02_periods.new.ipynb": "second",
    }


def test_the_learners_own_sheet_stays_the_newest_copy(course, mine):
    """Later lessons use the newest copy of a sheet; see `own_parts`."""
    make_own_copy(course.root, mine)
    (mine / SHEET).write_text("my work")
    course.update("second", SHEET)
    make_own_copy(course.root, mine)

    newest = max((mine / "exercises").glob("*02_periods*.ipynb"), key=lambda p: p.stat().st_mtime)
    assert newest.name == "02_periods.ipynb"


def test_a_notebook_that_was_deleted_comes_back_fresh(course, mine):
    make_own_copy(course.root, mine)
    (mine / SHEET).unlink()

    assert make_own_copy(course.root, mine).copied == [SHEET]


@pytest.mark.parametrize("inside", [".", "exercises", "my/own"])
def test_a_folder_inside_the_course_is_refused(course, inside):
    with pytest.raises(CourseError, match=r"must be outside of the course in .*would overwrite"):
        make_own_copy(course.root, course.root / inside)
    assert not (course.root / "my").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(course, mine):
    mine.write_text("a file")
    with pytest.raises(CourseError, match=r"can't write into .*mine: "):
        make_own_copy(course.root, mine)


def test_without_notebooks_there_is_nothing_to_copy(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CourseError, match="has no notebooks to copy"):
        make_own_copy(tmp_path / "empty", tmp_path / "mine")


def test_every_link_in_a_copy_leads_to_a_file_in_the_copy(root, mine):
    """The real course: no notebook leans on a picture, a sheet or a solution that stays behind."""
    make_own_copy(root, mine)
    found = []
    for path in mine.rglob("*.ipynb"):
        for cell in json.loads(path.read_bytes())["cells"]:
            if cell["cell_type"] == "markdown":
                text = "".join(cell["source"])
                found += [(path, link) for link in re.findall(r"\]\(([^)\s#]+)\)", text)]
                found += [(path, link) for link in re.findall(r"(?:href|src)=\"([^\"#]+)\"", text)]
    here = [(path, link) for path, link in found if "://" not in link]

    assert len(here) > 14
    assert [(path.name, link) for path, link in here if not (path.parent / link).is_file()] == []
