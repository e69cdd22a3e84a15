"""The generator's learning rate: what the warm-up does, and what the second stage forgets."""

from itertools import pairwise

import pytest

from course_lib.gan.training.learning_rate import set_learning_rate, warm_up_rate
from course_lib.gan.training.presets import TINY
from course_lib.gan.training.step import train_step
from course_lib.gan.training.train_state import new_state


def test_the_learning_rate_rises_then_falls_in_a_straight_line():
    size = TINY.replace(warm_steps=1000, warm_rise=100)
    rates = [warm_up_rate(size, step) for step in range(1000)]

    assert rates.index(max(rates)) == 99
    assert rates[0] == pytest.approx(2e-3 / 100)
    assert rates[-1] == pytest.approx(4e-4, rel=0.01)
    steps = [late - early for early, late in pairwise(rates[100:])]
    assert steps == pytest.approx([-1.6e-3 / 1000] * 899)


def test_adam_forgets_the_warm_up_when_the_discriminators_join(config, real):
    state = new_state(config({"warm_steps": 2, "warm_betas": (0.9, 0.99), "betas": (0.5, 0.9)}))
    group = state.optimizer.param_groups[0]
    counts = []
    for number in range(4):
        train_step(state, real(number))
        counts.append(next(iter(state.optimizer.state.values()))["step"].item())

    assert counts == [1, 2, 1, 2]
    assert group["betas"] == (0.5, 0.9)
    assert group["lr"] == state.config.preset.lr


def test_the_warm_up_has_the_rate_and_the_memory_of_its_preset(config):
    state = new_state(config({"warm_steps": 10, "warm_rise": 2}))
    rates = []
    for state.step in (0, 1, 5):
        set_learning_rate(state)
        rates.append(state.optimizer.param_groups[0]["lr"])

    assert rates == [warm_up_rate(state.config.preset, step) for step in (0, 1, 5)]
    assert state.optimizer.param_groups[0]["betas"] == (0.9, 0.99)
