"""Properties of every synthesised sound: it is repeatable, has its level, and refuses bad input."""

import time

import pytest
import torch

from course_lib import sounds
from course_lib.sounds import Sound

SYNTHESISERS = {
    "tone": lambda **o: sounds.tone(441.3, **o),
    "pluck": sounds.pluck,
    "pluck, low": lambda **o: sounds.pluck(31.7, **o),
    "vowel": sounds.vowel,
    "vowel, low": lambda **o: sounds.vowel(61.7, "u", **o),
    "kick": lambda **o: sounds.drum("kick", **o),
    "snare": lambda **o: sounds.drum("snare", **o),
    "hat": lambda **o: sounds.drum("hat", **o),
    "beat": sounds.beat,
    "sweep": lambda **o: sounds.sweep(stop=3000.0, **o),
    "chord": sounds.chord,
    "click": sounds.click,
    "noise": sounds.noise,
}
SEEDED = ["pluck", "chord", "snare", "hat", "beat", "noise"]
TIMED = [name for name in SYNTHESISERS if name != "beat"]  # a beat lasts as long as its bars

every_synthesiser = pytest.mark.parametrize("make", SYNTHESISERS.values(), ids=SYNTHESISERS.keys())


@every_synthesiser
def test_the_same_request_gives_the_same_bits(make):
    torch.manual_seed(1)
    first = make()
    torch.manual_seed(2)

    assert torch.equal(first.samples, make().samples)


@every_synthesiser
def test_the_global_random_state_is_left_alone(make):
    before = torch.get_rng_state()

    make()

    assert torch.equal(torch.get_rng_state(), before)


@every_synthesiser
def test_the_default_dtype_of_torch_does_not_matter(make):
    usual = make()
    torch.set_default_dtype(torch.float64)
    try:
        assert torch.equal(make().samples, usual.samples)
    finally:
        torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("name", SEEDED)
def test_another_seed_gives_another_sound(name):
    make = SYNTHESISERS[name]

    assert not torch.equal(make(seed=0).samples, make(seed=1).samples)
    assert torch.equal(make(seed=7).samples, make(seed=7).samples)


@every_synthesiser
@pytest.mark.parametrize("sample_rate", [8000, 24_000, 44_100])
def test_every_sound_peaks_at_one_half_at_every_rate(make, sample_rate):
    sound = make(sample_rate=sample_rate)

    assert sound.sample_rate == sample_rate
    # a sine seldom has a sample exactly at its peak
    assert 0.49 < float(sound.samples.abs().max()) <= 0.5


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize("seconds", [0.3, 0.50004, 2.0])
def test_a_sound_lasts_as_long_as_it_was_asked_to(name, seconds):
    assert SYNTHESISERS[name](seconds=seconds).samples.shape == (round(seconds * 24_000),)


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf"), 24_000.0])
def test_an_impossible_length_is_refused(name, seconds):
    with pytest.raises(ValueError, match=r"seconds|times from 0"):
        SYNTHESISERS[name](seconds=seconds)


@every_synthesiser
@pytest.mark.parametrize("sample_rate", [0, -8000, 24_000.0])
def test_an_impossible_rate_is_refused(make, sample_rate):
    with pytest.raises(ValueError, match="sample rate"):
        make(sample_rate=sample_rate)


@every_synthesiser
def test_a_second_of_sound_takes_less_than_50_ms(make):
    make()  # the first call pays for the start of the libraries
    took = []
    for _ in range(5):
        start = time.process_time()  # of this process alone: the machine may be busy
        sound = make()
        took.append((time.process_time() - start) / sound.seconds)

    assert min(took) < 0.05


def test_all_sounds_are_offered_by_the_package():
    assert set(sounds.__all__) >= {
        *("tone", "pluck", "vowel", "drum", "beat", "sweep", "chord", "click", "noise"),
        *("load", "load_folder", "save", "for_listening", "Levelled", "Sound", "SAMPLE_RATE"),
    }
    assert all(hasattr(sounds, name) for name in sounds.__all__)
    assert isinstance(sounds.click(), Sound)
