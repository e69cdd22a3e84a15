"""Times come in pairs, and what is said about them follows from the pairs."""

import pytest
import torch

from course_lib.gan.experiments.speed.timing import (
    Pairs,
    count_flops,
    matmul_peak,
    peak_memory,
    time_pairs,
)

CPU = torch.device("cpu")


def test_a_ratio_compares_the_two_sides_of_one_pair():
    pairs = Pairs(ours=(1.0, 2.0, 4.0), theirs=(2.0, 3.0, 4.0))

    assert pairs.ratio == 1.5
    assert pairs.interval == (1.0, 2.0)


def test_two_pieces_of_work_are_added_before_they_are_compared():
    both = Pairs((1.0,), (3.0,)) + Pairs((3.0,), (5.0,))

    assert both == Pairs((4.0,), (8.0,))
    assert both.ratio == 2


def test_the_sides_take_turns_and_who_begins_alternates():
    calls = []

    pairs = time_pairs(lambda: calls.append("a"), lambda: calls.append("b"), 3, CPU)

    assert "".join(calls) == "ab" + "ba" + "ab" + "ba"  # the first two aren't timed
    assert len(pairs.ours) == len(pairs.theirs) == 3


def test_peak_memory_counts_what_is_alive_at_one_time():
    megabyte = 250_000  # floats

    def one_after_the_other():
        for _ in range(3):
            torch.ones(megabyte)

    def all_at_once():
        return [torch.ones(megabyte) for _ in range(3)]

    assert peak_memory(one_after_the_other, CPU) == pytest.approx(1e6, rel=0.01)
    assert peak_memory(all_at_once, CPU) == pytest.approx(3e6, rel=0.01)


def test_flops_are_those_of_the_matrix_product():
    a, b = torch.ones(3, 5), torch.ones(5, 7)
    assert count_flops(lambda: a @ b) == 2 * 3 * 5 * 7


def test_the_peak_is_a_rate_above_zero():
    assert matmul_peak(CPU, torch.float32, sizes=(64,)) > 1e6
