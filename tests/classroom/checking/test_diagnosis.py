"""What a learner is told, for mistakes that nobody foresaw and for objects that nobody expects."""

import sys
from dataclasses import replace

import pytest
import torch
from torch import nn

from course_lib.classroom.checking.assess import assess
from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.findings import finding
from course_lib.classroom.checking.outcome import State
from course_lib.classroom.exercises.calls import Call, recorded
from course_lib.classroom.exercises.errors import NotAttempted
from course_lib.classroom.exercises.probe import Trial


@pytest.fixture
def rotate(exercises):
    return lambda answer: diagnose(exercises["01.1"], answer, 0)


def test_an_unforeseen_mistake_is_told_with_its_smallest_input(rotate):
    def three_short(row, steps):
        if steps < 0:
            raise ValueError
        return row.roll(steps) if len(row) < 7 and len(row) != 5 else row.flip(0)

    found = rotate(three_short)
    assert (found.state, found.passed, found.total, found.mutant) == (State.PARTIAL, 3, 4, None)
    told = found.sentences[0]
    assert told.startswith("rows of several lengths: three_short(x, 1) with x = [")
    assert told.count(",") >= 5
    _, gave, expected = told.split("\n")
    assert gave.startswith("    gave     [")
    assert expected.startswith("    expected [")
    assert found.sentences[1] == "Usual cause: a length is written into the code."


def test_a_long_tensor_is_told_by_its_first_wrong_index(rotate):
    def long_row_wrong(row, steps):
        if steps < 0:
            raise ValueError
        turned = row.roll(steps)
        if len(row) > 100:
            turned[41] += 0.5
        return turned

    told = rotate(long_row_wrong).sentences[0]
    assert "with x = a tensor [300] gave" in told
    assert "at index [41], expected" in told
    assert "(1 of 300 values differ)" in told


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda row, steps: row.roll(steps).half(), "gave dtype float16, expected dtype float32"),
        (lambda row, steps: row.roll(steps)[:-1], "gave shape [5], expected shape [6]"),
        (lambda row, steps: row.roll(steps).tolist(), "expected ["),
        (lambda row, steps: row / 0, "inf at [0]"),
        (lambda row, steps: row.roll(steps).numpy(), "NumPy array"),
        (lambda row, steps: (value for value in row), "a generator: put its items into a list"),
        (lambda row, steps: torch.zeros(9999), "more than the 4096 values"),
    ],
)
def test_the_first_difference_is_put_into_words(rotate, answer, words):
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
    assert "gave None (is a return missing?)" in found.sentences[0]


def test_what_is_no_data_is_told_by_its_type_alone():
    calls: list[Call] = []

    recorded(lambda *given: given, calls)(torch.nn.Conv1d(1, 1, 1), print, 2)

    assert calls[0].text.endswith("(Conv1d, builtin_function_or_method, 2)")


def test_a_function_that_returns_nothing_is_told_so(exercises):
    def silent(row, steps):
        row.roll(steps)

    call = Call("silent(x, 1)", 6)
    calls: list[Call] = []
    assert recorded(silent, calls)(torch.ones(6), 1) is None
    assert [noted.gave_none for noted in calls] == [True]
    trial = Trial({}, (replace(call, gave_none=True),), (), TypeError("not subscriptable"), "")
    found = assess(exercises["01.1"], silent, 0)
    first = next(iter(found.marks))
    found = replace(found, marks={first: False}, trials={first: trial})
    told = finding(exercises["01.1"], silent, found, {}).text
    assert told == f"{first}: silent(x, 1) gave None: is a return missing?"


def test_an_answer_of_data_is_shown_as_it_was_written(exercises):
    found = diagnose(exercises["01.4"], 7, 0)
    assert "Your answer: 7." in found.sentences[0]
    told = " ".join(diagnose(exercises["01.4"], {"one": 1}, 0).sentences)
    assert "Your answer: {one: 1}." in told
    assert "Usual cause" not in told


def test_an_error_is_shown_in_the_learner_s_own_lines(rotate):
    def inner(row):
        return row.view(4, 4)

    def outer(row, steps):
        return inner(row)

    found = rotate(outer)
    assert found.state is State.ERROR
    assert "outer(x, 2) with x = [" in found.sentences[0]
    assert "raised RuntimeError: shape '[4, 4]' is invalid" in found.sentences[0]
    assert [line.partition(":")[2] for line in found.lines] == [
        " return inner(row)",
        " return row.view(4, 4)",
    ]


def test_endless_recursion_is_told_in_a_few_lines(rotate):
    def again(row, steps):
        return again(row, steps)

    found = rotate(again)
    assert found.state is State.ERROR
    assert len(found.lines) <= 4


