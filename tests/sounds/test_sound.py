import dataclasses
import math

import numpy
import pytest
import torch

from course_lib.sounds import LESSON_SAMPLE_RATE, Sound


def ramp(length: int = 24_000, **known: object) -> Sound:
    return Sound(torch.arange(length) / length, **known)


def test_the_defaults_are_those_of_the_lessons():
    sound = Sound(torch.zeros(10))

    assert (sound.sample_rate, sound.name, sound.f0, sound.onsets) == (24_000, "sound", None, ())
    assert LESSON_SAMPLE_RATE == 24_000


def test_a_discriminator_takes_the_wave():
    sound = ramp()

    assert sound.wave.shape == (1, 1, 24_000)
    assert torch.equal(sound.wave[0, 0], sound.samples)


def test_the_period_is_counted_in_samples_and_need_not_be_whole():
    assert ramp(f0=480.0).period == 50
    assert ramp(f0=441.0).period == pytest.approx(54.42, abs=0.002)
    assert ramp().period is None
    assert ramp(sample_rate=16_000, f0=320.0).period == 50


def test_seconds_are_samples_over_rate():
    assert ramp(6000).seconds == 0.25
    assert ramp(6000, sample_rate=12_000).seconds == 0.5


def test_a_cut_takes_its_samples_and_the_onsets_inside():
    sound = ramp(onsets=(0.0, 0.25, 0.5, 0.75), f0=100.0, name="ramp")

    cut = sound.crop(0.25, 0.5)

    assert torch.equal(cut.samples, sound.samples[6000:18_000])
    assert cut.onsets == (0.0, 0.25)
    assert (cut.f0, cut.name, cut.sample_rate) == (100.0, "ramp", 24_000)


def test_the_whole_sound_can_be_cut_out():
    assert torch.equal(ramp(1000).crop(0, 1000 / 24_000).samples, ramp(1000).samples)


@pytest.mark.parametrize(("start", "seconds"), [(-0.1, 0.5), (0.5, 0.6), (0.2, 0.0), (1.0, 0.1)])
def test_a_cut_that_leaves_the_sound_is_refused(start, seconds):
    with pytest.raises(ValueError, match=r"'ramp' lasts 1 s"):
        ramp(name="ramp").crop(start, seconds)


def test_another_name_changes_nothing_else():
    sound = ramp(f0=100.0, onsets=(0.5,))

    renamed = sound.renamed("b")

    assert (renamed.name, sound.name) == ("b", "sound")
    assert renamed.samples.data_ptr() == sound.samples.data_ptr()
    assert (renamed.f0, renamed.onsets) == (100.0, (0.5,))


def test_other_samples_keep_what_is_known_up_to_their_end():
    sound = ramp(f0=100.0, onsets=(0.0, 0.5), name="a", sample_rate=12_000)

    shorter = sound.with_samples(torch.zeros(6000))

    assert (shorter.f0, shorter.onsets, shorter.name) == (100.0, (0.0,), "a")
    assert shorter.sample_rate == 12_000
    assert sound.onsets == (0.0, 0.5)


def test_samples_of_any_precision_become_float32_without_a_gradient():
    for dtype in (torch.float16, torch.bfloat16, torch.float64):
        assert Sound(torch.zeros(3, dtype=dtype)).samples.dtype == torch.float32
    assert not Sound(torch.zeros(3, requires_grad=True)).samples.requires_grad


def test_a_sound_is_not_changed_by_assignment():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ramp().name = "other"


def test_two_sounds_can_be_compared_and_collected():
    sound = ramp()

    assert sound == sound
    assert sound != ramp()
    assert len({sound, ramp()}) == 2


def test_its_text_states_what_is_known():
    text = repr(ramp(12_000, name="string", f0=220.0, onsets=(0.0, 0.1)))

    assert text == "Sound('string': 0.5 s at 24000 Hz, f0 220 Hz, onsets 2)"


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (torch.zeros(0), "at least one"),
        (torch.zeros(1, 1, 5), r"wave\[0, 0\]"),
        (torch.zeros(5, dtype=torch.int16), "32768"),
        (torch.tensor([0.0, math.nan, 2.0]), "NaN"),
        (torch.tensor([0.0, -math.inf]), "infinity"),
        (torch.tensor([0.5, -1.5]), r"samples / 1\.5"),
    ],
)
def test_invalid_samples_are_refused_everywhere(samples, message):
    with pytest.raises(ValueError, match=message):
        Sound(samples)
    with pytest.raises(ValueError, match=message):
        ramp().with_samples(samples)


@pytest.mark.parametrize(
    ("known", "message"),
    [
        ({"sample_rate": 0}, "got 0"),
        ({"sample_rate": 24_000.0}, r"got 24000\.0"),
        ({"f0": 0.0}, r"got 0\.0"),
        ({"f0": 12_001.0}, "12000 Hz"),
        ({"f0": math.nan}, "got nan"),
        ({"onsets": (0.5, 0.2)}, "ascend"),
        ({"onsets": (-0.1,)}, "ascend"),
        ({"onsets": (1.0,)}, "below 1 seconds"),
        ({"onsets": (math.nan,)}, "ascend"),
    ],
)
def test_facts_that_contradict_the_samples_are_refused(known, message):
    with pytest.raises(ValueError, match=message):
        ramp(**known)


def test_what_came_from_numpy_is_taken():
    sound = Sound(torch.from_numpy(numpy.zeros(10)), onsets=list(numpy.zeros(1)))

    assert sound.onsets == (0.0,)
