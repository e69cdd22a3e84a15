"""The artefact zoo and the time machine: what is heard, shown and said follows the choice."""

import re

import pytest
import torch

from course_lib.gan.training.shipped import READY
from course_lib.instruments import artefact_zoo, as_notebook_players_do, time_machine
from course_lib.instruments.artefact_zoo.widget import ABOUT
from course_lib.sounds import ARTEFACTS, Sound, tone, vowel

SHORT = vowel(seconds=0.2)


def test_every_artefact_is_told_in_words_and_shown():
    zoo = artefact_zoo(SHORT)
    assert tuple(ABOUT) == ARTEFACTS
    page = zoo.static_html()
    assert page.count("<img") == len(ARTEFACTS)
    assert page.count("<audio") == 2 * len(ARTEFACTS)
    for name in ARTEFACTS:
        assert name in page
        assert name in zoo.text()
        assert zoo.clean[name] is SHORT


def test_all_strengths_share_one_gain_with_the_clean_sound():
    zoo = artefact_zoo(SHORT)
    clean = []
    for strength in (0, 1, 2, 3):
        zoo.choose("clicks", strength)
        first, second = zoo.heard()
        clean.append(first.samples)
        assert torch.equal(first.samples, second.samples) == (strength == 0)
        assert f"strength {strength}" in zoo.summary()
    assert all(torch.equal(clean[0], other) for other in clean)


def test_the_zoo_refuses_what_it_does_not_have():
    zoo = artefact_zoo(SHORT)
    with pytest.raises(ValueError, match="there is no 'echo'"):
        zoo.choose("echo")
    with pytest.raises(ValueError, match="0, 1, 2 or 3"):
        zoo.choose(strength=5)
    assert (zoo.artefact, zoo.strength) == (ARTEFACTS[0], 2)


def test_the_zoos_buttons_move_it():
    zoo = artefact_zoo(SHORT)
    kind, level, line, players, picture, words, _ = zoo.widget().children
    kind.value, level.value = "DC thump", 3
    assert "DC thump, strength 3" in words.value
    assert picture.value.count("<img") == 2
    assert "course-key-c" in players.value
    assert "course-key-s" in players.value
    assert ">C</kbd>" in line.value


@pytest.fixture(scope="module")
def machine():
    return time_machine({"tone": tone(440, 0.3, sample_rate=16_000)})


def test_the_time_machine_has_every_stage_at_one_gain(machine):
    assert tuple(machine.stages) == READY
    originals = []
    for step in READY:
        machine.choose(step=step)
        first, made = machine.heard()
        originals.append(first.samples)
        assert made.name == f"after {step} steps"
        assert f"after {step} of {READY[-1]} steps" in machine.summary()
    assert all(torch.equal(originals[0], other) for other in originals)
    assert machine.text().count(" dB a point") == len(READY)


def test_its_slider_moves_picture_players_and_words(machine):
    name, step, _, players, picture, words, _, _ = machine.widget().children
    step.value = READY[0]
    before = picture.value
    step.value = READY[-1]
    assert picture.value != before
    assert f"after {READY[-1]} steps" in players.value
    assert 'role="status"' in words.value
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


def test_a_usual_player_makes_a_whisper_as_loud_as_a_shout():
    shout = tone(440, 0.2, amplitude=0.9)
    whisper = Sound(shout.samples / 1000)
    loud, soft = (as_notebook_players_do(sound).samples for sound in (shout, whisper))
    assert loud.abs().max() > 0.99
    assert torch.allclose(loud, soft, atol=1e-3)