@pytest.mark.parametrize(
    ("id_", "answer", "words"),
    [
        ("01.1", lambda row: row, "could not be called: "),
        ("01.1", torch.ones(3), "the function rotate itself is asked for, without brackets"),
        ("01.3", nn.Linear(2, 2), "the class Scale itself is asked for, without brackets"),
        ("01.3", nn.Linear, "your Scale could not be called: "),
        ("01.2", print, "a value is asked for"),
        ("01.4", 7, "cannot unpack"),
        ("01.4", ("one", "two"), "could not convert"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_told_which_kind_is_asked_for(exercises, id_, answer, words):
    found = diagnose(exercises[id_], answer, 0)
    assert found.state is State.ERROR
    assert words in " ".join(found.sentences)


@pytest.mark.parametrize("answer", [..., None, NotAttempted("01.2"), [..., ...], (...,)])
def test_a_placeholder_is_no_attempt(exercises, answer):
    found = diagnose(exercises["01.2"], answer, 0)
    assert found.state is State.NOT_ATTEMPTED
    assert "write your order" in found.sentences[0]


def test_a_half_filled_list_is_an_attempt(exercises):
    assert diagnose(exercises["01.2"], ["B", ...], 0).state is State.ERROR
    assert diagnose(exercises["01.2"], [], 0).state is State.WRONG


def test_a_stub_that_is_called_is_no_attempt(exercises, rotate):
    def stub(row, steps):
        raise NotAttempted("01.1")

    assert rotate(stub).state is State.NOT_ATTEMPTED

    class UsesAStub(nn.Module):
        def __init__(self, size):
            super().__init__()
            stub(size, 0)

    found = diagnose(exercises["01.3"], UsesAStub, 0)
    assert found.state is State.NOT_ATTEMPTED
    assert "uses your answer to 01.1, which is still to do" in found.sentences[0]


def test_a_part_that_is_still_to_do_costs_its_property_only(exercises):
    class Half(nn.Module):
        def __init__(self, size):
            super().__init__()
            self.gain = nn.Parameter(torch.randn(size))

        def forward(self, x):
            raise NotAttempted("01.3")

    found = diagnose(exercises["01.3"], Half, 0)
    assert (found.state, found.passed) == (State.PARTIAL, 1)
    assert "still to do" in found.sentences[0]


def test_the_answer_to_a_question_of_data_is_never_printed(exercises):
    text = " ".join(diagnose(exercises["01.2"], ["C", "B", "A"], 0).sentences)
    assert "'C', 'B', 'A'" in text
    assert "'B', 'A', 'C'" not in text


def test_an_open_answer_is_matched_by_its_pattern_of_marks(exercises):
    found = diagnose(exercises["01.4"], (30, 12), 0)
    assert (found.state, found.passed, found.mutant) == (State.PARTIAL, 1, "wrong sum")
    assert diagnose(exercises["01.4"], (9.5, -1.5), 0).state is State.PASS


class _Exits:
    def __call__(self, row, steps):
        sys.exit("bye")


class _LiesAboutEverything:
    __name__ = "rotate"

    def __eq__(self, other):
        return True

    __hash__ = None

    def __call__(self, row, steps):
        return self


class _OwnError(BaseException):
    def __str__(self):
        raise RuntimeError("no message")


def _raises_own(row, steps):
    raise _OwnError


def _changes_its_input(row, steps):
    row.zero_()
    return row


def _floods(row, steps):
    for _ in range(1000):
        print("x" * 1000)
    print("err", file=sys.stderr)
    return row.roll(-steps)


@pytest.mark.parametrize(
    "answer",
    [_Exits(), _LiesAboutEverything(), _raises_own, _changes_its_input, _floods],
    ids=lambda answer: getattr(answer, "__name__", type(answer).__name__),
)
def test_nothing_that_a_learner_s_code_does_gets_out_of_a_check(rotate, answer, capsys):
    found = rotate(answer)
    assert found.state in (State.ERROR, State.WRONG)
    assert found.passed < found.total
    assert len(found.printed) <= 2000
    out = capsys.readouterr()
    assert (out.out, out.err) == ("", "")


def test_an_interrupt_goes_through(rotate):
    def interrupted(row, steps):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(interrupted)


def test_a_check_leaves_the_session_as_it_was(exercises):
    class Meddles(nn.Module):
        def __init__(self, size):
            super().__init__()
            torch.manual_seed(3)
            torch.set_default_dtype(torch.float64)
            torch.set_grad_enabled(False)
            self.gain = nn.Parameter(torch.randn(size))

    torch.manual_seed(5)
    expected = torch.randn(3)
    torch.manual_seed(5)
    diagnose(exercises["01.3"], Meddles, 0)
    assert torch.equal(torch.randn(3), expected)
    assert torch.get_default_dtype() is torch.float32
    assert torch.is_grad_enabled()


def test_a_check_does_not_depend_on_the_session(exercises):
    solution = exercises["01.3"].solution_answer()
    torch.set_default_dtype(torch.float64)
    try:
        with torch.no_grad():
            assert diagnose(exercises["01.3"], solution, 11).state is State.PASS
    finally:
        torch.set_default_dtype(torch.float32)


def test_a_list_that_is_given_as_an_answer_is_not_changed(exercises):
    ex = exercises["01.2"]
    ex.property("meddling", cause="c")(lambda order, draw: order.clear() or len(order))
    answer = ["B", "A", "C"]
    try:
        ex.trials(answer, 0)
    finally:
        del ex.properties["meddling"]
    assert answer == ["B", "A", "C"]


def test_views_and_gradients_are_as_good_as_copies(rotate):
    def with_grad(row, steps):
        if steps < 0:
            raise ValueError
        return torch.cat([row, row]).requires_grad_()[len(row) - steps : 2 * len(row) - steps]

    assert rotate(with_grad).state is State.PASS
