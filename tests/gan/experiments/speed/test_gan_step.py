"""Costs in the small GAN: what is compared with what, and that memory grows as it should."""

import pytest

from course_lib.gan.experiments.speed import gan_step
from course_lib.gan.experiments.speed.gan_step import growth_table, ratio_table


def test_a_step_without_discriminators_is_the_unit_and_any_other_costs_more():
    ratios = gan_step.step_ratios(1)

    assert list(ratios) == ["none", "mpd", "msd", "msstftd", "all three"]
    assert ratios["none"][1] == 1
    for seconds, ratio in ratios.values():
        assert ratio == pytest.approx(seconds / ratios["none"][0])
    assert ratios["all three"][1] > 1


def test_memory_is_linear_in_batch_and_length_and_does_not_grow_with_the_periods():
    rows = gan_step.growth(1)
    memory = {(row["axis"], row["size"]): row["bytes"] for row in rows}

    # Weights and their gradients are small and constant, so doubling gives a little less than 2.
    assert memory["batch", 8] / memory["batch", 4] == pytest.approx(2, abs=0.1)
    assert memory["samples", 32_000] / memory["samples", 16_000] == pytest.approx(2, abs=0.1)
    # One sub-discriminator's graph is alive at a time, however many there are.
    assert memory["periods", 4] / memory["periods", 1] == pytest.approx(1, abs=0.1)


def test_the_tables_have_a_line_for_each_result():
    assert ratio_table({"none": (0.03, 1.0)}).splitlines()[-1] == "| none | 30.0 | 1.00 |"
    row = {"axis": "batch", "size": 2, "seconds": 0.004, "bytes": 1_500_000}
    assert growth_table([row]).splitlines()[-1] == "| batch | 2 | 4.0 | 1.50 |"
