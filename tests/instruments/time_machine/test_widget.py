"""The time machine: players, pictures and text follow the choice of sound and stage."""

import re

import pytest
import torch

from course_lib.gan.training.shipped import READY
from course_lib.instruments import time_machine
from course_lib.sounds import tone


@pytest.fixture(scope="module")
def machine():
    return time_machine({"tone": tone(440, 0.3, sample_rate=16_000)})


def test_the_time_machine_has_every_stage_at_one_gain(machine):
    assert tuple(machine.stages) == READY
    originals = []
    for step in READY:
        machine.choose(step=step)
        first, generated = machine.played_pair()
        originals.append(first.samples)
        assert generated.name == f"after {step} steps"
        assert f"after {step} of {READY[-1]} steps" in machine.summary()
    assert all(torch.equal(originals[0], other) for other in originals)
    assert machine.text().count(" dB a point") == len(READY)


def test_its_slider_moves_picture_players_and_summary(machine):
    name, step, _, players, picture, summary, _, _ = machine.widget().children
    step.value = READY[0]
    before = picture.value
    step.value = READY[-1]
    assert picture.value != before
    assert f"after {READY[-1]} steps" in players.value
    assert 'role="status"' in summary.value
    assert name.options == ("tone",)


def test_its_page_has_a_picture_and_a_player_for_each_stage(machine):
    page = machine.static_html()
    assert page.count("<img") == page.count("<audio") == 1 + len(READY)
    assert all(re.findall(r'alt="([^"]+)"', page))


def test_it_refuses_what_it_does_not_have(machine):
    with pytest.raises(ValueError, match="stages are 0, 50"):
        machine.choose(step=7)
    with pytest.raises(ValueError, match="at least one sound"):
        time_machine({})
