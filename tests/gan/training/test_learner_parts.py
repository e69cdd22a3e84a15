"""A run with parts of your own: the library's classes in disguise give the library's run."""

from typing import ClassVar

import pytest
import torch
from torch import Tensor

from course_lib.gan.training.learner_parts import OwnParts, library_criteria
from course_lib.gan.training.step import train_step
from course_lib.gan.training.train_state import new_state
from course_lib.losses import AdversarialLoss, Balancer


class Step:
    """The library's step, which counts its calls and isn't an AdversarialLoss itself."""

    calls: ClassVar[list[str]] = []

    def __init__(self, *parts):
        self.library = AdversarialLoss(*parts)

    def train_adv(self, fake, real):
        self.calls.append("train_adv")
        return self.library.train_adv(fake, real)

    def __call__(self, fake, real):
        self.calls.append("losses")
        return tuple(self.library(fake, real))


class PlainBalancer:
    """The library's balancer with nothing but weights and ``backward``."""

    def __init__(self, weights):
        self.weights, self.library = dict(weights), Balancer(weights, total_norm=1 / 2)

    def backward(self, losses, output):
        self.library.backward(losses, output)


def three_steps(state, real):
    scalars = [train_step(state, real(number)) for number in range(3)]
    return scalars, [p.detach().clone() for p in state.generator.parameters()]


@pytest.fixture
def make(config):
    def make(parts=None, **changes):
        return new_state(config({"warm_steps": 0, "batch": 2}, **changes), parts=parts)

    return make


@pytest.mark.parametrize("mode", ["weights", "balancer"])
def test_the_librarys_parts_as_ones_own_give_the_same_run_to_the_last_bit(make, real, mode):
    Step.calls = []
    own = OwnParts(library_criteria, Step, PlainBalancer)
    scalars, weights = three_steps(make(mode=mode), real)
    own_scalars, own_weights = three_steps(make(own, mode=mode), real)
    assert own_scalars == scalars
    assert all(map(torch.equal, own_weights, weights))
    assert Step.calls.count("train_adv") == Step.calls.count("losses") > 0


def test_criteria_of_ones_own_replace_the_librarys_in_both_players(make, real):
    asked = []

    def criteria(name):
        asked.append(name)
        return tuple(lambda scores, k=k: k + 0 * scores.sum() for k in (1.0, 2.0, 4.0))

    state = make(OwnParts(criteria=criteria))
    scalars = train_step(state, real())
    assert set(asked) == {"hinge"}
    for name in state.config.discriminators:
        assert scalars[f"adv_{name}"] == pytest.approx(1.0)
        assert scalars[f"d_{name}"] == pytest.approx(6.0)


def test_a_run_with_own_parts_saves_what_a_run_with_the_librarys_saves(make, real):
    own, library = make(OwnParts(adversarial_step=Step)), make()
    train_step(own, real())
    saved = own.adversaries.state_dict()
    assert list(saved) == list(library.adversaries.state_dict())
    library.adversaries.load_state_dict(saved)
    for one, other in zip(
        own.adversaries.parameters(), library.adversaries.parameters(), strict=True
    ):
        assert torch.equal(one, other)


def test_an_own_balancer_gets_the_weights_of_the_step_and_new_ones_when_they_change(make, real):
    built = []

    class Recorder(PlainBalancer):
        def __init__(self, weights: dict[str, float]) -> None:
            super().__init__(weights)
            built.append(dict(weights))

        def backward(self, losses: dict[str, Tensor], output: Tensor) -> None:
            assert set(losses) <= set(self.weights)
            super().backward(losses, output)

    state = make(OwnParts(balancer=Recorder), mode="balancer")
    late = state.config.discriminators[-1]
    state.adversaries.start[late] = 2
    for number in range(4):
        train_step(state, real(number))
    assert len(built) == 2
    assert built[0][f"adv_{late}"] != built[1][f"adv_{late}"] or len(built[0]) != len(built[1])
