"""Drum hits begin at their stated onsets, not a sample earlier."""

import math

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import given, settings
from torch.testing import assert_close

from course_lib.sounds import beat, drum, drums
from course_lib.sounds.drums import HAT_EDGE, LEAD_IN

KINDS = ["kick", "snare", "hat"]
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
@pytest.mark.parametrize("sample_rate", [8001, 16_000, 24_000, 44_100])
def test_a_hit_is_silent_before_its_onset_and_sounds_right_after(kind, sample_rate):
    sound = drum(kind, sample_rate=sample_rate)
    (onset,) = sound.onsets
    first = math.ceil(onset * sample_rate)

    assert onset == LEAD_IN == 0.05
    assert bool((sound.samples[:first] == 0).all())
    soon = sound.samples[first : first + math.ceil(0.003 * sample_rate)]
    assert float(soon.abs().max()) > 0.1


@every_kind
def test_a_hit_dies_away_and_ends_in_silence(kind):
    samples = drum(kind, seconds=1.0).samples

    energy = samples[1200:13_200].square().reshape(-1, 2400).sum(dim=1)
    assert bool((energy[1:] < energy[:-1]).all())
    assert bool((samples[12_001:] == 0).all())


def strength(samples: torch.Tensor, low: float, high: float) -> float:
    spectrum = torch.fft.rfft(samples.double()).abs().square()
    hertz = torch.fft.rfftfreq(samples.shape[0], 1 / 24_000)
    return float(spectrum[(hertz >= low) & (hertz < high)].sum() / spectrum.sum())


def test_a_kick_is_low_and_a_hat_is_high_and_a_snare_is_both():
    kick, snare, hat = (drum(kind).samples for kind in KINDS)

    assert strength(kick, 0, 300) > 0.95
    assert strength(hat, HAT_EDGE, 12_001) > 0.98
    assert strength(snare, 0, 300) > 0.1
    assert strength(snare, 2000, 12_001) > 0.3


def test_a_kick_falls_in_pitch():
    samples = drum("kick").samples[1200:]
    upward = torch.nonzero((samples[:-1] < 0) & (samples[1:] >= 0)).flatten().diff()[:8]

    assert bool((upward[1:] >= upward[:-1]).all())
    assert int(upward[-1]) > 1.1 * int(upward[0])


@pytest.mark.parametrize("bpm", [60.0, 97.0, 120.0, 173.3])
@pytest.mark.parametrize("bars", [1, 2])
def test_the_onsets_of_a_beat_are_the_multiples_of_60_over_bpm(bpm, bars):
    sound = beat(bpm, bars)

    assert sound.onsets == pytest.approx([60 / bpm * k for k in range(4 * bars)])
    assert sound.samples.shape == (round(4 * bars * 60 / bpm * 24_000),)
    assert sound.f0 is None


def test_at_120_bpm_a_beat_is_12_000_samples():
    (step,) = {b - a for a, b in zip(beat(120.0).onsets, beat(120.0).onsets[1:], strict=False)}

    assert step * 24_000 == 12_000


@pytest.mark.parametrize("bpm", [60.0, 97.0, 113.7, 120.0])
def test_a_beat_is_silent_right_before_each_onset_and_sounds_right_after(bpm):
    sound = beat(bpm, 2)

    for onset in sound.onsets:
        first = math.ceil(onset * 24_000 - 1e-6)
        assert bool((sound.samples[max(0, first - 200) : first] == 0).all())
        assert float(sound.samples[first : first + 48].abs().max()) > 0.03


def test_a_hit_between_two_samples_is_read_off_at_the_samples_after_it():
    onset = (240 + 0.4) / 24_000
    samples = torch.zeros(2000, dtype=torch.float64)

    drums._add_hit(samples, "kick", onset, 1.0, 24_000, 0)

    times = torch.arange(2000, dtype=torch.float64) / 24_000 - onset
    cycles = 50 * times + 130 * 0.03 * (1 - torch.exp(-times / 0.03))
    exact = torch.sin(2 * math.pi * cycles) * torch.exp(-times / 0.09) * (times >= 0)
    assert_close(samples, exact, rtol=0, atol=1e-9)


def test_every_kick_of_a_beat_is_the_same_kick():
    samples = beat(120.0).samples

    assert_close(samples[:24_000], samples[24_000:], rtol=0, atol=0)
    assert not torch.allclose(samples[:12_000], samples[12_000:24_000], atol=0.01)


@given(st.floats(20, 400), st.integers(1, 2))
@settings(max_examples=30, deadline=None)
def test_a_beat_of_any_tempo_keeps_its_level_and_its_onsets_inside(bpm, bars):
    sound = beat(bpm, bars, sample_rate=8000)

    assert float(sound.samples.abs().max()) <= 0.5
    assert len(sound.onsets) == 4 * bars


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"bpm": 0.0}, r"got 0\.0"),
        ({"bpm": math.nan}, "got nan"),
        ({"bpm": 1000.0}, "between 20 and 400"),
        ({"bars": 0}, "got 0"),
        ({"bars": 1.5}, r"got 1\.5"),
    ],
)
def test_a_beat_that_cannot_be_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        beat(**options)


def test_an_unknown_drum_is_refused_with_the_list_of_drums():
    with pytest.raises(ValueError, match=r"'gong'\. Known: kick, snare, hat"):
        drum("gong")


def test_a_hit_needs_more_time_than_its_lead_in():
    with pytest.raises(ValueError, match=r"above 0\.05, where the hit begins"):
        drum("kick", seconds=0.05)
