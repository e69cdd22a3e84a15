"""Partials: their sum equals its definition, and harmonics end below half the sample rate."""

import cmath
import math

import pytest
import torch
from torch.testing import assert_close

from course_lib.sounds.partials import add_partials, harmonics


def test_adding_partials_is_the_sum_it_says():
    frequencies = torch.tensor([100.0, 333.3, 5000.0], dtype=torch.float64)
    amplitudes = torch.tensor([1.0, 0.5j, -0.25 + 0.1j], dtype=torch.complex128)
    decays = torch.tensor([0.0, 3.0, 50.0], dtype=torch.float64)

    for length in (1, 2, 3, 500, 1009):
        found = add_partials(frequencies, amplitudes, decays, length=length, sample_rate=24_000)
        one_by_one = [
            sum(
                (complex(a) * cmath.exp((2j * math.pi * float(f) - float(d)) * n / 24_000)).real
                for f, a, d in zip(frequencies, amplitudes, decays, strict=True)
            )
            for n in range(length)
        ]
        assert_close(found, torch.tensor(one_by_one, dtype=torch.float64), rtol=0, atol=1e-11)


@pytest.mark.parametrize(("f0", "count"), [(1000.0, 11), (999.0, 12), (7000.0, 1), (12_000.0, 0)])
def test_harmonics_stop_below_half_the_rate(f0, count):
    assert harmonics(f0, 24_000).tolist() == [f0 * k for k in range(1, count + 1)]
