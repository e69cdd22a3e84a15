import copy
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.discriminators.mpd import MultiPeriodDiscriminator, PeriodDiscriminator, fold
from course_lib.discriminators.msd import ScaleDiscriminator
from course_lib.instruments import alias_partners, column, logit_samples, most_upright
from course_lib.sounds import chord, noise, pluck, tone, vowel

RATE = 24_000
PERIODS = (2, 3, 5, 7, 11)


def cosine(frequency, length=600):
    return torch.cos(2 * math.pi * frequency / RATE * torch.arange(length, dtype=torch.float64))


def test_period_5_takes_500_4300_5300_9100_and_10100_hz_for_one():
    assert alias_partners(500, 5, RATE) == pytest.approx((4300, 5300, 9100, 10100))


@given(frequency=st.floats(1, 11_999), period=st.integers(1, 30))
@settings(max_examples=60)
def test_partners_have_the_same_samples_in_a_column(frequency, period):
    kept = cosine(frequency)[::period]
    for partner in alias_partners(frequency, period, RATE):
        assert torch.allclose(cosine(partner)[::period], kept, atol=1e-6)
        assert not torch.allclose(cosine(partner), cosine(frequency), atol=1e-6)


@given(hertz=st.integers(1, 11_999), period=st.integers(1, 12))
@settings(max_examples=60)
def test_no_partner_on_the_grid_of_whole_hertz_is_left_out(hertz, period):
    grid = torch.arange(1, 12_000)
    phase = grid * period % RATE
    mine = hertz * period % RATE
    alike = grid[(phase == mine) | (phase == (RATE - mine) % RATE)].tolist()

    found = [p for p in alias_partners(hertz, period, RATE) if abs(p - round(p)) < 1e-6]

    assert [round(p) for p in found] == [h for h in alike if h != hertz]


def test_period_1_keeps_every_sample_and_confuses_nothing():
    assert alias_partners(500, 1, RATE) == ()


def test_a_tone_beyond_half_the_rate_is_refused():
    with pytest.raises(ValueError, match="between 0 and half the sample rate"):
        alias_partners(12_001, 5, RATE)
    with pytest.raises(ValueError, match="at least 1 sample"):
        alias_partners(500, 0, RATE)


def strongest(sound):
    window = torch.hann_window(sound.samples.shape[0])
    spectrum = torch.fft.rfft(sound.samples * window).abs()
    return float(spectrum.argmax()) / sound.seconds


@pytest.mark.parametrize("frequency", [500.0, 4300.0, 5300.0])
def test_500_4300_and_5300_hz_sound_alike_in_a_column_of_5(frequency):
    assert strongest(column(tone(frequency), 5, 0)) == pytest.approx(500, abs=2)


def test_a_column_keeps_its_own_samples_in_place():
    """A slow tone lies far below the column's limit, so bringing it back changes nothing."""
    sound = tone(200.0)
    for index in (0, 3):
        heard = column(sound, 5, index).samples
        middle = slice(5000, 15_000)
        kept = sound.samples[index:][middle]
        assert torch.allclose(heard[middle], kept, atol=2e-3)


def test_a_column_lasts_as_long_as_its_sound_and_says_what_it_is():
    heard = column(vowel(f0=150.0), 7, 2)
    assert heard.sample_rate == RATE
    assert heard.seconds == pytest.approx(1.0, abs=7 / RATE)
    assert heard.name == "column 2 of 7: vowel a at 150 Hz"
    assert heard.f0 == 150.0
    assert column(tone(4300.0), 5, 0).f0 is None  # it is heard as 500 Hz


def test_the_loudest_noise_still_makes_a_sound():
    loud = noise().with_samples(torch.sign(noise().samples))
    assert float(column(loud, 3, 1).samples.abs().max()) <= 1


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="column must be between 0 and 4 at period 5, got 5"):
        column(tone(440.0), 5, 5)
    short = tone(440.0).with_samples(torch.zeros(3))
    with pytest.raises(ValueError, match="no sample 4"):
        column(short, 5, 4)


