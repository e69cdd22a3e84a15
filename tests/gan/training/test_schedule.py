"""The warm-up's end and the discriminators' turns, counted by hand."""

import pytest

from course_lib.gan.training.schedule import adversarial_step, is_due, is_warm_up, takes_part


def test_the_step_after_the_last_one_of_the_warm_up_is_adversarial_step_0():
    assert [is_warm_up(step, 3) for step in range(5)] == [True, True, True, False, False]
    assert [adversarial_step(step, 3) for step in range(5)] == [-3, -2, -1, 0, 1]


def test_without_a_warm_up_the_first_step_is_adversarial():
    assert not is_warm_up(0, 0)
    assert adversarial_step(0, 0) == 0


def test_a_discriminator_takes_part_from_its_start_on():
    assert [step for step in range(6) if takes_part(step, 4)] == [4, 5]


@pytest.mark.parametrize(
    ("start", "every", "due"),
    [
        (0, 1, [0, 1, 2, 3, 4, 5, 6, 7]),
        (0, 3, [0, 3, 6]),
        (2, 1, [2, 3, 4, 5, 6, 7]),
        (2, 3, [2, 5]),
    ],
)
def test_updates_are_counted_from_the_step_at_which_it_joins(start, every, due):
    assert [step for step in range(8) if is_due(step, start, every, frozen=False)] == due


def test_a_frozen_discriminator_takes_part_but_is_never_due():
    assert takes_part(5, 0)
    assert not any(is_due(step, 0, 1, frozen=True) for step in range(8))
