"""``lessons/course.toml`` is found, read, and its mistakes are named."""

import pytest

from course_lib.classroom.exercises import course_toml as course
from course_lib.classroom.exercises.course_toml import course_root, load_course
from course_lib.classroom.exercises.errors import CourseError

LESSON = '[[lesson]]\nid = "01"\nslug = "01_a"\ntitle = "A"\n'


EXERCISE = '[[lesson.exercise]]\nid = "01.1"\ntitle = "B"\nkind = "fill in"\nminutes = 5\n'


@pytest.fixture
def write(tmp_path):
    (tmp_path / "lessons").mkdir()

    def write(text):
        (tmp_path / "lessons" / "course.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_the_numbers_of_the_course_come_from_one_file():
    lesson = load_course().lesson("01")
    assert lesson.points == 2 + 1 + 3 + 1.5
    assert load_course().exercise("01.4").points == 1.5
    assert load_course().lesson("00").planned


def test_an_exercise_is_in_the_core_unless_it_is_for_more_practice(write):
    second, third = (EXERCISE.replace("01.1", id) for id in ("01.2", "01.3"))
    numbers = "points = 1\ndifficulty = 1\n"
    marked = f"{EXERCISE}{numbers}practice = true\n{second}{numbers}{third}{numbers}"
    lesson = load_course(write(f'title = "T"\n{LESSON}{marked}')).lesson("01")

    assert [card.id for card in lesson.core] == ["01.2", "01.3"]
    assert [card.id for card in lesson.practice] == ["01.1"]
    assert [card.id for card in lesson.exercises] == ["01.1", "01.2", "01.3"]
    assert lesson.points == 3


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("exercise 01.1. Then", "exercise 01.1 (more practice). Then"),
        ("**01.1**, *B*", "**01.1 (more practice)**, *B*"),
        ("exercise 01.2, and 101.1", "exercise 01.2, and 101.1"),
        ('`hint("01.1")` or `01.1`', '`hint("01.1")` or `01.1`'),
        ("version 01.1.2", "version 01.1.2"),
    ],
)
def test_a_text_says_which_exercises_are_for_more_practice(write, text, named):
    numbers = "points = 1\ndifficulty = 1\npractice = true\n"
    lesson = load_course(write(f'title = "T"\n{LESSON}{EXERCISE}{numbers}')).lesson("01")

    assert lesson.with_practice_named(text) == named


def test_the_root_is_found_from_a_folder_below_it(monkeypatch, write):
    root = write('title = "T"\n')
    below = root / "deep" / "down"
    below.mkdir(parents=True)
    monkeypatch.setenv("COURSE_ROOT", str(root))
    assert course_root() == root.resolve()


def test_the_course_is_found_beside_the_package_as_in_a_checkout(monkeypatch, tmp_path, root):
    monkeypatch.delenv("COURSE_ROOT")
    monkeypatch.chdir(tmp_path)  # not below the checkout
    assert course_root() == root.resolve()


def test_the_course_is_found_inside_the_package_as_in_a_wheel(monkeypatch, tmp_path, write):
    root = write('title = "T"\n')  # stands for site-packages/course_lib
    monkeypatch.delenv("COURSE_ROOT")
    monkeypatch.chdir("/")
    monkeypatch.setattr(course, "__file__", str(root / "classroom" / "exercises" / "course.py"))
    assert course_root() == root.resolve()


def test_a_folder_without_lessons_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_ROOT", str(tmp_path))
    with pytest.raises(CourseError, match="set COURSE_ROOT"):
        course_root()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 3\n", "'title' must be of type str"),
        ("title = \n", "not valid TOML"),
        ('title = "T"\nlesson = 3\n', r"\[\[lesson\]\]"),
        ('title = "T"\n[[lesson]]\nid = "01"\n', "lesson 01: 'slug' is missing"),
        (f'title = "T"\n{LESSON}{LESSON}', "duplicate lesson id 01"),
        (f'title = "T"\n{LESSON}minutes = true\n', "'minutes' must be of type int"),
        (f'title = "T"\n{LESSON}terms = [1]\n', "'terms' must be a list of strings"),
        (f'title = "T"\n{LESSON}{EXERCISE}difficulty = 1\npoints = 0\n', "above 0, got 0"),
        (f'title = "T"\n{LESSON}{EXERCISE}points = 1\n', "'difficulty' is missing"),
        (
            f'title = "T"\n{LESSON}{EXERCISE}points = 1\ndifficulty = 1\npractice = 1\n',
            "exercise 01.1: 'practice' must be of type bool",
        ),
        (
            f'title = "T"\n{LESSON}[[lesson.objective]]\nid = "o"\ntext = "t"\n'
            'exercises = ["01.9"]\n',
            r"names \['01.9'\]",
        ),
        (
            f'title = "T"\n{LESSON}{EXERCISE}points = 1\ndifficulty = 1\n'
            '[[lesson.objective]]\nid = "o"\ntext = "t"\nexercises = []\nlevel = "know"\n',
            "'level' must be one of remember, .*, got 'know'",
        ),
    ],
)
def test_a_mistake_in_the_course_file_is_named(write, text, message):
    with pytest.raises(CourseError, match=message):
        load_course(write(text))


def test_a_changed_course_file_is_read_again(write):
    root = write('title = "T"\n')
    assert load_course(root).title == "T"
    write('title = "A longer one"\n')
    assert load_course(root).title == "A longer one"
