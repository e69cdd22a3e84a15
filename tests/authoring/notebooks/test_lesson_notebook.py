"""The lesson's notebook, cell by cell."""

from course_lib.authoring import build


def test_the_lesson_opens_with_title_card_colab_and_setup(cells):
    assert list(cells("notebooks"))[:4] == ["c01-title", "c01-card", "c01-colab", "c01-setup"]


def test_cells_are_numbered_in_order_and_a_given_id_wins(cells):
    names = list(cells("notebooks"))

    assert names[4:7] == ["c01-001", "c01-002", "c01-003"]
    assert "far-wall" in names


def test_the_setup_cell_imports_what_the_lesson_uses(cells):
    names = (
        "checklist",
        "exit_ticket",
        "explain",
        "look_back",
        "predict",
        "recall",
        "reveal",
        "setup",
    )

    imported = "".join(f"    {name},\n" for name in names)
    assert cells("notebooks")["c01-setup"]["source"] == (
        f'from course_lib.classroom import (\n{imported})\n\nsetup("01")'
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


COLLAPSED = {"cellView": "form", "jupyter": {"source_hidden": True}}


def test_text_that_waits_for_a_prediction_is_in_no_notebook_and_moves_no_other_id(
    small_course, cells
):
    waiting = cells("notebooks")
    small_course.replace("lesson", '[markdown] tags=["after"]\n# A tenth', "[markdown]\n# A tenth")
    build(small_course.root)

    shown = cells("notebooks")

    more = [name for name in shown if name not in waiting]
    assert [shown[name]["source"] for name in more] == ["A tenth of a second."]
    assert [name for name in shown if name not in more] == list(waiting)


def test_locked_demos_and_set_up_are_collapsed_and_other_cells_are_open(cells):
    code = [cell for cell in cells("notebooks").values() if cell["cell_type"] == "code"]
    collapsed = [cell for cell in code if COLLAPSED.items() <= cell["metadata"].items()]

    locked = [cell for cell in code if "reveal(" in cell["source"]]
    assert len(locked) == 4
    assert all(cell in collapsed for cell in locked)
    assert {cell["id"] for cell in collapsed} - {cell["id"] for cell in locked} == {
        "c01-colab",
        "c01-setup",
    }


def test_the_first_line_of_a_locked_demo_tells_nothing(cells):
    # JupyterLab shows the first line of collapsed code
    locked = [cell["source"] for cell in cells("notebooks").values() if "reveal(" in cell["source"]]
    assert locked[0] == '# Demo for 01.p1\nreveal("01.p1", lambda: print("later"))'


def test_set_up_is_collapsed_on_the_sheets_too(cells):
    for folder in ("exercises", "solutions"):
        tags = {name: cell["metadata"] for name, cell in cells(folder).items()}
        assert COLLAPSED.items() <= tags["c01-setup"].items()


def test_the_lesson_says_which_exercises_are_for_more_practice(more_practice, cells):
    text = "\n".join(cell["source"] for cell in cells("notebooks").values())

    assert "xercise 01.1 (more practice)" in text
    assert "01.2 (more practice)" not in text
