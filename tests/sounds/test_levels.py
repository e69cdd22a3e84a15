"""Listening levels: one gain for all sounds that are compared, never too loud."""

import io
import math
import re

import hypothesis.strategies as st
import pytest
import soundfile
import torch
from hypothesis import given, settings
from torch.testing import assert_close

from course_lib.audio import wav_bytes
from course_lib.sounds import Sound, click, for_listening, noise, pluck, tone
from course_lib.sounds.levels import FADE_SECONDS, LARGEST_GAIN

MINUS_1_DBFS = 10 ** (-1 / 20)
FADE = 240  # samples: 10 ms at 24 kHz


@st.composite
def any_sound(draw):
    length = draw(st.sampled_from([1, 2, 3, 100, 479, 480, 481, 2000]))
    scale = draw(st.sampled_from([0.0, 1e-30, 1e-6, 1e-3, 0.1, 0.89, 1.0]))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 1000)))
    samples = scale * (2 * torch.rand(length, generator=generator) - 1)
    return Sound(samples, draw(st.sampled_from([8000, 24_000])), f"sound of {length}")


some_sounds = st.lists(any_sound(), min_size=1, max_size=4)


def fade(length: int, rate: int) -> torch.Tensor:
    """Return the factors [time] of both fades, written out sample by sample."""
    n = min(round(0.01 * rate), length // 2)
    factors = [1.0] * length
    for k in range(n):
        factors[k] *= 0.5 - 0.5 * math.cos(math.pi * (k + 0.5) / n)
        factors[-1 - k] *= 0.5 - 0.5 * math.cos(math.pi * (k + 0.5) / n)
    return torch.tensor(factors, dtype=torch.float64)


@given(some_sounds)
@settings(deadline=None)
def test_the_gain_is_the_same_for_all_and_is_the_one_stated(sounds):
    levelled = for_listening(*sounds)

    gain = 10 ** (levelled.gain_db / 20)
    for before, after in zip(sounds, levelled.sounds, strict=True):
        faded = before.samples.double() * fade(len(before.samples), before.sample_rate)
        assert_close(after.samples.double(), faded * gain, rtol=2e-7, atol=1e-37)


@given(some_sounds, st.sampled_from(["common", "rms"]))
@settings(deadline=None)
def test_no_sample_is_ever_above_minus_1_dbfs(sounds, match):
    levelled = for_listening(*sounds, match=match)

    for sound in levelled.sounds:
        assert float(sound.samples.abs().max()) <= MINUS_1_DBFS
        # nor after rounding to 16 bits
        written, _ = soundfile.read(io.BytesIO(wav_bytes(sound.samples, sound.sample_rate)))
        assert abs(written).max() <= MINUS_1_DBFS


@given(some_sounds, st.sampled_from(["common", "rms"]))
@settings(deadline=None)
def test_the_sounds_given_are_not_changed(sounds, match):
    before = [sound.samples.clone() for sound in sounds]

    for_listening(*sounds, match=match)

    for sound, samples in zip(sounds, before, strict=True):
        assert torch.equal(sound.samples, samples)


@given(some_sounds, st.sampled_from(["common", "rms"]))
@settings(deadline=None)
def test_nothing_is_made_louder_by_more_than_20_db(sounds, match):
    levelled = for_listening(*sounds, match=match)

    assert levelled.gain_db <= 20 + 1e-9
    for before, after in zip(sounds, levelled.sounds, strict=True):
        limit = before.samples.double().abs() * 10 * (1 + 1e-6) + 1e-37
        assert bool((after.samples.double().abs() <= limit).all())


def test_the_loudest_sample_lands_on_minus_1_dbfs_from_below_and_from_above():
    for amplitude in (0.2, 1.0):
        (sound,) = for_listening(tone(1000.0, amplitude=amplitude)).sounds
        peak_db = 20 * math.log10(float(sound.samples.abs().max()))
        assert -1.001 < peak_db <= -1


def test_a_very_quiet_sound_gets_20_db_and_no_more():
    levelled = for_listening(tone(1000.0, amplitude=1e-3))

    assert levelled.gain_db == pytest.approx(20)
    assert float(levelled.sounds[0].samples.abs().max()) == pytest.approx(0.01, rel=1e-6)
    assert LARGEST_GAIN == 10


def test_silence_stays_silence_alone_and_in_company():
    silence = Sound(torch.zeros(1000))

    for match in ("common", "rms"):
        alone = for_listening(silence, match=match)
        assert bool((alone.sounds[0].samples == 0).all())
        assert (alone.gain_db, alone.text) == (0.0, "silence, unchanged")
        both = for_listening(silence, tone(440.0), match=match)
        assert bool((both.sounds[0].samples == 0).all())
        assert float(both.sounds[1].samples.abs().max()) == pytest.approx(MINUS_1_DBFS, rel=1e-4)


@pytest.mark.parametrize("rate", [8000, 24_000, 44_100])
def test_both_ends_rise_along_a_raised_cosine_of_10_ms(rate):
    flat = Sound(torch.full((rate,), 0.5), rate)

    (sound,) = for_listening(flat).sounds

    shape = sound.samples.double() / sound.samples.double().max()
    assert FADE_SECONDS == 0.01
    assert_close(shape, fade(rate, rate), rtol=0, atol=1e-6)
    assert bool((shape[rate // 100 : -(rate // 100)] == 1).all())
    assert float(shape[0]) < 1e-4  # no step to begin with
    assert_close(shape, shape.flip(0), rtol=0, atol=0)


@pytest.mark.parametrize("length", [1, 2, 3, 10, 479, 480])
def test_in_a_sound_shorter_than_20_ms_the_fades_meet_in_the_middle(length):
    (sound,) = for_listening(Sound(torch.full((length,), 0.5))).sounds

    shape = sound.samples.double() / sound.samples.double().max()
    assert sound.samples.shape == (length,)
    expected = fade(length, 24_000)
    assert_close(shape, expected / expected.max(), rtol=0, atol=1e-6)


def test_a_sound_of_the_same_rms_is_left_as_it_is_by_either_way():
    one, two = tone(500.0), tone(1000.0)

    common, rms = for_listening(one, two), for_listening(one, two, match="rms")

    for a, b in zip(common.sounds, rms.sounds, strict=True):
        assert_close(a.samples, b.samples, rtol=1e-3, atol=1e-4)


@given(some_sounds)
@settings(deadline=None)
def test_match_rms_brings_everything_audible_to_one_rms(sounds):
    levelled = for_listening(*sounds, match="rms").sounds

    heard = [
        after.samples.double().square().mean().sqrt()
        for before, after in zip(sounds, levelled, strict=True)
        if float(before.samples.abs().max()) > 1e-5
    ]
    for rms in heard:
        assert float(rms / heard[0]) == pytest.approx(1, rel=1e-5)


def test_match_rms_does_not_change_a_difference_it_is_not_asked_to():
    loud, quiet = noise(0.5), tone(440.0, 0.5, amplitude=0.05)

    kept = for_listening(loud, quiet).sounds
    level = [float(s.samples.square().mean().sqrt()) for s in kept]
    before = [float(s.samples.square().mean().sqrt()) for s in (loud, quiet)]

    assert level[0] / level[1] == pytest.approx(before[0] / before[1], rel=0.01)


def test_sounds_of_different_rates_and_lengths_can_be_compared():
    levelled = for_listening(tone(440.0, 0.2, sample_rate=8000), click(seconds=0.5))

    assert [sound.sample_rate for sound in levelled.sounds] == [8000, 24_000]
    assert [sound.seconds for sound in levelled.sounds] == [0.2, 0.5]


def test_what_is_known_of_a_sound_is_kept():
    sound = pluck(441.3).renamed("string")

    (levelled,) = for_listening(sound).sounds

    assert (levelled.name, levelled.f0, levelled.onsets) == ("string", 441.3, (0.0,))


def test_the_gain_is_stated_in_words():
    flat = Sound(torch.full((1000,), 1.0), name="flat")
    half = Sound(torch.full((1000,), 0.5), name="half")

    assert for_listening(flat).text == "the sound × 0.89 (−1.0 dB)"
    assert for_listening(flat, half).text == "all sounds × 0.89 (−1.0 dB), the same for each"
    assert for_listening(half, half).text == "all sounds × 1.78 (+5.0 dB), the same for each"
    assert for_listening(flat, half, match="rms").text == (
        "first brought to the same RMS (flat −6.0 dB, half 0.0 dB), "
        "then all sounds × 1.78 (+5.0 dB), the same for each"
    )


@given(some_sounds)
@settings(deadline=None)
def test_the_words_and_the_number_agree(sounds):
    levelled = for_listening(*sounds)

    if levelled.text != "silence, unchanged":
        said = re.search(r"\(([−+]?)([\d.]+) dB\)", levelled.text)
        value = float(said[2]) * (-1 if said[1] == "−" else 1)
        assert value == pytest.approx(levelled.gain_db, abs=0.051)


def test_a_sound_that_was_spoilt_after_it_was_made_is_refused():
    for bad in (math.nan, math.inf):
        sound = Sound(torch.zeros(1000), name="spoilt")
        sound.samples[500] = bad
        with pytest.raises(ValueError, match="'spoilt' contains NaN or infinite samples"):
            for_listening(tone(440.0), sound)


def test_a_call_without_sounds_or_with_an_unknown_match_is_refused():
    with pytest.raises(ValueError, match="at least one sound"):
        for_listening()
    with pytest.raises(ValueError, match="got 'peak'"):
        for_listening(tone(440.0), match="peak")


def test_the_gain_of_each_sound_is_named_and_is_what_it_was_multiplied_by():
    loud, soft = tone(440, 0.5, amplitude=0.4), tone(440, 0.5, amplitude=0.1)
    levelled = for_listening(loud, soft, match="rms")
    middle = slice(2400, 9600)  # away from the fades
    for before, after, words in zip((loud, soft), levelled.sounds, levelled.gains, strict=True):
        ratio = float(after.samples[middle].norm() / before.samples[middle].norm())
        said = float(words.removesuffix(" dB").replace("−", "-"))
        assert 20 * math.log10(ratio) == pytest.approx(said, abs=0.05)
