"""A cut anywhere between the wave and what a network returns is found."""

import pytest
import torch
from torch import nn

from course_lib.classroom.checking.gradients import gradient_flow

ALL = {"to the wave": [True, True, True], "to every weight": True}


class Network(nn.Module):
    """Two layers; returns the logits and two maps; a cut may be made at four places."""

    def __init__(self, cut=None):
        super().__init__()
        self.cut = cut
        self.first, self.last = nn.Conv1d(1, 2, 3), nn.Conv1d(2, 1, 3)

    def forward(self, wave):
        x = self.first(self.at("wave", wave))
        fmaps = [self.at("map", x)]
        logits = self.at("logits", self.last(self.at("hidden", x)))
        return logits, [*fmaps, logits]

    def at(self, place, x):
        return x.detach() if place == self.cut else x


def test_without_a_cut_everything_is_reached():
    assert gradient_flow(Network(), torch.randn(1, 1, 20)) == ALL


@pytest.mark.parametrize(
    ("cut", "reached"),
    [
        ("wave", [False, False, False]),
        ("map", [True, False, True]),
        ("hidden", [False, True, False]),
        ("logits", [False, True, False]),
    ],
)
def test_a_cut_shows_in_the_outputs_behind_it(cut, reached):
    assert gradient_flow(Network(cut), torch.randn(1, 1, 20))["to the wave"] == reached


def test_without_a_graph_nothing_is_reached():
    with torch.no_grad():
        found = gradient_flow(Network(), torch.randn(1, 1, 20))

    assert found == {"to the wave": [False] * 3, "to every weight": False}


def test_the_wave_given_stays_as_it_is():
    wave = torch.randn(1, 1, 20)
    gradient_flow(Network(), wave)

    assert not wave.requires_grad
