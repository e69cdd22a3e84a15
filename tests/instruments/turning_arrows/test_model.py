import math

import pytest
import torch

from course_lib.instruments.turning_arrows.model import (
    AROUND,
    cycles_per_hop,
    nearest_bin,
    turning_cells,
    visible_turn,
)

CASES = [(1000.0, 240), (1010.0, 240), (990.0, 240), (1000.0, 256), (937.5, 64), (1049.0, 512)]


@pytest.mark.parametrize(("hertz", "hop"), CASES)
def test_the_arrow_keeps_its_length_and_turns_by_the_cycles_of_a_hop(hertz, hop):
    arrow = turning_cells(hertz, hop).cells[AROUND]
    # the tone's mirror image below 0 Hz adds a little
    torch.testing.assert_close(arrow.abs(), arrow.abs()[:1].expand_as(arrow), rtol=1e-5, atol=0)
    turns = (arrow[1:] / arrow[:-1]).angle() / (2 * math.pi)
    apart = (turns - visible_turn(hertz, hop) + 0.5) % 1 - 0.5  # half a turn has two signs
    assert float(apart.abs().max()) < 1e-5


@pytest.mark.parametrize(("hertz", "hop"), CASES)
def test_all_bins_around_the_tone_turn_equally_fast(hertz, hop):
    # within two bins, where a Hann window passes the tone
    cells = turning_cells(hertz, hop).cells[AROUND - 1 : AROUND + 2]
    steps = cells[:, 1:] / cells[:, :-1]
    torch.testing.assert_close(steps, steps[1:2].expand_as(steps), rtol=1e-3, atol=1e-3)


def test_neighbouring_bins_point_in_nearly_opposite_directions():
    cells = turning_cells(1007.8125, 240).cells[AROUND - 1 : AROUND + 2, 0]  # the middle of a bin
    for side in (0, 2):
        assert float((cells[side] / cells[1]).real) == pytest.approx(-0.5, abs=0.01)


def test_the_turn_is_what_whole_cycles_leave():
    assert cycles_per_hop(1000.0, 240) == 10
    assert visible_turn(1000.0, 240) == 0
    assert visible_turn(1010.0, 240) == pytest.approx(0.1)
    assert visible_turn(990.0, 240) == pytest.approx(-0.1)
    assert visible_turn(1050.0, 240) == -0.5


def test_the_nearest_bin_is_the_loudest():
    for hertz in (500.0, 1000.0, 1010.0, 2000.0):
        found = turning_cells(hertz, 64)
        assert found.first_bin + AROUND == nearest_bin(hertz)
        assert int(found.cells[:, 0].abs().argmax()) == AROUND


@pytest.mark.parametrize(
    ("hertz", "hop", "words"),
    [
        (499.0, 240, "got 499"),
        (2001.0, 240, "got 2001"),
        (1000.0, 7, "got 7"),
        (1000.0, 513, "512"),
    ],
)
def test_what_is_out_of_range_is_refused(hertz, hop, words):
    with pytest.raises(ValueError, match=words):
        turning_cells(hertz, hop)
