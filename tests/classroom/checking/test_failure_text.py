"""The message about the first property that fails, for mistakes that no mutant matches."""

from abc import ABC, abstractmethod
from dataclasses import replace
from types import FunctionType

import pytest
import torch
from torch import nn

from course_lib.classroom.checking.assess import assess
from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.failure_text import finding
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.measuring.calls import RecordedCall, record_calls
from course_lib.classroom.exercises.measuring.probe import Trial


@pytest.fixture
def rotate(exercises):
    return lambda answer: diagnose(exercises["01.1"], answer, 0)


def test_an_unknown_mistake_is_shown_with_its_smallest_input(rotate):
    def three_short(row, steps):
        if steps < 0:
            raise ValueError
        return row.roll(steps) if len(row) < 7 and len(row) != 5 else row.flip(0)

    found = rotate(three_short)
    assert (found.state, found.passed, found.total, found.mutant) == (State.PARTIAL, 3, 4, None)
    message = found.sentences[0]
    assert message.startswith("rows of several lengths: three_short(row, steps=1) with row = [")
    assert message.count(",") >= 5
    _, returned, expected, *_ = message.split("\n")
    assert returned.startswith("    returned [")
    assert expected.startswith("    expected [")
    assert len(found.sentences) == 1  # the usual cause wasn't demonstrated, so it isn't named


def test_a_long_tensor_is_described_by_its_first_wrong_index(rotate):
    def long_row_wrong(row, steps):
        if steps < 0:
            raise ValueError
        turned = row.roll(steps)
        if len(row) > 100:
            turned[41] += 0.5
        return turned

    message = rotate(long_row_wrong).sentences[0]
    assert "with row = a tensor [300] returned" in message
    assert "at index [41], expected" in message
    assert "(1 of 300 values differ)" in message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            lambda row, steps: row.roll(steps).long(),
            "returned dtype int64, expected dtype float32",
        ),
        (lambda row, steps: row.roll(steps)[:-1], "returned shape [5], expected shape [6]"),
        (lambda row, steps: row.roll(steps).tolist(), "expected ["),
        (lambda row, steps: row / 0, "inf at [0]"),
        (lambda row, steps: row.roll(steps).numpy(), "NumPy array"),
        (lambda row, steps: (value for value in row), "a generator: put its items into a list"),
        (lambda row, steps: torch.zeros(9999), "more than the 4096 values"),
    ],
)
def test_the_first_difference_is_described(rotate, answer, words):
    found = rotate(answer)
    assert found.state is State.WRONG
    assert words in " ".join(found.sentences)


def test_a_forgotten_return_is_named(exercises):
    found = diagnose(exercises["01.3"], type("S", (nn.Linear,), {}), 0)
    assert found.state is State.ERROR

    class Silent(nn.Module):
        def __init__(self, size):
            super().__init__()
            self.gain = nn.Parameter(torch.randn(size))

        def forward(self, x):
            x * self.gain

    found = diagnose(exercises["01.3"], Silent, 0)
    assert found.state is State.PARTIAL
    assert "returned None (is a return missing?)" in found.sentences[0]


def test_a_class_that_cannot_be_built_is_not_said_to_have_returned_anything(exercises):
    class Promise(ABC, nn.Module):
        @abstractmethod
        def forward(self, x): ...

        @property
        @abstractmethod
        def size(self): ...

    class Broken(Promise):
        def __init__(self, size):
            super().__init__()

    found = diagnose(exercises["01.3"], Broken, 0)
    assert found.state is State.ERROR
    text = " ".join(found.sentences)
    assert "can't be built: the class still lacks forward and size." in text
    assert "returned" not in text


def test_a_function_that_returns_nothing_is_reported(exercises):
    def silent(row, steps):
        row.roll(steps)

    call = RecordedCall("silent(x, 1)", 6)
    calls: list[RecordedCall] = []
    assert record_calls(silent, calls)(torch.ones(6), 1) is None
    assert [noted.returned_none for noted in calls] == [True]
    trial = Trial({}, (replace(call, returned_none=True),), (), TypeError("not subscriptable"), "")
    found = assess(exercises["01.1"], silent, 0)
    first = next(iter(found.marks))
    found = replace(found, marks={first: False}, trials={first: trial})
    message = finding(exercises["01.1"], silent, found, {}).text
    assert message == f"{first}: silent(x, 1) returned None: is a return missing?"


@pytest.mark.parametrize(
    ("name", "says"), [("torch", True), ("troch", False)], ids=["a cell not run", "a slip"]
)
def test_a_name_that_a_cell_of_the_sheet_defines_is_said_to_be_missing(rotate, name, says):
    def unready(row, steps):
        return torch.roll(row, steps)

    code = unready.__code__.replace(co_names=(name, "roll"))
    message = rotate(FunctionType(code, {})).sentences[0]
    assert f"NameError: name '{name}' is not defined." in message
    assert (f"If a cell of the sheet defines {name}, run that cell first." in message) is says


def test_an_answer_of_data_is_shown_as_it_was_written(exercises):
    found = diagnose(exercises["01.4"], 7, 0)
    assert "Your answer: 7." in found.sentences[0]
    message = " ".join(diagnose(exercises["01.4"], {"one": 1}, 0).sentences)
    assert "Your answer: {one: 1}." in message
    assert "Usual cause" not in message


@pytest.mark.parametrize(
    ("id_", "answer", "words"),
    [
        ("01.1", lambda row: row, "couldn't be called: "),
        (
            "01.1",
            torch.ones(3),
            "pass the function rotate itself, without brackets; got an obj",
        ),
        (
            "01.3",
            nn.Linear(2, 2),
            "pass the class Scale itself, without brackets; got an object",
        ),
        ("01.3", nn.Linear, "your Scale couldn't be called: "),
        ("01.2", print, "pass a value; got an object of type builtin_function_or_method"),
        ("01.4", 7, "cannot unpack"),
        ("01.4", ("one", "two"), "could not convert"),
    ],
)
def test_an_answer_of_the_wrong_kind_gets_a_message_that_names_the_right_kind(
    exercises, id_, answer, words
):
    found = diagnose(exercises[id_], answer, 0)
    assert found.state is State.ERROR
    assert words in " ".join(found.sentences)
