"""What stands in the three notebooks of a lesson, cell by cell."""

import json

import pytest

from course_lib.authoring import build


@pytest.fixture
def cells(small_course):
    """Build the small course, and return the cells of its notebooks by folder and id."""
    build(small_course.root)

    def read(folder):
        path = small_course.root / folder / "01_echo.ipynb"
        found = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return {cell["id"]: {**cell, "source": "".join(cell["source"])} for cell in found}

    return read


def test_the_lesson_opens_with_title_card_colab_and_setup(cells):
    assert list(cells("notebooks"))[:4] == ["c01-title", "c01-card", "c01-colab", "c01-setup"]


def test_the_title_says_what_you_will_hear_and_where_you_are(cells):
    title = cells("notebooks")["c01-title"]["source"]

    assert "# 01 · Echo\n" in title
    assert "Your own click, twice." in title
    assert "00 Silence · **01 Echo** · 02 Choir" in title
    assert (
        "(https://colab.research.google.com/github/teacher/echo-course"
        "/blob/main/notebooks/01_echo.ipynb)"
    ) in title


def test_the_title_loads_nothing_from_another_host(cells):
    for folder in ("notebooks", "exercises", "solutions"):
        assert "![" not in cells(folder)["c01-title"]["source"]


def test_the_card_gives_time_needs_points_and_objectives(cells):
    card = cells("notebooks")["c01-card"]["source"]

    for text in (
        "about 30 min for you (an estimate)",
        "00 Silence",
        "a function that repeats a sound",
        "5 points in 2 exercises",
        "- `01.o1` Add an echo to a list of samples. (exercise 01.1)",
        "(exercise 01.1, 01.2)",
    ):
        assert text in card


def test_cells_are_numbered_in_order_and_a_given_id_wins(cells):
    names = list(cells("notebooks"))

    assert names[4:7] == ["c01-001", "c01-002", "c01-003"]
    assert "far-wall" in names


def test_the_setup_cell_imports_what_the_lesson_uses(cells):
    names = ("checklist", "explain", "look_back", "predict", "recall", "reveal", "setup")

    assert cells("notebooks")["c01-setup"]["source"] == (
        f'from course_lib.classroom import {", ".join(names)}\n\nsetup("01")'
    )


def test_claimed_output_leaves_the_source_and_becomes_a_stored_output(cells):
    (cell,) = [c for c in cells("notebooks").values() if c.get("outputs")]

    assert "→" not in cell["source"]
    assert cell["source"].endswith('print(len(late), "samples")')
    assert cell["metadata"]["tags"] == ["nbval-check-output"]
    assert isinstance(cell["execution_count"], int)
    assert cell["outputs"] == [
        {
            "name": "stdout",
            "output_type": "stream",
            "text": ["[0.0, 0.0, 1.0, 0.0]\n", "\n", "4 samples\n"],
        }
    ]


def test_a_learner_gets_the_stub_the_check_the_verdict_and_help(cells):
    found = cells("exercises")

    assert list(found)[:5] == ["c01-title", "c01-x001", "c01-list", "c01-colab", "c01-setup"]
    assert list(found)[5:] == [
        *("c01-x002", "01-1-head", "01-1-answer", "01-1-check", "01-1-verdict", "01-1-help"),
        *("wall-head", "wall", "01-2-check", "01-2-verdict", "01-2-help"),
        "c01-x010",
    ]
    assert found["01-1-check"]["source"] == 'check("01.1", echo)'
    assert found["01-1-verdict"]["source"] == 'verdict("01.1", echo)'
    assert found["01-1-help"]["source"].startswith('# hint("01.1")   # remove the first #')


def test_the_head_is_completed_from_the_course_file(cells):
    head = cells("exercises")["01-1-head"]["source"]

    assert head.startswith(
        "### 01.1 Add an echo\n\n*fill in · 4 points · about 10 min · difficulty 2 of 5*\n\nWrite"
    )
    assert "*calculate · 1 point · about 5 min" in cells("exercises")["wall-head"]["source"]


def test_the_verdict_stores_the_one_line_that_an_untouched_notebook_gives(cells):
    verdict = cells("exercises")["01-1-verdict"]

    assert verdict["metadata"] == {
        "course": {"id": "01.1", "points": 4, "role": "verdict", "schema": 1},
        "tags": ["verdict", "nbval-check-output"],
    }
    assert isinstance(verdict["execution_count"], int)
    assert verdict["outputs"] == [
        {
            "data": {"text/plain": ["01.1 NOT ATTEMPTED · 0/4 points"]},
            "metadata": {},
            "output_type": "display_data",
        }
    ]


def test_the_grader_finds_each_cell_by_its_role(cells):
    roles = {
        (cell["metadata"]["course"]["id"], cell["metadata"]["course"]["role"]): name
        for name, cell in cells("exercises").items()
        if "course" in cell["metadata"]
    }

    assert roles == {
        ("01.1", "answer"): "01-1-answer",
        ("01.1", "check"): "01-1-check",
        ("01.1", "verdict"): "01-1-verdict",
        ("01.2", "answer"): "wall",
        ("01.2", "check"): "01-2-check",
        ("01.2", "verdict"): "01-2-verdict",
    }


def test_no_secret_reaches_the_learner(cells):
    text = "\n".join(cell["source"] for cell in cells("exercises").values())

    for secret in ("wall = [0.0]", "2400", "mutant", "Exercise(", "SOLUTION", "STUB", "Silence?"):
        assert secret not in text


def test_the_stub_says_not_attempted_in_a_fresh_notebook(cells):
    found = cells("exercises")

    assert found["01-1-answer"]["source"].endswith(
        '    # your lines here\n    raise NotAttempted("01.1")'
    )
    assert "NotAttempted" in found["c01-setup"]["source"]
    assert found["wall"]["source"] == "# @answer 01.2\nsamples_late = ..."


def test_the_solutions_give_the_answer_the_reason_the_wrong_turn_and_another_way(cells):
    found = cells("solutions")
    why = found["01-1-why"]["source"]

    assert "wall = [0.0] * late" in found["01-1-answer"]["source"]
    assert found["01-1-verdict"]["outputs"][0]["data"]["text/plain"] == ["01.1 PASS · 4/4 points"]
    assert why.startswith("**Why.** The wall sends back silence")
    assert "**A common wrong turn.** Cutting the first samples" in why
    assert "**Another right answer**, with an index:\n\n```python\ndef echo_by_index(" in why
    assert "@ex" not in why
    assert "echo = echo_by_index" not in why
    assert "samples_late = 2 * 17 / 340 * 24_000" in found["01-2-why"]["source"]


def test_exercises_and_solutions_have_the_same_cells_but_for_help_and_why(cells):
    exercises, solutions = list(cells("exercises")), list(cells("solutions"))

    assert [name.replace("-help", "-why") for name in exercises] == solutions
