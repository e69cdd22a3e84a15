"""Which known mistake explains an answer, and what is never said."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.errors import NotAttempted
from course_lib.classroom.exercises.exercise import Exercise, Mutant

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


@pytest.fixture
def rotate(exercises):
    return lambda answer: diagnose(exercises["01.1"], answer, 0)


def left_and_never_refused(row, steps):
    return row.roll(-steps)


def test_an_answer_without_points_says_which_property_holds_back_those_that_pass(exercises):
    def says(name):
        found = diagnose(exercises["01.1"], exercises["01.1"].mutant_answer(name), 0)
        return found, found.sentences[-1].startswith("No points yet.")

    told = [says(name) for name in exercises["01.1"].mutant_names]
    for found, said in told:
        earns_nothing = found.state in (State.WRONG, State.ERROR) and any(found.marks.values())
        assert said == earns_nothing
    assert {said for _, said in told} == {True, False}


def test_a_mistake_that_agrees_in_one_property_only_is_not_named(rotate):
    found = rotate(left_and_never_refused)
    assert found.mutant is None
    assert not any("You rotate" in sentence for sentence in found.sentences)


def test_it_says_why_properties_that_pass_earn_nothing(rotate):
    wrong = rotate(left_and_never_refused)
    assert wrong.state is State.WRONG
    assert wrong.passed > 0
    assert wrong.sentences[-1].startswith(
        "No points yet. The others only count once this one passes"
    )
    partial = rotate(lambda row, steps: row.roll(steps))
    assert partial.state is State.PARTIAL
    assert not any("Nothing counts" in sentence for sentence in partial.sentences)


def test_a_mistake_is_not_named_if_another_one_has_the_same_values(exercises, monkeypatch):
    exercise = exercises["01.1"]
    left = exercise.mutants["to the left"]
    assert diagnose(exercise, exercise.mutant_answer(left.name), 0).mutant == left.name
    twin = replace(left, name="twin", says="Another cause.")
    monkeypatch.setitem(exercise.mutants, "twin", twin)
    found = diagnose(exercise, exercise.mutant_answer("twin"), 0)
    assert found.mutant is None
    assert found.sentences[0].startswith("to the right: rotate(row, steps=2) with row = [")


def test_it_is_named_if_the_other_one_says_the_same(exercises, monkeypatch):
    exercise = exercises["01.1"]
    left = exercise.mutants["to the left"]
    monkeypatch.setitem(exercise.mutants, "twin", replace(left, name="twin"))
    found = diagnose(exercise, exercise.mutant_answer("twin"), 0)
    assert found.sentences[0] == left.says


TWO_PARTS = {"low": 1, "high": 5}  # the solution of the next test's exercise


def test_a_mistake_about_one_part_is_named_beside_others():
    exercise = Exercise("99.2", answer="TWO_PARTS")
    exercise.property("both", cause="a part is wrong")(lambda parts, draw: dict(parts))
    source = 'TWO_PARTS = {"low": 1, "high": 50}'
    exercise.mutant("ten times", says="Too high.", source=source, part="high")
    exercise.mutant("swapped", says="Swapped.", source='TWO_PARTS = {"low": 5, "high": 1}')

    named = {
        high: diagnose(exercise, {"low": 3, "high": high}, 0).mutant for high in (50, 51, 5, 1)
    }

    # neither the right part nor a part of a mistake about the whole has a name
    assert named == {50: "ten times", 51: None, 5: None, 1: None}
    assert diagnose(exercise, {"low": 5, "high": 1}, 0).mutant == "swapped"


def test_a_mistake_about_one_part_may_be_in_a_later_property():
    exercise = Exercise("99.7", answer="TWO_PARTS")
    exercise.property("the low one", cause="it is wrong")(lambda parts, draw: parts["low"])
    exercise.property("the rest", cause="it is wrong")(lambda parts, draw: {"high": parts["high"]})
    source = 'TWO_PARTS = {"low": 1, "high": 50}'
    exercise.mutant("ten times", says="Too high.", source=source, part="high")

    assert diagnose(exercise, {"low": 3, "high": 50}, 0).mutant == "ten times"
    assert diagnose(exercise, {"low": 3, "high": 5}, 0).mutant is None


def test_a_mistake_about_the_first_property_that_fails_is_named_first():
    exercise = Exercise("99.8", answer="TWO_PARTS")
    for key in ("low", "high"):
        exercise.property(key, cause="it is wrong")(lambda parts, draw, key=key: parts[key])
    for part, parts in (("high", '{"low": 1, "high": 50}'), ("low", '{"low": 0, "high": 5}')):
        source = f"TWO_PARTS = {parts}"
        exercise.mutant(f"{part} is wrong", says=f"{part}.", source=source, part=part)

    both = diagnose(exercise, {"low": 0, "high": 50}, 0)
    assert both.mutant == "low is wrong"  # the message describes "low"


def inverse_of(key):
    def measure(parts, draw):
        return 1 / parts[key]

    return measure


def test_a_mistake_about_one_property_is_named_where_another_property_fails_too():
    exercise = Exercise("99.3", answer="TWO_PARTS")
    for key in ("low", "high"):
        exercise.property(key, cause="it is wrong")(inverse_of(key))
    source = 'TWO_PARTS = {"low": 1, "high": 50}'
    exercise.mutant("ten times", says="Too high.", source=source, part="high")

    named = {
        high: diagnose(exercise, {"low": 3, "high": high}, 0).mutant for high in (50, 51, 5, 0)
    }

    assert named == {50: "ten times", 51: None, 5: None, 0: None}


def test_a_mistake_that_agrees_for_one_seed_by_chance_is_not_named(exercises):
    exercise = exercises["01.1"]
    left = exercise.mutant_answer("to the left")
    drawn = exercise.trials(left, 0)["to the right"].tensors[0]

    def left_for_this_row_only(row, steps):
        if len(row) == 6 and not torch.equal(row, drawn):
            return row.flip(0)
        return left(row, steps)

    found = diagnose(exercise, left_for_this_row_only, 0)
    assert (found.state, found.mutant) == (State.WRONG, None)


def test_two_errors_of_one_type_with_different_messages_are_two_mistakes(exercises, monkeypatch):
    exercise = exercises["01.1"]
    raises = "def rotate(row, steps):\n    raise TypeError('the first')\n"
    known = Mutant("raises", "You raise the first error.", None, raises)
    monkeypatch.setitem(exercise.mutants, "raises", known)

    def other(row, steps):
        raise TypeError("the second")

    assert diagnose(exercise, exercise.mutant_answer("raises"), 0).mutant == "raises"
    assert diagnose(exercise, other, 0).mutant is None


@pytest.mark.parametrize("answer", [..., None, NotAttempted("01.2"), [..., ...], (...,)])
def test_a_placeholder_is_not_an_attempt(exercises, answer):
    found = diagnose(exercises["01.2"], answer, 0)
    assert found.state is State.NOT_ATTEMPTED
    assert "Write order, run its cell" in found.sentences[0]


def test_a_half_filled_list_is_an_attempt(exercises):
    assert diagnose(exercises["01.2"], ["B", ...], 0).state is State.ERROR
    assert diagnose(exercises["01.2"], [], 0).state is State.WRONG


def test_a_stub_that_is_called_is_not_an_attempt(exercises, rotate):
    def stub(row, steps):
        raise NotAttempted("01.1")

    assert rotate(stub).state is State.NOT_ATTEMPTED

    class UsesAStub(nn.Module):
        def __init__(self, size):
            super().__init__()
            stub(size, 0)

    found = diagnose(exercises["01.3"], UsesAStub, 0)
    assert found.state is State.NOT_ATTEMPTED
    assert "uses your answer to 01.1. Write that one first." in found.sentences[0]


def test_an_unwritten_part_costs_only_its_own_property(exercises):
    class Half(nn.Module):
        def __init__(self, size):
            super().__init__()
            self.gain = nn.Parameter(torch.randn(size))

        def forward(self, x):
            raise NotAttempted("01.3")

    found = diagnose(exercises["01.3"], Half, 0)
    assert (found.state, found.passed) == (State.PARTIAL, 1)
    assert "reached a part that you haven't written yet" in found.sentences[0]


def test_the_answer_to_a_question_of_data_is_never_printed(exercises):
    text = " ".join(diagnose(exercises["01.2"], ["C", "B", "A"], 0).sentences)
    assert "'C', 'B', 'A'" in text
    assert "'B', 'A', 'C'" not in text


def test_an_open_answer_with_the_marks_of_a_known_mistake_is_not_that_mistake(exercises):
    found = diagnose(exercises["01.4"], (30, 12), 0)
    assert (found.state, found.passed, found.mutant) == (State.PARTIAL, 1, None)
    assert found.sentences == ("This property fails: their sum is 8. Your answer: [30, 12].",)
    assert diagnose(exercises["01.4"], (9.5, -1.5), 0).state is State.PASS
