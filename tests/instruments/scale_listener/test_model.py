import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.discriminators.decimation import DECIMATORS
from course_lib.discriminators.msd import MultiScaleDiscriminator
from course_lib.instruments.scale_listener.model import (
    as_heard,
    comes_back_at,
    false_part,
    false_share,
    gain,
    measured_level,
    predicted,
    sound_at_scale,
    waves_received,
    with_headroom,
)
from course_lib.sounds import Sound, drum, noise, tone, vowel

RATE = 24_000
SMALL = {"filters": 4, "max_filters": 8, "downsample_scales": (2, 2)}


def strongest(sound):
    window = torch.hann_window(len(sound.samples))
    bins = torch.fft.rfft(sound.samples * window).abs()
    return int(bins.argmax()) * sound.sample_rate / len(sound.samples)


def test_waves_received_are_the_wave_and_what_is_left_of_it():
    wave = torch.randn(2, 1, 800)
    msd = MultiScaleDiscriminator(decimator="sinc", **SMALL)
    whole, half, quarter = waves_received(msd, wave)
    assert torch.equal(whole, wave)
    assert torch.equal(half, msd.downsample(wave))
    assert torch.equal(quarter, msd.downsample(half))
    assert not any(sub._forward_pre_hooks for sub in msd.discriminators)


def test_a_module_that_two_scales_share_is_recorded_twice():
    msd = MultiScaleDiscriminator(**SMALL)
    msd.discriminators[1] = msd.discriminators[0]
    assert [x.shape[-1] for x in waves_received(msd, torch.randn(1, 1, 800))] == [800, 401, 201]


def test_the_hooks_are_gone_after_a_failure_too():
    msd = MultiScaleDiscriminator(**SMALL)
    with pytest.raises(ValueError, match="at least"):
        waves_received(msd, torch.randn(1, 1, 3))
    assert not any(sub._forward_pre_hooks for sub in msd.discriminators)


@given(frequency=st.floats(0, 12_000), rate=st.sampled_from([12_000, 6_000]))
def test_a_tone_comes_back_below_half_the_rate_with_the_same_samples(frequency, rate):
    heard = comes_back_at(frequency, rate)
    assert 0 <= heard <= rate / 2
    times = torch.arange(64, dtype=torch.float64) / rate
    same = torch.cos(2 * math.pi * frequency * times) - torch.cos(2 * math.pi * heard * times)
    assert same.abs().max() < 1e-9


def test_the_gain_of_the_average_is_the_quotient_of_two_sines():
    for hertz in (500, 5000, 7000, 9000, 11_000):
        angle = math.pi * hertz / RATE
        formula = abs(math.sin(4 * angle) / (4 * math.sin(angle)))
        assert gain("average", hertz, RATE) == pytest.approx(formula, abs=1e-6)
        assert gain("nearest", hertz, RATE) == pytest.approx(1, abs=1e-9)
    assert gain("average", 0, RATE) == pytest.approx(1)
    assert gain("sinc", 0, RATE) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("decimator", DECIMATORS)
@given(frequency=st.integers(2, 118), scale=st.integers(0, 2))
@settings(deadline=None, max_examples=25)
def test_what_is_predicted_is_what_is_measured(decimator, frequency, scale):
    """Two roads: the weights' formula, and a tone sent through the library's own modules."""
    hertz = 100 * frequency + 37  # away from the limits, where the level depends on the phase
    sound = tone(hertz)
    heard = sound_at_scale(sound, scale, decimator)
    at, level = predicted(hertz, scale, decimator, RATE)
    measured = measured_level(sound, heard)
    if level > -60:
        assert measured == pytest.approx(level, abs=0.1)
        assert strongest(heard) == pytest.approx(at, abs=2)
    else:
        assert measured < -55


def test_the_false_part_and_the_rest_add_up_to_what_is_heard():
    sound = noise()
    false = false_part(sound, 1, "average").samples
    heard = sound_at_scale(sound, 1, "average").samples
    spectrum = torch.fft.rfft(sound.samples.double())
    spectrum[torch.fft.rfftfreq(len(sound.samples), 1 / RATE) > 6000] = 0
    below = Sound(torch.fft.irfft(spectrum, n=len(sound.samples)).float().clamp(-1, 1))
    rest = sound_at_scale(below, 1, "average").samples
    assert torch.allclose(false + rest, heard, atol=1e-4)


def test_all_that_scale_1_hears_of_a_hi_hat_is_false_and_nothing_of_a_vowel():
    assert false_share(drum("hat"), 1, "average") > -0.5
    assert false_share(vowel(f0=150), 1, "average") < -100
    assert false_share(drum("hat"), 0, "average") == -120


def test_as_heard_sounds_alike_at_the_rate_of_the_sound():
    heard = as_heard(tone(9000), 1, "average")
    assert heard.sample_rate == RATE
    assert strongest(heard) == pytest.approx(3000, abs=1)
    assert measured_level(tone(9000), heard) == pytest.approx(-11.4, abs=0.1)


def test_a_loud_sound_gets_headroom_and_a_rate_that_cannot_be_cut_is_refused():
    loud = noise().with_samples(noise().samples * 2)
    assert float(with_headroom(loud).samples.abs().max()) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="24 000 Hz"):
        sound_at_scale(tone(440, sample_rate=22_050), 2, "average")
