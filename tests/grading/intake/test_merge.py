"""Answers reach the teacher's notebook, whatever a student did to theirs; nothing else does."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.grading.intake.answer_key import read_key
from course_lib.grading.intake.errors import KeyFileError
from course_lib.grading.intake.merge import merge_answers
from course_lib.grading.intake.notebook import Submission, SubmittedCell


@pytest.fixture(scope="module")
def release(root):
    return root / "exercises" / "02_periods.ipynb"


@pytest.fixture(scope="module")
def key(release):
    return read_key(release)


@pytest.fixture(scope="module")
def handed_out(release):
    """The cells of code as a student gets them."""
    cells = json.loads(release.read_text(encoding="utf-8"))["cells"]
    return [
        SubmittedCell("".join(c["source"]), c["metadata"].get("course", {}).get("id"), c["id"])
        for c in cells
        if c["cell_type"] == "code"
    ]


def combined(key, cells):
    return merge_answers(key, Submission(tuple(cells), "0" * 64))


def answered(cells, id_="02-1-answer", source="# @answer 02.1\nfold = 1"):
    return [SubmittedCell(source, c.exercise, c.cell_id) if c.cell_id == id_ else c for c in cells]


def answer(notebook, exercise="02.1"):
    (found,) = [c.source for c in notebook.cells if c.role == "answer" and c.exercise == exercise]
    return found


def order(notebook):
    return [(c.role, c.exercise) for c in notebook.cells]


def test_the_key_has_every_exercise_and_what_its_answer_is_called(key):
    core, more_practice = ("02.1", "02.3", "02.7", "02.5", "02.8", "02.6"), ("02.2", "02.4")
    assert key.exercises == core + more_practice  # as on the sheet
    assert key.answer_names()["02.3"] == "PeriodDiscriminator"


def test_the_untouched_release_comes_out_as_it_is(key, handed_out):
    found = combined(key, handed_out)

    assert found.notes == ()
    assert {c.role for c in found.cells} == {"given", "answer", "verdict"}
    assert 'NotAttempted("02.1")' in answer(found)


def test_checks_and_the_set_up_for_colab_do_not_run(key, handed_out):
    text = "\n".join(c.source for c in combined(key, handed_out).cells)

    assert "check(" not in text
    assert "COLAB_RELEASE_TAG" not in text


def test_an_answer_is_put_into_its_place(key, handed_out):
    assert answer(combined(key, answered(handed_out))) == "# @answer 02.1\nfold = 1"


@pytest.mark.parametrize("lost", ["marker", "metadata", "id", "marker and id", "id and metadata"])
def test_an_answer_is_found_by_any_of_its_three_names(key, handed_out, lost):
    source = "fold = 1" if "marker" in lost else "# @answer 02.1\nfold = 1"
    cells = [
        SubmittedCell(
            c.source,
            None if "metadata" in lost else c.exercise,
            f"new{i}" if "id" in lost else c.cell_id,
        )
        for i, c in enumerate(answered(handed_out, source=source))
    ]

    found = combined(key, cells)

    assert answer(found) == source
    assert order(found) == order(combined(key, handed_out))


def test_cells_in_another_order_run_in_the_teachers(key, handed_out):
    assert order(combined(key, reversed(answered(handed_out)))) == order(combined(key, handed_out))
    assert answer(combined(key, reversed(answered(handed_out)))).endswith("fold = 1")


def test_two_answers_in_one_cell_are_taken_apart(key, handed_out):
    both = "import math\n# @answer 02.1\nfold = 1\n# @answer 02.2\norder = 2"
    cells = answered([c for c in handed_out if c.cell_id != "02-2-answer"], source=both)

    found = combined(key, cells)

    assert answer(found, "02.1") == "# @answer 02.1\nfold = 1\n"
    assert answer(found, "02.2") == "# @answer 02.2\norder = 2"
    assert ("own", None) in order(found)


def test_a_repeated_answer_runs_in_order_and_an_untouched_copy_does_not(key, handed_out):
    stub = next(c for c in handed_out if c.cell_id == "02-1-answer")
    twice = [*answered(handed_out), SubmittedCell("# @answer 02.1\nfold = 2"), stub]

    found = combined(key, twice)

    assert answer(found) == "# @answer 02.1\nfold = 1\n# @answer 02.1\nfold = 2"
    assert "2 cells" in found.notes[0]


MINE = "def fold(wave, period):\n    return rows(wave)"
PLACES = {  # of a new cell, or a cell of the teacher's to which the answer is added
    "above its own cell": "02-1-answer",
    "below the verdict": "02-1-help",
    "at the end": None,
    "in the check cell": "02-1-check",
    "in the verdict cell": "02-1-verdict",
    "in the help cell": "02-1-help",
}


@pytest.mark.parametrize("name", PLACES)
def test_an_answer_beside_its_untouched_cell_is_taken_and_flagged(name, key, handed_out):
    place, cells = PLACES[name], list(handed_out)
    at = [c.cell_id for c in cells].index(place) if place else len(cells)
    if name.startswith("in "):
        cells[at] = replace(cells[at], source=f"{MINE}\n{cells[at].source}")
    else:
        at += name.startswith("below")
        cells[at:at] = [SubmittedCell("rows = len"), SubmittedCell(MINE), SubmittedCell("x = 1")]

    found = combined(key, cells)

    assert MINE in answer(found)
    assert ("rows = len" in answer(found)) is not name.startswith("in ")  # what it uses comes along
    assert "NotAttempted" not in answer(found)
    assert [source for c in found.cells if MINE in (source := c.source)] == [answer(found)]
    assert found.flags == ("02.1: the answer isn't in its cell; taken from another one",)


@pytest.mark.parametrize(
    "source",
    ["folding = 1", "print(fold == 1)", "def f():\n    fold = 1", "# @answer 01.1\nfold = 1"],
)
def test_what_does_not_define_the_answer_is_none(source, key, handed_out):
    found = combined(key, [*handed_out, SubmittedCell(source)])

    assert "NotAttempted" in answer(found)
    assert found.flags == ()


def test_an_answer_in_its_own_cell_is_not_replaced(key, handed_out):
    found = combined(key, [*answered(handed_out), SubmittedCell(MINE)])

    assert answer(found) == "# @answer 02.1\nfold = 1"


def test_ids_that_several_cells_have_are_no_names(key, handed_out):
    cells = [replace(cell, cell_id="02-1-answer") for cell in answered(handed_out)]

    found = combined(key, cells)

    assert answer(found) == "# @answer 02.1\nfold = 1"
    assert order(found) == order(combined(key, handed_out))


def test_a_marker_that_was_copied_into_another_answer_is_no_name(key, handed_out):
    cells = answered(answered(handed_out), "02-2-answer", "# @answer 02.1\norder = [1]")

    found = combined(key, cells)

    assert answer(found) == "# @answer 02.1\nfold = 1"
    assert answer(found, "02.2").strip() == "order = [1]"


def test_a_missing_answer_counts_as_not_attempted_and_is_named(key, handed_out):
    found = combined(key, [c for c in handed_out if c.cell_id != "02-1-answer"])

    assert 'NotAttempted("02.1")' in answer(found)
    assert found.notes == ("the answer cell of 02.1 is missing",)


def test_the_students_own_cells_keep_their_place(key, handed_out):
    before, after, *_ = key.exercises
    place = [c.cell_id for c in handed_out].index(f"{after.replace('.', '-')}-answer")
    cells = [*handed_out[:place], SubmittedCell("helper = 1"), *handed_out[place:]]

    found = order(combined(key, cells))

    at = found.index(("own", None))
    assert found[at - 1] == ("verdict", before)
    assert found[at + 1] == ("answer", after)


def test_the_second_half_of_a_split_answer_runs_before_the_verdict(key, handed_out):
    place = [c.cell_id for c in handed_out].index("02-1-check")
    cells = [*answered(handed_out)[:place], SubmittedCell("fold = 3"), *handed_out[place:]]

    found = order(combined(key, cells))

    at = found.index(("own", None))
    assert found[at - 1 : at + 2] == [("answer", "02.1"), ("own", None), ("verdict", "02.1")]


def test_an_edited_verdict_does_not_run_and_an_edited_set_up_runs_after_the_teachers(
    key, handed_out
):
    cells = answered(handed_out, "02-1-verdict", 'print("02.1 PASS")')
    setup = next(c for c in cells if "import torch" in c.source)
    cells = answered(cells, setup.cell_id, "import math\n" + setup.source)

    found = combined(key, cells)

    assert 'print("02.1 PASS")' not in [c.source for c in found.cells]
    assert [c.role for c in found.cells[:2]] == ["given", "own"]
    assert found.cells[1].source.startswith("import math")


def test_a_key_without_a_verdict_is_refused(tmp_path, release):
    notebook = json.loads(release.read_text(encoding="utf-8"))
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "02-3-verdict"]
    path = tmp_path / "key.ipynb"
    path.write_text(json.dumps(notebook))

    with pytest.raises(KeyFileError, match="course build"):
        read_key(path)


CELLS = st.builds(
    SubmittedCell,
    source=st.sampled_from(["", "x = 1", "# @answer 02.1\nx", "#@answer 02.9", 'check("02.1", f)'])
    | st.text(max_size=30),
    exercise=st.none() | st.sampled_from(["02.1", "02.2", "99"]),
    cell_id=st.none() | st.sampled_from(["02-1-answer", "02-1-verdict", "02-1-check", "c02-x002"]),
)


@settings(max_examples=150, deadline=None)
@given(cells=st.lists(CELLS, max_size=12))
def test_every_answer_and_every_verdict_is_there_once_and_the_verdict_is_the_teachers(key, cells):
    found = combined(key, cells)
    counted = [(c.role, c.exercise) for c in found.cells if c.role in ("answer", "verdict")]

    assert counted == [(role, e) for e in key.exercises for role in ("answer", "verdict")]
    for cell in found.cells:
        if cell.role == "verdict":
            assert cell.source == key.cell(cell.exercise, "verdict").source
