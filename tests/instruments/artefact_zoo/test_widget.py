"""The artefact zoo: players, pictures and text follow the choice."""

import pytest
import torch

from course_lib.instruments import artefact_zoo
from course_lib.instruments.artefact_zoo.widget import ABOUT
from course_lib.sounds import ARTEFACTS, vowel

SHORT = vowel(seconds=0.2)


def test_every_artefact_is_described_and_shown():
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
        first, second = zoo.played_pair()
        clean.append(first.samples)
        assert torch.equal(first.samples, second.samples) == (strength == 0)
        assert f"strength {strength}" in zoo.summary()
    assert all(torch.equal(clean[0], other) for other in clean)


def test_the_zoo_refuses_what_it_does_not_have():
    zoo = artefact_zoo(SHORT)
    with pytest.raises(ValueError, match="'echo'"):
        zoo.choose("echo")
    with pytest.raises(ValueError, match="0, 1, 2 or 3"):
        zoo.choose(strength=5)
    assert (zoo.artefact, zoo.strength) == (ARTEFACTS[0], 2)


def test_the_zoos_buttons_move_it():
    zoo = artefact_zoo(SHORT)
    kind, level, line, players, picture, summary, _ = zoo.widget().children
    kind.value, level.value = "DC thump", 3
    assert "DC thump, strength 3" in summary.value
    assert picture.value.count("<img") == 2
    assert "course-key-c" in players.value
    assert "course-key-s" in players.value
    assert ">C</kbd>" in line.value
