"""What of a lesson is on its page, and what isn't."""

import re
from dataclasses import replace

import pytest

from course_lib.authoring.export import LessonFailedError, lesson_page
from course_lib.authoring.running.results import Fault


@pytest.fixture(scope="module")
def page(new_lesson):
    lesson = new_lesson().code("raise_here = 'colab'", "colab").code("a = 20", "setup", hidden=True)
    lesson.text("# 01 · Small\n\n[next](02_next.ipynb)").code("print(a + 22)")
    lesson.code("import os\nprint(os.environ['COURSE_PREDICT'])", "demo", hidden=True)
    return lesson.page()


def test_the_cells_are_run_and_their_outputs_are_on_the_page(page):
    assert ">42</pre>" in page


def test_cells_that_only_prepare_the_notebook_are_run_and_left_out(page):
    assert "raise_here" not in page
    assert "colab" not in page


def test_demos_are_shown_and_their_code_is_folded_away(page):
    [folded] = re.findall(r"<details class=\"code\">.*?</details>", page, re.DOTALL)

    assert "COURSE_PREDICT" in folded
    assert ">skip</pre>" in page.partition(folded)[2]
    assert "<details open" not in page


def test_the_policy_lets_the_page_load_nothing(page):
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)

    assert policy.startswith("default-src 'none'; ")
    assert "http" not in policy


def test_the_notebook_itself_is_unchanged(new_lesson):
    lesson = new_lesson().code("1 + 1")
    lesson.write()
    path = lesson.root / "notebooks" / "01_small.ipynb"
    before = path.read_bytes()
    lesson.page()

    assert path.read_bytes() == before


def test_a_cell_that_raises_is_named(new_lesson):
    with pytest.raises(LessonFailedError, match=r"cell 2 of 2 in .*: ZeroDivisionError"):
        new_lesson().code("1").code("1 / 0").page()


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (
            Fault("time", 1, "c0", "It took longer than 5 seconds.", "1"),
            r"cell 1 of 1 in notebooks/01_small\.ipynb failed: It took longer than 5 seconds\. `",
        ),
        (
            Fault("kernel", 0, "", "The kernel does not start: no", ""),
            r"^notebooks/01_small\.ipynb failed: The kernel does not start: no\. `course run 01`",
        ),
    ],
)
def test_a_lesson_that_ends_early_has_no_page(new_lesson, monkeypatch, fault, says):
    monkeypatch.setattr(lesson_page, "execute", ending_with(faults=(fault,)))

    with pytest.raises(LessonFailedError, match=says):
        new_lesson().code("1").page()


def test_ctrl_c_ends_the_export(new_lesson, monkeypatch):
    monkeypatch.setattr(lesson_page, "execute", ending_with(state="stopped"))

    with pytest.raises(KeyboardInterrupt):
        new_lesson().code("1").page()


def ending_with(**changes):
    """Return a replacement for `execute` that runs nothing and returns these results."""

    async def execute(notebook, root, chosen, settings, progress):
        return replace(chosen, **changes)

    return execute
