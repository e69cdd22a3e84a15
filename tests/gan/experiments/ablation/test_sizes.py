"""Discriminators of very different sizes aren't compared without a word."""

import re

import pytest

from course_lib.discriminators import MultiPeriodDiscriminator
from course_lib.discriminators.registry import create, parameter_count, register, unregister
from course_lib.gan.experiments.ablation import AblationPlan, ablate, gather
from course_lib.gan.experiments.ablation.sizes import check_sizes, discriminator_weights
from course_lib.gan.training.presets import preset

TINY = preset("tiny")


@pytest.fixture
def small_one():
    """Register a plugin whose only size is that of its example."""

    @register("small_one", example={"periods": (2,), "n_layers": 1, "filters": 2})
    class SmallOne(MultiPeriodDiscriminator):
        pass

    yield
    unregister("small_one")


def test_the_weights_of_a_run_are_those_of_all_its_discriminators():
    plan = AblationPlan(TINY)

    counts = {mode: discriminator_weights(plan.branch(mode, 0)) for mode in plan.modes}

    assert counts["none"] == counts["none_long"] == 0
    assert counts["all"] == counts["mpd"] + counts["msd"] + counts["msstftd"]
    mpd = create("mpd", **TINY.discriminator_options("mpd"))
    assert counts["mpd"] == sum(p.numel() for p in mpd.parameters())


def test_a_hundredth_of_the_weights_is_refused_before_anything_is_trained(small_one, tmp_path):
    plan = AblationPlan(TINY, modes=("none", "msd", "small_one"))

    with pytest.raises(ValueError, match=r"msd has 260,574 weights, \d+ times the .* of small_one"):
        ablate(plan, tmp_path / "a")

    assert not (tmp_path / "a").exists()
    assert "msd has 260,574 weights" in check_sizes(plan, any_size=True)


def test_a_tenth_of_the_weights_is_a_warning():
    text = check_sizes(AblationPlan(TINY, modes=("none", "msd", "msstftd")))

    assert text == (
        "msd has 260,574 weights, 21 times the 12,676 of msstftd: keep that in mind when you "
        "compare them."
    )


@pytest.mark.parametrize("modes", [("none", "mpd", "msd"), ("none",), ("none", "all")])
def test_similar_sizes_or_none_to_compare_need_no_warning(modes):
    assert check_sizes(AblationPlan(TINY, modes=modes)) == ""


def test_options_bring_a_small_discriminator_to_its_due_size(small_one):
    due = TINY.with_options("small_one", {"filters": 16, "n_layers": 4, "max_filters": 64})

    plan = AblationPlan(due, modes=("none", "msd", "small_one"))

    assert not re.search("small_one", check_sizes(plan))


def test_a_constructor_that_reads_its_weights_is_counted_too():
    @register("reader")
    class Reader(MultiPeriodDiscriminator):
        def __init__(self, filters=2):
            super().__init__(filters=filters)
            self.largest = max(float(p.max()) for p in self.parameters())

    try:
        assert parameter_count("reader") == parameter_count("mpd", filters=2)
    finally:
        unregister("reader")


def test_the_weights_of_a_finished_run_are_stored_with_its_cost(finished, micro):
    outcomes = gather(finished).outcomes
    expected = parameter_count("msstftd", **micro.discriminator_options("msstftd"))

    assert outcomes["none"][0].weights == 0
    assert outcomes["msstftd"][0].weights == expected
