"""Costs in the small GAN: what is compared with what, and that memory grows as it should."""

import pytest

from course_lib.gan.experiments.speed import gan_step
from course_lib.gan.experiments.speed.gan_step import StepCost, cost_table, growth_table


def test_a_step_with_discriminators_needs_what_each_of_them_needs():
    costs = gan_step.step_costs(1)
    flops = {name: cost.flops for name, cost in costs.items()}

    assert list(flops) == ["none", "mpd", "msd", "msstftd", "all three"]
    added = sum(flops[name] - flops["none"] for name in ("mpd", "msd", "msstftd"))
    assert flops["all three"] == flops["none"] + added
    assert costs["all three"].seconds > costs["none"].seconds > 0


def test_memory_is_linear_in_batch_and_length_and_does_not_grow_with_the_periods():
    rows = gan_step.growth(1)
    memory = {(row["axis"], row["size"]): row["bytes"] for row in rows}

    # Weights and their gradients are small and constant, so doubling gives a little less than 2.
    assert memory["batch", 8] / memory["batch", 4] == pytest.approx(2, abs=0.1)
    assert memory["samples", 32_000] / memory["samples", 16_000] == pytest.approx(2, abs=0.1)
    # One sub-discriminator's graph is alive at a time, however many there are.
    assert memory["periods", 4] / memory["periods", 1] == pytest.approx(1, abs=0.1)


def test_the_tables_have_a_line_for_each_result():
    costs = {"none": StepCost(0.03, 2 * 10**9), "mpd": StepCost(0.06, 3 * 10**9)}
    assert cost_table(costs).splitlines()[-1] == "| mpd | 60.0 | 2.00 | 3.00 | 1.50 |"
    row = {"axis": "batch", "size": 2, "seconds": 0.004, "bytes": 1_500_000}
    assert growth_table([row]).splitlines()[-1] == "| batch | 2 | 4.0 | 1.50 |"
