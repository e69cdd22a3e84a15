"""Folding works on recordings as on synthetic sounds: a guitar, a bass drum, a loop."""

import re

import pytest
import torch

from course_lib import PeriodDiscriminator, fold
from course_lib.instruments import column, fold_explorer, listen, most_upright
from course_lib.sounds import load

pytestmark = pytest.mark.recordings
FILES = ("guit_harmonics.flac", "drum_heavy_kick.flac", "loop_amen.flac")


@pytest.fixture(params=FILES)
def recording(request, recordings):
    return load(recordings / request.param)


def test_a_recording_comes_at_the_rate_of_the_lessons(recording):
    assert recording.sample_rate == 24_000
    assert 0 < recording.samples.abs().max() <= 1


def test_a_recording_folds_without_losing_a_sample(recording):
    grid = fold(recording.wave, 7)
    assert torch.equal(grid.flatten()[: len(recording.samples)], recording.samples)


def test_a_sub_discriminator_scores_a_recording(recording):
    torch.manual_seed(0)
    scores, _ = PeriodDiscriminator(5, filters=1, max_filters=4)(recording.wave)
    assert scores.isfinite().all()
    assert scores.std() > 0


def test_the_explorer_says_that_it_does_not_know_the_pitch_of_a_recording(recording):
    explorer = fold_explorer(recording.crop(0.0, min(1.0, recording.seconds)))

    assert "not known" in explorer.text()
    for answer in (explorer.play_column(), explorer.alias_partners(), explorer.one_logit()):
        assert answer.text


def test_a_guitar_string_has_upright_stripes_at_the_period_of_its_strongest_repetition(recordings):
    guitar = load(recordings / "guit_harmonics.flac").crop(0.5, 1.0)
    period, height = most_upright(guitar.samples)

    spectrum = torch.fft.rfft(guitar.samples * torch.hann_window(len(guitar.samples))).abs()
    strongest = spectrum.argmax().item() * guitar.sample_rate / len(guitar.samples)
    cycles = period * strongest / guitar.sample_rate
    # A whole number of cycles of the strongest partial fits into a row, to a tenth of a cycle.
    assert height > 0.2
    assert abs(cycles - round(cycles)) < 0.1


def test_columns_and_comparison_of_a_recording_share_one_gain(recording):
    short = recording.crop(0.0, min(0.5, recording.seconds))
    shown = listen(short, column(short, 5, 0))

    without_script = shown.static_html().partition("<script")[0]
    assert len(re.findall(r"<audio[^>]* src=", without_script)) == 2
    assert "the same for each" in shown.text()
