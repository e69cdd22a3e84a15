"""The texts behind a locked demo are found in lesson.py, as the build finds them."""

import pytest

from course_lib.authoring.source.cells import read_cells
from course_lib.authoring.source.code import bare_calls
from course_lib.classroom.exercises.after_texts import after_text, after_texts
from course_lib.classroom.exercises.course_toml import load_course

DEMO = '# %% tags=["demo"]\nreveal("02.p1", show)\n\n'
AFTER = '# %% [markdown] tags=["after"]\n# Text.\n#\n# - a list\n#   goes on\n\n'


def test_comment_signs_go_and_indents_stay():
    assert after_texts(DEMO + AFTER) == {"02.p1": "Text.\n\n- a list\n  goes on"}


def test_several_cells_in_a_row_are_one_text():
    assert after_texts(DEMO + AFTER + AFTER.replace("Text", "More"))["02.p1"].count("- a list") == 2


def test_the_last_reveal_of_a_cell_counts_and_may_be_written_over_several_lines():
    demo = '# %% tags=["demo"]\nreveal("02.p1", a)\nreveal(\n    "02.p2",\n    b,\n)\n\n'
    assert list(after_texts(demo + AFTER)) == ["02.p2"]


@pytest.mark.parametrize(
    "before", ["", "# %%\nx = 1\n\n", '# %% tags=["demo"]\nlisten(a)\n\n', DEMO + "# %%\nx = 1\n\n"]
)
def test_a_text_behind_anything_else_belongs_to_no_question(before):
    assert after_texts(before + AFTER) == {}


def test_other_text_behind_a_demo_is_not_taken():
    assert after_texts(DEMO + "# %% [markdown]\n# Text.\n") == {}


def test_the_text_of_a_question_is_found_in_its_lesson():
    assert after_text("01.p2").startswith("Numbers are in order, as **the text**")
    assert after_text("01.p1") == ""


def test_a_copy_without_the_lesson_has_no_text(tmp_path, monkeypatch):
    course = load_course().root / "lessons/course.toml"
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons/course.toml").write_bytes(course.read_bytes())
    assert after_text("01.p2", tmp_path) == ""


def test_the_lessons_cells_are_read_as_the_build_reads_them(root):
    for card in load_course(root).lessons:
        if card.planned:
            continue
        path = f"lessons/{card.slug}/lesson.py"
        expected, question = {}, None
        for cell in read_cells(root, path):
            if "after" in cell.tags:
                expected.setdefault(question, []).append(cell.source)
            elif cell.kind == "code" and "demo" in cell.tags:
                revealed = [c.first for c in bare_calls(cell.source) if c.name == "reveal"]
                question = revealed[-1] if revealed else None
            else:
                question = None
        found = after_texts((root / path).read_text(encoding="utf-8"))
        assert found == {id_: "\n\n".join(texts) for id_, texts in expected.items()}


def test_a_text_behind_a_demo_says_which_exercises_are_for_more_practice(tmp_path):
    lessons = tmp_path / "lessons"
    (lessons / "01_a").mkdir(parents=True)
    (lessons / "course.toml").write_text(
        'title = "T"\n[[lesson]]\nid = "01"\nslug = "01_a"\ntitle = "A"\n'
        '[[lesson.exercise]]\nid = "01.1"\ntitle = "B"\nkind = "fill in"\npoints = 1\n'
        "minutes = 5\ndifficulty = 1\npractice = true\n",
        encoding="utf-8",
    )
    source = DEMO.replace("02.p1", "01.p1") + AFTER.replace("Text.", "Exercise 01.1.")
    (lessons / "01_a" / "lesson.py").write_text(source, encoding="utf-8")

    assert after_text("01.p1", tmp_path).startswith("Exercise 01.1 (more practice).")
