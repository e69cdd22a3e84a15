import pytest

from course_lib.classroom.exercises.course import course_root, load_course
from course_lib.classroom.exercises.errors import CourseError, UnknownIdError
from course_lib.classroom.exercises.lessons import bank, find_exercise, find_question, lesson_module

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


def test_the_root_is_found_from_a_folder_below_it(monkeypatch, write):
    root = write('title = "T"\n')
    below = root / "deep" / "down"
    below.mkdir(parents=True)
    monkeypatch.setenv("COURSE_ROOT", str(root))
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
        (f'title = "T"\n{LESSON}{LESSON}', "two lessons have the id 01"),
        (f'title = "T"\n{LESSON}minutes = true\n', "'minutes' must be of type int"),
        (f'title = "T"\n{LESSON}terms = [1]\n', "'terms' must be a list of strings"),
        (f'title = "T"\n{LESSON}{EXERCISE}difficulty = 1\npoints = 0\n', "above 0, not 0"),
        (f'title = "T"\n{LESSON}{EXERCISE}points = 1\n', "'difficulty' is missing"),
        (
            f'title = "T"\n{LESSON}[[lesson.objective]]\nid = "o"\ntext = "t"\n'
            'exercises = ["01.9"]\n',
            r"names \['01.9'\]",
        ),
    ],
)
def test_a_fault_in_the_course_file_is_named(write, text, message):
    with pytest.raises(CourseError, match=message):
        load_course(write(text))


def test_a_changed_course_file_is_read_again(write):
    root = write('title = "T"\n')
    assert load_course(root).title == "T"
    write('title = "A longer one"\n')
    assert load_course(root).title == "A longer one"


def test_a_wrong_id_is_answered_with_a_near_one():
    with pytest.raises(UnknownIdError, match=r"no exercise '01.11'. Did you mean '01.1'\?"):
        find_exercise("01.11")
    with pytest.raises(UnknownIdError, match=r"no lesson '10'.*There are: 00, 01"):
        find_exercise("10.1")
    with pytest.raises(UnknownIdError, match=r"to predict '01.r1'.*01.p1, 01.p2"):
        find_question("01.r1", "predict")


def test_swapped_arguments_are_told():
    with pytest.raises(TypeError, match="id of the exercise comes first"):
        find_exercise(lambda x: x)


def test_a_planned_lesson_says_that_it_is_not_written():
    with pytest.raises(CourseError, match="Lesson 00, Before, has not been written yet"):
        bank("00")


def test_a_lesson_is_imported_once_and_again_after_a_change(write, monkeypatch):
    root = write(f'title = "T"\n{LESSON}')
    file = root / "lessons" / "01_a" / "exercises.py"
    file.parent.mkdir()
    file.write_text("value = 1\n", encoding="utf-8")
    first = lesson_module("01", root)
    assert lesson_module("01", root) is first
    file.write_text("value = 1000\n", encoding="utf-8")
    assert lesson_module("01", root).value == 1000


def test_opening_a_bank_shows_nothing(capsys):
    bank("01")
    assert capsys.readouterr().out == ""
