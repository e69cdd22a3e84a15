"""Intervals contain the truth as often as they promise, in experiments whose truth is known."""

import pytest
import torch

from course_lib.gan.experiments.ablation.bootstrap import bootstrap

TRUTH = 0.3


def world(number, seeds, clips, of_seed, of_clip, of_both, generator):
    """Return experiments with crossed random effects around a known truth."""
    draw = lambda *shape: torch.randn(*shape, generator=generator, dtype=torch.float64)  # noqa: E731
    by_clip = of_clip * draw(number, 1, clips)
    return TRUTH + of_seed * draw(number, seeds, 1) + by_clip + of_both * draw(number, seeds, clips)


def coverage(worlds, over, truth=None):
    truths = [TRUTH] * len(worlds) if truth is None else truth
    hits = [t in bootstrap(w, over, draws=400) for w, t in zip(worlds, truths, strict=True)]
    return sum(hits) / len(hits)


@pytest.fixture
def rng():
    return torch.Generator().manual_seed(7)


def test_intervals_over_clips_contain_the_truth_in_95_of_100_worlds(rng):
    worlds = world(400, 3, 30, 0.0, 1.0, 0.5, rng)
    assert coverage(worlds, "clips") == pytest.approx(0.95, abs=0.035)


def test_intervals_over_both_contain_the_truth_in_95_of_100_worlds_with_many_seeds(rng):
    worlds = world(300, 20, 30, 0.5, 1.0, 0.5, rng)
    assert coverage(worlds, "both") == pytest.approx(0.95, abs=0.035)


def test_three_seeds_are_too_few_for_what_an_interval_promises(rng):
    # The seeds alone differ. A t interval would be 2.2 times as wide as a normal one.
    worlds = world(300, 3, 30, 1.0, 0.01, 0.01, rng)
    assert 0.7 < coverage(worlds, "both") < 0.9


def test_intervals_over_clips_ignore_how_seeds_differ(rng):
    worlds = world(200, 3, 30, 2.0, 1.0, 0.1, rng)
    assert coverage(worlds, "clips") < 0.6  # it makes no statement about other seeds


def test_an_interval_narrows_as_the_root_of_the_number_of_clips(rng):
    few, many = (world(60, 3, n, 0.0, 1.0, 0.0, rng) for n in (25, 100))
    width = lambda worlds: sum(  # noqa: E731
        (i := bootstrap(w, "clips", draws=400)).high - i.low for w in worlds
    )
    assert width(few) / width(many) == pytest.approx(2, rel=0.1)


def test_an_interval_is_the_same_whenever_it_is_asked_for(rng):
    differences = world(1, 3, 30, 0.5, 1.0, 0.5, rng)[0]
    assert bootstrap(differences, "both") == bootstrap(differences, "both")


@pytest.mark.parametrize(("shape", "over"), [((1, 30), "both"), ((3, 1), "clips")])
def test_one_of_a_kind_says_nothing_about_others(shape, over):
    assert bootstrap(torch.zeros(shape), over) is None


def test_one_clip_is_enough_where_seeds_are_drawn():
    interval = bootstrap(torch.tensor([[1.0], [2.0], [3.0]]), "both")
    # widened by the root of 3 / 2 about the mean
    assert interval.low == pytest.approx(2 - 1.5**0.5)
    assert interval.high == pytest.approx(2 + 1.5**0.5)


@pytest.mark.parametrize(
    "bad", [torch.zeros(3), torch.zeros(0, 3), torch.tensor([[float("nan"), 1.0]])]
)
def test_anything_but_a_table_of_finite_numbers_is_refused(bad):
    with pytest.raises(ValueError, match=r"finite numbers \[seeds, clips\]"):
        bootstrap(bad, "clips")
