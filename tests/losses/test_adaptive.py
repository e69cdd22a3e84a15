import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.losses import get_fake_criterion, get_real_criterion
from course_lib.losses.adaptive import GUESSING_COSTS, AdaptiveWeights

LOSSES = st.dictionaries(st.sampled_from("abcd"), st.floats(0, 10), min_size=1, max_size=4)


@pytest.mark.parametrize(("loss", "between"), [("hinge", 0.0), ("hinge2", 0.0), ("mse", 0.5)])
def test_a_guesser_has_the_loss_in_the_table(loss, between):
    scores = torch.full((8,), between)
    paid = get_real_criterion(loss)(scores) + get_fake_criterion(loss)(scores)

    assert paid.item() == GUESSING_COSTS[loss]


def test_skill_runs_from_guessing_to_never_wrong():
    adaptive = AdaptiveWeights(guessing_costs=2.0)
    adaptive.update({"guesses": 2.0, "half": 1.0, "right": 0.0, "worse": 3.0})

    skills = {name: adaptive.skill(name) for name in ("guesses", "half", "right", "worse", "new")}

    assert skills == {"guesses": 0, "half": 0.5, "right": 1, "worse": 0, "new": 0}


def test_the_better_discriminator_gets_e_times_the_weight_at_most():
    adaptive = AdaptiveWeights(guessing_costs=2.0, temperature=1.0)
    adaptive.update({"good": 0.0, "bad": 2.0})

    weights = adaptive.weights(["good", "bad"])

    assert weights["good"] / weights["bad"] == pytest.approx(math.e)


@given(LOSSES, st.floats(0.1, 10))
def test_weights_add_up_to_the_number_of_discriminators_and_are_bounded(losses, temperature):
    adaptive = AdaptiveWeights(temperature=temperature)
    adaptive.update(losses)

    weights = adaptive.weights(list(losses))

    assert sum(weights.values()) == pytest.approx(len(losses))
    assert max(weights.values()) <= min(weights.values()) * math.exp(1 / temperature) * (1 + 1e-9)


@given(LOSSES)
def test_no_worse_discriminator_has_more_weight_than_a_better_one(losses):
    adaptive = AdaptiveWeights()
    adaptive.update(losses)
    weights = adaptive.weights(list(losses))

    by_loss = [weights[name] for name in sorted(losses, key=losses.__getitem__)]

    assert by_loss == sorted(by_loss, reverse=True)


def test_a_loss_that_is_not_finite_is_ignored():
    adaptive = AdaptiveWeights()
    adaptive.update({"a": 1.0})
    adaptive.update({"a": math.nan})
    adaptive.update({"a": math.inf})

    assert adaptive.skill("a") == 0.5


def test_a_saved_state_continues_like_the_original():
    first, second = AdaptiveWeights(), AdaptiveWeights()
    first.update({"a": 1.9, "b": 0.3})
    second.load_state_dict(first.state_dict())
    for adaptive in (first, second):
        adaptive.update({"a": 1.7, "b": 0.4})

    assert first.weights(["a", "b"]) == second.weights(["a", "b"])


def test_a_temperature_of_zero_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        AdaptiveWeights(temperature=0)
