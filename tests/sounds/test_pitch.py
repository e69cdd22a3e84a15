"""The stated pitch of a sound is its measured pitch, in two ways."""

import math

import pytest
import torch
from torch.testing import assert_close

from course_lib.sounds import chord, pluck, tone, vowel

# only the last divides the sample rate
PITCHES = [82.41, 110.3, 151.7, 220.0, 329.63, 441.3, 997.0, 150.0]
PITCHED = {
    "tone": tone,
    "pluck": lambda f0, **o: pluck(f0, **o),
    "vowel a": lambda f0, **o: vowel(f0, "a", **o),
    "vowel i": lambda f0, **o: vowel(f0, "i", **o),
}


def top_of_parabola(values: torch.Tensor, index: int) -> float:
    """Return the position of the peak of the parabola through a value and its neighbours."""
    left, mid, right = (float(values[index + step]) for step in (-1, 0, 1))
    return index + 0.5 * (left - right) / (left - 2 * mid + right)


def spectral_peak(samples: torch.Tensor, rate: int, near: float) -> float:
    """Return where the spectrum peaks within 3 % of ``near`` Hz."""
    window = torch.hann_window(samples.shape[0], dtype=torch.float64)
    size = 2 ** math.ceil(math.log2(4 * samples.shape[0]))
    spectrum = torch.fft.rfft(samples.double() * window, n=size).abs().log()
    low, high = (round(near * part * size / rate) for part in (0.97, 1.03))
    return top_of_parabola(spectrum, low + int(spectrum[low:high].argmax())) * rate / size


def autocorrelation_pitch(samples: torch.Tensor, rate: int, near: float) -> float:
    """Return the pitch by the lag of 8 periods, between samples."""
    power = torch.fft.rfft(samples.double(), n=2 * samples.shape[0]).abs().square()
    # a period isn't a whole number of samples, so lags are interpolated 16 times finer
    finer = torch.fft.irfft(power, n=32 * samples.shape[0])
    low, high = (round(8 * 16 * rate / near * part) for part in (0.99, 1.01))
    return 8 * 16 * rate / top_of_parabola(finer, low + int(finer[low:high].argmax()))


@pytest.mark.parametrize("f0", PITCHES)
@pytest.mark.parametrize("make", PITCHED.values(), ids=PITCHED.keys())
@pytest.mark.parametrize("rate", [16_000, 24_000])
def test_the_stated_pitch_is_the_measured_one_within_a_thousandth(make, f0, rate):
    sound = make(f0, seconds=1.0, sample_rate=rate)

    assert sound.f0 == f0
    assert spectral_peak(sound.samples, rate, f0) == pytest.approx(f0, rel=1e-3)
    assert autocorrelation_pitch(sound.samples, rate, f0) == pytest.approx(f0, rel=1e-3)


@pytest.mark.parametrize("make", [pluck, vowel])
def test_upper_partials_are_at_integer_multiples(make):
    f0 = 151.7
    samples = make(f0, seconds=1.0).samples

    for number in (2, 3, 5, 8):
        at = spectral_peak(samples, 24_000, number * f0)
        assert at == pytest.approx(number * f0, rel=1e-3)


@pytest.mark.parametrize("make", [tone, vowel])
def test_a_steady_sound_repeats_after_its_period(make):
    # 144 Hz has periods of 166 2/3 samples: three of them are 500
    for f0, repeat in ((150.0, 160), (144.0, 500)):
        samples = make(f0).samples
        assert_close(samples[repeat:], samples[:-repeat], rtol=0, atol=1e-6)


@pytest.mark.parametrize("make", [tone, vowel])
def test_nothing_is_folded_back_above_minus_110_db(make):
    f0 = 997.0
    samples = make(f0, seconds=1.0).samples.double()

    # one second: whole cycles, so each partial fills one bin, and the rest must be rounding
    spectrum = torch.fft.rfft(samples).abs()
    others = torch.ones_like(spectrum, dtype=torch.bool)
    others[:: int(f0)] = False
    assert 20 * math.log10(float(spectrum[others].max() / spectrum.max())) < -110


def test_a_chord_has_each_of_its_pitches():
    pitches = (220.0, 277.18, 329.63)

    sound = chord(pitches)

    assert sound.f0 is None
    for f0 in pitches:
        assert spectral_peak(sound.samples, 24_000, f0) == pytest.approx(f0, rel=1e-3)


@pytest.mark.parametrize("f0", [0.0, -220.0, 9.9, 12_000.0, math.nan, math.inf])
def test_a_pitch_below_hearing_or_above_the_rate_is_refused(f0):
    for make in (pluck, vowel, lambda f0: chord((220.0, f0))):
        with pytest.raises(ValueError, match=r"at least 10 and below half the sample rate"):
            make(f0)
