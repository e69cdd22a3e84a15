import re

import pytest
import torch
from torch import nn

from course_lib import MultiDiscriminator, create, register
from course_lib.discriminators.interface import DiscriminatorOutput
from course_lib.discriminators.registry import unregister
from course_lib.instruments import logit_inspector, score_map
from course_lib.instruments.logit_inspector.model import measure_field, keep_field
from course_lib.sounds import noise, tone, vowel


class Pieces(MultiDiscriminator):
    """Score pieces of 100 samples, three at a time."""

    num_discriminators = 1

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 3, padding=1)

    def forward(self, wave):
        energy = wave.unfold(-1, 100, 100).square().mean(-1)
        return DiscriminatorOutput([self.conv(energy)], [[energy]])


class Deaf(Pieces):
    """Hand out scores without a way back to the wave."""

    def forward(self, wave):
        return DiscriminatorOutput([wave[..., ::100].detach()], [[wave]])


@pytest.fixture
def registered():
    register("pieces")(Pieces)
    register("deaf")(Deaf)
    yield
    unregister("pieces")
    unregister("deaf")


def small(seconds=0.2):
    torch.manual_seed(0)
    mpd = create("mpd", periods=(2, 5), n_layers=2, filters=2, filters_scale=2)
    return logit_inspector(vowel(seconds=seconds), {"mpd": mpd, "pieces": Pieces()})


def test_whoever_is_registered_appears_without_further_code(registered):
    inspector = logit_inspector(vowel(seconds=0.1), start="pieces")
    assert {"mpd", "msd", "msstftd", "pieces"} <= set(inspector.names)
    assert "deaf is left out: RuntimeError" in inspector.text()


def test_the_samples_that_light_up_are_those_that_change_the_score():
    inspector = small()
    inspector.move("mpd", member=1, row=40, place=3)
    heard = inspector.heard()
    committee = inspector._committees["mpd"]
    samples = inspector.sound.samples
    inside, outside = samples.clone(), samples.clone()
    inside[heard] += 0.1
    outside[~heard] += 0.1
    before, moved, same = (
        committee(wave[None, None])[0][1][0, 0, 40, 3] for wave in (samples, inside, outside)
    )
    assert moved != before
    assert same == before


def test_the_words_tell_a_stretch_from_a_comb():
    inspector = small()
    inspector.move("pieces", row=20)
    assert "300 samples, from 1900 to 2199 (12.5 ms). They stand side by side" in inspector.summary()
    inspector.move("mpd", member=1)
    assert "Between two of them, 4 samples in a row are not heard." in inspector.summary()


def test_another_member_begins_at_its_middle_and_the_way_back_keeps_the_choice():
    inspector = small()
    inspector.move("mpd", member=1)
    assert (inspector.row, inspector.place) == (inspector.map.shape[0] // 2, 2)
    inspector.move(row=7)
    inspector.text()
    inspector.static_html()
    assert (inspector.name, inspector.member, inspector.row, inspector.place) == ("mpd", 1, 7, 2)


def test_what_is_played_is_silent_wherever_the_score_is_deaf():
    inspector = small()
    inspector.move("pieces", row=20)
    heard = keep_field(inspector.sound, inspector.heard())
    assert heard.samples[:1900].abs().max() == 0
    assert torch.equal(heard.samples[1900:2200], inspector.sound.samples[1900:2200])
    assert inspector.play().html.count("<audio") == 2
    assert "Gain" in inspector.play().text


def test_choices_that_do_not_exist_are_refused_with_their_range():
    inspector = small()
    with pytest.raises(ValueError, match="no discriminator 'msd' here: there are mpd, pieces"):
        inspector.move("msd")
    with pytest.raises(ValueError, match="member goes from 0 to 1"):
        inspector.move(member=2)
    with pytest.raises(ValueError, match="score goes from 0"):
        inspector.move(row=10_000)
    with pytest.raises(ValueError, match="no discriminator can be inspected"):
        logit_inspector(vowel(), {"deaf": Deaf()})


def test_the_panel_follows_the_menus_and_the_sliders():
    inspector = small()
    name, member, row, place, pictures, words, play, answer = inspector.widget().children[:8]
    assert (member.value, place.max) == (0, 1)
    member.value = 1
    assert place.max == 4
    before = pictures.value
    row.value = 3
    assert pictures.value != before
    assert "score 3" in words.value
    play.click()
    assert answer.value.count("<audio") == 2
    name.value = "pieces"
    assert answer.value == ""
    assert place.layout.display == "none"
    assert "alert" not in words.value


def test_every_score_of_the_shortest_map_can_be_reached():
    inspector = small(0.05)
    name, _, row, _, _, words, *_ = inspector.widget().children
    name.value = "pieces"
    for value in range(row.max + 1):
        row.value = value
        assert f"score {value}:" in words.value


def test_a_score_that_hears_nothing_has_no_field():
    assert measure_field(torch.zeros(9, dtype=torch.bool)) is None


def test_the_page_shows_one_score_of_each_discriminator():
    page = small().static_html()
    assert page.count("<img") == 2
    assert len(re.findall(r'alt="[^"]+"', page)) == 2


def test_a_score_map_says_what_changes():
    torch.manual_seed(0)
    committee = Pieces()
    sound = noise(0.5)
    other = sound.samples.clone()
    other[6000] = 0.9
    told = score_map(committee, sound, sound.with_samples(other))
    assert told.finding() == "3 of 120 scores change"
    assert "from 0.246 to 0.254 s" in told.text()
    assert told.static_html().count("<img") == 1
    assert "120 scores from 1 members" in score_map(committee, sound).text()


def test_a_score_map_refuses_sounds_of_two_lengths():
    with pytest.raises(ValueError, match="sample by sample"):
        score_map(Pieces(), tone(440), tone(440, 0.5))
