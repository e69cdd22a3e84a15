"""The lesson's notebook, cell by cell."""


def test_the_lesson_opens_with_title_card_colab_and_setup(cells):
    assert list(cells("notebooks"))[:4] == ["c01-title", "c01-card", "c01-colab", "c01-setup"]


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
