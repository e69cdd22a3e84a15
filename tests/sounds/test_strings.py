"""Plucked strings decay as in the Karplus-Strong algorithm; chords are sums of strings."""

import math

import pytest
import torch

from course_lib.sounds import chord, pluck
from course_lib.sounds.strings import LOOP_LOSS, loop_decay


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


def test_the_default_chord_is_a_major_in_equal_temperament():
    assert chord().name == "chord 220 277 330 Hz"


def test_a_chord_is_the_sum_of_strings_with_phases_of_their_own():
    one, two = chord((220.0,)).samples, chord((220.0, 220.0)).samples

    assert torch.equal(one, pluck(220.0).samples)
    assert not torch.allclose(one, two, atol=1e-3)


def test_a_chord_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one pitch"):
        chord(())
