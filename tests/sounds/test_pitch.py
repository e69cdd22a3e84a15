"""The stated pitch of a sound is its measured pitch, in two ways."""

import cmath
import math

import pytest
import torch
from torch.testing import assert_close

from course_lib.sounds import chord, pluck, tone, vowel
from course_lib.sounds.partials import add_partials, harmonics
from course_lib.sounds.strings import LOOP_LOSS, loop_decay
from course_lib.sounds.voice import BANDWIDTHS, FORMANTS, HIGH_FORMANTS, vocal_tract

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


def test_adding_partials_is_the_sum_it_says():
    frequencies = torch.tensor([100.0, 333.3, 5000.0], dtype=torch.float64)
    amplitudes = torch.tensor([1.0, 0.5j, -0.25 + 0.1j], dtype=torch.complex128)
    decays = torch.tensor([0.0, 3.0, 50.0], dtype=torch.float64)

    for length in (1, 2, 3, 500, 1009):
        found = add_partials(frequencies, amplitudes, decays, length=length, sample_rate=24_000)
        one_by_one = [
            sum(
                (complex(a) * cmath.exp((2j * math.pi * float(f) - float(d)) * n / 24_000)).real
                for f, a, d in zip(frequencies, amplitudes, decays, strict=True)
            )
            for n in range(length)
        ]
        assert_close(found, torch.tensor(one_by_one, dtype=torch.float64), rtol=0, atol=1e-11)


@pytest.mark.parametrize(("f0", "count"), [(1000.0, 11), (999.0, 12), (7000.0, 1), (12_000.0, 0)])
def test_harmonics_stop_below_half_the_rate(f0, count):
    assert harmonics(f0, 24_000).tolist() == [f0 * k for k in range(1, count + 1)]


def level(samples: torch.Tensor, frequency: float, rate: int) -> float:
    n = torch.arange(samples.shape[0], dtype=torch.float64)
    window = torch.hann_window(samples.shape[0], dtype=torch.float64)
    turns = torch.exp(-2j * math.pi * frequency * n / rate)
    return float((samples * window * turns).sum().abs())


def test_partials_fade_as_in_the_loop_of_karplus_and_strong():
    delay, rate = 100, 24_000
    f0 = rate / (delay + 0.5)  # the mean of two neighbours delays by half a sample
    string = torch.randn(delay + 1, dtype=torch.float64).tolist()
    for n in range(delay + 1, rate):
        string.append(LOOP_LOSS * 0.5 * (string[n - delay] + string[n - delay - 1]))
    early, late = (torch.tensor(string[start : start + 4020]) for start in (4020, 12_060))
    elapsed = 8040 / rate

    for number in range(1, 7):
        frequency = torch.tensor([number * f0], dtype=torch.float64)
        drop = math.log(level(early.double(), number * f0, rate))
        drop -= math.log(level(late.double(), number * f0, rate))
        assert drop / elapsed == pytest.approx(float(loop_decay(frequency, f0, rate)), rel=0.02)


def test_a_string_starts_bright_and_grows_mellow():
    samples = pluck(220.0, 2.0).samples.double()

    for number in (2, 5, 10):
        parts = [samples[start : start + 6000] for start in (0, 24_000)]
        ratio = [level(p, 220.0 * number, 24_000) / level(p, 220.0, 24_000) for p in parts]
        assert ratio[1] < 0.9 * ratio[0]


def test_a_chord_has_each_of_its_pitches():
    pitches = (220.0, 277.18, 329.63)

    sound = chord(pitches)

    assert sound.f0 is None
    for f0 in pitches:
        assert spectral_peak(sound.samples, 24_000, f0) == pytest.approx(f0, rel=1e-3)


def test_the_default_chord_is_a_major_in_equal_temperament():
    assert chord().name == "chord 220 277 330 Hz"


def test_a_chord_is_the_sum_of_strings_with_phases_of_their_own():
    one, two = chord((220.0,)).samples, chord((220.0, 220.0)).samples

    assert torch.equal(one, pluck(220.0).samples)
    assert not torch.allclose(one, two, atol=1e-3)


@pytest.mark.parametrize("name", FORMANTS)
def test_a_vowel_is_loudest_around_its_formants(name):
    # at 10 Hz the partials are close enough to trace the resonances
    samples = vowel(10.0, name, seconds=1.0).samples.double()
    spectrum = torch.fft.rfft(samples).abs()[::10]
    hertz = 10.0 * torch.arange(spectrum.shape[0])
    tops = hertz[1:-1][(spectrum[1:-1] > spectrum[:-2]) & (spectrum[1:-1] > spectrum[2:])]

    for formant, width in zip(FORMANTS[name], BANDWIDTHS, strict=False):
        assert float((tops - formant).abs().min()) <= width / 2


def test_resonances_are_as_wide_as_stated_and_leave_0_hz_alone():
    at = torch.tensor([0.0], dtype=torch.float64)
    assert_close(vocal_tract(at, "i").abs(), torch.ones(1, dtype=torch.float64))

    # the first resonance of "i" is isolated: half a bandwidth away, the power is halved
    f1, width = FORMANTS["i"][0], BANDWIDTHS[0]
    response = vocal_tract(torch.tensor([f1, f1 + width / 2], dtype=torch.float64), "i").abs()
    assert float((response[1] / response[0]) ** 2) == pytest.approx(0.5, abs=0.05)


def test_all_formants_ascend():
    for name in FORMANTS:
        centres = [*FORMANTS[name], *HIGH_FORMANTS]
        assert centres == sorted(centres)


@pytest.mark.parametrize("f0", [0.0, -220.0, 9.9, 12_000.0, math.nan, math.inf])
def test_a_pitch_below_hearing_or_above_the_rate_is_refused(f0):
    for make in (pluck, vowel, lambda f0: chord((220.0, f0))):
        with pytest.raises(ValueError, match=r"at least 10 and below half the sample rate"):
            make(f0)


def test_an_unknown_vowel_is_refused_with_the_list_of_vowels():
    with pytest.raises(ValueError, match=r"'y'\. Known: a, e, i, o, u"):
        vowel(150.0, "y")


def test_a_chord_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one pitch"):
        chord(())
