"""Answer cells as text, and edited copies of them."""

import pytest
import torch

from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.errors import AuthoringError

IDS = ("01.1", "01.2", "01.3", "01.4")


def test_the_answer_cell_is_shown_without_the_course_s_markers(exercises):
    source = exercises["01.2"].answer_cell_source()
    assert source == 'order = ["B", "A", "C"]\n'
    scale = exercises["01.3"].answer_cell_source()
    assert scale.startswith("class Scale")
    assert not any(mark in scale for mark in ("SOLUTION", "STUB", "@answer", "# %%"))


@pytest.mark.parametrize("id_", IDS)
def test_every_known_answer_can_be_written_into_an_answer_cell(exercises, id_):
    exercise = exercises[id_]
    sources = [exercise.alternative_source(label) for label in exercise.alternative_labels]
    for source in [exercise.answer_cell_source(), *sources]:
        names = {"torch": torch, "nn": torch.nn, "Tensor": torch.Tensor}
        names["rotate"] = exercises["01.1"].solution_answer()
        exec(source, names)
        assert diagnose(exercise, names[exercise.answer], 0).state is State.PASS


def test_the_source_of_an_alternative_loses_only_the_mark_of_the_course(exercises):
    assert exercises["01.1"].alternative_source("with roll") == (
        "def rotate_by_roll(row, steps):\n    if steps < 0:\n        raise ValueError\n"
        "    return row.roll(steps)\nrotate = rotate_by_roll\n"
    )


def test_an_edit_whose_text_does_not_occur_exactly_once_is_refused(exercises):
    ex = exercises["01.1"]
    for old, count in (("nowhere", 0), ("steps", 7)):
        ex.mutant("badly written", says="Never said.", edit={old: "x"})
        try:
            with pytest.raises(
                AuthoringError, match=f"{old!r} must occur exactly once .* got {count} times"
            ):
                ex.mutant_answer("badly written")
        finally:
            del ex.mutants["badly written"]


@pytest.mark.parametrize(
    ("source", "message"),
    [("other = 1", "does not define rotate"), ("rotate = [][1]", "does not run: IndexError")],
)
def test_a_mutant_that_defines_no_answer_is_refused(exercises, source, message):
    ex = exercises["01.1"]
    ex.mutant("badly written", says="Never said.", source=source)
    try:
        with pytest.raises(AuthoringError, match=message):
            ex.mutant_answer("badly written")
    finally:
        del ex.mutants["badly written"]
