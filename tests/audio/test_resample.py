import math
import sys

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import given, settings
from torch.testing import assert_close

from course_lib.audio import resample

USUAL = [(44_100, 24_000), (48_000, 24_000), (22_050, 24_000), (8000, 24_000), (24_000, 16_000)]
RARE = [(44_101, 24_000), (24_000, 44_101), (23_999, 24_000)]
PAIRS = USUAL + RARE
MODULE = sys.modules[resample.__module__]  # the package has a function of the same name


def sine(frequency: float, rate: int, samples: int) -> torch.Tensor:
    times = torch.arange(samples, dtype=torch.float64) / rate
    return torch.sin(2 * math.pi * frequency * times)


@pytest.mark.parametrize(("orig", "new"), PAIRS)
@pytest.mark.parametrize("part", [0.05, 0.5, 0.85])
def test_a_tone_stays_the_same_tone_to_120_db(orig, new, part):
    frequency = part * min(orig, new) / 2 + 0.3  # no whole number of cycles

    found = resample(sine(frequency, orig, orig), orig, new)

    inside = slice(new // 10, -new // 10)  # the tone begins and ends with a jump
    assert_close(found[inside], sine(frequency, new, new)[inside], rtol=0, atol=1e-6)


@pytest.mark.parametrize(("orig", "new"), [pair for pair in PAIRS if pair[0] > 1.2 * pair[1]])
def test_a_tone_above_half_the_new_rate_is_attenuated_by_120_db(orig, new):
    found = resample(sine(1.06 * new / 2, orig, orig), orig, new)

    assert float(found[new // 10 : -new // 10].abs().max()) < 1e-6


@pytest.mark.parametrize(("orig", "new"), PAIRS)
def test_a_click_keeps_its_place(orig, new):
    samples = torch.zeros(orig, dtype=torch.float64)
    samples[round(0.3 * orig)] = 1.0

    found = resample(samples, orig, new)

    assert abs(int(found.abs().argmax()) / new - 0.3) <= 1 / min(orig, new)


@given(st.integers(1, 3000), st.sampled_from(PAIRS))
@settings(max_examples=40, deadline=None)
def test_the_length_is_rounded_up(length, pair):
    orig, new = pair

    assert resample(torch.zeros(length), orig, new).shape == (-(-length * new // orig),)


def test_both_ways_agree_where_both_can_be_gone():
    samples = torch.nn.functional.pad(sine(1000.3, 44_100, 20_000), (4000, 4000))

    one = MODULE._by_filters(samples, 44_100, 24_000)
    other = MODULE._by_spectrum(samples, 44_100, 24_000)

    # the filters differ between 0.9 and 1 times half the lower rate, where jumps have energy
    assert_close(one, other, rtol=0, atol=0.02)
    assert_close(one[4000:9000], other[4000:9000], rtol=0, atol=1e-4)


def test_rare_pairs_do_not_take_gigabytes(monkeypatch):
    asked = []
    monkeypatch.setattr(MODULE, "_by_filters", lambda *given: asked.append(given))

    resample(torch.zeros(1000), 44_101, 24_000)

    assert asked == []


@pytest.mark.parametrize(("orig", "new"), [(48_000, 24_000), (44_101, 24_000)])
def test_each_sound_of_a_batch_is_converted_alone_and_in_its_own_dtype(orig, new):
    batch = torch.randn(500, 3).T  # not contiguous

    found = resample(batch, orig, new)

    assert found.dtype == torch.float32
    for row, sound in zip(found, batch, strict=True):
        assert_close(row, resample(sound, orig, new), rtol=1e-6, atol=1e-6)


def test_the_same_rate_changes_nothing():
    samples = torch.randn(100)

    assert torch.equal(resample(samples, 24_000, 24_000), samples)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((torch.zeros(4), 0, 24_000), "got 0"),
        ((torch.zeros(4), 24_000, 24_000.5), "got 24000.5"),
        ((torch.zeros(4, dtype=torch.int16), 1, 2), "torch.int16"),
        ((torch.tensor(0.5), 1, 2), r"\[\]"),
    ],
)
def test_impossible_sounds_and_rates_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        resample(*arguments)
