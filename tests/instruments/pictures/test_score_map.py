import pytest
import torch
from torch import nn

from course_lib import MultiDiscriminator
from course_lib.discriminators.interface import DiscriminatorOutput
from course_lib.instruments import score_map
from course_lib.sounds import noise, tone


class Pieces(MultiDiscriminator):
    """Score pieces of 100 samples, three at a time."""

    num_discriminators = 1

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 3, padding=1)

    def forward(self, wave):
        energy = wave.unfold(-1, 100, 100).square().mean(-1)
        return DiscriminatorOutput([self.conv(energy)], [[energy]])


def test_a_score_map_says_what_changes():
    torch.manual_seed(0)
    discriminator = Pieces()
    sound = noise(0.5)
    other = sound.samples.clone()
    other[6000] = 0.9
    shown = score_map(discriminator, sound, sound.with_samples(other))
    assert shown.finding().startswith("3 of 120 scores change, from 0.25 to 0.25 s")
    assert "from 0.246 to 0.254 s" in shown.text()
    assert shown.static_html().count("<img") == 1
    assert "120 scores from 1 sub-discriminator, from" in score_map(discriminator, sound).text()


def test_the_title_says_whether_all_changed_scores_fall_or_rise():
    discriminator = Pieces()
    torch.nn.init.ones_(discriminator.conv.weight)
    sound = noise(0.5)
    half = torch.cat([sound.samples[:6000], 2 * sound.samples[6000:]])
    louder = sound.with_samples(half)
    assert score_map(discriminator, sound, louder).finding().endswith("0.50 s: all rise")
    assert score_map(discriminator, louder, sound).finding().endswith("0.50 s: all fall")
    assert score_map(discriminator, sound, sound).finding() == "0 of 120 scores change"


def test_what_would_be_a_solid_band_is_magnified_around_the_scores_that_change():
    torch.manual_seed(0)
    discriminator = Pieces()
    sound = noise(2.0)  # 480 scores
    other = sound.samples.clone()
    other[12_000] = 0.9
    first, last = score_map(discriminator, sound, sound.with_samples(other)).close_up()
    assert first < 0.5 < last
    assert last - first == pytest.approx(0.05)
    first, last = score_map(discriminator, sound).close_up()
    assert (first + last) / 2 == pytest.approx(1.0)  # the middle

    half = torch.cat([sound.samples[:24_000], 2 * sound.samples[24_000:]])
    assert score_map(discriminator, sound, sound.with_samples(half)).close_up() is None
    assert score_map(discriminator, noise(0.5)).close_up() is None  # 120 scores can be seen


def test_a_score_map_refuses_sounds_of_two_lengths():
    with pytest.raises(ValueError, match="sample by sample"):
        score_map(Pieces(), tone(440), tone(440, 0.5))
