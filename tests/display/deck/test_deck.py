"""The deck: its rows are the sounds as they are, and a page has each of them once."""

import pytest
import torch

from course_lib.display.deck import Deck, on_page, track
from course_lib.sounds import noise, tone

SOUNDS = (tone(440.0, seconds=0.1), noise(seconds=0.2))


def test_a_track_has_the_samples_at_their_own_level():
    sent = track(SOUNDS[0], "a hum")
    played = torch.frombuffer(bytearray(sent["samples"]), dtype=torch.int16).float() / 32768

    assert (sent["name"], sent["finding"], sent["rate"]) == ("tone 440 Hz", "a hum", 24_000)
    assert torch.allclose(played, SOUNDS[0].samples, atol=0.5 / 32768 + 1e-7)


def test_a_page_has_each_sound_once_as_a_player_that_the_module_reads():
    deck = Deck(SOUNDS, ["one", "two"])
    rows = deck.page_state(deck.state())["rows"]

    assert rows == [on_page(row, k) for k, row in enumerate(deck.state()["rows"])]
    assert [row["samples"] for row in rows] == [{"player": 0}, {"player": 1}]
    assert deck.fallback_html().count("<audio") == deck.fallback_html().count("<img") == 2


def test_without_pictures_the_ears_decide_alone():
    deck = Deck(SOUNDS, view="none")

    assert "<img" not in deck.fallback_html()
    assert deck.live.view == "none"


def test_the_text_has_the_title_each_sound_with_its_finding_and_the_facts():
    text = Deck(SOUNDS, ["a hum", ""], title="Listen", facts="One gain.").text()

    assert text == "Listen\n  1 tone 440 Hz: a hum\n  2 noise\nOne gain."


def test_a_deck_without_sounds_or_with_too_few_findings_says_what_it_needs():
    with pytest.raises(ValueError, match="at least one sound"):
        Deck([])
    with pytest.raises(ValueError, match="a finding for each of 2 sounds, got 1"):
        Deck(SOUNDS, ["one"])
