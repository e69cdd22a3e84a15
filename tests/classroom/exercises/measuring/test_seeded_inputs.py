import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.classroom.exercises.errors import NotAttempted
from course_lib.classroom.exercises.measuring.seeded_inputs import Draw, current_seed

seeds = st.integers(0, 10_000)


@given(seeds)
def test_one_seed_gives_one_series(seed):
    a, b = Draw(seed, "01.1", "p"), Draw(seed, "01.1", "p")
    assert torch.equal(a.randn(3), b.randn(3))
    assert a.integer(0, 9) == b.integer(0, 9)
    assert a.uniform(0, 1) == b.uniform(0, 1)


def test_seed_exercise_and_property_each_change_the_inputs():
    values = {
        Draw(*place).randn(4).sum().item()
        for place in [(0, "01.1", "p"), (1, "01.1", "p"), (0, "01.2", "p"), (0, "01.1", "q")]
    }
    assert len(values) == 4


@given(seeds, st.integers(1, 4), st.integers(1, 9))
def test_distinct_values_are_distinct_nonzero_and_never_sorted(seed, channels, time):
    flat = Draw(seed, "e", "p").distinct(channels, time).flatten()
    assert sorted(flat.tolist()) == list(range(1, len(flat) + 1))
    if len(flat) > 2:
        assert flat.tolist() != sorted(flat.tolist())
        assert flat.tolist() != sorted(flat.tolist(), reverse=True)


@given(seeds)
def test_shuffled_items_are_in_another_order(seed):
    items = Draw(seed, "e", "p").shuffled("abcd")
    assert sorted(items) == list("abcd")
    assert items != list("abcd")


def test_both_ends_of_a_range_are_drawn():
    draw = Draw(0, "e", "p")
    assert {draw.integer(2, 4) for _ in range(200)} == {2, 3, 4}
    assert {draw.choice("ab") for _ in range(100)} == {"a", "b"}


def test_an_outcome_is_the_value_or_the_error():
    draw = Draw(0, "e", "p")
    assert draw.outcome(lambda: 3) == 3
    assert draw.outcome(lambda: [][1]) == {
        "raises": "IndexError",
        "message": "list index out of range",
    }
    assert draw.refusal(lambda: [][1]) == "IndexError"
    assert draw.refusal(lambda: 3) == "nothing was raised"


@pytest.mark.parametrize("through", [KeyboardInterrupt, NotAttempted])
def test_an_interrupt_and_a_stub_are_no_outcome(through):
    def call():
        raise through

    with pytest.raises(through):
        Draw(0, "e", "p").outcome(call)
    with pytest.raises(through):
        Draw(0, "e", "p").refusal(call)


def test_the_draw_remembers_what_it_handed_out_before_it_was_changed():
    draw = Draw(0, "e", "p")
    tensor = draw.distinct(4)
    before = tensor.clone()
    tensor.zero_()
    assert torch.equal(draw.tensors[0], before)


@pytest.mark.parametrize(("text", "seed"), [("7", 7), ("-3", -3), ("secret", "secret")])
def test_the_seed_of_a_session_comes_from_the_environment(monkeypatch, text, seed):
    assert current_seed() == 0
    monkeypatch.setenv("COURSE_SEED", text)
    assert current_seed() == seed
