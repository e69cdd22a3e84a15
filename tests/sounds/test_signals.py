import math

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import given, settings
from torch.testing import assert_close

from course_lib.sounds import click, noise, sweep, tone


def test_a_tone_is_the_sine_it_says():
    sound = tone(1000.0, 0.01, phase=math.pi / 2, amplitude=0.25, sample_rate=8000)

    # a thousand cycles a second are eight samples each, and pi / 2 starts at the top
    expected = torch.tensor([0.25 * math.cos(math.pi * n / 4) for n in range(80)])
    assert_close(sound.samples, expected, rtol=0, atol=1e-7)
    assert sound.f0 == 1000.0


def test_a_tone_keeps_its_pitch_for_ten_minutes():
    samples = tone(441.3, 600.0).samples

    n = torch.arange(14_399_000, 14_400_000, dtype=torch.float64)
    cycles = (n * 4413 % 240_000) / 240_000  # exact: whole numbers before the division
    assert_close(samples[-1000:].double(), 0.5 * torch.sin(2 * math.pi * cycles), rtol=0, atol=1e-6)


@pytest.mark.parametrize("frequency", [0.0, -1.0, 12_000.0, 20_000.0, math.nan, math.inf])
def test_a_frequency_above_half_the_rate_is_refused(frequency):
    with pytest.raises(ValueError, match="half the sample rate, 12000 Hz"):
        tone(frequency)


@pytest.mark.parametrize("amplitude", [-0.1, 1.1, math.nan])
def test_an_amplitude_beyond_full_scale_is_refused(amplitude):
    with pytest.raises(ValueError, match="between 0 and 1"):
        tone(440.0, amplitude=amplitude)


def instantaneous_frequency(samples: torch.Tensor, rate: int) -> torch.Tensor:
    """Turn samples into a rotating pointer (the analytic signal), and see how far it turns."""
    rise = torch.sin(torch.linspace(0, math.pi / 2, 4800, dtype=torch.float64)).square()
    flat = torch.ones(samples.shape[0] - 2 * 4800, dtype=torch.float64)
    # the transform wraps around, so both ends are faded out
    spectrum = torch.fft.fft(samples.double() * torch.cat([rise, flat, rise.flip(0)]))
    spectrum[samples.shape[0] // 2 :] = 0
    pointer = torch.fft.ifft(spectrum)
    return (pointer[1:] * pointer[:-1].conj()).angle() * rate / (2 * math.pi)


@pytest.mark.parametrize(("start", "stop"), [(20.0, 12_000.0), (3000.0, 500.0), (0.0, 8000.0)])
def test_the_frequency_of_a_sweep_goes_evenly_from_start_to_stop(start, stop):
    sound = sweep(start, stop, 2.0)

    found = instantaneous_frequency(sound.samples, 24_000)
    times = (torch.arange(found.shape[0], dtype=torch.float64) + 0.5) / 24_000
    expected = start + (stop - start) * times / 2
    inside = slice(4800, -4800)  # what was not faded
    assert float((found - expected)[inside].abs().max()) < 0.003 * max(start, stop)
    assert sound.f0 is None


@pytest.mark.parametrize(("start", "stop"), [(-1.0, 100.0), (20.0, 12_001.0), (math.nan, 100.0)])
def test_a_sweep_beyond_half_the_rate_is_refused(start, stop):
    with pytest.raises(ValueError, match="12000 Hz"):
        sweep(start, stop)


def test_the_spectrum_of_noise_is_flat():
    samples = noise(40.0).samples.double()

    power = torch.fft.rfft(samples.reshape(-1, 960)).abs().square().mean(dim=0)[1:-1]

    # 1000 pieces: a bin of the mean scatters by 1 / sqrt(1000) = 3 %, and 5 deviations are 16 %
    assert float((power / power.mean() - 1).abs().max()) < 0.16
    # eight bands of 59 or more bins each scatter less
    bands = torch.stack([band.mean() for band in (power / power.mean()).tensor_split(8)])
    assert float((bands - 1).abs().max()) < 0.02


def test_the_samples_of_noise_know_nothing_of_each_other():
    samples = noise(10.0).samples.double()

    for lag in (1, 2, 3, 7, 100):
        correlation = (samples[lag:] * samples[:-lag]).mean() / samples.square().mean()
        assert abs(float(correlation)) < 0.01  # 240 000 samples: 0.002 a deviation


def test_noise_is_centred_and_every_value_is_equally_likely():
    samples = noise(10.0).samples

    counts = torch.histc(samples, bins=10, min=-0.5, max=0.5)
    assert abs(float(samples.mean())) < 0.003
    assert float((counts / 24_000 - 1).abs().max()) < 0.04


@given(st.lists(st.floats(0, 0.49), min_size=1, max_size=5), st.sampled_from([8001, 24_000]))
@settings(max_examples=50, deadline=None)
def test_clicks_are_on_the_first_sample_at_or_after_their_times(at, sample_rate):
    sound = click(at, sample_rate=sample_rate)

    assert sound.onsets == tuple(sorted(at))
    places = torch.nonzero(sound.samples).flatten().tolist()
    expected = {math.ceil(onset * sample_rate - 1e-6) for onset in at}
    assert places == sorted(expected)
    assert set(sound.samples[places].tolist()) == {0.5}


def test_a_click_at_a_tenth_of_a_second_is_sample_2400():
    assert torch.nonzero(click().samples).flatten().tolist() == [2400]


@pytest.mark.parametrize("at", [(), (-0.1,), (0.5,), (0.1, math.nan), (math.inf,)])
def test_clicks_outside_the_sound_are_refused(at):
    with pytest.raises(ValueError, match="at needs times"):
        click(at, seconds=0.5)
