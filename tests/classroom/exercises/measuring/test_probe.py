"""Whatever an answer does, a measure ends with plain data and an unchanged session."""

import sys

import pytest
import torch
from torch import nn

from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.states_and_points import State


@pytest.fixture
def rotate(exercises):
    return lambda answer: diagnose(exercises["01.1"], answer, 0)


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
            torch.set_num_threads(4)
            self.gain = nn.Parameter(torch.randn(size))

    torch.manual_seed(5)
    expected = torch.randn(3)
    torch.manual_seed(5)
    diagnose(exercises["01.3"], Meddles, 0)
    assert torch.equal(torch.randn(3), expected)
    assert torch.get_default_dtype() is torch.float32
    assert torch.is_grad_enabled()
    assert torch.get_num_threads() == 1


def test_a_check_runs_in_one_thread_and_gives_the_session_its_threads_back(rotate):
    seen = []
    torch.set_num_threads(2)
    try:
        rotate(lambda row, steps: seen.append(torch.get_num_threads()) or row)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(1)
    assert set(seen) == {1}


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
