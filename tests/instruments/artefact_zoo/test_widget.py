"""The artefact zoo: sounds, words and pages follow the choice."""

import pytest
import torch

from course_lib.display import browser_instrument
from course_lib.instruments import artefact_zoo
from course_lib.instruments.artefact_zoo.model import ABOUT
from course_lib.sounds import ARTEFACTS, vowel

SHORT = vowel(seconds=0.2)


def test_every_artefact_is_described_and_shown():
    zoo = artefact_zoo(SHORT)
    assert tuple(ABOUT) == ARTEFACTS
    page = zoo.fallback_html()
    assert page.count("<img") == len(ARTEFACTS)
    assert page.count("<audio") == 4 * len(ARTEFACTS)
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


def test_the_browser_moves_the_zoo_and_has_every_strength_at_one_gain():
    zoo = artefact_zoo(SHORT)
    zoo.live.artefact, zoo.live.current = "DC thump", 3

    assert "DC thump, strength 3" in zoo.summary()
    sent = {each["name"]: each for each in zoo.live.artefacts}
    assert tuple(sent) == ARTEFACTS
    rows = sent["DC thump"]["rows"]
    played = torch.frombuffer(bytearray(rows[3]["samples"]), dtype=torch.int16).float() / 32768
    assert torch.allclose(played, zoo.played_pair()[1].samples, atol=0.5 / 32768 + 1e-7)
    assert [row["title"].startswith("DC thump") for row in rows] == [True] * 4
    assert ABOUT["DC thump"].cause in sent["DC thump"]["facts"]


def test_a_choice_survives_the_next_run_of_the_cell(monkeypatch):
    monkeypatch.setattr(browser_instrument, "_cell", lambda: "this cell")
    monkeypatch.setattr(browser_instrument, "_kept", {})
    artefact_zoo(SHORT).live.artefact = "clicks"

    again = artefact_zoo(SHORT)
    assert (again.live.artefact, again.artefact) == ("clicks", "clicks")
