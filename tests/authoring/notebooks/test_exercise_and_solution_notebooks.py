"""The notebooks of exercises and of solutions, cell by cell."""

import pytest

from course_lib.authoring import build


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


@pytest.mark.parametrize(("folder", "last"), [("exercises", "help"), ("solutions", "why")])
def test_exercises_for_more_practice_come_last_under_a_heading(more_practice, cells, folder, last):
    found = cells(folder)

    assert list(found)[5:] == [
        *(
            "c01-x002",
            "wall-head",
            "wall",
            "01-2-check",
            "01-2-verdict",
            f"01-2-{last}",
            "c01-x010",
        ),
        "c01-practice",
        *("01-1-head", "01-1-answer", "01-1-check", "01-1-verdict", f"01-1-{last}"),
    ]
    heading, sentence = found["c01-practice"]["source"].split("\n")
    assert heading == "## More practice"
    assert "No later lesson needs these exercises" in sentence


def test_more_practice_changes_no_cell_but_the_list(small_course, cells):
    before = {folder: cells(folder) for folder in ("exercises", "solutions")}
    place = 'title = "Add an echo"\n'
    small_course.replace("course", place, f"{place}  practice = true\n")
    build(small_course.root)

    for folder, old in before.items():
        new = cells(folder)
        for cell in (*old.values(), *new.values()):
            cell.pop("execution_count", None)  # counts the cells above
        assert set(new) - set(old) == {"c01-practice"}
        assert [id for id in old if new[id] != old[id]] == ["c01-list"]
