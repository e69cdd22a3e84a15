"""Round numbers for the axes that Python draws."""

import pytest

from course_lib.display.round_numbers import round_numbers


def test_they_are_round_equally_far_apart_and_enclose_the_ends():
    assert round_numbers(0.498, 1.29, 4) == pytest.approx([0.4, 0.6, 0.8, 1.0, 1.2, 1.4])
    assert round_numbers(3, 31, 5, integer=True) == [0, 10, 20, 30, 40]
