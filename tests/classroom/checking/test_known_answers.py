import pytest
import torch

from course_lib.classroom.checking.assess import known_data, reference
from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.outcome import State
from course_lib.classroom.exercises.errors import AuthoringError, UnknownIdError
from course_lib.classroom.exercises.exercise import Exercise
from course_lib.classroom.exercises.question import Option, Question

IDS = ("01.1", "01.2", "01.3", "01.4")
SEEDS = (0, 1, 2, "secret")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("id_", IDS)
def test_right_answers_pass_and_known_mistakes_are_named(exercises, id_, seed):
    exercise = exercises[id_]
    right = [exercise.alternative_answer(label) for label in exercise.alternative_labels]
    for answer in [exercise.solution_answer(), *right]:
        assert diagnose(exercise, answer, seed).state is State.PASS
    for name in exercise.mutant_names:
        found = diagnose(exercise, exercise.mutant_answer(name), seed)
        assert found.state is not State.PASS
        assert found.mutant == name
        assert found.sentences[0] == exercise.mutants[name].says


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


def test_an_edit_whose_text_is_not_there_exactly_once_is_refused(exercises):
    ex = exercises["01.1"]
    for old, count in (("nowhere", 0), ("steps", 7)):
        ex.mutant("badly written", says="Never said.", edit={old: "x"})
        try:
            with pytest.raises(AuthoringError, match=f"{old!r} stands {count} times"):
                ex.mutant_answer("badly written")
        finally:
            del ex.mutants["badly written"]


@pytest.mark.parametrize(
    ("source", "message"),
    [("other = 1", "does not define rotate"), ("rotate = [][1]", "does not run: IndexError")],
)
def test_a_mutant_that_makes_no_answer_is_refused(exercises, source, message):
    ex = exercises["01.1"]
    ex.mutant("badly written", says="Never said.", source=source)
    try:
        with pytest.raises(AuthoringError, match=message):
            ex.mutant_answer("badly written")
    finally:
        del ex.mutants["badly written"]


def test_a_mutant_does_not_touch_the_solution(exercises):
    before = exercises["01.1"].solution_answer()
    exercises["01.1"].mutant_answer("to the left")
    assert exercises["01.1"].solution_answer() is before


def test_the_kind_of_answer_is_read_off_the_solution(exercises):
    kinds = [exercises[id_].takes for id_ in IDS]
    assert kinds == ["function", "data", "class", "data"]


def test_an_unknown_mutant_is_answered_with_a_near_one(exercises):
    with pytest.raises(UnknownIdError, match="Did you mean 'to the left'"):
        exercises["01.1"].mutant_source("to the lift")


def test_reference_and_mutants_are_measured_once_for_each_seed(exercises, monkeypatch):
    exercise = exercises["01.1"]
    reference(exercise, "once")
    known_data(exercise, "to the left", "once")
    monkeypatch.setattr(type(exercise), "trials", None)
    assert reference(exercise, "once").keys() == exercise.properties.keys()
    assert known_data(exercise, "to the left", "once")


def test_slips_of_an_author_are_told():
    ex = Exercise("99.1", answer="nothing_here")
    with pytest.raises(AuthoringError, match="has no property"):
        ex.measure(1, 0)
    ex.property("p", cause="c")(lambda answer, draw: answer)
    with pytest.raises(AuthoringError, match="two times the property 'p'"):
        ex.property("p", cause="c")
    with pytest.raises(AuthoringError, match="either edit or source"):
        ex.mutant("m", says="s")
    with pytest.raises(AuthoringError, match="either edit or source"):
        ex.mutant("m", says=" ", source="x = 1")
    with pytest.raises(AuthoringError, match="the solution's name"):
        ex.alternative("a")(type("nothing_here", (), {}))
    with pytest.raises(AuthoringError, match="nothing_here, is not in this file"):
        ex.solution_answer()
    with pytest.raises(AuthoringError, match="0 cells have the line"):
        ex.answer_cell_source()
    with pytest.raises(AuthoringError, match=r"the id 99.1 is used twice"):
        Exercise("99.1", answer="nothing_here")


def test_a_solution_that_cannot_be_measured_is_an_author_s_fault(exercises):
    ex = exercises["01.2"]
    ex.property("broken", cause="c")(lambda order, draw: object())
    try:
        with pytest.raises(AuthoringError, match="'broken': measuring the solution gives an obj"):
            reference(ex, "fresh seed")
    finally:
        del ex.properties["broken"]


def test_a_question_has_one_right_option_and_an_explanation_for_each():
    yes, no = Option("a", "yes", right=True, because="so"), Option("b", "no", because="not so")
    for options, kind, message in [
        ([yes], "predict", "two or more"),
        ([no, Option("c", "no", because="x")], "predict", "exactly one"),
        ([yes, Option("b", "no")], "predict", "its own because"),
        ([yes, no], "guess", "kind must be"),
        ([yes, no], "explain", "look_for"),
    ]:
        with pytest.raises(AuthoringError, match=message):
            Question("99.p1", "?", options, kind=kind)