@pytest.mark.parametrize("period", PERIODS)
def test_one_logit_hears_647_samples_of_one_column(period):
    heard = logit_samples(period, 1400 * period).nonzero().flatten()
    assert len(heard) == 647
    assert len(set((heard % period).tolist())) == 1
    assert int(heard[-1] - heard[0]) == 646 * period


def test_what_autograd_says_is_what_a_nudge_does():
    discriminator = PeriodDiscriminator(3, filters=2, max_filters=4, n_layers=2).double()
    wave = torch.randn(1, 1, 120, dtype=torch.float64)
    before = discriminator(wave)[0][0, 0, 4, 1]
    for index, heard in enumerate(logit_samples(discriminator, 120, position=(4, 1)).tolist()):
        nudged = wave.clone()
        nudged[0, 0, index] += 0.1
        assert (discriminator(nudged)[0][0, 0, 4, 1] != before) == heard


def test_a_position_counts_along_the_axes_or_in_reading_order():
    discriminator = PeriodDiscriminator(5, filters=1, max_filters=2)
    by_axes = logit_samples(discriminator, 4000, position=(3, 2))
    assert torch.equal(logit_samples(discriminator, 4000, position=3 * 5 + 2), by_axes)
    assert set((by_axes.nonzero() % 5).flatten().tolist()) == {2}


def test_the_mirrored_end_brings_in_other_columns():
    rows = fold(torch.zeros(1, 1, 1001), 5).shape[2]
    assert rows * 5 > 1001
    last = logit_samples(5, 1001, position=(2, 4)).nonzero().flatten()
    assert len(set((last % 5).tolist())) > 1


def test_the_discriminator_and_the_random_numbers_are_left_as_they_were():
    discriminator = PeriodDiscriminator(5, filters=1, max_filters=2)
    before = copy.deepcopy(discriminator.state_dict())
    state = torch.get_rng_state()

    logit_samples(discriminator, 2000)
    logit_samples(5, 2000)

    assert torch.equal(torch.get_rng_state(), state)
    assert discriminator.training
    assert all(p.grad is None and p.dtype == torch.float32 for p in discriminator.parameters())
    for name, value in discriminator.state_dict().items():
        assert torch.equal(value, before[name])


def test_other_sub_discriminators_can_be_asked_too():
    discriminator = ScaleDiscriminator(filters=1, max_filters=4)
    heard = logit_samples(discriminator, 12_000).nonzero().flatten()
    assert len(heard) == int(heard[-1] - heard[0]) + 1  # a scale hears a stretch without gaps


def test_a_multi_discriminator_or_a_missing_logit_is_refused():
    multi = MultiPeriodDiscriminator(periods=(2, 3), filters=1, max_filters=2)
    with pytest.raises(TypeError, match=r"choose one, as in discriminator.discriminators\[0\]"):
        logit_samples(multi, 4000)
    with pytest.raises(ValueError, match=r"no logit \(99, 0\)"):
        logit_samples(5, 2000, position=(99, 0))


def test_the_most_upright_period_of_an_unknown_sound_is_one_or_more_cycles():
    for f0 in (101.0, 110.0, 147.0, 150.0, 220.0, 330.0):
        period, upright = most_upright(pluck(f0=f0).samples)
        cycles = period * f0 / RATE
        assert upright > 0.8
        assert cycles == pytest.approx(round(cycles), abs=0.02)


def test_noise_has_no_upright_period_and_a_chord_has_a_common_one():
    assert most_upright(noise().samples)[1] < 0.1
    assert most_upright(chord().samples)[1] > 0.5


def test_too_few_samples_for_two_rows_are_refused():
    with pytest.raises(ValueError, match="give at least 512"):
        most_upright(torch.zeros(511))
