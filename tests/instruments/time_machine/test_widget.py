"""The time machine: sounds, distances and words follow the choice of sound and stage."""

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
    assert machine.text().count(" dB on average") == len(READY)


def test_the_browser_moves_the_machine_and_the_original_is_no_stage(machine):
    machine.live.current = len(READY)
    assert machine.step == READY[-1]
    machine.live.current = 0
    assert machine.step == READY[-1]
    assert (machine.live.sound, machine.live.steps) == ("tone", list(READY))


def test_the_browser_gets_each_stage_with_its_distance(machine):
    (sent,) = machine.live.sounds
    assert [row["name"] for row in sent["rows"]] == [
        "original",
        *(f"after {s} steps" for s in READY),
    ]
    for step, row, distance in zip(READY, sent["rows"][1:], sent["distances"], strict=True):
        machine.choose(step=step)
        assert distance == machine.distance()
        assert f"{distance:.1f} dB off on average" in row["title"]
        played = torch.frombuffer(bytearray(row["samples"]), dtype=torch.int16).float() / 32768
        assert torch.allclose(played, machine.played_pair()[1].samples, atol=0.5 / 32768 + 1e-7)


def test_its_page_has_a_picture_and_a_player_for_each_stage(machine):
    page = machine.fallback_html()
    assert page.count("<img") == page.count("<audio") == 1 + len(READY)
    assert all(re.findall(r'alt="([^"]+)"', page))


def test_it_refuses_what_it_does_not_have(machine):
    with pytest.raises(ValueError, match="stages are 0, 50"):
        machine.choose(step=7)
    with pytest.raises(ValueError, match="at least one sound"):
        time_machine({})
